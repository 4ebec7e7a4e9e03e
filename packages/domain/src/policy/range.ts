/** All digit strings from `from` to `to` (the same length, in order), as an expression; undefined: no such range. */
export function rangeExpression(from: string, to: string): string | undefined {
  if (from.length !== to.length || from > to || !/^\d+$/.test(from + to)) return undefined;
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return from.slice(0, same) + between(from.slice(same), to.slice(same));
}

/** Nested, so that its length grows with the digits and not with their square. */
function between(from: string, to: string): string {
  if (from === '') return '';
  const rest = from.length - 1;
  const [low, high] = [Number(from[0]), Number(to[0])];
  if (/^0*$/.test(from.slice(1)) && /^9*$/.test(to.slice(1))) return digit(low, high) + any(rest);
  if (low === high) return low + between(from.slice(1), to.slice(1));
  const parts = [
    low + between(from.slice(1), '9'.repeat(rest)),
    ...(high - low > 1 ? [digit(low + 1, high - 1) + any(rest)] : []),
    high + between('0'.repeat(rest), to.slice(1)),
  ];
  return `(${parts.join('|')})`;
}

const digit = (low: number, high: number): string => (low === high ? String(low) : `[${low}-${high}]`);
const any = (count: number): string => (count === 0 ? '' : count === 1 ? '[0-9]' : `[0-9]{${count}}`);
