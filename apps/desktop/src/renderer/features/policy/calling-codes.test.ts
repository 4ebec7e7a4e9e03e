import { expect, test } from 'vitest';
import { codeOptions, codeText, isCodeFound, namesWith } from './calling-codes.ts';

test('a country is chosen by its name and stands there with its calling code', () => {
  const options = codeOptions();
  expect(options.find(({ value }) => value === '49')?.label).toBe('Germany (+49)');
  expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
  expect(isCodeFound('49', 'germ')).toBe(true);
  expect(isCodeFound('49', '+4')).toBe(true);
  expect(isCodeFound('49', '49')).toBe(true);
  expect(isCodeFound('49', '9')).toBe(false);
});

test('who shares a code is found too, and is told as many', () => {
  expect(isCodeFound('1', 'jamaica')).toBe(true);
  expect(codeText('1')).toBe('United States, Canada and 23 more');
  expect(codeText('7')).toBe('Russia, Kazakhstan');
});

test('a code that no country has is told by what it is, one that nobody has by itself', () => {
  expect(namesWith('881')[0]).toMatch(/satellite/i);
  expect(namesWith('999')).toEqual(['+999']);
});

test('no calling code begins with another: what one matches, no other does', () => {
  const codes = codeOptions().map(({ value }) => value);
  expect(codes.filter((code) => codes.some((other) => other !== code && code.startsWith(other)))).toEqual([]);
});
