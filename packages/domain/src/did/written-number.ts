import { e164, type E164 } from '../numbers.ts';

/** What people put between digits. */
const SEPARATORS = /[\s\u2010-\u2015\-./()[\]]/gu;

/**
 * A number as people write it (`+49 (0) 30 123-456`, `0049.30.123456`): spaces, dashes, dots, slashes and brackets count
 * for nothing, a leading 00 stands for the plus sign, and a bracketed zero is the trunk prefix that nobody dials from
 * abroad. undefined where that leaves no E.164; a country is never guessed.
 */
export function readWrittenNumber(text: string): E164 | undefined {
  const parsed = e164.safeParse(international(text.replace(/\(\s*0\s*\)/gu, '')));
  return parsed.success ? parsed.data : undefined;
}

/** The digits of a search term that can be part of a number, with the plus sign if it has one; '' for words. */
export function searchedDigits(term: string): string {
  const digits = international(term);
  return /^\+?\d+$/.test(digits) ? digits : '';
}

const international = (text: string): string => text.replace(SEPARATORS, '').replace(/^00/, '+');
