/** Limits against fraud that stopped calls out. */
export const alert = {
  'alert.limit.minute': 'Calls out were stopped: too many within a minute',
  'alert.limit.atOnce': 'Calls out were stopped: too many at once',
  'alert.limit.last': 'Told of once an hour; this one was to {number},',
  'alert.limit.todo': 'If nobody of you placed these calls, a phone’s password may be known to somebody else.',
  'alert.limit.open': 'Look at the limits',
} as const;
