import {
  updateUserInput,
  type AccountId,
  type DidId,
  type SessionId,
  type SipUsername,
  type UserId,
} from '@synergycall/domain';
import { sql } from 'kysely';
import type { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { nextFree, numbersOf } from '../tenant/index.ts';
import { office, scopeOf, type Office } from './office.fake.ts';
import { deleteUser, findUser, listUsers, setUserStatus, updateUser } from './index.ts';

let server: LabPostgres;
let agent: Office;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});

const refusalOf = async (work: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return (error as { failure?: unknown } | undefined)?.failure;
};
const remove = (scope: TenantScope, user: { id: UserId; revision: number }, releaseExtension = true) =>
  agent.run(scope, (tx) =>
    deleteUser(agent.deps, tx, { tenantId: scope.tenantId, id: user.id, revision: user.revision, releaseExtension }),
  );
const update = (scope: TenantScope, change: Omit<z.input<typeof updateUserInput>, 'tenantId'>) =>
  agent.run(scope, (tx) => updateUser(tx, updateUserInput.parse({ tenantId: scope.tenantId, ...change })));
/** As if the time of rest were over for all numbers of the tenant. */
const letRestEnd = (scope: TenantScope) =>
  agent.database.inTenant(scope, (tx) =>
    sql`update extensions set quarantined_until = now() - interval '1 second' where quarantined_until < 'infinity'`.execute(
      tx.db,
    ),
  );
const next = (scope: TenantScope) =>
  agent.database.read(scope, async (tx) => nextFree(tx, (await numbersOf(tx, scope.tenantId))!));

test('a person gets the lowest extension, a desk phone and credentials that work on this box', async () => {
  const { tenant, scope } = await agent.tenant();
  const made = await agent.user(scope, { name: 'Ann Lee', email: 'Ann@Example.com' });
  expect(made.user).toMatchObject({
    name: 'Ann Lee',
    email: 'ann@example.com',
    extension: 1001,
    status: 'active',
    deviceCount: 1,
    pending: 'new',
    revision: 1,
  });
  expect(made.device).toMatchObject({ label: 'Desk phone', userId: made.user.id, transport: 'udp', enabled: true });
  expect(made.device?.sipUsername.startsWith(`${tenant.tag}-`)).toBe(true);
  expect(made.credentials).toMatchObject({
    server: '192.0.2.10',
    port: 5060,
    realm: 'asterisk',
    sipUsername: made.device?.sipUsername,
  });
  expect(made.credentials?.secret).toMatch(/^[A-Za-z0-9]{20,}$/);
  const stored = await agent.database.read(scope, (tx) => findUser(tx, made.user.id));
  const { pending: _pending, ...asMade } = made.user;
  expect(stored).toEqual(asMade);
});

test('without a device there are no credentials', async () => {
  const { scope } = await agent.tenant();
  expect(await agent.user(scope, { device: null })).toMatchObject({
    device: null,
    credentials: null,
    user: { deviceCount: 0 },
  });
});

test('the SIP secret stands in clear in no table', async () => {
  const { scope } = await agent.tenant();
  const { credentials } = await agent.user(scope);
  const secret = credentials!.secret;
  const everything = await agent.database.read(scope, async (tx) => {
    const rows: unknown[] = [];
    for (const table of ['users', 'devices', 'extensions', 'audit', 'tenants'] as const)
      rows.push(await tx.db.selectFrom(table).selectAll().execute());
    return JSON.stringify(rows);
  });
  expect(everything).toContain(credentials!.sipUsername);
  expect(everything).not.toContain(secret);
});

test('two tenants have the same extensions, and neither sees the other', async () => {
  const acme = await agent.tenant();
  const globex = await agent.tenant();
  const ann = await agent.user(acme.scope);
  const bob = await agent.user(globex.scope);
  expect([ann.user.extension, bob.user.extension]).toEqual([1001, 1001]);
  expect(await agent.database.read(globex.scope, (tx) => findUser(tx, ann.user.id))).toBeUndefined();
  expect(await agent.database.read(globex.scope, (tx) => agent.deps.devices.ofUser(tx, ann.user.id))).toEqual([]);
  expect(await refusalOf(update(globex.scope, { id: ann.user.id, revision: 1, name: 'Eve' }))).toMatchObject({
    code: 'user.not-found',
  });
  expect(await refusalOf(remove(globex.scope, ann.user))).toMatchObject({ code: 'user.not-found' });
  expect(await refusalOf(agent.user(globex.scope, { tenantId: acme.tenant.id, name: 'Eve' }))).toMatchObject({
    code: 'tenant.not-found',
  });
});

test('a number that is taken says by whom and which is free', async () => {
  const { scope } = await agent.tenant();
  const { user } = await agent.user(scope, { name: 'Ben Ode' });
  expect(await refusalOf(agent.user(scope, { extension: 1001 }))).toEqual({
    code: 'extension.taken',
    extension: 1001,
    byKind: 'user',
    byId: user.id,
    byName: 'Ben Ode',
    nextFree: 1002,
  });
});

test('numbers outside the range, and those that begin an emergency number, are refused and never handed out', async () => {
  const { scope } = await agent.tenant({ extMin: 111, extMax: 113 });
  expect(await refusalOf(agent.user(scope, { extension: 2000 }))).toEqual({
    code: 'extension.out-of-range',
    extension: 2000,
    range: [111, 113],
  });
  expect(await refusalOf(agent.user(scope, { extension: 112 }))).toEqual({
    code: 'extension.emergency',
    extension: 112,
    emergencyNumber: '112',
  });
  expect(await refusalOf(agent.user(scope, { extension: 11 }))).toMatchObject({
    code: 'extension.emergency',
    emergencyNumber: '112',
  });
  expect([(await agent.user(scope)).user.extension, (await agent.user(scope)).user.extension]).toEqual([111, 113]);
  expect(await refusalOf(agent.user(scope))).toEqual({
    code: 'extension.pool-exhausted',
    range: [111, 113],
    quarantined: 0,
  });
});

test('the extension of someone deleted rests, then is the next free one again', async () => {
  const { scope } = await agent.tenant({ extMax: 1003 });
  const [first] = [await agent.user(scope), await agent.user(scope), await agent.user(scope)];
  await remove(scope, first.user);
  expect(await refusalOf(agent.user(scope))).toEqual({
    code: 'extension.pool-exhausted',
    range: [1001, 1003],
    quarantined: 1,
  });
  expect(await refusalOf(agent.user(scope, { extension: 1001 }))).toMatchObject({
    code: 'extension.quarantined',
    until: expect.stringMatching(/^20/),
    nextFree: null,
  });
  await letRestEnd(scope);
  expect(await next(scope)).toBe(1001);
  expect((await agent.user(scope)).user.extension).toBe(1001);
});

test('without quarantine a number is free at once; kept for good it never is', async () => {
  const { scope } = await agent.tenant({ quarantineDays: 0 });
  const ann = await agent.user(scope);
  await remove(scope, ann.user);
  expect(await next(scope)).toBe(1001);
  const ben = await agent.user(scope);
  await remove(scope, ben.user, false);
  await letRestEnd(scope);
  expect(await refusalOf(agent.user(scope, { extension: 1001 }))).toMatchObject({
    code: 'extension.quarantined',
    until: null,
    nextFree: 1002,
  });
  expect(await next(scope)).toBe(1002);
});

test('numbers come back lowest first, however creations, moves and deletions mix', async () => {
  const { scope } = await agent.tenant({ extMin: 105, extMax: 125, quarantineDays: 1, maxUsers: 50 });
  let seed = 20261122;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  const people = new Map<UserId, { number: number; revision: number }>();
  const resting = new Set<number>();
  const handedOut: (readonly [got: number | null | undefined, lowest: number | undefined])[] = [];
  const lowest = (): number | undefined => {
    const used = new Set([...people.values()].map((p) => p.number));
    for (let n = 105; n <= 125; n++) if (!used.has(n) && !resting.has(n) && n !== 112) return n;
    return undefined;
  };
  for (let step = 0; step < 150; step++) {
    const some = [...people][random(Math.max(1, people.size))];
    const act = random(10);
    if (act < 5 || !some) {
      const expected = lowest();
      const made = await agent.user(scope, { device: null }).catch(() => undefined);
      handedOut.push([made?.user.extension, expected]);
      if (made) people.set(made.user.id, { number: made.user.extension!, revision: 1 });
    } else if (act < 7) {
      await remove(scope, { id: some[0], revision: some[1].revision });
      resting.add(some[1].number);
      people.delete(some[0]);
    } else if (act < 9) {
      const to = 105 + random(21);
      const moved = await update(scope, { id: some[0], revision: some[1].revision, extension: to }).catch(
        () => undefined,
      );
      if (moved) {
        if (to !== some[1].number) resting.add(some[1].number);
        resting.delete(to);
        people.set(some[0], { number: to, revision: moved.revision });
      }
    } else {
      await letRestEnd(scope);
      resting.clear();
    }
  }
  expect(handedOut.length).toBeGreaterThan(50);
  expect(handedOut.filter(([got, free]) => got !== free)).toEqual([]);
  expect(await next(scope)).toBe(lowest());
});

test('a change made on an old picture is refused with both revisions', async () => {
  const { scope, tenant } = await agent.tenant();
  await agent.database.inPlatform(agent.platform, ({ db }) =>
    db
      .insertInto('dids')
      .values({ id: newId<DidId>(), box_id: agent.boxId, number: '+15550100200', tenant_id: tenant.id })
      .execute(),
  );
  const { user } = await agent.user(scope);
  const renamed = await update(scope, {
    id: user.id,
    revision: 1,
    name: 'Ann Marie Lee',
    outboundCallerId: '+15550100200',
  });
  expect(renamed).toMatchObject({ name: 'Ann Marie Lee', outboundCallerId: '+15550100200', revision: 2 });
  expect(await refusalOf(update(scope, { id: user.id, revision: 1, name: 'X' }))).toEqual({
    code: 'revision.stale',
    entity: 'user',
    id: user.id,
    expected: 1,
    actual: 2,
  });
  expect(await refusalOf(remove(scope, user))).toMatchObject({ code: 'revision.stale' });
});

test('moving to another extension lets the old one rest, and its owner may come back to it', async () => {
  const { scope } = await agent.tenant();
  const { user } = await agent.user(scope);
  const other = await agent.user(scope);
  const moved = await update(scope, { id: user.id, revision: 1, extension: 1050 });
  expect(moved.extension).toBe(1050);
  expect(await refusalOf(update(scope, { id: other.user.id, revision: 1, extension: 1001 }))).toMatchObject({
    code: 'extension.quarantined',
  });
  expect((await update(scope, { id: user.id, revision: 2, extension: 1001 })).extension).toBe(1001);
});

test('an e-mail address belongs to one person of the tenant', async () => {
  const { scope } = await agent.tenant();
  const ann = await agent.user(scope, { name: 'Ann', email: 'a@example.com' });
  const refused = { code: 'user.email-taken', email: 'a@example.com', userId: ann.user.id, userName: 'Ann' };
  expect(await refusalOf(agent.user(scope, { email: 'A@example.com' }))).toEqual(refused);
  const ben = await agent.user(scope, { name: 'Ben' });
  expect(await refusalOf(update(scope, { id: ben.user.id, revision: 1, email: 'a@example.com' }))).toEqual(refused);
  await remove(scope, ann.user);
  expect((await update(scope, { id: ben.user.id, revision: 1, email: 'a@example.com' })).email).toBe('a@example.com');
});

test('the limit of users holds, and those deleted no longer count', async () => {
  const { scope } = await agent.tenant({ maxUsers: 1 });
  const { user } = await agent.user(scope);
  expect(await refusalOf(agent.user(scope))).toEqual({ code: 'tenant.limit-reached', limit: 'users', max: 1 });
  await remove(scope, user);
  expect((await agent.user(scope)).user.extension).toBe(1002);
});

test('suspending twice is one suspension, and each is on the record', async () => {
  const { scope } = await agent.tenant();
  const { user } = await agent.user(scope);
  const suspend = () => agent.run(scope, (tx) => setUserStatus(tx, user.id, 'suspended'));
  expect(await suspend()).toMatchObject({ status: 'suspended', revision: 2 });
  expect(await suspend()).toMatchObject({ status: 'suspended', revision: 2 });
  expect(await agent.run(scope, (tx) => setUserStatus(tx, user.id, 'active'))).toMatchObject({
    status: 'active',
    revision: 3,
  });
  const record = await agent.database.read(scope, (tx) =>
    tx.db
      .selectFrom('audit')
      .select(['action', 'before', 'after'])
      .where('entity_id', '=', user.id)
      .orderBy('id')
      .execute(),
  );
  expect(record.map((row) => row.action)).toEqual(['user.create', 'user.suspend', 'user.suspend', 'user.restore']);
  expect(record[1]).toMatchObject({ before: { status: 'active' }, after: { status: 'suspended' } });
});

test('deleting ends the phones and the login, keeps the record, and leaves other roles alone', async () => {
  const { tenant, scope } = await agent.tenant();
  const elsewhere = await agent.tenant();
  const [ann, ben] = [await agent.user(scope, { name: 'Ann' }), await agent.user(scope, { name: 'Ben' })];
  // Ann has a login here alone; Ben's is an admin elsewhere too.
  const accounts = { ann: newId<AccountId>(), ben: newId<AccountId>() };
  await agent.database.inPlatform(agent.platform, async (tx) => {
    for (const [name, id] of Object.entries(accounts)) {
      await tx.db
        .insertInto('accounts')
        .values({ id, name, email: `${id}@example.com` })
        .execute();
      const user_id = name === 'ann' ? ann.user.id : ben.user.id;
      await tx.db
        .insertInto('account_roles')
        .values({ id: newId(), account_id: id, role: 'end_user', tenant_id: tenant.id, user_id })
        .execute();
      const expires_at = new Date(Date.now() + 3_600_000);
      await tx.db
        .insertInto('sessions')
        .values({
          id: newId<SessionId>(),
          account_id: id,
          token_hash: Buffer.from(id),
          client: 'portal',
          expires_at,
          source: null,
          user_agent: null,
        })
        .execute();
    }
    await tx.db
      .insertInto('account_roles')
      .values({
        id: newId(),
        account_id: accounts.ben,
        role: 'tenant_admin',
        tenant_id: elsewhere.tenant.id,
        user_id: null,
      })
      .execute();
  });
  expect((await agent.database.read(scope, (tx) => findUser(tx, ann.user.id)))?.hasAccount).toBe(true);
  const annGone = await remove(scope, ann.user);
  await remove(scope, ben.user);
  expect(annGone).toEqual({ tag: tenant.tag, revoked: [ann.device?.sipUsername as SipUsername] });
  const after = await agent.database.read(scope, (tx) => findUser(tx, ann.user.id));
  expect(after).toMatchObject({ status: 'deleted', extension: null, deviceCount: 0, hasAccount: false });
  const open = await agent.database.read(agent.platform, (tx) =>
    tx.db
      .selectFrom('sessions')
      .select('account_id')
      .where('account_id', 'in', Object.values(accounts))
      .where('revoked_at', 'is', null)
      .execute(),
  );
  expect(open).toEqual([{ account_id: accounts.ben }]);
  const record = await agent.database.read(scope, (tx) =>
    tx.db.selectFrom('audit').select('action').where('tenant_id', '=', tenant.id).orderBy('id').execute(),
  );
  expect(record.map((row) => row.action)).toEqual(expect.arrayContaining(['device.revoke', 'user.delete']));
  expect(await refusalOf(agent.run(scope, (tx) => setUserStatus(tx, ann.user.id, 'active')))).toMatchObject({
    code: 'user.not-found',
  });
});

test('a failure late in a creation leaves neither number nor person', async () => {
  const { scope } = await agent.tenant({ maxDevicesPerUser: 1 });
  const broken = {
    ...agent.deps,
    devices: {
      ...agent.deps.devices,
      issue: async () => ({
        ok: false as const,
        error: { code: 'tenant.limit-reached' as const, limit: 'devices' as const, max: 0 },
      }),
    },
  };
  const { createUser } = await import('./user.service.ts');
  const { createUserInput } = await import('@synergycall/domain');
  const input = createUserInput.parse({ tenantId: scope.tenantId, name: 'Ghost' });
  expect(await refusalOf(agent.run(scope, (tx) => createUser(broken, tx, input)))).toMatchObject({
    code: 'tenant.limit-reached',
  });
  expect(await next(scope)).toBe(1001);
  expect(
    (
      await agent.database.read(scope, (tx) =>
        listUsers(tx, { limit: 50, sort: 'name', descending: false, cursor: undefined }),
      )
    ).total,
  ).toBe(0);
});

test('a scope of a tenant that is not there finds nothing', async () => {
  const nowhere = scopeOf(newId());
  expect(await refusalOf(agent.user(nowhere))).toMatchObject({ code: 'tenant.not-found' });
});
