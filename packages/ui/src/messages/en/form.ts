/** Of every form. */
export const form = {
  'form.discard.title': 'Leave without saving?',
  'form.discard.text': 'What you wrote is lost.',
  'form.discard.confirm': 'Leave',
  'form.theirs': 'Changed by somebody else meanwhile.',
  'form.theirs.to': 'Changed by somebody else to “{value}”.',
  'form.theirs.emptied': 'Emptied by somebody else.',
  'form.theirs.take': 'Take theirs',
} as const;
