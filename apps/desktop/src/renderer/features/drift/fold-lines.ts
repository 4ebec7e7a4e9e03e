import type { DiffLine } from '../apply/diff-lines.ts';

export type FoldedLine = DiffLine | { mark: 'fold'; count: number };

/** Keeps what differs with some lines around it; longer equal stretches become their count. */
export function foldLines(lines: readonly DiffLine[], around = 3): readonly FoldedLine[] {
  const isNear = lines.map(() => false);
  for (const [i, line] of lines.entries())
    if (line.mark !== 'same') isNear.fill(true, Math.max(0, i - around), Math.min(lines.length, i + around + 1));
  const out: FoldedLine[] = [];
  let equal: DiffLine[] = [];
  const flush = () => {
    // One line takes no more room than its count.
    if (equal.length > 1) out.push({ mark: 'fold', count: equal.length });
    else out.push(...equal);
    equal = [];
  };
  for (const [i, line] of lines.entries()) {
    if (!isNear[i]) {
      equal.push(line);
      continue;
    }
    flush();
    out.push(line);
  }
  flush();
  return out;
}
