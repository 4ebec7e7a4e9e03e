import type { AstdbEntry, AstdbFailure, AstdbKey } from './types.ts';

/**
 * What may stand in AstDB. SECURITY: values end up inside dialplan expressions and, by the core's hand, in dial
 * strings, so they are ids, numbers and closed words, never a person's text. Asterisk itself refuses values of
 * 1,024 characters and more and trims outer blanks.
 */
const FAMILY = /^[A-Za-z0-9_+.-]+(\/[A-Za-z0-9_+.-]+)*$/;
const KEY = /^[A-Za-z0-9_+*#.:@;-]+(\/[A-Za-z0-9_+*#.:@;-]+)*$/;
const VALUE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;
const MAX_VALUE_BYTES = 900;
/** Asterisk's path buffer is 256 bytes, slashes and the final NUL included. */
const MAX_PATH_BYTES = 250;

/** No AstDB yet: nothing was ever written. */
export const isNeverWritten = (failure: AstdbFailure): boolean =>
  failure.code === 'astdb.unreadable' && failure.reason === 'absent';

export type AstdbInvalid = Extract<AstdbFailure, { code: 'astdb.invalid' }>;

export function invalidKey({ family, key }: AstdbKey): AstdbInvalid | undefined {
  const bad = (problem: AstdbInvalid['problem']): AstdbInvalid => ({ code: 'astdb.invalid', family, key, problem });
  if (!FAMILY.test(family)) return bad('family');
  if (!KEY.test(key) || family.length + key.length + 2 > MAX_PATH_BYTES) return bad('key');
  return undefined;
}

export function invalidEntry(entry: AstdbEntry): AstdbInvalid | undefined {
  const bad = (problem: AstdbInvalid['problem']): AstdbInvalid => ({
    code: 'astdb.invalid',
    family: entry.family,
    key: entry.key,
    problem,
  });
  const key = invalidKey(entry);
  if (key) return key;
  if (entry.value.length > MAX_VALUE_BYTES) return bad('value-length');
  return entry.value === '' || VALUE.test(entry.value) ? undefined : bad('value-characters');
}

/** The path under which Asterisk stores a key in the table `astdb`. */
export const astdbPath = ({ family, key }: AstdbKey): string => `/${family}/${key}`;
