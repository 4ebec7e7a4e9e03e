/** The product's words, for programs without a screen too: nothing here draws. */
export { failureText, stepText, type AnyFailure } from './failure.ts';
export { noteText } from './note.ts';
export { sentencesOf } from './sentences.ts';
export { t } from './t.ts';
export { formatMomentInFull } from '../display/moment.ts';
