export interface DiffLine {
  mark: 'same' | 'added' | 'removed';
  text: string;
  /** Line numbers, from 1; undefined where the line is not there. */
  before?: number;
  after?: number;
}
/** A stretch of unchanged lines that is folded away, or the lines as they stand. */
export type Stretch = { readonly folded: readonly DiffLine[] } | { readonly lines: readonly DiffLine[] };

const MOST_CELLS = 1_000_000;
const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/**
 * The longest common subsequence by lines. Equal heads and tails are cut off first; what is still too big to compare
 * (a million cells) is shown as all removed, then all added.
 */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (text: string): DiffLine => ({ mark: 'same', text });
  const middle = compare(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return numbered([...a.slice(0, head).map(same), ...middle, ...a.slice(a.length - tail).map(same)]);
}

function numbered(lines: readonly DiffLine[]): readonly DiffLine[] {
  let before = 0;
  let after = 0;
  return lines.map((line) => ({
    ...line,
    ...(line.mark === 'added' ? {} : { before: ++before }),
    ...(line.mark === 'removed' ? {} : { after: ++after }),
  }));
}

/** Unchanged lines farther than `around` from a change are folded, where that saves more than a line or two. */
export function foldLines(lines: readonly DiffLine[], around = 3): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  const show = (to: number) => {
    if (to > from) stretches.push({ lines: lines.slice(from, to) });
    from = to;
  };
  for (let i = 0; i < lines.length;) {
    let end = i;
    while (end < lines.length && lines[end]?.mark === 'same') end++;
    const first = i === 0 ? 0 : i + around;
    const last = end === lines.length ? end : end - around;
    if (last - first > 2) {
      show(first);
      stretches.push({ folded: lines.slice(first, last) });
      from = last;
    }
    i = end + 1;
  }
  show(lines.length);
  return stretches;
}

function compare(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ mark: 'removed', text });
  const added = (text: string): DiffLine => ({ mark: 'added', text });
  if (a.length * b.length > MOST_CELLS || a.length === 0 || b.length === 0) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const mine = a[i];
    const theirs = b[j];
    if (mine !== undefined && mine === theirs) {
      out.push({ mark: 'same', text: mine });
      i++;
      j++;
    } else if (mine !== undefined && (theirs === undefined || at(i + 1, j) >= at(i, j + 1))) {
      out.push(removed(mine));
      i++;
    } else if (theirs !== undefined) {
      out.push(added(theirs));
      j++;
    }
  }
  return out;
}
