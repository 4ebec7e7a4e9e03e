import { personOf, type DidView, type E164, type TenantId, type UserId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { newId } from '../../platform/random/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { switchboard } from '../user/caller.fake.ts';
import { office, scopeOf, type Office } from '../user/office.fake.ts';

let server: LabPostgres;
let agent: Office;
let board: ReturnType<typeof switchboard>;
let acme: TenantId;
let zoo: TenantId;
let ann: UserId;
let ben: UserId;
let zoe: UserId;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  board = switchboard(agent);
  const [one, two] = [await agent.tenant({ name: 'Acme' }), await agent.tenant({ name: 'Zoo' })];
  [acme, zoo] = [one.tenant.id, two.tenant.id];
  ann = (await agent.user(one.scope, { name: 'Ann Lee' })).user.id;
  ben = (await agent.user(one.scope, { name: 'Ben Ode' })).user.id;
  zoe = (await agent.user(two.scope, { name: 'Zoë' })).user.id;
});
afterAll(async () => {
  board?.close();
  await agent?.close();
  await server?.release();
});

const platform = () => board.as({ role: 'platform_admin', tenantId: null, userId: null });
const adminOf = (tenantId: string) => board.as({ role: 'tenant_admin', tenantId, userId: null });
let serial = 0;
const nextNumber = () => `+4930${String((serial += 1)).padStart(7, '0')}` as E164;
const free = (wish: object = {}): Promise<DidView> => platform().did.create({ number: nextNumber(), ...wish });
const allocated = async (to: TenantId, wish: object = {}): Promise<DidView> => {
  const { id } = await free(wish);
  await platform().did.allocate({ ids: [id], to });
  return platform().did.get({ tenantId: to, id });
};
const assigned = async (to: TenantId, userId: UserId): Promise<DidView> => {
  const { id, revision } = await allocated(to);
  return platform().did.assign({ tenantId: to, id, revision, target: { kind: 'user', userId } });
};
const to = (userId: UserId) => ({ kind: 'user' as const, userId });
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
const recordOf = (tenantId: TenantId | null, entityId: string) =>
  agent.database.read(agent.platform, ({ db }) =>
    db
      .selectFrom('audit')
      .select(['action', 'before', 'after', 'tenant_id'])
      .where('entity_id', '=', entityId)
      .where((eb) => (tenantId === null ? eb('tenant_id', 'is', null) : eb('tenant_id', '=', tenantId)))
      .orderBy('id')
      .execute(),
  );

describe('the inventory', () => {
  test('FR-102: a number is on the box once; who has it is said', async () => {
    const did = await allocated(acme);
    expect(await refusal(platform().did.create({ number: did.number }))).toEqual({
      code: 'did.number-taken',
      number: did.number,
      tenantName: 'Acme',
    });
    const { number } = await free();
    expect(await refusal(platform().did.create({ number }))).toMatchObject({ tenantName: null });
  });

  test('FR-012: keeps label, provider, note and the day of the port-in, and changes them by revision', async () => {
    const did = await free({ label: 'Main', provider: 'Carrier', note: 'ordered', portInOn: '2027-01-31' });
    expect(did).toMatchObject({ status: 'free', tenantId: null, target: null, portInOn: '2027-01-31', revision: 1 });
    const changed = await platform().did.change({ id: did.id, revision: 1, note: '', portInOn: null });
    expect(changed).toMatchObject({ label: 'Main', note: '', portInOn: null, revision: 2 });
    expect(await refusal(platform().did.change({ id: did.id, revision: 1, note: 'x' }))).toEqual({
      code: 'revision.stale',
      entity: 'did',
      id: did.id,
      expected: 1,
      actual: 2,
    });
  });

  test('lets go of free numbers only', async () => {
    const [loose, held, led] = [await free(), await allocated(acme), await assigned(acme, ann)];
    expect(await refusal(platform().did.remove({ ids: [loose.id, held.id] }))).toMatchObject({
      code: 'did.allocated',
      number: held.number,
      tenantName: 'Acme',
      count: 1,
    });
    expect(await refusal(platform().did.remove({ ids: [loose.id, led.id] }))).toMatchObject({ code: 'did.assigned' });
    expect(await platform().did.remove({ ids: [loose.id] })).toEqual({ changed: 1 });
    expect((await recordOf(null, loose.id)).map((row) => row.action)).toEqual(['did.create', 'did.remove']);
  });
});

describe('FR-103: allocation', () => {
  test('gives all or none, and names the first that is somebody else’s', async () => {
    const [one, two, theirs] = [await free(), await free(), await allocated(zoo)];
    expect(await refusal(platform().did.allocate({ ids: [one.id, theirs.id, two.id], to: acme }))).toEqual({
      code: 'did.allocated',
      number: theirs.number,
      tenantName: 'Zoo',
      count: 1,
    });
    expect((await platform().did.inventory({ search: one.number })).rows[0]?.status).toBe('free');
    expect(await platform().did.allocate({ ids: [one.id, two.id], to: acme })).toEqual({ changed: 2 });
    expect(await platform().did.allocate({ ids: [one.id, two.id], to: acme })).toEqual({ changed: 0 });
    const unknown = newId<TenantId>();
    expect(await refusal(platform().did.allocate({ ids: [one.id], to: unknown }))).toMatchObject({
      code: 'tenant.not-found',
    });
  });

  test('FR-106: what leads somewhere is neither taken back nor returned; all or none', async () => {
    const [loose, led] = [await allocated(acme), await assigned(acme, ann)];
    const refused = { code: 'did.assigned', number: led.number, name: 'Ann Lee', count: 1 };
    const ids = [loose.id, led.id];
    expect(await refusal(platform().did.deallocate({ ids }))).toEqual(refused);
    expect(await refusal(adminOf(acme).did.return({ tenantId: acme, ids }))).toEqual(refused);
    expect((await platform().did.get({ tenantId: acme, id: loose.id })).status).toBe('allocated');
  });

  test('a tenant returns its own, which is free then, without what the tenant called it', async () => {
    const did = await allocated(acme, { label: 'Boss', provider: 'Carrier' });
    expect(await adminOf(acme).did.return({ tenantId: acme, ids: [did.id] })).toEqual({ changed: 1 });
    const { rows } = await platform().did.inventory({ search: did.number });
    expect(rows).toMatchObject([{ status: 'free', label: '', provider: 'Carrier', revision: did.revision + 1 }]);
    expect((await recordOf(acme, did.id)).at(-1)).toMatchObject({
      action: 'did.return',
      before: { label: 'Boss', tenantId: acme },
      after: { label: '', tenantId: null },
    });
    // And nothing of the platform's rights is left in the transaction or its connection.
    expect(await refusal(adminOf(acme).did.return({ tenantId: acme, ids: [did.id] }))).toMatchObject({
      code: 'did.not-found',
    });
  });

  test('a number that goes from one tenant to the next says nothing of the one to the other', async () => {
    const did = await allocated(acme);
    await platform().did.deallocate({ ids: [did.id] });
    await platform().did.allocate({ ids: [did.id], to: zoo });
    expect(JSON.stringify(await recordOf(acme, did.id))).not.toContain(zoo);
    expect(JSON.stringify(await recordOf(zoo, did.id))).not.toContain(acme);
    expect((await recordOf(zoo, did.id)).map((row) => row.action)).toEqual(['did.allocate']);
  });
});

describe('assignment', () => {
  test('US2: points a number at a person, elsewhere, and at nobody, by revision', async () => {
    const did = await allocated(acme);
    const admin = adminOf(acme);
    const first = await admin.did.assign({ tenantId: acme, id: did.id, revision: did.revision, target: to(ann) });
    expect(first).toMatchObject({ status: 'assigned', target: { name: 'Ann Lee', detail: '1001' } });
    expect(
      await refusal(admin.did.assign({ tenantId: acme, id: did.id, revision: did.revision, target: to(ben) })),
    ).toMatchObject({ code: 'revision.stale', actual: first.revision });
    const { revision } = await admin.did.assign({
      tenantId: acme,
      id: did.id,
      revision: first.revision,
      target: to(ben),
    });
    const none = await admin.did.assign({ tenantId: acme, id: did.id, revision, target: null });
    expect(none).toMatchObject({ status: 'allocated', target: null });
    expect((await recordOf(acme, did.id)).slice(1)).toMatchObject([
      { action: 'did.assign', before: { target: null }, after: { target: { userId: ann, name: 'Ann Lee' } } },
      { action: 'did.assign', before: { target: { name: 'Ann Lee' } }, after: { target: { name: 'Ben Ode' } } },
      { action: 'did.assign', before: { target: { name: 'Ben Ode' } }, after: { target: null } },
    ]);
  });

  test('of many goes all or none, with a row of the record each', async () => {
    const dids = [await allocated(acme), await assigned(acme, ann), await assigned(acme, ben)];
    const ids = dids.map((did) => did.id);
    expect(await adminOf(acme).did.assignMany({ tenantId: acme, ids, target: to(ben) })).toEqual({ changed: 2 });
    for (const id of ids)
      expect((await recordOf(acme, id)).at(-1)).toMatchObject({ after: { target: { name: 'Ben Ode' } } });
    const theirs = await allocated(zoo);
    expect(
      await refusal(adminOf(acme).did.assignMany({ tenantId: acme, ids: [ids[0]!, theirs.id], target: null })),
    ).toEqual({ code: 'did.not-found', id: theirs.id });
    expect((await adminOf(acme).did.get({ tenantId: acme, id: ids[0]! })).status).toBe('assigned');
  });

  test('goes to nobody of another tenant, nobody deleted, nobody at all', async () => {
    const did = await allocated(acme);
    const gone = (await agent.user(scopeOf(acme), { name: 'Gone' })).user;
    await adminOf(acme).user.delete({ tenantId: acme, id: gone.id, revision: gone.revision });
    for (const userId of [zoe, gone.id, newId<UserId>()]) {
      const refused = { code: 'destination.not-found', kind: 'user', id: userId };
      const { id, revision } = did;
      expect(await refusal(platform().did.assign({ tenantId: acme, id, revision, target: to(userId) }))).toEqual(
        refused,
      );
      expect(await refusal(platform().did.assignMany({ tenantId: acme, ids: [id], target: to(userId) }))).toEqual(
        refused,
      );
    }
  });

  test('a tenant says what it calls its number, and nothing else of it', async () => {
    const did = await allocated(acme, { provider: 'Carrier' });
    const { id, revision } = did;
    const after = await adminOf(acme).did.update({ tenantId: acme, id, revision, label: '=Sales' });
    expect(after).toMatchObject({ label: '=Sales', provider: 'Carrier', revision: revision + 1 });
    expect(await refusal(adminOf(acme).did.update({ tenantId: acme, id, revision, label: 'x' }))).toMatchObject({
      code: 'revision.stale',
    });
  });

  test('pending is what apply says of the number', async () => {
    const did = await allocated(acme);
    board.pending.set(did.id, 'changed');
    expect((await adminOf(acme).did.get({ tenantId: acme, id: did.id })).pending).toBe('changed');
    expect((await adminOf(acme).did.list({ tenantId: acme, search: did.number })).rows[0]?.pending).toBe('changed');
  });
});

describe('FR-104: a tenant', () => {
  test('finds neither free nor foreign numbers, by whatever way it asks', async () => {
    const [nobodys, theirs] = [await free(), await assigned(zoo, zoe)];
    for (const { id, number, revision } of [nobodys, theirs]) {
      const missing = { code: 'did.not-found', id };
      const admin = adminOf(acme).did;
      expect(await admin.list({ tenantId: acme, search: number })).toMatchObject({ rows: [], total: 0 });
      expect(await refusal(admin.get({ tenantId: acme, id }))).toEqual(missing);
      expect(await refusal(admin.update({ tenantId: acme, id, revision, label: 'mine' }))).toEqual(missing);
      expect(await refusal(admin.assign({ tenantId: acme, id, revision, target: to(ann) }))).toEqual(missing);
      expect(await refusal(admin.assignMany({ tenantId: acme, ids: [id], target: to(ann) }))).toEqual(missing);
      expect(await refusal(admin.return({ tenantId: acme, ids: [id] }))).toEqual(missing);
    }
  });

  test('row-level security stands behind it: its scope sees and writes its own rows only', async () => {
    const [nobodys, theirs, own] = [await free(), await allocated(zoo), await allocated(acme)];
    const ids = [nobodys.id, theirs.id, own.id];
    const seen = await agent.database.read(scopeOf(acme), ({ db }) =>
      db.selectFrom('dids').select(['id', 'tenant_id']).execute(),
    );
    expect(new Set(seen.map((row) => row.tenant_id))).toEqual(new Set([acme]));
    const written = await agent.database.inTenant(scopeOf(acme), ({ db }) =>
      db.updateTable('dids').set({ note: 'hand' }).where('id', 'in', ids).returning('id').execute(),
    );
    expect(written.map((row) => row.id)).toEqual([own.id]);
    for (const tenant_id of [null, zoo]) {
      const move = agent.database.inTenant(scopeOf(acme), ({ db }) =>
        db.updateTable('dids').set({ tenant_id }).where('id', '=', own.id).execute(),
      );
      await expect(move).rejects.toThrow(/row-level security/);
    }
    const imports = agent.database.read(scopeOf(acme), ({ db }) => db.selectFrom('did_imports').select('id').execute());
    expect(await imports).toEqual([]);
  });

  test('a number never leads to somebody of another tenant, also by hand', async () => {
    const did = await allocated(acme);
    const byHand = agent.database.inPlatform(agent.platform, ({ db }) =>
      db.updateTable('dids').set({ target_user_id: zoe }).where('id', '=', did.id).execute(),
    );
    await expect(byHand).rejects.toThrow(/foreign key/);
  });
});

describe('two at once', () => {
  test('allocating the same number: one wins, the other is told who', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const { id, number } = await free();
      const both = await Promise.all(
        [acme, zoo].map((tenant) => refusal(platform().did.allocate({ ids: [id], to: tenant }))),
      );
      expect(both.filter((one) => one === 'done')).toHaveLength(1);
      const winner = both[0] === 'done' ? 'Acme' : 'Zoo';
      expect(both).toContainEqual({ code: 'did.allocated', number, tenantName: winner, count: 1 });
    }
  });

  test('creating the same number: it is there once', async () => {
    const number = nextNumber();
    const all = await Promise.all([1, 2, 3].map(() => refusal(platform().did.create({ number }))));
    expect(all.filter((one) => one === 'done')).toHaveLength(1);
    expect(all.filter((one) => one !== 'done')).toMatchObject([
      { code: 'did.number-taken' },
      { code: 'did.number-taken' },
    ]);
  });

  test('assigning to somebody who is being deleted: nothing leads to a deleted person', async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      const { user } = await agent.user(scopeOf(acme), { name: 'Leaving' });
      const did = await allocated(acme);
      await Promise.all([
        refusal(platform().did.assign({ tenantId: acme, id: did.id, revision: did.revision, target: to(user.id) })),
        adminOf(acme).user.delete({ tenantId: acme, id: user.id, revision: user.revision, numbersTo: to(ben) }),
      ]);
      const now = await platform().did.get({ tenantId: acme, id: did.id });
      expect([null, ben]).toContain(personOf(now.target?.destination) ?? null);
    }
  });
});

describe('a person', () => {
  test('FR-108: the numbers that reach them are listed, and named before they go', async () => {
    const { user } = await agent.user(scopeOf(acme), { name: 'Reached' });
    const dids = [await assigned(acme, user.id), await assigned(acme, user.id)];
    const admin = adminOf(acme);
    const { rows, total } = await admin.did.list({ tenantId: acme, userId: user.id });
    expect(rows.map((did) => did.number)).toEqual(dids.map((did) => did.number));
    expect(total).toBe(2);
    expect(await admin.user.references({ tenantId: acme, id: user.id })).toEqual({
      numbers: dids.map(({ id, number }) => ({ id, number })),
      total: 2,
      isDefault: false,
      flows: [],
      forwards: [],
    });
    expect(await refusal(admin.user.references({ tenantId: acme, id: zoe }))).toMatchObject({ code: 'user.not-found' });
  });

  test('who is deleted leaves numbers and the tenant’s default to whom was named, each on record', async () => {
    const { user } = await agent.user(scopeOf(acme), { name: 'Leaver' });
    const did = await assigned(acme, user.id);
    const admin = adminOf(acme);
    const { revision } = await admin.tenant.get({ tenantId: acme });
    await admin.tenant.update({ tenantId: acme, revision, defaultDestination: to(user.id) });
    expect(await admin.user.references({ tenantId: acme, id: user.id })).toMatchObject({ isDefault: true });
    await admin.user.delete({ tenantId: acme, id: user.id, revision: user.revision, numbersTo: to(ben) });
    expect(await admin.did.get({ tenantId: acme, id: did.id })).toMatchObject({ target: { name: 'Ben Ode' } });
    expect(await admin.tenant.get({ tenantId: acme })).toMatchObject({ defaultDestination: { name: 'Ben Ode' } });
    expect((await recordOf(acme, did.id)).at(-1)).toMatchObject({
      before: { target: { name: 'Leaver' } },
      after: { target: { name: 'Ben Ode' } },
    });
    expect((await recordOf(acme, acme)).at(-1)).toMatchObject({
      action: 'tenant.update',
      before: { defaultDestination: { name: 'Leaver' } },
      after: { defaultDestination: { name: 'Ben Ode' } },
    });
  });

  test('who is deleted without a word leaves them unassigned', async () => {
    const { user } = await agent.user(scopeOf(acme), { name: 'Silent' });
    const did = await assigned(acme, user.id);
    await adminOf(acme).user.delete({ tenantId: acme, id: user.id, revision: user.revision });
    expect((await adminOf(acme).did.get({ tenantId: acme, id: did.id })).status).toBe('allocated');
  });

  test('is not deleted when nobody is there to take the numbers', async () => {
    const { user } = await agent.user(scopeOf(acme), { name: 'Stays' });
    const did = await assigned(acme, user.id);
    const admin = adminOf(acme);
    for (const userId of [user.id, zoe]) {
      const call = admin.user.delete({ tenantId: acme, id: user.id, revision: user.revision, numbersTo: to(userId) });
      expect(await refusal(call)).toEqual({ code: 'destination.not-found', kind: 'user', id: userId });
    }
    expect(await admin.user.get({ tenantId: acme, id: user.id })).toMatchObject({ user: { status: 'active' } });
    expect((await admin.did.get({ tenantId: acme, id: did.id })).target?.name).toBe('Stays');
  });
});
