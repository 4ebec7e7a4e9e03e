import { expect, test } from 'vitest';
import { moveFrom } from './move.ts';

const list = { count: 100, page: 10 };
test.each([
  ['ArrowDown', 5, 6],
  ['ArrowUp', 0, 0],
  ['ArrowDown', 99, 99],
  ['PageDown', 95, 99],
  ['Home', 50, 0],
  ['End', 0, 99],
])('%s from row %d goes to row %d', (key, from, to) => expect(moveFrom(from, key, list)).toBe(to));
test('other keys are left to whoever wants them', () => expect(moveFrom(3, 'a', list)).toBeUndefined());
