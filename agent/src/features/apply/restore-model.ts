import {
  diffSnapshots,
  PARKING_SECONDS,
  sameDestination,
  type Destination,
  type DeviceId,
  type DeviceSnapshot,
  type FlowId,
  type LocationId,
  type LocationSnapshot,
  type ObjectChange,
  type OutboundSettings,
  type PolicySnapshot,
  type RestoreNote,
  type TenantSnapshot,
  type UserId,
  type UserSnapshot,
} from '@synergycall/domain';
import { planDefault, planDids, type DidPlan, type Present } from './restore-model-dids.ts';
import { planDevices, type NewDevice } from './restore-model-devices.ts';
import { planFlows, type FlowPlan } from './restore-model-flows.ts';
import { locationsIn, planDefaultLocation, planLocations, withPlaces } from './restore-model-locations.ts';
import { outboundIn, planOutbound, planPolicies, withPolicies, type PolicyPlan } from './restore-model-policies.ts';
import { planUsers, sameUser, type UserPlan } from './restore-model-users.ts';
import { wants, type RestoreWish } from './restore-model-wish.ts';

/** What has to be done to the rows, object by object. */
export interface RestoreActs {
  readonly tenant: {
    readonly name: string;
    readonly timezone: string;
    readonly defaultDestination: Destination | null;
    /** Of a parked call. */
    readonly parkSeconds: number;
  } | null;
  /** Deleted softly; their phones are switched off, not revoked. */
  readonly remove: readonly UserId[];
  readonly revive: readonly UserSnapshot[];
  readonly change: readonly UserSnapshot[];
  /** Who gets which number; whatever they and the removed ones have now goes to rest first. */
  readonly numbers: readonly { readonly ownerId: UserId; readonly number: number }[];
  readonly setDevices: readonly DeviceSnapshot[];
  readonly newDevices: readonly NewDevice[];
  readonly switchOff: readonly DeviceId[];
  readonly flows: Pick<FlowPlan, 'revive' | 'change' | 'remove'>;
  /** Where public numbers lead. */
  readonly setDids: DidPlan['set'];
  /** Outbound policies that come back or change, and those that go after everybody has let go of them. */
  readonly setPolicies: readonly PolicySnapshot[];
  readonly removePolicies: readonly PolicySnapshot[];
  /** What holds for all calls out; null: it stays as it is. */
  readonly setOutbound: OutboundSettings | null;
  /** Where phones stand. `defaultTo` null: the default stays. */
  readonly locations: { readonly set: readonly LocationSnapshot[]; readonly defaultTo: LocationId | null };
}

export interface RestorePlan {
  /** The model afterwards; a new device has the id of the one it stands for, and the SIP username `[new]`. */
  readonly target: TenantSnapshot;
  readonly changes: readonly ObjectChange[];
  readonly notes: readonly RestoreNote[];
  readonly acts: RestoreActs;
}

/**
 * What has to change so that the model is again what it was, or as near to it as may be; each difference that stays
 * has its note. Pure. What can't be restored is left exactly as it is. What took effect at once is never touched:
 * people keep their suspension, revoked devices stay revoked.
 */
export function planRestore(asked: RestoreWish): RestorePlan {
  const locations = planLocations(asked);
  const wish = withPlaces(asked, locations);
  const { now, standing } = wish;
  const users = planUsers(wish);
  const { flows, tenant, policies } = planAround(wish, users);
  const dids = planDids(wish, { users, flows });
  const devices = planDevices(wish, users);
  const outbound = planOutbound(wish, policies, tenant.isRestored);
  const people = withPolicies(wish, users, policies);
  const place = planDefaultLocation(wish, locations, tenant.isRestored);
  const asThen = new Map(people.restored.map((user) => [user.id, user]));
  const target: TenantSnapshot = {
    version: 1,
    tenant: { ...tenant.target, ...(place.id !== undefined && { defaultLocationId: place.id }) },
    users: users.target.map((user) => asThen.get(user.id) ?? user).toSorted(byId),
    devices: devices.target.toSorted(byId),
    ...(dids.target.length > 0 && { dids: dids.target }),
    // Their passwords are in no version: trunks stay as they are.
    ...(now.trunks && { trunks: now.trunks }),
    ...(flows.target.length > 0 && { flows: flows.target }),
    ...outboundIn(outbound.target, policies.target),
    ...locationsIn(locations.target),
  };
  const was = new Map(now.users.map((user) => [user.id, user]));
  const restored = people.restored.filter((user) => !sameUser(was.get(user.id), user));
  return {
    target,
    changes: diffSnapshots(now, target, standing.trunks),
    notes: [
      ...tenant.notes,
      ...outbound.notes,
      ...users.notes,
      ...people.notes,
      ...devices.notes,
      ...flows.notes,
      ...dids.notes,
      ...policies.notes,
      ...locations.notes,
    ],
    acts: {
      tenant:
        tenant.target === now.tenant
          ? null
          : {
              name: tenant.target.name,
              timezone: tenant.target.timezone,
              defaultDestination: tenant.target.defaultDestination ?? null,
              parkSeconds: tenant.target.parkSeconds ?? PARKING_SECONDS,
            },
      remove: users.removed.map((user) => user.id),
      revive: restored.filter((user) => !was.has(user.id)),
      change: restored.filter((user) => was.has(user.id)),
      numbers: restored
        .filter((user) => was.get(user.id)?.extension !== user.extension)
        .map((user) => ({ ownerId: user.id, number: user.extension })),
      setDevices: devices.set,
      newDevices: devices.added,
      switchOff: devices.switchOff,
      flows: { revive: flows.revive, change: flows.change, remove: flows.remove },
      setDids: dids.set,
      setPolicies: policies.set,
      removePolicies: policies.remove,
      setOutbound: outbound.set,
      locations: { set: locations.set, defaultTo: place.isNew && place.id !== undefined ? place.id : null },
    },
  };
}

/**
 * Flows, the tenant and policies, which hang together by schedules: a schedule that came since stays while a rule asks
 * it afterwards, or the next apply would refuse that rule. One that stays may block another flow, and so on.
 */
function planAround(
  wish: RestoreWish,
  users: UserPlan,
): { readonly flows: FlowPlan; readonly tenant: TenantPlan; readonly policies: PolicyPlan } {
  const asked = new Map<FlowId, string>();
  for (;;) {
    const flows = planFlows(wish, users, asked);
    const tenant = planTenant(wish, { users, flows });
    const policies = planPolicies(wish, { users, flows }, tenant.isRestored);
    const more = flows.remove.flatMap((id): [FlowId, string][] => {
      const by = policies.target.filter(({ rules }) => rules.some(({ hours }) => hours?.flowId === id));
      return by.length > 0 ? [[id, by.map(({ name }) => name).join(', ')]] : [];
    });
    if (more.length === 0) return { flows, tenant, policies };
    for (const [id, by] of more) asked.set(id, by);
  }
}

interface TenantPlan {
  readonly target: TenantSnapshot['tenant'];
  readonly notes: RestoreNote[];
  /** Is it as it was then, as far as may be? */
  readonly isRestored: boolean;
}
function planTenant(wish: RestoreWish, there: Present): TenantPlan {
  const { now, past, standing } = wish;
  const { id, name, timezone, parkSeconds } = past.tenant;
  const isWanted = wants(wish)('tenant', id);
  const to = planDefault(wish, there, isWanted);
  const current = now.tenant.defaultDestination ?? null;
  /** Also of a tenant that is left as it is: who leaves by this restore answers nobody's calls. */
  const left = sameDestination(to.to, current) ? now.tenant : withDefault(now.tenant, to.to);
  const differs =
    name !== now.tenant.name ||
    timezone !== now.tenant.timezone ||
    parkSeconds !== now.tenant.parkSeconds ||
    left !== now.tenant ||
    to.gone !== null;
  if (!differs || !isWanted) return { target: left, notes: [], isRestored: isWanted };
  const note = { kind: 'tenant', id, name: now.tenant.name } as const;
  const kept = withDefault(now.tenant, planDefault(wish, there, false).to);
  const asItIs = sameDestination(kept.defaultDestination ?? null, current) ? now.tenant : kept;
  if (name !== now.tenant.name && standing.nameTaken)
    return { target: asItIs, notes: [{ ...note, note: 'name-taken', detail: name, blocks: true }], isRestored: false };
  if (to.gone !== null)
    return {
      target: asItIs,
      notes: [{ ...note, note: 'target-gone', detail: to.gone, blocks: true }],
      isRestored: false,
    };
  const live: RestoreNote[] = standing.tenantSuspended
    ? [{ ...note, note: 'live-state-kept', detail: null, blocks: false }]
    : [];
  const { parkSeconds: _now, ...rest } = now.tenant;
  const restored = { ...rest, name, timezone, ...(parkSeconds !== undefined && { parkSeconds }) };
  return { target: withDefault(restored, to.to), notes: live, isRestored: true };
}

function withDefault(tenant: TenantSnapshot['tenant'], to: Destination | null): TenantSnapshot['tenant'] {
  const { defaultDestination: _was, ...rest } = tenant;
  return to ? { ...rest, defaultDestination: to } : rest;
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
