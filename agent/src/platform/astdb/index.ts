export { astdbFile } from './file.ts';
export { invalidEntry, invalidKey } from './rules.ts';
export type * from './types.ts';
export { astdbWriter } from './writer.ts';
