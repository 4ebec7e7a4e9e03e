export { disk } from './disk.ts';
export { hashOf, ownedFiles } from './owned-files.ts';
export type * from './types.ts';
