import {
  PARKING_SECONDS,
  personOf,
  type DeviceId,
  type DidId,
  type E164,
  type OutboundRule,
  type PolicyId,
  type SipUsername,
  type TenantId,
  type TenantSnapshot,
  type TenantTag,
  type TrunkId,
  type UserId,
  type UserStatus,
} from '@synergycall/domain';
import { callsOutHappen } from './restore-model-policies.fake.ts';
import type { RestoreActs } from './restore-model.ts';
import type { Standing } from './restore-model-wish.ts';

/* A tenant in memory, with what its rows remember, for plans of restores by the thousand. */

interface FakeUser {
  readonly id: UserId;
  name: string;
  email: string | null;
  status: UserStatus;
  wasSuspended: boolean;
  voicemailEnabled: boolean;
  policyId: PolicyId | null;
  callerId: E164 | null;
}
interface FakePhone {
  readonly id: DeviceId;
  readonly userId: UserId;
  readonly sipUsername: SipUsername;
  readonly root: DeviceId;
  label: string;
  secretVersion: number;
  enabled: boolean;
  revoked: boolean;
}
export interface FakeTenant {
  name: string;
  range: [number, number];
  maxUsers: number;
  readonly people: Map<UserId, FakeUser>;
  readonly numbers: Map<number, { ownerId: UserId; resting: boolean }>;
  readonly phones: Map<DeviceId, FakePhone>;
  /** Public numbers that were ever the tenant's. */
  readonly dids: Map<DidId, { readonly number: E164; isOurs: boolean; target: UserId | null }>;
  defaultTo: UserId | null;
  /** Of a parked call. */
  parkSeconds: number;
  readonly trunks: Set<TrunkId>;
  readonly policies: Map<PolicyId, { name: string; trunks: readonly TrunkId[] }>;
  defaultPolicy: PolicyId | null;
  callerId: E164 | null;
  /** Policies and trunks so far: none comes under the id of one that is gone. */
  made: number;
}
/** Draws a whole number below `below`. */
export type Draw = (below: number) => number;

const TAG = 'a7k2' as TenantTag;
const id = (letter: string, n: number): string => letter + String(n).padStart(11, '0');

export const fakeTenant = (): FakeTenant => ({
  name: 'Acme',
  range: [1001, 1012],
  maxUsers: 8,
  people: new Map(),
  numbers: new Map(),
  phones: new Map(),
  dids: new Map(),
  defaultTo: null,
  parkSeconds: PARKING_SECONDS,
  trunks: new Set(),
  policies: new Map(),
  defaultPolicy: null,
  callerId: null,
  made: 0,
});

const ruleBy = (trunks: readonly TrunkId[]): OutboundRule => ({
  name: 'All',
  match: { by: 'any' },
  hours: null,
  act: { does: 'allow', strip: 0, prepend: '', trunks: [...trunks] },
});

export function modelOf(tenant: FakeTenant): TenantSnapshot {
  const { name, people, numbers, phones, dids, defaultTo, parkSeconds, policies, defaultPolicy, callerId } = tenant;
  const extensions = new Map([...numbers].flatMap(([number, n]) => (n.resting ? [] : [[n.ownerId, number] as const])));
  const users = [...people.values()].filter((user) => user.status !== 'deleted');
  const known = new Set(users.map((user) => user.id));
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
  const ours = [...dids].flatMap(([did, { number, isOurs, target }]) =>
    isOurs ? [{ id: did, number, target: toUser(target) }] : [],
  );
  const defaultDestination = toUser(defaultTo);
  return {
    version: 1,
    tenant: {
      id: 't00000000000' as TenantId,
      tag: TAG,
      name,
      timezone: 'UTC',
      ...(defaultDestination && { defaultDestination }),
      ...(parkSeconds !== PARKING_SECONDS && { parkSeconds }),
    },
    users: users
      .map((user) => ({
        id: user.id,
        name: user.name,
        extension: extensions.get(user.id) ?? 0,
        voicemailEnabled: user.voicemailEnabled,
        ...(user.policyId && { policyId: user.policyId }),
        ...(user.callerId && { callerId: user.callerId }),
      }))
      .toSorted(byId),
    devices: [...phones.values()]
      .filter((phone) => phone.enabled && !phone.revoked && known.has(phone.userId))
      .map(({ id: phone, userId, label, sipUsername, secretVersion }) => ({
        id: phone,
        userId,
        label,
        sipUsername,
        transport: 'udp' as const,
        nat: 'auto' as const,
        codecs: ['alaw' as const],
        secretVersion,
      }))
      .toSorted(byId),
    ...(ours.length > 0 && { dids: ours.toSorted(byId) }),
    ...((defaultPolicy ?? callerId) !== null && {
      outbound: {
        dialling: null,
        defaultPolicyId: defaultPolicy,
        callerId,
        callsPerMinute: null,
        callsAtOnce: null,
      },
    }),
    ...(policies.size > 0 && {
      policies: [...policies]
        .map(([policy, is]) => ({ id: policy, name: is.name, rules: [ruleBy(is.trunks)] }))
        .toSorted(byId),
    }),
  };
}

const toUser = (userId: UserId | null) => (userId === null ? null : { kind: 'user' as const, userId });

export const standingOf = (tenant: FakeTenant): Standing => ({
  range: tenant.range,
  blocked: new Map(),
  maxUsers: tenant.maxUsers,
  maxDevicesPerUser: 4,
  tenantSuspended: false,
  nameTaken: false,
  people: new Map([...tenant.people.values()].map((user) => [user.id, { ...user, hasAccount: false }])),
  numbers: new Map(
    [...tenant.numbers].map(([number, { ownerId, resting }]) => [
      number,
      { ownerId, resting, ownerName: tenant.people.get(ownerId)?.name ?? '' },
    ]),
  ),
  phones: new Map(tenant.phones),
  trunks: new Map([...tenant.trunks].map((trunk) => [trunk, `Trunk ${trunk}`])),
});

/** One thing that an admin may do, if it is possible just now. */
export function somethingHappens(tenant: FakeTenant, draw: Draw): void {
  const { people, numbers, phones } = tenant;
  const among = <T>(list: readonly T[]): T | undefined => list[draw(Math.max(list.length, 1))];
  const present = [...people.values()].filter((user) => user.status !== 'deleted');
  const free = Array.from({ length: tenant.range[1] - tenant.range[0] + 1 }, (_, n) => tenant.range[0] + n).filter(
    (number) => !numbers.has(number),
  );
  const user = among(present);
  const phone = among(
    [...phones.values()].filter((one) => !one.revoked && people.get(one.userId)?.status !== 'deleted'),
  );
  const number = among(free);
  const did = among([...tenant.dids.values()]);
  switch (draw(25)) {
    case 17:
    case 18:
    case 19:
    case 20:
    case 21:
    case 22:
    case 23:
    case 24:
      return callsOutHappen(tenant, draw);
    case 0:
    case 1:
    case 2: {
      if (number === undefined || present.length >= tenant.maxUsers) return;
      const fresh = id('a', people.size) as UserId;
      const email = draw(3) === 0 ? `p${draw(3)}@example.com` : null;
      const isTaken = present.some((one) => one.email === email);
      people.set(fresh, {
        id: fresh,
        name: `Person ${people.size}`,
        email: isTaken ? null : email,
        status: 'active',
        wasSuspended: false,
        voicemailEnabled: true,
        policyId: null,
        callerId: null,
      });
      numbers.set(number, { ownerId: fresh, resting: false });
      addPhone(tenant, fresh);
      return;
    }
    case 3:
      if (user) user.name = `Renamed ${draw(100)}`;
      return;
    case 4:
    case 5:
      if (user && number !== undefined) {
        release(tenant, user.id);
        numbers.set(number, { ownerId: user.id, resting: false });
      }
      return;
    case 6:
      if (!user) return;
      user.wasSuspended = user.status === 'suspended';
      user.status = 'deleted';
      Object.assign(user, { policyId: null, callerId: null });
      release(tenant, user.id);
      for (const one of phones.values()) if (one.userId === user.id) one.revoked = true;
      unassign(tenant, user.id);
      return;
    case 12:
      if (tenant.dids.size < 8) {
        const fresh = id('n', tenant.dids.size) as DidId;
        const public_ = `+1555010${tenant.dids.size}` as E164;
        tenant.dids.set(fresh, { number: public_, isOurs: true, target: user?.id ?? null });
      }
      return;
    case 13:
      if (did?.isOurs) did.target = draw(4) === 0 ? null : (user?.id ?? null);
      return;
    case 14:
      if (did && !isShown(tenant, did.number)) Object.assign(did, { isOurs: !did.isOurs, target: null });
      return;
    case 15:
      tenant.defaultTo = draw(3) === 0 ? null : (user?.id ?? null);
      return;
    case 7:
      if (user) user.status = user.status === 'active' ? 'suspended' : 'active';
      return;
    case 8:
      if (user && [...phones.values()].filter((one) => one.userId === user.id && !one.revoked).length < 4)
        addPhone(tenant, user.id);
      return;
    case 9:
      if (phone) phone.revoked = true;
      return;
    case 10:
      if (phone) Object.assign(phone, { label: `Phone ${draw(100)}`, enabled: draw(4) > 0 });
      return;
    case 11:
      if (phone) phone.secretVersion += 1;
      return;
    default:
      for (const [resting, held] of numbers) if (held.resting) numbers.delete(resting);
      if (draw(3) === 0) tenant.range = [1001 + draw(3), 1010 + draw(3)];
      if (draw(4) === 0) tenant.maxUsers = 4 + draw(5);
      if (draw(3) === 0) tenant.parkSeconds = PARKING_SECONDS + 30 * draw(3);
  }
}

/** What user-restore.ts, device-restore.ts and extension-restore.ts do to the rows; throws where PostgreSQL would refuse. */
export function carriedOut(tenant: FakeTenant, acts: RestoreActs): void {
  const { people, numbers, phones, policies } = tenant;
  for (const { id: set, name, rules } of acts.setPolicies) {
    const trunks = rules.flatMap(({ act }) => (act.does === 'allow' ? act.trunks : []));
    const gone = trunks.find((trunk) => !tenant.trunks.has(trunk));
    if (gone !== undefined || trunks.length === 0) throw new Error(`${name} names no trunk that is there`);
    policies.set(set, { name, trunks });
  }
  const released = new Set<number>();
  for (const owner of [...acts.remove, ...acts.numbers.map((one) => one.ownerId)])
    for (const number of release(tenant, owner)) released.add(number);
  for (const gone of acts.remove) {
    const user = found(people, gone);
    Object.assign(user, {
      wasSuspended: user.status === 'suspended',
      status: 'deleted',
      policyId: null,
      callerId: null,
    });
  }
  for (const { ownerId, number } of acts.numbers) {
    const held = numbers.get(number);
    if (held && !(held.resting && (held.ownerId === ownerId || released.has(number))))
      throw new Error(`${number} is taken`);
    numbers.set(number, { ownerId, resting: false });
  }
  for (const { id: back, name, voicemailEnabled, policyId, callerId } of acts.revive) {
    const user = found(people, back);
    if (user.email && [...people.values()].some((one) => one.status !== 'deleted' && one.email === user.email))
      throw new Error(`${user.email} is taken`);
    Object.assign(user, {
      name,
      voicemailEnabled,
      status: user.wasSuspended ? 'suspended' : 'active',
      wasSuspended: false,
      policyId: policyId ?? null,
      callerId: callerId ?? null,
    });
  }
  for (const { id: changed, name, voicemailEnabled, policyId = null, callerId = null } of acts.change)
    Object.assign(found(people, changed), { name, voicemailEnabled, policyId, callerId });
  for (const off of acts.switchOff) found(phones, off).enabled = false;
  for (const { id: set, label } of acts.setDevices) Object.assign(found(phones, set), { label, enabled: true });
  for (const { replaces, device } of acts.newDevices)
    addPhone(tenant, device.userId, { root: replaces, label: device.label });
  if (acts.tenant)
    Object.assign(tenant, {
      name: acts.tenant.name,
      defaultTo: personOf(acts.tenant.defaultDestination) ?? null,
      parkSeconds: acts.tenant.parkSeconds,
    });
  for (const { id: set, target } of acts.setDids) {
    const did = found(tenant.dids, set);
    if (!did.isOurs) throw new Error(`${did.number} is not the tenant's`);
    did.target = personOf(target) ?? null;
  }
  if (acts.setOutbound)
    Object.assign(tenant, { defaultPolicy: acts.setOutbound.defaultPolicyId, callerId: acts.setOutbound.callerId });
  for (const { id: gone } of acts.removePolicies) policies.delete(gone);
  const names = [...policies.values()].map(({ name }) => name.toLowerCase());
  if (new Set(names).size < names.length) throw new Error('two policies have one name');
}

const isShown = ({ people, callerId }: FakeTenant, number: E164): boolean =>
  callerId === number || [...people.values()].some((user) => user.callerId === number);

/** As deleting somebody does, when nobody is named in their stead. */
function unassign(tenant: FakeTenant, gone: UserId): void {
  for (const did of tenant.dids.values()) if (did.target === gone) did.target = null;
  if (tenant.defaultTo === gone) tenant.defaultTo = null;
}

function release({ numbers }: FakeTenant, owner: UserId): number[] {
  const had = [...numbers].filter(([, held]) => held.ownerId === owner && !held.resting).map(([number]) => number);
  for (const number of had) numbers.set(number, { ownerId: owner, resting: true });
  return had;
}

function addPhone({ phones }: FakeTenant, userId: UserId, given: { root?: DeviceId; label?: string } = {}): void {
  const fresh = id('d', phones.size) as DeviceId;
  phones.set(fresh, {
    id: fresh,
    userId,
    sipUsername: `${TAG}-${String(phones.size).padStart(6, '0')}` as SipUsername,
    root: given.root ?? fresh,
    label: given.label ?? 'Desk phone',
    secretVersion: 1,
    enabled: true,
    revoked: false,
  });
}

function found<K, V>(rows: ReadonlyMap<K, V>, key: K): V {
  const row = rows.get(key);
  if (row === undefined) throw new Error(`no row of ${String(key)}`);
  return row;
}
