export { astdbFile } from './file.ts';
export { convertLive, journalMode, prepareAstdb, type JournalMode } from './journal-mode.ts';
export { noteTaker, type NoteTaker } from './note-taker.ts';
export { seedAstdb } from './seed.ts';
export { invalidEntry, invalidKey, isNeverWritten } from './rules.ts';
export type * from './types.ts';
export { astdbWriter } from './writer.ts';
