import { matches } from '../policy/matcher.ts';
import type { PlannedRule, RoutePlan } from './plan.ts';

/** As many rules of the tenant's default policy are tried at most. */
const MOST_RULES = 10;

/**
 * Numbers outside that show whether the tenant's default policy is in place: one for each of its first rules, those that
 * deny among them, and one where no rule of it holds (if there is such a number). With their plus sign; sorted by rule.
 */
export function outsideSamples({ outbound }: RoutePlan): string[] {
  const rules = outbound?.defaultPolicy && outbound.policies.get(outbound.defaultPolicy);
  if (!rules) return [];
  const chosen = rules.slice(0, MOST_RULES).flatMap((rule, index) => exampleOf(rule, rules.slice(0, index)) ?? []);
  const unmatched = ANYWHERE.find((number) => !rules.some(({ matcher }) => matches(matcher, number)));
  return [...new Set([...chosen, ...(unmatched === undefined ? [] : [unmatched])])];
}

/** Codes that no country has, or few call. */
const ANYWHERE = ['+9991234567', '+2101234567', '+8881234567', '+68412345'];

/** A number that this rule takes and, where there is one, none before it does; undefined: none was found. */
function exampleOf({ matcher }: PlannedRule, before: readonly PlannedRule[]): string | undefined {
  const begins = /^\^\(?\[\+\]\(?(\d*)/.exec(matcher)?.[1] ?? '';
  const taken = candidates(begins).filter((number) => matches(matcher, number));
  return taken.find((number) => !before.some((rule) => matches(rule.matcher, number))) ?? taken[0];
}

/** Lengths that numbers have most often come first. */
const LENGTHS = [11, 12, 10, 13, 9, 8, 7, 14, 15];
const candidates = (begins: string): string[] =>
  LENGTHS.flatMap((length) =>
    [...'1234567890'].flatMap((digit) => {
      const digits = begins.padEnd(length, digit);
      return digits.length === length && !digits.startsWith('0') ? [`+${digits}`] : [];
    }),
  );
