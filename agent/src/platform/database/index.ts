export * from './apart.ts';
export * from './database.ts';
export * from './failure.ts';
export * from './migrate.ts';
export * from './provision/index.ts';
export * from './scope.ts';
export type * from './tables.ts';
export type * from './types.ts';
export type { Tables } from './tables.ts';
