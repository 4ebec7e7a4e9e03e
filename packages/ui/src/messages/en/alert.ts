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
  'alert.spend.todo':
    'If nobody of you placed these calls, a phone’s password may be known to somebody else; if they are yours, the limit can be lifted for today.',
  'alert.spend.open': 'Look at what today costs',
  'alert.country.todo':
    'If nobody of you called there, a phone’s password may be known to somebody else; if you need to, allow it in a policy.',
  'alert.country.open': 'Look at the policies',
} as const;
