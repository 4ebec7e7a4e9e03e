/** Of every form. */
export const form = {
  'form.discard.title': 'Leave without saving?',
  'form.discard.text': 'What you wrote is lost.',
  'form.discard.confirm': 'Leave',
} as const;
