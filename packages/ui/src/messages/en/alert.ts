/** Limits against fraud that stopped calls out. */
export const alert = {
  'alert.limit.minute': 'Calls out were stopped: too many within a minute',
  'alert.limit.atOnce': 'Calls out were stopped: too many at once',
  'alert.limit.spendReached': 'Calls out have reached what a day may cost',
  'alert.limit.spendNear': 'Calls out have used four fifths of what a day may cost',
  'alert.limit.country': 'A call to a denied country was stopped',
  'alert.limit.last': 'Told of once an hour; this one was to {number},',
  'alert.limit.todo': 'If nobody of you placed these calls, a phone’s password may be known to somebody else.',
  'alert.limit.open': 'Look at the limits',
} as const;
