import type { FlowId, PolicyId, TrunkId, UserId } from '../ids.ts';
import { matcherOf, matches } from '../policy/matcher.ts';
import { toE164 } from '../policy/to-e164.ts';
import type { PlannedOutbound, PlannedRule, PlannedUser, RoutePlan } from './plan.ts';
import type { PolicySnapshot, TenantSnapshot, UserSnapshot } from './snapshot.ts';

/** By whose policy a call goes out, and whose number it shows. `stranger`: a phone that the plan doesn't know. */
export type Payer =
  | { readonly by: 'user'; readonly user: PlannedUser }
  | { readonly by: 'tenant' }
  | { readonly by: 'stranger' };

export interface OutsideCall {
  /** As it came from the phone; where a destination sends the call out: E.164 with its plus sign. */
  readonly dialled: string;
  readonly payer: Payer;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Is this schedule open at that moment? undefined, or no such function: it can't be said, and the rule doesn't hold. */
  readonly isOpen?: (flow: FlowId, at: number) => boolean | undefined;
}

export interface WayOut {
  /** E.164 digits of what is wanted, without the plus sign. */
  readonly wanted: string;
  /** Digits after the rule's strip and prepend; equal to `wanted`: the trunk spells them, else they go as they are. */
  readonly digits: string;
  /** Tried in this order. */
  readonly trunks: readonly TrunkId[];
  readonly policyId: PolicyId;
  /** From 1. */
  readonly rule: number;
  /** Digits of the number that is shown; null: none. */
  readonly callerId: string | null;
}

/** As the core's health report says it (`Resolved`). */
export const resolvedWay = ({ digits, trunks }: WayOut): string => `${digits}@${trunks.join('.')}`;

export type OutsideAnswer =
  | { readonly does: 'outside'; readonly way: WayOut; readonly because: readonly OutsideReason[] }
  | { readonly does: 'blocked'; readonly because: readonly OutsideReason[] };

export type OutsideReason =
  | { readonly reason: 'number-outside'; readonly dialled: string; readonly digits: string }
  | { readonly reason: 'phone-unknown' }
  | { readonly reason: 'policy-of-user'; readonly policyId: PolicyId; readonly userId: UserId; readonly name: string }
  | { readonly reason: 'policy-of-tenant'; readonly policyId: PolicyId }
  | { readonly reason: 'no-policy' }
  /** One rule that doesn't decide. `length`: with its strip and prepend too few or too many digits would be left. */
  | {
      readonly reason: 'rule-passed-over';
      readonly rule: number;
      readonly name: string;
      readonly why: 'no-match' | 'hours' | 'length';
    }
  | { readonly reason: 'rule-denies'; readonly rule: number; readonly name: string }
  | {
      readonly reason: 'rule-allows';
      readonly rule: number;
      readonly name: string;
      readonly strip: number;
      readonly prepend: string;
      readonly digits: string;
    }
  | { readonly reason: 'no-rule' }
  | { readonly reason: 'trunks-in-order'; readonly trunks: readonly TrunkId[] }
  | { readonly reason: 'caller-id'; readonly number: string | null };

/** Digits that a rule may leave to be sent. */
export const SENT_DIGITS = { least: 3, most: 24 };

/**
 * May this number be called, and by which trunks? undefined: it is no number outside. The core's `sc-outside-resolve`
 * does the same, step by step (decision 0010). Limits against fraud are live, and nothing of them is said here; what was
 * spent today `decide` adds, where it is told.
 */
export function decideOutside(plan: RoutePlan, call: OutsideCall): OutsideAnswer | undefined {
  const { dialled, payer } = call;
  const wanted = toE164(dialled, plan.outbound?.dialling ?? null);
  if (wanted === undefined) return undefined;
  const because: OutsideReason[] = [{ reason: 'number-outside', dialled, digits: wanted }];
  if (payer.by === 'stranger') return { does: 'blocked', because: [...because, { reason: 'phone-unknown' }] };
  const user = payer.by === 'user' ? payer.user : undefined;
  const policyId = user?.policyId ?? plan.outbound?.defaultPolicy ?? undefined;
  if (policyId === undefined) return { does: 'blocked', because: [...because, { reason: 'no-policy' }] };
  because.push(
    user?.policyId === undefined
      ? { reason: 'policy-of-tenant', policyId }
      : { reason: 'policy-of-user', policyId, userId: user.id, name: user.name },
  );
  for (const [index, planned] of (plan.outbound?.policies.get(policyId) ?? []).entries()) {
    const { name, act } = planned;
    const rule = index + 1;
    const digits = act.does === 'allow' ? act.prepend + wanted.slice(act.strip) : wanted;
    const why = passedOver(planned, { wanted, digits, call });
    if (why !== undefined) {
      because.push({ reason: 'rule-passed-over', rule, name, why });
      continue;
    }
    if (act.does === 'deny') return { does: 'blocked', because: [...because, { reason: 'rule-denies', rule, name }] };
    const { strip, prepend, trunks } = act;
    const callerId = user?.callerId ?? plan.outbound?.callerId ?? null;
    because.push(
      { reason: 'rule-allows', rule, name, strip, prepend, digits },
      { reason: 'trunks-in-order', trunks },
      { reason: 'caller-id', number: callerId },
    );
    return { does: 'outside', way: { wanted, digits, trunks, policyId, rule, callerId }, because };
  }
  return { does: 'blocked', because: [...because, { reason: 'no-rule' }] };
}

function passedOver(
  { matcher, hours, act }: PlannedRule,
  { wanted, digits, call }: { readonly wanted: string; readonly digits: string; readonly call: OutsideCall },
): 'no-match' | 'hours' | 'length' | undefined {
  if (!matches(matcher, `+${wanted}`)) return 'no-match';
  if (hours && call.isOpen?.(hours.flowId, call.at) !== hours.inside) return 'hours';
  if (act.does === 'allow' && (digits.length < SENT_DIGITS.least || digits.length > SENT_DIGITS.most)) return 'length';
  return undefined;
}

/** The tenant's calls out, compiled; undefined: nothing of it was ever set. Policies by id. */
export function plannedOutbound({ tenant, outbound, policies = [] }: TenantSnapshot): PlannedOutbound | undefined {
  if (!outbound && policies.length === 0) return undefined;
  return {
    dialling: outbound?.dialling ?? null,
    defaultPolicy: outbound?.defaultPolicyId ?? null,
    callerId: outbound?.callerId?.slice(1) ?? null,
    callsPerMinute: outbound?.callsPerMinute ?? null,
    callsAtOnce: outbound?.callsAtOnce ?? null,
    ...(outbound?.spendPerDay ? { spending: { perDay: outbound.spendPerDay, zone: tenant.timezone } } : {}),
    policies: new Map(
      policies.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, rules }) => [id, plannedRules(rules)]),
    ),
  };
}

const plannedRules = (rules: PolicySnapshot['rules']): PlannedRule[] =>
  rules.map(({ name, match, hours, act }) => {
    const matcher = matcherOf(match);
    // SECURITY: a rule that was left out could be the one that denies.
    if (!matcher.ok) throw new Error(`rule ${JSON.stringify(name)} should not have been saved: ${matcher.error}`);
    const deniesCountry = act.does === 'deny' && match.by === 'country';
    return { name, matcher: matcher.value, hours, act, ...(deniesCountry && { deniesCountry: true as const }) };
  });

/** What a person has of their own. */
export const ownOutside = ({ policyId, callerId }: UserSnapshot): Pick<PlannedUser, 'policyId' | 'callerId'> => ({
  ...(policyId === undefined ? {} : { policyId }),
  ...(callerId === undefined ? {} : { callerId: callerId.slice(1) }),
});
