export { journalFolder } from './journal.ts';
export { isAlive, thisProcess, type Owner } from './owner.ts';
export type * from './types.ts';
