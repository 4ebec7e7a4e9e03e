import type {
  FlowId,
  OutboundRule,
  OutboundSettings,
  PolicyId,
  PolicySnapshot,
  RestoreNote,
  TenantSnapshot,
  UserSnapshot,
} from '@synergycall/domain';
import type { FlowPlan } from './restore-model-flows.ts';
import type { UserPlan } from './restore-model-users.ts';
import { wants, type RestoreWish } from './restore-model-wish.ts';

export interface PolicyPlan {
  /** Afterwards. */
  readonly target: readonly PolicySnapshot[];
  /** Those that come back or change. */
  readonly set: readonly PolicySnapshot[];
  readonly remove: readonly PolicySnapshot[];
  readonly notes: readonly RestoreNote[];
}

/**
 * Outbound policies: as they were then, without trunks that are gone; one of which a rule would have no trunk left, or
 * whose schedule is not there afterwards, stays as it is. One that was not there then goes, unless somebody goes on by it.
 */
export function planPolicies(wish: RestoreWish, around: Around, isTenantRestored: boolean): PolicyPlan {
  const { now, past } = wish;
  const wanted = wants(wish);
  const [is, was] = [byId(now.policies), byId(past.policies)];
  const notes: RestoreNote[] = [];
  const left = (policy: PolicySnapshot, note: RestoreNote['note'], detail: string | null = null): void =>
    void notes.push({ note, ...about(policy), detail, blocks: BLOCKING.has(note) });

  const restored = new Map<PolicyId, PolicySnapshot>();
  for (const policy of was.values()) {
    if (!wanted('policy', policy.id)) continue;
    const { rules, gone } = withTrunks(policy.rules, wish);
    const hours = hoursGone(policy.rules, around.flows.target, past);
    if (hours.length > 0) {
      left(is.get(policy.id) ?? policy, 'schedule-gone', hours.join(', '));
      continue;
    }
    if (rules === undefined) left(is.get(policy.id) ?? policy, 'trunk-gone', gone.join(', '));
    else restored.set(policy.id, { ...policy, rules });
    if (rules !== undefined && gone.length > 0) left(policy, 'trunk-left-out', gone.join(', '));
  }
  const leaving = [...is.values()].filter(({ id }) => !was.has(id) && wanted('policy', id));
  let going: ReadonlySet<PolicyId> = new Set();
  // Whoever stays keeps its name, which may stand in the way of the next one, and whoever went by that one then goes on
  // by the present one, which stays: until none is added.
  for (let before = -1; before !== restored.size;) {
    before = restored.size;
    const inUse = usedBy(wish, around.users, { isTenantRestored, isThere: (id) => is.has(id) || restored.has(id) });
    going = new Set(leaving.flatMap(({ id }) => (inUse.has(id) ? [] : [id])));
    const staying = [...is.values()].filter(({ id }) => !going.has(id) && !restored.has(id));
    const names = new Set(staying.map(({ name }) => name.toLowerCase()));
    for (const policy of restored.values())
      if (names.has(policy.name.toLowerCase())) {
        restored.delete(policy.id);
        left(is.get(policy.id) ?? policy, 'policy-name-taken', policy.name);
      }
  }
  return {
    target: [...[...is.values()].filter(({ id }) => !going.has(id) && !restored.has(id)), ...restored.values()],
    set: [...restored.values()].filter((policy) => !samePolicy(is.get(policy.id), policy)),
    remove: leaving.filter(({ id }) => going.has(id)),
    notes: [
      ...leaving.flatMap((policy): RestoreNote[] =>
        going.has(policy.id) ? [] : [{ note: 'policy-kept', ...about(policy), detail: null, blocks: false }],
      ),
      ...notes,
    ],
  };
}

/** What a restore makes of people and flows. */
interface Around {
  readonly users: UserPlan;
  readonly flows: Pick<FlowPlan, 'target'>;
}
const BLOCKING: ReadonlySet<RestoreNote['note']> = new Set(['trunk-gone', 'schedule-gone', 'policy-name-taken']);

/**
 * By which present policies people go afterwards, and the tenant: those that this restore leaves as they are, and those
 * whose policy of then can't come back, who keep their present one (`shownThen`).
 */
function usedBy(
  { now, past }: RestoreWish,
  users: UserPlan,
  after: { readonly isTenantRestored: boolean; readonly isThere: (id: PolicyId) => boolean },
): ReadonlySet<PolicyId> {
  const then = new Map(users.restored.map(({ id, policyId }) => [id, policyId]));
  const removed = new Set(users.removed.map(({ id }) => id));
  const goesOn = (was: PolicyId | null | undefined): boolean => !!was && !after.isThere(was);
  const used = now.users.flatMap(({ id, policyId }) => {
    if (policyId === undefined || removed.has(id)) return [];
    return !then.has(id) || goesOn(then.get(id)) ? [policyId] : [];
  });
  const staysDefault = !after.isTenantRestored || goesOn(past.outbound?.defaultPolicyId);
  const byDefault = staysDefault ? now.outbound?.defaultPolicyId : null;
  return new Set([...used, ...(byDefault ? [byDefault] : [])]);
}

/** The schedules, by name, that rules ask and that are not there afterwards: the apply would refuse such a rule. */
function hoursGone(rules: readonly OutboundRule[], flows: FlowPlan['target'], past: TenantSnapshot): string[] {
  const schedules = new Set(flows.flatMap(({ id, settings }) => (settings.kind === 'schedule' ? [id] : [])));
  const names = new Map<FlowId, string>(past.flows?.map(({ id, name }) => [id, name]));
  const asked = new Set(rules.flatMap(({ hours }) => (hours ? [hours.flowId] : [])));
  return [...asked].filter((id) => !schedules.has(id)).map((id) => names.get(id) ?? id);
}

/** `rules` undefined: one of them would have no trunk left. */
function withTrunks(
  rules: readonly OutboundRule[],
  { past, standing }: RestoreWish,
): { readonly rules: OutboundRule[] | undefined; readonly gone: string[] } {
  const names = new Map<string, string>(past.trunks?.map(({ id, name }) => [id, name]));
  const gone = new Set<string>();
  let isWhole = true;
  const kept = rules.map((rule): OutboundRule => {
    if (rule.act.does === 'deny') return rule;
    const trunks = rule.act.trunks.filter((id) => standing.trunks.has(id));
    for (const id of rule.act.trunks) if (!standing.trunks.has(id)) gone.add(names.get(id) ?? id);
    if (trunks.length === 0) isWhole = false;
    return { ...rule, act: { ...rule.act, trunks } };
  });
  return { rules: isWhole ? kept : undefined, gone: [...gone] };
}

interface Shown {
  readonly policyId: PolicyId | null;
  readonly callerId: UserSnapshot['callerId'] | null;
}
/** Policy and number shown as they were then; where one is gone, as they are now, with a note. */
function shownThen(
  place: Place,
  of: { readonly was: Shown; readonly is: Shown; readonly object: Pick<RestoreNote, 'kind' | 'id' | 'name'> },
): { readonly shown: Shown; readonly notes: RestoreNote[] } {
  const { was: then, is: now, object } = of;
  const { there, own, past } = place;
  const hasPolicy = then.policyId === null || there.has(then.policyId);
  const hasNumber = !then.callerId || own.has(then.callerId);
  const policy = past.policies?.find(({ id }) => id === then.policyId);
  const kept = now.policyId !== null && there.has(now.policyId) ? now.policyId : null;
  return {
    shown: {
      policyId: hasPolicy ? then.policyId : kept,
      callerId: hasNumber ? then.callerId : now.callerId,
    },
    notes: [
      ...(hasPolicy
        ? []
        : [{ note: 'policy-gone' as const, ...object, detail: policy?.name ?? then.policyId, blocks: false }]),
      ...(hasNumber
        ? []
        : [{ note: 'caller-id-gone' as const, ...object, detail: then.callerId ?? null, blocks: false }]),
    ],
  };
}

/** What there is to go by and to show afterwards. */
interface Place {
  readonly there: ReadonlySet<PolicyId>;
  readonly own: ReadonlySet<string>;
  readonly past: TenantSnapshot;
}
const placeOf = ({ now, past }: RestoreWish, policies: PolicyPlan): Place => ({
  there: new Set(policies.target.map(({ id }) => id)),
  own: new Set(now.dids?.map(({ number }) => number)),
  past,
});

/** The people of a plan with policy and number of that time. */
export function withPolicies(
  wish: RestoreWish,
  users: UserPlan,
  policies: PolicyPlan,
): { readonly restored: readonly UserSnapshot[]; readonly notes: readonly RestoreNote[] } {
  const is = new Map(wish.now.users.map((user) => [user.id, user]));
  const place = placeOf(wish, policies);
  const all = users.restored.map((user) => {
    if (!user.policyId && !user.callerId) return { user, notes: [] };
    const { policyId: _policy, callerId: _number, ...rest } = user;
    const { id, name } = user;
    const { shown, notes } = shownThen(place, {
      was: shownBy(user),
      is: shownBy(is.get(id)),
      object: { kind: 'user', id, name },
    });
    const { policyId, callerId } = shown;
    return { user: { ...rest, ...(policyId && { policyId }), ...(callerId && { callerId }) }, notes };
  });
  return { restored: all.map(({ user }) => user), notes: all.flatMap(({ notes }) => notes) };
}

const NOTHING: OutboundSettings = {
  dialling: null,
  defaultPolicyId: null,
  callerId: null,
  callsPerMinute: null,
  callsAtOnce: null,
};

/** What holds for all calls out, when the tenant itself is restored; `set` null: it is as it was. */
export function planOutbound(
  wish: RestoreWish,
  policies: PolicyPlan,
  isTenantRestored: boolean,
): {
  readonly target: OutboundSettings;
  readonly set: OutboundSettings | null;
  readonly notes: readonly RestoreNote[];
} {
  const { now, past } = wish;
  const is = now.outbound ?? NOTHING;
  if (!isTenantRestored) return { target: is, set: null, notes: [] };
  const was = past.outbound ?? NOTHING;
  const { shown, notes } = shownThen(placeOf(wish, policies), {
    was: { policyId: was.defaultPolicyId, callerId: was.callerId },
    is: { policyId: is.defaultPolicyId, callerId: is.callerId },
    object: { kind: 'tenant', id: now.tenant.id, name: now.tenant.name },
  });
  const target = { ...was, defaultPolicyId: shown.policyId, callerId: shown.callerId ?? null };
  return { target, set: textOf(target) === textOf(is) ? null : target, notes };
}

/** As a model has them: absent where nothing is set. */
export const outboundIn = (
  outbound: OutboundSettings,
  policies: readonly PolicySnapshot[],
): Pick<TenantSnapshot, 'outbound' | 'policies'> => ({
  ...(Object.values(outbound).some((value) => value !== null) && { outbound }),
  ...(policies.length > 0 && { policies: policies.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }),
});

const about = ({ id, name }: PolicySnapshot) => ({ kind: 'policy' as const, id, name });
const byId = (policies: TenantSnapshot['policies']): ReadonlyMap<PolicyId, PolicySnapshot> =>
  new Map((policies ?? []).map((policy) => [policy.id, policy]));
const shownBy = (user: UserSnapshot | undefined): Shown => ({
  policyId: user?.policyId ?? null,
  callerId: user?.callerId ?? null,
});
const samePolicy = (a: PolicySnapshot | undefined, b: PolicySnapshot): boolean =>
  a !== undefined && textOf([a.name, a.rules]) === textOf([b.name, b.rules]);

/** The same for values that are the same, in whatever order their keys came from PostgreSQL. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
