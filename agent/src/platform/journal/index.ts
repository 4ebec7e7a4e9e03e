export { journalFolder } from './journal.ts';
export type * from './types.ts';
