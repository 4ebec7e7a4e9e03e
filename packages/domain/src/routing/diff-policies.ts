import { amountText } from '../spending/money.ts';
import type { FieldChange } from '../apply/apply.ts';
import { diallingText, ruleText, type NameOf } from '../policy/rule-text.ts';
import type { OutboundRule } from '../policy/policy.ts';
import type { PolicySnapshot, TenantSnapshot } from './snapshot.ts';

/** A rule of a policy: what it is known by, and what is said of it. */
export interface RuleLine {
  readonly name: string;
  /** Equal rules have equal keys. */
  readonly key: string;
  /** With its place: "2. Germany: +49… allow by Main carrier". */
  readonly shown: string;
}

/** Everything of a model that a rule may name, by id; `trunks`: what the model itself doesn't hold. */
export const namesIn = (model: TenantSnapshot, trunks: ReadonlyMap<string, string>): NameOf => {
  const names = new Map<string, string>([
    ...trunks,
    ...[...(model.trunks ?? []), ...(model.flows ?? []), ...(model.policies ?? [])].map(
      ({ id, name }): [string, string] => [id, name],
    ),
  ]);
  return (id) => names.get(id) ?? id;
};

export const rulesOf = ({ rules }: PolicySnapshot, nameOf: NameOf): RuleLine[] =>
  rules.map((rule, at) => ({ name: rule.name, key: keyOf(rule), shown: `${at + 1}. ${ruleText(rule, nameOf)}` }));

/**
 * Rules that were added, changed, removed, and whether those that stay stand in another order (field `order`, by name).
 * One is the same as before when nothing of it differs, else when its name is the same: they have no ids.
 */
export function changedRules(before: readonly RuleLine[] | undefined, after: readonly RuleLine[]): FieldChange[] {
  const left = new Set(before);
  const stays = new Map<RuleLine, RuleLine>();
  for (const same of ['key', 'name'] as const)
    for (const rule of after) {
      const was = stays.has(rule) ? undefined : [...left].find((one) => one[same] === rule[same]);
      if (!was) continue;
      stays.set(rule, was);
      left.delete(was);
    }
  const changes = after.flatMap((rule): FieldChange[] => {
    const was = stays.get(rule);
    return was?.key === rule.key ? [] : [{ field: 'rule', from: was?.shown ?? null, to: rule.shown }];
  });
  const gone = [...left].map((rule): FieldChange => ({ field: 'rule', from: rule.shown, to: null }));
  const now = after.filter((rule) => stays.has(rule));
  const places = now.flatMap((rule) => before?.indexOf(stays.get(rule) ?? rule) ?? []);
  const isMoved = places.some((place, at) => place < (places[at - 1] ?? -1));
  if (!isMoved || !before) return [...changes, ...gone];
  const kept = new Set(stays.values());
  const names = (rules: readonly RuleLine[]) => rules.map(({ name }) => name).join(', ');
  return [...changes, ...gone, { field: 'order', from: names(before.filter((one) => kept.has(one))), to: names(now) }];
}

/** In one order: from PostgreSQL, keys come as they like. */
const keyOf = ({ name, match, hours, act }: OutboundRule): string =>
  JSON.stringify([
    name,
    Object.entries(match).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    hours && [hours.inside, hours.flowId],
    act.does === 'deny' ? [] : [act.strip, act.prepend, act.trunks],
  ]);

/** What holds for all calls out, field by field, as the diff compares it: by key. */
export function outboundLeads(
  { outbound }: Pick<TenantSnapshot, 'outbound'>,
  nameOf: NameOf,
): Readonly<Record<string, { readonly key: string; readonly shown: string }>> {
  const plain = (value: string) => ({ key: value, shown: value });
  const dialling = outbound?.dialling ? diallingText(outbound.dialling) : '';
  const policy = outbound?.defaultPolicyId ?? '';
  return {
    dialling: plain(dialling),
    defaultPolicy: { key: policy, shown: policy === '' ? '' : nameOf(policy) },
    callerId: plain(outbound?.callerId ?? ''),
    callsPerMinute: plain(String(outbound?.callsPerMinute ?? '')),
    callsAtOnce: plain(String(outbound?.callsAtOnce ?? '')),
    spendPerDay: plain(outbound?.spendPerDay ? amountText(outbound.spendPerDay) : ''),
  };
}
