import { expect, test } from 'vitest';
import { matcherOf, matches } from './matcher.ts';
import type { RuleMatch } from './policy.ts';
import { ruleSkips } from './rule-skips.ts';

const matcher = (match: RuleMatch): string => {
  const made = matcherOf(match);
  if (!made.ok) throw new Error(made.error);
  return made.value;
};
const RULES = (
  [
    { by: 'prefix', prefix: '+4' },
    { by: 'prefix', prefix: '+49900' },
    { by: 'country', codes: ['1', '353'] },
    { by: 'range', from: '+3312345678', to: '+3312345699' },
    { by: 'pattern', pattern: '_+86X.' },
    { by: 'any' },
  ] as RuleMatch[]
).map(matcher);
const lookUp = (skips: ReadonlyMap<string, string>, digits: string): number => {
  const cell = Number(digits.slice(1, 3)) * 2;
  return Number(skips.get(digits[0]!)?.slice(cell, cell + 2) ?? 0);
};
const skipped = (rules: readonly string[], digits: string): number => lookUp(ruleSkips(rules), digits);

test('no rule that could match a number is skipped', () => {
  for (let from = 0; from < RULES.length; from += 1) {
    const rules = RULES.slice(from);
    const skips = ruleSkips(rules);
    for (let three = 100; three < 1_000; three += 7)
      for (const rest of ['0000', '0012345', '99999999', '12345678']) {
        const first = rules.findIndex((one) => matches(one, `+${three}${rest}`));
        expect(lookUp(skips, `${three}${rest}`)).toBeLessThanOrEqual(first === -1 ? rules.length : first);
      }
  }
});
test('prefixes and countries that are others are skipped', () => {
  const rules = [...Array.from({ length: 20 }, (_, n) => matcher({ by: 'prefix', prefix: `+1${900 + n}` })), RULES[0]!];
  expect([
    skipped(rules, '4930123'),
    skipped(rules, '1900555'),
    skipped(rules, '1212555'),
    skipped(rules, '81312'),
  ]).toEqual([20, 0, 21, 21]);
});
test('what begins in no known way, and a policy of one rule for all, skips nothing', () => {
  expect(ruleSkips([matcher({ by: 'regex', regex: '[+]49.*' })])).toEqual(new Map());
  expect(ruleSkips([matcher({ by: 'any' })])).toEqual(new Map());
});
