import * as d from '@synergycall/domain';
import { fakeDids } from './did-memory.ts';
import { newId, type FakeState } from './state.ts';
import { fakeTrunks } from './trunk-memory.ts';

export interface FakePolicy {
  id: d.PolicyId;
  tenantId: d.TenantId;
  name: string;
  rules: d.OutboundRule[];
  revision: number;
  createdAt: string;
}
interface Memory {
  readonly policies: Map<string, FakePolicy>;
  readonly settings: Map<string, d.OutboundSettings>;
  /** Each tenant's model as it was applied last. */
  readonly applied: Map<string, { readonly generation: number; readonly model: d.TenantSnapshot }>;
  add: (tenantId: d.TenantId, name: string, rules?: readonly d.OutboundRule[]) => FakePolicy;
  /** As if the tenant's model had just been applied. */
  settle: (tenantId: d.TenantId | null) => void;
}

export const NO_SETTINGS: d.OutboundSettings = {
  dialling: null,
  defaultPolicyId: null,
  callerId: null,
  callsPerMinute: null,
  callsAtOnce: null,
};

const all = new WeakMap<FakeState, Memory>();
export function fakePolicies(state: FakeState): Memory {
  const known = all.get(state);
  if (known) return known;
  const made: Memory = {
    policies: new Map(),
    settings: new Map(),
    applied: new Map(),
    add: (tenantId, name, rules = []) => {
      const policy: FakePolicy = {
        id: newId<d.PolicyId>(),
        tenantId,
        name,
        rules: [...rules],
        revision: 1,
        createdAt: new Date().toISOString(),
      };
      made.policies.set(policy.id, policy);
      return policy;
    },
    settle: (tenantId) => {
      if (tenantId === null) return;
      const generation = (made.applied.get(tenantId)?.generation ?? 0) + 1;
      made.applied.set(tenantId, { generation, model: structuredClone(snapshotOf(state, tenantId)) });
    },
  };
  all.set(state, made);
  state.changesOf.push((tenantId) => changesOf(state, tenantId));
  state.onSettled.push(made.settle);
  return made;
}

/** What is meant, as an apply would take it: the domain's own compiler and tracer work on it. */
export function snapshotOf(state: FakeState, tenantId: d.TenantId): d.TenantSnapshot {
  const memory = fakePolicies(state);
  const tenant = state.tenants.find(({ id }) => id === tenantId)!;
  const users = state.users.filter((user) => user.tenantId === tenantId && user.status !== 'deleted');
  const outbound = memory.settings.get(tenantId);
  return {
    version: 1,
    tenant: {
      id: tenantId,
      tag: tenant.tag,
      name: tenant.name,
      timezone: tenant.timezone,
      ...(tenant.defaultDestination ? { defaultDestination: tenant.defaultDestination.destination } : {}),
      ...(tenant.parkSeconds === d.PARKING_SECONDS ? {} : { parkSeconds: tenant.parkSeconds }),
    },
    users: users.flatMap(({ id, name, extension, voicemailEnabled, policyId, outboundCallerId }) =>
      extension === null
        ? []
        : [
            {
              id,
              name,
              extension,
              voicemailEnabled,
              ...(policyId === null ? {} : { policyId }),
              ...(outboundCallerId === null ? {} : { callerId: outboundCallerId }),
            },
          ],
    ),
    devices: state.devices
      .filter((device) => device.revokedAt === null && users.some(({ id }) => id === device.userId))
      .map(({ locationId, ...device }) => ({
        ...device,
        codecs: [...device.codecs],
        secretVersion: 1,
        ...(locationId === null ? {} : { locationId }),
      })),
    dids: [...fakeDids(state).dids.values()]
      .filter((did) => did.tenantId === tenantId)
      .map(({ id, number, target }) => ({ id, number, target })),
    ...(outbound ? { outbound } : {}),
    policies: [...memory.policies.values()]
      .filter((policy) => policy.tenantId === tenantId)
      .map(({ id, name, rules }) => ({ id, name, rules })),
    flows: state.flows
      .filter((flow) => flow.tenantId === tenantId)
      .map(({ id, name, extension, settings, exits }) => ({
        id,
        name,
        extension,
        settings,
        exits: Object.fromEntries(Object.entries(exits).flatMap(([exit, to]) => (to ? [[exit, to.destination]] : []))),
      })),
  };
}

export const trunkNamesOf = (state: FakeState): ReadonlyMap<string, string> =>
  new Map([...fakeTrunks(state).trunks.values()].map(({ view }) => [view.id, view.name]));

/** Told by the domain's own comparison, as the real agent tells it; of the rest other memories tell. */
function changesOf(state: FakeState, tenantId: d.TenantId): d.ObjectChange[] {
  const { policies, settings, applied } = fakePolicies(state);
  const before = applied.get(tenantId)?.model ?? null;
  const isAny = settings.has(tenantId) || [...policies.values()].some((policy) => policy.tenantId === tenantId);
  // Ten thousand people are not compared for nothing.
  if (!isAny && (before?.policies ?? []).length === 0) return [];
  const now = snapshotOf(state, tenantId);
  const isOutbound = (field: string) =>
    ['dialling', 'defaultPolicy', 'callerId', 'callsPerMinute', 'callsAtOnce'].includes(field);
  return d.diffSnapshots(before, now, trunkNamesOf(state)).flatMap((change): d.ObjectChange[] => {
    if (change.kind === 'policy') return [change];
    if (change.kind !== 'tenant') return [];
    const fields = change.fields.filter(({ field }) => isOutbound(field));
    return fields.length === 0 ? [] : [{ ...change, change: 'changed', fields }];
  });
}

export function viewOf(state: FakeState, policy: FakePolicy): d.PolicyView {
  const change = changesOf(state, policy.tenantId).find(({ id }) => id === policy.id)?.change;
  return {
    ...policy,
    isDefault: fakePolicies(state).settings.get(policy.tenantId)?.defaultPolicyId === policy.id,
    userCount: state.users.filter((user) => user.policyId === policy.id).length,
    pending: change === undefined ? 'none' : change === 'new' ? 'new' : 'changed',
  };
}
