/** The product's words, for programs without a screen too: nothing here draws. */
export { failureText, stepText, type AnyFailure, type ClientFailure, type FailureText } from './failure.ts';
export { noteText } from './note.ts';
export { sentencesOf } from './sentences.ts';
export { t, type MessageKey } from './t.ts';
export { formatAgo, formatMoment, formatMomentInFull } from '../display/moment.ts';
