/** One position of a pattern: the characters it takes, sorted; or the rest of the number. */
type Position = { readonly takes: string } | { readonly rest: 'some' | 'any' };

const SETS: Readonly<Record<string, string>> = { X: '0123456789', Z: '123456789', N: '23456789' };

/**
 * The positions of an extension as Asterisk reads it: a literal, or after `_` with X, Z, N, [sets], `.` (one or more)
 * and `!` (none or more). Hyphens in patterns are skipped, as pbx.c does.
 */
function positionsOf(match: string): Position[] {
  if (!match.startsWith('_')) return [...match].map((takes) => ({ takes }));
  const positions: Position[] = [];
  for (let at = 1; at < match.length; at += 1) {
    const sign = match[at] ?? '';
    if (sign === '-') continue;
    if (sign === '.') positions.push({ rest: 'some' });
    else if (sign === '!') positions.push({ rest: 'any' });
    else if (sign === '[') {
      const end = match.indexOf(']', at);
      const inside = match.slice(at + 1, end < 0 ? undefined : end);
      positions.push({ takes: charactersOf(inside) });
      at = end < 0 ? match.length : end;
    } else positions.push({ takes: SETS[sign.toUpperCase()] ?? sign });
  }
  return positions;
}

/** `0-9a-f*` as its characters, sorted. */
function charactersOf(set: string): string {
  const found = new Set<string>();
  for (let at = 0; at < set.length; at += 1) {
    const from = set.charCodeAt(at);
    const ranged = set[at + 1] === '-' && at + 2 < set.length;
    const to = ranged ? set.charCodeAt(at + 2) : from;
    for (let code = from; code <= to; code += 1) found.add(String.fromCharCode(code));
    if (ranged) at += 2;
  }
  return [...found].toSorted().join('');
}

/** Does an extension (literal or pattern) take this number? */
export function takes(match: string, number: string): boolean {
  const positions = positionsOf(match);
  for (const [index, position] of positions.entries()) {
    if ('rest' in position) return position.rest === 'any' || number.length > index;
    const digit = number[index];
    if (digit === undefined || !position.takes.includes(digit)) return false;
  }
  return number.length === positions.length;
}

/** The same whatever a set is written like: two extensions with one form take exactly the same numbers. */
export const formOf = (match: string): string =>
  positionsOf(match)
    .map((position) => ('rest' in position ? (position.rest === 'any' ? '!' : '.') : `[${position.takes}]`))
    .join('');

/** Does every number that `inner` takes also fit `outer`? Then whoever is searched first hides the other. */
export function covers(outer: string, inner: string): boolean {
  const wide = positionsOf(outer);
  const narrow = positionsOf(inner);
  for (const [index, position] of wide.entries()) {
    const one = narrow[index];
    if ('rest' in position)
      return position.rest === 'any' || (one !== undefined && !('rest' in one && one.rest === 'any'));
    if (one === undefined || 'rest' in one) return false;
    if (![...one.takes].every((character) => position.takes.includes(character))) return false;
  }
  return wide.length === narrow.length;
}
