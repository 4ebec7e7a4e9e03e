import { describe, expect, test } from 'vitest';
import { readWrittenNumber, searchedDigits } from './written-number.ts';

describe('a number as people write it', () => {
  test.each([
    ['+49301234567', '+49301234567'],
    ['  +49 30 123-45.67 ', '+49301234567'],
    ['0049 (30) 1234567', '+49301234567'],
    ['+49 (0) 30 / 123 45 67', '+49301234567'],
    ['00 1 [555] 010–0123', '+15550100123'],
    ['+1\u00a0555\u00a00100123', '+15550100123'],
  ])('%j is %s', (written, number) => expect(readWrittenNumber(written)).toBe(number));

  // A spreadsheet that took the number for an amount, a national number, letters, too short, too long, other digits.
  test.each([
    '4.93012E+11',
    '030 1234567',
    '49301234567',
    '+49 30 CALL',
    '+12345',
    '+1234567890123456',
    '+٤٩٣٠١٢٣٤٥',
    '',
    '+',
  ])('%j is none: nothing is guessed', (written) => expect(readWrittenNumber(written)).toBeUndefined());
});

describe('a search term', () => {
  test.each([
    ['030 12-3', '030123'],
    ['0049(30)', '+4930'],
    ['+1.555', '+1555'],
    ['Berlin', ''],
    ['line 7', ''],
    ['-', ''],
  ])('%j looks for %j in numbers', (term, digits) => expect(searchedDigits(term)).toBe(digits));
});
