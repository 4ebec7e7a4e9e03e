export { absent, disk, sync } from './disk.ts';
export { hashOf } from './hash.ts';
export { ownedFiles } from './owned-files.ts';
export type * from './types.ts';
