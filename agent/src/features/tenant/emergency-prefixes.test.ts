import { expect, test } from 'vitest';
import { emergencyPrefixes } from './emergency-prefixes.ts';

test('an emergency number and everything that begins it stay free', () => {
  expect([...emergencyPrefixes(['112', '911', '10177'])]).toEqual([
    [11, '112'],
    [112, '112'],
    [91, '911'],
    [911, '911'],
    [10, '10177'],
    [101, '10177'],
    [1017, '10177'],
    [10177, '10177'],
  ]);
});

test('numbers that merely go on after one may be had', () => {
  expect(emergencyPrefixes(['112']).has(1120)).toBe(false);
});
