import { sql } from 'kysely';
import {
  sipUsername,
  type E164,
  type EmergencyCallView,
  type Failure,
  type LocationId,
  type TenantId,
  type UserId,
} from '@synergycall/domain';
import { ok } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { fakeAmi } from '../../platform/ami/index.ts';
import type { AstdbEntry } from '../../platform/astdb/index.ts';
import { contextOf, fakeRouter, silent } from '../../router.fake.ts';
import { failureOf, mintPlatformScope, systemActor } from '../../rpc/index.ts';
import { locationSnapshots } from './location.store.ts';
import { office, scopeOf, type Office } from '../user/office.fake.ts';
import { emergencyWatch, type EmergencySender } from './emergency-watch.ts';

/* Locations through the whole router, and calls for help as the agent hears of them, on a real PostgreSQL. */
let server: LabPostgres;
let agent: Office;
let walked: ReturnType<typeof fakeRouter>;
let acme: TenantId;
let zoo: TenantId;
let tag: string;
let ann: UserId;
let zoe: UserId;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  walked = fakeRouter(agent.database, agent.boxId);
  const [one, two] = [await agent.tenant({ name: 'Acme' }), await agent.tenant({ name: 'Zoo' })];
  [acme, zoo, tag] = [one.tenant.id, two.tenant.id, one.tenant.tag];
  ann = (await agent.user(one.scope, { name: 'Ann Lee', email: 'ann@acme.example' })).user.id;
  zoe = (await agent.user(two.scope, { name: 'Zoe' })).user.id;
});
afterAll(async () => {
  walked?.close();
  await agent?.close();
  await server?.release();
});

const system = mintPlatformScope(systemActor('test'));
const platform = () =>
  walked.router.createCaller(contextOf(agent.database, [{ role: 'platform_admin', tenantId: null, userId: null }]));
const as = (role: 'tenant_admin' | 'support', tenantId: TenantId) =>
  walked.router.createCaller(contextOf(agent.database, [{ role, tenantId, userId: null }]));
const adminOf = (tenantId: TenantId) => as('tenant_admin', tenantId);
const refusal = (call: Promise<unknown>): Promise<Failure | undefined | 'done'> =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
let serial = 0;
const named = (): string => `Place ${(serial += 1)}`;
const numberOf = async (tenantId: TenantId): Promise<{ id: string; number: E164 }> => {
  const number = `+4930${String((serial += 1)).padStart(7, '0')}` as E164;
  const { id } = await platform().did.create({ number });
  await platform().did.allocate({ ids: [id], to: tenantId });
  return { id, number };
};
const phone = async (label = 'Desk') =>
  (await adminOf(acme).device.create({ tenantId: acme, userId: ann, label })).device;
const locationOf = async (id: LocationId) => adminOf(acme).location.get({ tenantId: acme, id });

describe('a location', () => {
  test('is the default when it is the first, and another takes its place when told', async () => {
    const first = await adminOf(zoo).location.create({ tenantId: zoo, name: 'Head office' });
    const second = await adminOf(zoo).location.create({ tenantId: zoo, name: 'Branch', address: ' 1 Road \n Town ' });
    expect([first.isDefault, second.isDefault, second.address]).toEqual([true, false, '1 Road \n Town']);
    const wish = { tenantId: zoo, id: second.id, revision: second.revision, isDefault: true as const };
    expect(await adminOf(zoo).location.update(wish)).toMatchObject({ isDefault: true, revision: 2 });
    const { rows } = await as('support', zoo).location.list({ tenantId: zoo });
    expect(rows.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['Branch', true],
      ['Head office', false],
    ]);
  });
  test('shows a number of the company’s own, which stays with it meanwhile', async () => {
    const [own, foreign] = [await numberOf(acme), await numberOf(zoo)];
    const made = adminOf(acme).location.create({ tenantId: acme, name: 'Showroom', callerId: foreign.number });
    expect(await refusal(made)).toEqual({ code: 'outbound.not-own-number', number: foreign.number });
    const place = await adminOf(acme).location.create({ tenantId: acme, name: 'Showroom', callerId: own.number });
    expect(await refusal(platform().did.deallocate({ ids: [own.id as never] }))).toMatchObject({
      code: 'did.shown',
      by: ['Showroom'],
    });
    await adminOf(acme).location.update({ tenantId: acme, id: place.id, revision: 1, callerId: null });
    expect(await refusal(platform().did.deallocate({ ids: [own.id as never] }))).toBe('done');
  });
  test('tells nobody of another company', async () => {
    const made = adminOf(acme).location.create({ tenantId: acme, name: named(), notifyUserIds: [zoe] });
    expect(await refusal(made)).toEqual({ code: 'user.not-found', id: zoe });
  });
  test('can’t go before it is said where its phones stand instead', async () => {
    const [from, to] = [
      await adminOf(acme).location.create({ tenantId: acme, name: 'Old house' }),
      await adminOf(acme).location.create({ tenantId: acme, name: 'New house' }),
    ];
    const device = await phone();
    const moved = { tenantId: acme, id: device.id, revision: device.revision, locationId: from.id };
    expect(await adminOf(acme).device.update(moved)).toMatchObject({ locationId: from.id });
    const { revision } = await locationOf(from.id);
    const wish = { tenantId: acme, id: from.id, revision };
    expect(await refusal(adminOf(acme).location.delete(wish))).toMatchObject({
      code: 'location.in-use',
      name: 'Old house',
      devices: 1,
    });
    await adminOf(acme).location.delete({ ...wish, moveTo: to.id });
    expect((await locationOf(to.id)).deviceCount).toBe(1);
    expect(await refusal(locationOf(from.id))).toEqual({ code: 'not-found', what: 'location' });
    const gone = { tenantId: acme, id: device.id, revision: device.revision + 2, locationId: from.id };
    expect(await refusal(adminOf(acme).device.update(gone))).toEqual({ code: 'not-found', what: 'location' });
  });
  test('is missed by phones that have none, or no number to ring back, until they have both', async () => {
    const { tenant, scope } = await agent.tenant({ name: 'Depot' });
    const tenantId = tenant.id;
    const dan = (await agent.user(scope, { name: 'Dan' })).user.id;
    const { device } = await adminOf(tenantId).device.create({ tenantId, userId: dan, label: 'Gate' });
    const missing = async () => {
      const { rows } = await as('support', tenantId).location.unplaced({ tenantId });
      return rows
        .filter(({ deviceId }) => deviceId === device.id)
        .map((row) => [row.userName, row.isPlaced, row.isShown]);
    };
    expect(await missing()).toEqual([['Dan', false, false]]);
    const place = await adminOf(tenantId).location.create({ tenantId, name: 'Yard' });
    expect(await missing()).toEqual([['Dan', true, false]]);
    const { number } = await numberOf(tenantId);
    const { revision } = await adminOf(tenantId)
      .user.get({ tenantId, id: dan })
      .then(({ user }) => user);
    await adminOf(tenantId).user.update({ tenantId, id: dan, revision, outboundCallerId: number });
    expect(await missing()).toEqual([]);
    await adminOf(tenantId).location.delete({ tenantId, id: place.id, revision: place.revision, moveTo: null });
    expect(await missing()).toEqual([['Dan', false, true]]);
    await adminOf(tenantId).device.revoke({ tenantId, id: device.id });
    expect(await missing()).toEqual([]);
  });
  test('is no other company’s to see, nor a supporter’s to change', async () => {
    const place = await adminOf(acme).location.create({ tenantId: acme, name: named() });
    expect(await refusal(adminOf(zoo).location.get({ tenantId: zoo, id: place.id }))).toMatchObject({
      code: 'not-found',
    });
    const change = { tenantId: acme, id: place.id, revision: place.revision, name: 'Mine' };
    expect(await refusal(as('support', acme).location.update(change))).toMatchObject({ code: 'access.denied' });
    const device = await phone();
    const theirs = await adminOf(zoo).location.create({ tenantId: zoo, name: named() });
    const moved = { tenantId: acme, id: device.id, revision: device.revision, locationId: theirs.id };
    expect(await refusal(adminOf(acme).device.update(moved))).toEqual({ code: 'not-found', what: 'location' });
  });
  test('stands in the model with its number, without address and people', async () => {
    const { number } = await numberOf(acme);
    const made = { tenantId: acme, name: 'Tower', callerId: number, address: 'Somewhere', notifyUserIds: [ann] };
    const { id } = await adminOf(acme).location.create(made);
    const all = await agent.database.read(system, (tx) => locationSnapshots(tx, acme));
    expect(all.find((one) => one.id === id)).toEqual({ id, name: 'Tower', callerId: number });
  });
});

describe('a call for help', () => {
  const events = fakeAmi();
  const writer = fakeAmi();
  let noted: AstdbEntry[] = [];
  const told: Parameters<EmergencySender['send']>[0][] = [];
  const telling: EmergencySender = { send: (call) => Promise.resolve(void told.push(call)) };
  const watch = (sender = telling) =>
    emergencyWatch({
      events,
      writer,
      astdb: { read: () => ok(noted) },
      database: agent.database,
      scope: system,
      sender,
      log: silent,
      retryMs: 5,
    });
  const calls = async () => (await adminOf(acme).emergency.list({ tenantId: acme })).rows;
  beforeEach(() => {
    told.length = 0;
    noted = [];
  });
  /** As the core says it. */
  const event = (name: string, endpoint: string, more: Record<string, string> = {}) => ({
    event: 'UserEvent',
    userevent: name,
    number: '112',
    tag: endpoint.slice(0, 4),
    endpoint,
    location: '',
    shown: '',
    call: `1790000${String((serial += 1)).padStart(3, '0')}.7`,
    ...more,
  });

  test('is on record with the names of that moment, and told at once, also when it got nowhere', async () => {
    const listening = watch();
    const made = { tenantId: acme, name: 'Lobby', address: '1 Main Street', notifyEmails: ['Help@Acme.example'] };
    const place = await adminOf(acme).location.create({ ...made, notifyUserIds: [ann] });
    const device = await phone('Lobby phone');
    const stop = new AbortController();
    const follow = listening.follow(scopeOf(acme), { signal: stop.signal });
    const before: readonly EmergencyCallView[] = (await follow.next()).value ?? [];
    const one = event('ScEmergency', device.sipUsername, { location: place.id, shown: '49301234567' });
    const heard = follow.next();
    events.emit(one);
    const [newest] = (await heard).value ?? [];
    expect(newest).toMatchObject({
      number: '112',
      deviceLabel: 'Lobby phone',
      userName: 'Ann Lee',
      locationName: 'Lobby',
      address: '1 Main Street',
      shown: '+49301234567',
      unrouted: false,
      notify: ['ann@acme.example', 'help@acme.example'],
    });
    expect(before.map(({ id }) => id)).not.toContain(newest?.id);
    const then = follow.next();
    events.emit({ ...one, userevent: 'ScEmergencyUnrouted' });
    expect((await then).value?.[0]).toMatchObject({ id: newest?.id, unrouted: true });
    stop.abort();
    listening.close();
    expect(told.map(({ id }) => id)).toEqual([newest?.id]);
    const { rows } = await adminOf(acme).audit.list({ tenantId: acme, limit: 200 });
    const acts = rows.filter(({ entity }) => entity.name === 'Lobby phone').map(({ action }) => action);
    expect(acts).toEqual(expect.arrayContaining(['emergency.call', 'emergency.unrouted']));
  });

  test('is on record whatever becomes of its letter', async () => {
    const place = await adminOf(acme).location.create({ tenantId: acme, name: named(), notifyUserIds: [ann] });
    const device = await phone('Letterless phone');
    // PostgreSQL refuses a statement, so the transaction would be lost as a whole.
    const listening = watch({ send: async (_call, tx) => void (await sql`select 1 / 0`.execute(tx.db)) });
    events.emit(event('ScEmergency', device.sipUsername, { location: place.id }));
    const mine = async () => (await calls()).filter(({ deviceLabel }) => deviceLabel === 'Letterless phone');
    await expect.poll(async () => (await mine()).length, { timeout: 10_000 }).toBe(1);
    listening.close();
    expect(told).toEqual([]);
  });

  test('of which nobody heard is found in the core’s notes, once', async () => {
    const device = await phone('Quiet phone');
    const call = `1790000${String((serial += 1)).padStart(3, '0')}.8`;
    noted = [
      { family: `sc/said/${tag}/emergency`, key: call, value: `${device.sipUsername}:------------:911:49301234567` },
      { family: `sc/said/${tag}/unrouted`, key: call, value: '911' },
      { family: `sc/said/${tag}/u/${ann}`, key: 'dnd', value: '1790000000:on' },
      { family: `sc/said/${tag}/emergency`, key: 'nonsense', value: 'x' },
    ];
    for (const { family, key, value } of noted) writer.astdb.set(`/${family}/${key}`, value);
    const listening = watch();
    await listening.catchUp();
    await listening.catchUp();
    listening.close();
    const found = (await calls()).filter(({ deviceLabel }) => deviceLabel === 'Quiet phone');
    expect(found).toMatchObject([{ number: '911', unrouted: true, shown: '+49301234567', locationName: '' }]);
    expect(found[0]?.at).toBe(new Date(Number(call.slice(0, 10)) * 1_000).toISOString());
    // Somebody else's note stays.
    expect([...writer.astdb.keys()]).toEqual([`/sc/said/${tag}/u/${ann}/dnd`]);
  });

  test('by a phone that is nobody’s, or of a company that isn’t here, leaves no row', async () => {
    const listening = watch();
    const before = (await calls()).length;
    events.emit(event('ScEmergency', '', { tag: '' }));
    events.emit(event('ScEmergency', sipUsername.parse('zzzz-000001')));
    await listening.catchUp();
    listening.close();
    expect((await calls()).length).toBe(before);
  });
});
