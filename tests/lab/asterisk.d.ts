import type { LabAsterisk, LabAsteriskOptions } from './types.ts';
/**
 * A private Asterisk of this caller, booted, with its realtime store. Give `schema` the maker of the ps_* tables.
 * About 0.5 s; call `release` when done.
 */
export declare function labAsterisk(options: LabAsteriskOptions): Promise<LabAsterisk>;
