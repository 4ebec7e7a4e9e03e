import { expect, test } from 'vitest';
import { diffLines } from '../apply/diff-lines.ts';
import { foldLines } from './fold-lines.ts';

const many = (n: number) => Array.from({ length: n }, (_, i) => `line ${i}`);

test('a small change in a long file shows with three lines around it, the rest as a count', () => {
  const before = many(40).join('\n');
  const after = before.replace('line 20', 'edited');
  const folded = foldLines(diffLines(before, after));
  expect(folded).toHaveLength(1 + 3 + 2 + 3 + 1);
  expect(folded[0]).toEqual({ mark: 'fold', count: 17 });
  expect(folded.at(-1)).toEqual({ mark: 'fold', count: 16 });
});

test('equal texts fold into one count', () =>
  expect(foldLines(diffLines('a\nb\nc', 'a\nb\nc'))).toEqual([{ mark: 'fold', count: 3 }]));
