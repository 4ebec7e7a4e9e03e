import type { OutboundRule } from '@synergycall/domain';

/** What is done to the list of rules; places count from 0. */
export type RuleAct =
  | { readonly tag: 'add'; readonly rule: OutboundRule }
  | { readonly tag: 'put'; readonly at: number; readonly rule: OutboundRule }
  | { readonly tag: 'move'; readonly at: number; readonly to: number }
  | { readonly tag: 'remove'; readonly at: number };

/** The rules after it. Pure. */
export function acted(rules: readonly OutboundRule[], act: RuleAct): OutboundRule[] {
  switch (act.tag) {
    case 'add':
      return [...rules, act.rule];
    case 'put':
      return act.at < rules.length ? rules.with(act.at, act.rule) : [...rules, act.rule];
    case 'move':
      return moved(rules, act.at, act.to);
    case 'remove':
      return rules.toSpliced(act.at, 1);
  }
}

export function moved<T>(list: readonly T[], at: number, to: number): T[] {
  const one = list.slice(at, at + 1);
  return list.toSpliced(at, 1).toSpliced(to, 0, ...one);
}

/** Rules have no ids: one is the same as long as all of it is. */
export const isSameRule = (a: OutboundRule | undefined, b: OutboundRule | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Where the rule stands; undefined: nowhere, or at several places. */
export function placeOf(rules: readonly OutboundRule[], rule: OutboundRule | undefined): number | undefined {
  const places = rules.flatMap((each, at) => (isSameRule(each, rule) ? [at] : []));
  return places.length === 1 ? places[0] : undefined;
}

/**
 * How the rule at `at` stands among what somebody else saved: `there` is as it was seen, `changed` is changed at its place
 * while nothing else was, and `lost` is whatever nobody can tell: another rule may stand there now. Pure.
 */
export function standing(
  at: number,
  rules: { readonly seen: readonly OutboundRule[]; readonly theirs: readonly OutboundRule[] },
): 'there' | 'changed' | 'lost' {
  const { seen, theirs } = rules;
  if (placeOf(theirs, seen[at]) !== undefined) return 'there';
  const others = (of: readonly OutboundRule[]) => JSON.stringify(of.toSpliced(at, 1));
  return seen.length === theirs.length && others(seen) === others(theirs) ? 'changed' : 'lost';
}

/**
 * The same act on rules that somebody else saved meanwhile; undefined: what it is about is not there any more as it was
 * seen, so a person has to look. The order counts as a whole: it is changed on what was seen only. Pure.
 */
export function rebased(
  act: RuleAct,
  rules: { readonly seen: readonly OutboundRule[]; readonly theirs: readonly OutboundRule[] },
): RuleAct | undefined {
  const { seen, theirs } = rules;
  if (act.tag === 'add' || JSON.stringify(seen) === JSON.stringify(theirs)) return act;
  if (act.tag === 'move') return undefined;
  const at = placeOf(theirs, seen[act.at]);
  return at === undefined ? undefined : { ...act, at };
}
