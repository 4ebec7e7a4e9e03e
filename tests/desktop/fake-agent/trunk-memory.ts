import { diffBoxSnapshots, type BoxId, type ObjectChange, type TenantId } from '@synergycall/domain';
import type { TestCallView, TrunkId, TrunkLive, TrunkSnapshot, TrunkView } from '@synergycall/domain';
import { newId, type FakeState } from './state.ts';

type Stored = Omit<TrunkView, 'pending' | 'tenantName'>;
/** A trunk as the fake agent remembers it; `secret` never leaves it. */
export interface FakeTrunk {
  view: Stored;
  secret: string | null;
  credentialsVersion: number;
}
interface Memory {
  readonly trunks: Map<string, FakeTrunk>;
  /** As it was applied last, by owner (`box` or a tenant). */
  readonly applied: Map<string, readonly TrunkSnapshot[]>;
  readonly live: Map<string, TrunkLive>;
  /** Test calls by id; each look takes the next of `course` as it is then. */
  readonly tests: Map<string, TestCallView>;
  /** How test calls go: what is seen after one look, two, …; the last of it stays. */
  course: readonly Pick<TestCallView, 'steps' | 'end'>[];
  /** A trunk that is there and applied, with this live state (registered and answering, if none is said). */
  add: (given: Partial<Stored> & { name: string }, live?: Partial<TrunkLive>) => FakeTrunk;
  setLive: (id: string, live: Partial<TrunkLive>) => void;
}
export const ownerOf = (tenantId: TenantId | null): string => tenantId ?? 'box';

const all = new WeakMap<FakeState, Memory>();
export function fakeTrunks(state: FakeState): Memory {
  const known = all.get(state);
  if (known) return known;
  const trunks = new Map<string, FakeTrunk>();
  const live = new Map<string, TrunkLive>();
  const applied = new Map<string, readonly TrunkSnapshot[]>();
  const setLive = (id: string, given: Partial<TrunkLive>) => {
    const isIp = trunks.get(id)?.view.kind === 'ip';
    live.set(id, {
      trunkId: id as TrunkId,
      registration: isIp ? null : 'registered',
      reachable: 'reachable',
      roundTripMs: 18.4,
      since: null,
      calls: 0,
      ...given,
    });
  };
  const settle = (tenantId: TenantId | null) => {
    const mine = [...trunks.values()].filter(({ view }) => view.tenantId === tenantId);
    const before = new Set(applied.get(ownerOf(tenantId))?.map(({ id }) => id));
    applied.set(ownerOf(tenantId), snapshotsOf(mine));
    for (const { view } of mine)
      if (!view.enabled) live.delete(view.id);
      else if (!before.has(view.id)) setLive(view.id, {});
  };
  const made: Memory = {
    trunks,
    applied,
    live,
    tests: new Map(),
    course: [],
    setLive,
    add: (given, is) => {
      const trunk: FakeTrunk = {
        view: { ...DEFAULTS, id: newId<TrunkId>(), ...given },
        secret: null,
        credentialsVersion: 1,
      };
      trunks.set(trunk.view.id, trunk);
      settle(trunk.view.tenantId);
      if (is) setLive(trunk.view.id, is);
      return trunk;
    },
  };
  all.set(state, made);
  state.changesOf.push((tenantId) => changesOf(made, tenantId));
  state.boxChangesOf.push(() => changesOf(made, null));
  state.onSettled.push(settle);
  return made;
}

const DEFAULTS: Omit<Stored, 'id' | 'name'> = {
  tenantId: null,
  kind: 'registration',
  host: 'sip.carrier.example',
  port: null,
  transport: 'udp',
  username: 'acct1',
  hasCredentials: true,
  fromUser: null,
  fromDomain: null,
  matchAddresses: [],
  codecs: ['alaw', 'ulaw'],
  callerId: { form: 'plus', where: 'both' },
  called: { form: 'plus' },
  inbound: { where: 'request-uri', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
  channelLimit: null,
  allowPrivate: false,
  enabled: true,
  revision: 1,
  createdAt: new Date().toISOString(),
};

const snapshotsOf = (trunks: readonly FakeTrunk[]): readonly TrunkSnapshot[] =>
  trunks
    .filter(({ view }) => view.enabled)
    .map(({ view, credentialsVersion }) => ({
      ...structuredClone(view),
      credentialsVersion: view.hasCredentials ? credentialsVersion : null,
    }));

/** Told by the domain's own comparison, as the real agent tells it. */
export function changesOf(memory: Memory, tenantId: TenantId | null): ObjectChange[] {
  const box = {
    id: 'b0b0b0b0b0b0' as BoxId,
    realm: 'synergycall',
    emergencyNumbers: [],
    emergencyEndpoint: null,
  };
  const now = snapshotsOf([...memory.trunks.values()].filter(({ view }) => view.tenantId === tenantId));
  const of = (trunks: readonly TrunkSnapshot[]) => ({ version: 1 as const, box, trunks });
  return diffBoxSnapshots(of(memory.applied.get(ownerOf(tenantId)) ?? []), of(now));
}

export function viewOf(state: FakeState, { view }: FakeTrunk): TrunkView {
  const change = changesOf(fakeTrunks(state), view.tenantId).find(({ id }) => id === view.id)?.change;
  return {
    ...view,
    tenantName: state.tenants.find(({ id }) => id === view.tenantId)?.name ?? null,
    pending: change === undefined ? 'none' : change === 'new' ? 'new' : 'changed',
  };
}
