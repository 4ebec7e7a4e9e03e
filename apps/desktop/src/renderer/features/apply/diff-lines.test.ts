import { expect, test } from 'vitest';
import { diffLines, foldLines } from './diff-lines.ts';

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

test('lines keep their numbers of before and after', () =>
  expect(diffLines('a\nb\nc', 'a\nc\nd').map((l) => [l.before, l.after])).toEqual([
    [1, 1],
    [2, undefined],
    [3, 2],
    [undefined, 3],
  ]));
test('what is far from a change is folded, what is near is shown', () => {
  const before = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const after = before.with(15, 'changed');
  const shape = foldLines(diffLines(before.join('\n'), after.join('\n'))).map((s) =>
    'folded' in s ? -s.folded.length : s.lines.length,
  );
  expect(shape).toEqual([-12, 8, -11]);
  expect(foldLines(diffLines('a\nb', 'a\nc'))).toHaveLength(1);
});
