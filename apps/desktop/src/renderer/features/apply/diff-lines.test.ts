import { expect, test } from 'vitest';
import { diffLines } from './diff-lines.ts';

const marks = (before: string, after: string) =>
  diffLines(before, after).map((l) => `${{ same: ' ', added: '+', removed: '-' }[l.mark]}${l.text}`);

test('a changed line shows as removed and added, with the rest around it', () =>
  expect(marks('a\nb\nc\n', 'a\nB\nc\n')).toEqual([' a', '-b', '+B', ' c']));
test('a new file is all added, a removed one all removed', () => {
  expect(marks('', 'x\ny\n')).toEqual(['+x', '+y']);
  expect(marks('x\n', '')).toEqual(['-x']);
});
test('lines that stay are found between lines that go and come', () =>
  expect(marks('1\n2\n3\n4', '0\n2\n4\n5')).toEqual(['-1', '+0', ' 2', '-3', ' 4', '+5']));
test('very big texts are still shown', () => {
  const big = (s: string) => Array.from({ length: 1500 }, (_, i) => `${s}${i}`).join('\n');
  expect(diffLines(big('a'), big('b'))).toHaveLength(3000);
});
