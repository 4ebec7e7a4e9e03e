import { MOST_RULES } from './policy.ts';

/**
 * Rules at the front of a policy that can't match, by the first three digits of a number: a hint, so that the core begins
 * where a rule may match and doesn't ask ninety prefixes before. What it leaves out could not have decided.
 */

/** As `matcherOf` makes them of prefixes and countries; of whatever else is written it is not known how it begins. */
const PREFIX = /^\^\[\+\](\d+)\[0-9\]\*\$$/;
const COUNTRY = /^\^\[\+\]\((\d+(?:\|\d+)*)\)\[0-9\]\*\$$/;

/** undefined: it may begin in any way. */
function beginningsOf(matcher: string): readonly string[] | undefined {
  const prefix = PREFIX.exec(matcher)?.[1];
  return prefix === undefined ? COUNTRY.exec(matcher)?.[1]?.split('|') : [prefix];
}

/**
 * By first digit: for each of the hundred next two digits how many rules to skip, two digits each. First digits for
 * which none is skipped are left out. Pure.
 */
export function ruleSkips(matchers: readonly string[]): ReadonlyMap<string, string> {
  if (matchers.length > MOST_RULES) throw new Error('more rules than the core reads');
  const rules = matchers.map(beginningsOf);
  const skips = new Map<string, string>();
  for (let first = 1; first <= 9; first += 1) {
    const cells = Array.from({ length: 100 }, (_, next) => {
      const three = `${first}${String(next).padStart(2, '0')}`;
      const found = rules.findIndex(
        (beginnings) => beginnings?.some((one) => three.startsWith(one) || one.startsWith(three)) ?? true,
      );
      return found === -1 ? matchers.length : found;
    });
    if (cells.some((cell) => cell > 0))
      skips.set(String(first), cells.map((cell) => String(cell).padStart(2, '0')).join(''));
  }
  return skips;
}
