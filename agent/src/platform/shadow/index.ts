/** A throwaway Asterisk that tells what files and keys would do, before the live one sees them. docs/decisions/0007 */
export { shadow } from './shadow.ts';
export type * from './types.ts';
