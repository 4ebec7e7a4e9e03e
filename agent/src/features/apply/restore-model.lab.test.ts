import {
  updateDeviceInput,
  updateTenantInput,
  updateUserInput,
  type DeviceId,
  type Failure,
  type Grant,
  type RestorePlanView,
  type TenantId,
  type UserId,
} from '@synergycall/domain';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { createDevice, findDevice, resetSecret, revokeDevice, updateDevice } from '../device/index.ts';
import { setTenantStatus, updateTenant } from '../tenant/index.ts';
import { deleteUser, findUser, setUserStatus, updateUser } from '../user/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { historyCaller, madeLive } from './history.fake.ts';
import { readLiveFacts, readTenant } from './snapshot.store.ts';

/* Restoring an earlier version, through the router, on a real PostgreSQL. */
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

const callerOf = (grants: readonly Grant[]) => historyCaller(agent, grants);
const as = (tenantId: TenantId) => callerOf([{ role: 'tenant_admin', tenantId, userId: null }]);
const refusalOf = (asked: Promise<unknown>): Promise<Failure | undefined> =>
  asked.then(
    () => undefined,
    (error: { cause?: unknown }) => failureOf(error.cause),
  );
type Objects = { kind: 'user' | 'device' | 'tenant'; id: string }[];
const plan = (scope: TenantScope, generation: number, objects?: Objects): Promise<RestorePlanView> =>
  as(scope.tenantId).restorePlan({ tenantId: scope.tenantId, generation, ...(objects && { objects }) });
/** Looks at the plan and carries it out. */
const restore = async (scope: TenantScope, generation: number, objects?: Objects) => {
  const { mark } = await plan(scope, generation, objects);
  return as(scope.tenantId).restore({
    tenantId: scope.tenantId,
    generation,
    mark,
    ...(objects && { objects }),
  });
};
const model = (scope: TenantScope) => agent.database.snapshot(scope, (tx) => readTenant(tx, scope.tenantId));
const userOf = (scope: TenantScope, id: UserId) => agent.database.read(scope, (tx) => findUser(tx, id));
const deviceOf = (scope: TenantScope, id: DeviceId) => agent.database.read(scope, (tx) => findDevice(tx, id));
const change = async (scope: TenantScope, id: UserId, fields: object) => {
  const revision = (await userOf(scope, id))?.revision;
  return agent.run(scope, (tx) =>
    updateUser(tx, updateUserInput.parse({ tenantId: scope.tenantId, id, revision, ...fields })),
  );
};
const changeDevice = async (scope: TenantScope, id: DeviceId, fields: object) => {
  const revision = (await deviceOf(scope, id))?.revision;
  return agent.run(scope, (tx) =>
    updateDevice(tx, updateDeviceInput.parse({ tenantId: scope.tenantId, id, revision, ...fields })),
  );
};
const remove = async (scope: TenantScope, id: UserId, releaseExtension = true) => {
  const revision = (await userOf(scope, id))?.revision ?? 0;
  return agent.run(scope, (tx) =>
    deleteUser(agent.deps, tx, { tenantId: scope.tenantId, id, revision, releaseExtension }),
  );
};
const letRestEnd = (scope: TenantScope) =>
  agent.database.inTenant(scope, (tx) =>
    sql`update extensions set quarantined_until = now() - interval '1 second' where quarantined_until is not null`.execute(
      tx.db,
    ),
  );
const records = (scope: TenantScope) =>
  agent.database.read(scope, ({ db }) =>
    db.selectFrom('audit').selectAll().where('tenant_id', '=', scope.tenantId).orderBy('id').execute(),
  );
const said = (changes: RestorePlanView['changes']): string[] =>
  changes.map(({ kind, name, change, fields }) =>
    [kind, name, change, ...(change === 'changed' ? fields.map(({ field, to }) => `${field} ${to}`) : [])].join(' '),
  );
const noted = (notes: RestorePlanView['notes']): string[] =>
  notes.map(({ note, name, blocks, detail }) =>
    [note, name, ...(detail ? [detail] : []), ...(blocks ? ['!'] : [])].join(' '),
  );

describe('restoring a whole version', () => {
  test('names, extensions and switches are what they were, pending until the next apply', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const then = await model(scope);
    const generation = await madeLive(agent, scope);
    await change(scope, ann.user.id, { name: 'Ann Smith', extension: 1040, voicemailEnabled: false });
    await changeDevice(scope, ann.device!.id, { label: 'Laptop', codecs: ['g722'] });
    await madeLive(agent, scope);
    const planned = await plan(scope, generation);
    expect(planned.notes).toEqual([]);
    expect(said(planned.changes)).toEqual([
      'user Ann Lee changed name Ann Lee extension 1001 voicemailEnabled yes',
      `device Desk phone changed label Desk phone codecs ${then!.devices[0]!.codecs.join(', ')}`,
    ]);
    const done = await restore(scope, generation);
    expect(done).toEqual({ changes: planned.changes, notes: [], pendingCount: 2 });
    expect(await model(scope)).toEqual(then);
  });

  test('each object is in the record with before and after, and the restore itself', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const generation = await madeLive(agent, scope);
    await change(scope, ann.user.id, { name: 'Ann Smith', extension: 1040 });
    const before = (await records(scope)).length;
    await restore(scope, generation);
    const rows = (await records(scope)).slice(before);
    expect(rows).toMatchObject([
      { action: 'history.restore', actor_name: 'Someone', after: { generation, objects: 'all', changes: 1 } },
      {
        action: 'user.update',
        entity_id: ann.user.id,
        before: { name: 'Ann Smith', extension: 1040 },
        after: { name: 'Ann Lee', extension: 1001 },
      },
    ]);
  });

  test('people who swapped their extensions swap them back', async () => {
    const { scope } = await agent.tenant();
    const people = [];
    for (const name of ['Ann', 'Bob', 'Cy']) people.push((await agent.user(scope, { name })).user.id);
    const then = await model(scope);
    const generation = await madeLive(agent, scope);
    const [ann, bob, cy] = people as [UserId, UserId, UserId];
    await change(scope, ann, { extension: 1050 });
    await letRestEnd(scope);
    await change(scope, bob, { extension: 1001 });
    await letRestEnd(scope);
    await change(scope, cy, { extension: 1002 });
    await letRestEnd(scope);
    await change(scope, ann, { extension: 1003 });
    expect((await restore(scope, generation)).notes).toEqual([]);
    expect(await model(scope)).toEqual(then);
  });

  test('who was not there then is removed, without effect before the apply, and comes back with the same phone', async () => {
    const { scope } = await agent.tenant();
    const first = await madeLive(agent, scope);
    const ann = await agent.user(scope, { name: 'Ann Lee', email: 'ann@example.com' });
    const second = await madeLive(agent, scope);
    const withAnn = await model(scope);
    const done = await restore(scope, first);
    expect(said(done.changes)).toEqual(['user Ann Lee removed', 'device Desk phone removed']);
    expect(noted(done.notes)).toEqual(['switched-off Ann Lee']);
    expect(await userOf(scope, ann.user.id)).toMatchObject({ status: 'deleted', extension: null });
    // SPEC "When things take effect": revocation would be at once; the phone stays registered until the apply.
    expect(await deviceOf(scope, ann.device!.id)).toMatchObject({ enabled: false, revokedAt: null });
    expect((await restore(scope, second)).notes).toEqual([]);
    expect(await model(scope)).toEqual(withAnn);
    expect(await userOf(scope, ann.user.id)).toMatchObject({ email: 'ann@example.com', status: 'active' });
  });

  test('the login of whoever is removed sees nothing of the tenant until they are back', async () => {
    const { scope } = await agent.tenant();
    const first = await madeLive(agent, scope);
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const second = await madeLive(agent, scope);
    const account = newId();
    const token = Buffer.alloc(32, 1);
    await agent.database.inPlatform(agent.platform, async ({ db }) => {
      await sql`insert into accounts (id, name, email) values (${account}, 'Ann', ${`${account}@example.com`})`.execute(
        db,
      );
      await sql`insert into account_roles (id, account_id, role, tenant_id, user_id)
        values (${newId()}, ${account}, 'end_user', ${scope.tenantId}, ${ann.user.id})`.execute(db);
      await sql`insert into sessions (id, account_id, token_hash, client, expires_at)
        values (${newId()}, ${account}, ${token}, 'portal', now() + interval '1 hour')`.execute(db);
    });
    const grants = async () =>
      (await agent.database.call<{ grants: unknown[] }>('auth_session', [token, '1 hour']))[0]?.grants.length;
    expect(await grants()).toBe(1);
    expect(noted((await restore(scope, first)).notes)).toEqual(['switched-off Ann Lee', 'access-ends Ann Lee']);
    expect(await grants()).toBe(0);
    await restore(scope, second);
    expect(await grants()).toBe(1);
  });

  test('a name, timezone and parking time of the tenant; its range, limits and status are nobody’s version', async () => {
    const { tenant, scope } = await agent.tenant({ timezone: 'Europe/Berlin' });
    const generation = await madeLive(agent, scope);
    await agent.run(scope, (tx) =>
      updateTenant(
        tx,
        updateTenantInput.parse({
          tenantId: tenant.id,
          revision: 1,
          name: `${tenant.name} Ltd`,
          timezone: 'Europe/Paris',
          parkSeconds: 120,
          extMax: 1500,
        }),
      ),
    );
    await agent.run(scope, (tx) => setTenantStatus(tx, tenant.id, 'suspended'));
    const done = await restore(scope, generation);
    expect(said(done.changes)).toEqual([
      `tenant ${tenant.name} changed name ${tenant.name} timezone Europe/Berlin parkSeconds 45`,
    ]);
    expect(noted(done.notes)).toEqual([`live-state-kept ${tenant.name} Ltd`]);
    const { rows } = await agent.database.read(scope, ({ db }) =>
      sql`select name, timezone, park_seconds, ext_max, status from tenants where id = ${tenant.id}`.execute(db),
    );
    expect(rows).toEqual([
      { name: tenant.name, timezone: 'Europe/Berlin', park_seconds: 45, ext_max: 1500, status: 'suspended' },
    ]);
  });

  test('a tenant’s name that another tenant has now stays away', async () => {
    const { tenant, scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const generation = await madeLive(agent, scope);
    const renamed = { tenantId: tenant.id, revision: 1, name: `${tenant.name} Ltd` };
    await agent.run(scope, (tx) => updateTenant(tx, updateTenantInput.parse(renamed)));
    await change(scope, ann.user.id, { name: 'Ann Smith' });
    await agent.tenant({ name: tenant.name.toUpperCase() });
    const done = await restore(scope, generation);
    expect(noted(done.notes)).toEqual([`name-taken ${tenant.name} Ltd ${tenant.name} !`]);
    expect(said(done.changes)).toEqual(['user Ann Lee changed name Ann Lee']);
  });
});

describe('people who were deleted since', () => {
  test('come back under the same id with their extension, out of their own rest', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const then = (await model(scope))!;
    const generation = await madeLive(agent, scope);
    await remove(scope, ann.user.id, false);
    const planned = await plan(scope, generation);
    expect(said(planned.changes)).toEqual(['user Ann Lee new', 'device Desk phone new']);
    expect(noted(planned.notes)).toEqual(['device-revoked Desk phone']);
    expect(planned.changes[1]!.fields).toContainEqual({ field: 'sipUsername', from: null, to: '[new]' });
    await restore(scope, generation);
    const now = (await model(scope))!;
    expect(now.users).toEqual(then.users);
    // Revoked for good: another device with other credentials stands for it.
    expect(now.devices).toMatchObject([{ label: 'Desk phone', userId: ann.user.id, codecs: then.devices[0]!.codecs }]);
    expect(now.devices[0]!.sipUsername).not.toBe(ann.device!.sipUsername);
    expect(await deviceOf(scope, ann.device!.id)).toMatchObject({ revokedAt: expect.any(String) });
    // How its secret reaches the admin.
    const { credentials } = await agent.run(scope, (tx) => resetSecret(agent.deps, tx, now.devices[0]!.id));
    expect(credentials).toMatchObject({ sipUsername: now.devices[0]!.sipUsername, secret: expect.any(String) });
  });

  test('restoring the same version again makes no further phone', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const generation = await madeLive(agent, scope);
    await remove(scope, ann.user.id);
    await restore(scope, generation);
    const [standIn] = (await model(scope))!.devices;
    await changeDevice(scope, standIn!.id, { label: 'Kitchen' });
    const again = await restore(scope, generation);
    expect(said(again.changes)).toEqual(['device Desk phone changed label Desk phone']);
    expect(noted(again.notes)).toEqual([`device-revoked Desk phone ${standIn!.sipUsername}`]);
    expect((await model(scope))!.devices.map((device) => device.id)).toEqual([standIn!.id]);
    // By the name that the plan gave it, it is found as well.
    await changeDevice(scope, standIn!.id, { label: 'Kitchen' });
    const one = await restore(scope, generation, [{ kind: 'device', id: standIn!.id }]);
    expect(said(one.changes)).toEqual(['device Desk phone changed label Desk phone']);
    expect(await refusalOf(restore(scope, generation))).toEqual({ code: 'restore.nothing', generation });
    // Revoked too: the next one stands for the first.
    await agent.run(scope, (tx) => revokeDevice(tx, standIn!.id));
    await restore(scope, generation);
    expect(await refusalOf(restore(scope, generation))).toEqual({ code: 'restore.nothing', generation });
  });

  test('an extension that somebody else has now blocks that person alone', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const bob = await agent.user(scope, { name: 'Bob' });
    const dora = await agent.user(scope, { name: 'Dora' });
    const generation = await madeLive(agent, scope);
    await remove(scope, ann.user.id);
    await letRestEnd(scope);
    await change(scope, bob.user.id, { name: 'Bobby' });
    // Dora is in the version, and moves away from 1001 by the restore: she is in nobody's way.
    await change(scope, dora.user.id, { extension: 1001 });
    const eve = await agent.user(scope, { name: 'Eve', extension: 1060 });
    const objects: Objects = [{ kind: 'user', id: ann.user.id }];
    const alone = await plan(scope, generation, objects);
    expect(noted(alone.notes)).toEqual(['extension-taken Ann Lee Dora !', 'extension-taken Desk phone Dora !']);
    expect(alone.changes).toEqual([]);
    expect(await refusalOf(restore(scope, generation, objects))).toEqual({
      code: 'restore.blocked',
      names: ['Ann Lee'],
    });
    const whole = await restore(scope, generation);
    expect(noted(whole.notes)).toEqual(['switched-off Eve', 'device-revoked Desk phone']);
    expect((await model(scope))!.users.map(({ name, extension }) => `${extension} ${name}`).toSorted()).toEqual([
      '1001 Ann Lee',
      '1002 Bob',
      '1003 Dora',
    ]);
    expect(await userOf(scope, eve.user.id)).toMatchObject({ status: 'deleted' });
  });

  test('a number that rests for somebody else is not taken from them', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const generation = await madeLive(agent, scope);
    await remove(scope, ann.user.id);
    await letRestEnd(scope);
    const eve = await agent.user(scope, { name: 'Eve', extension: 1001 });
    await remove(scope, eve.user.id);
    expect(noted((await plan(scope, generation)).notes)).toEqual([
      'extension-taken Ann Lee Eve !',
      'extension-taken Desk phone Eve !',
    ]);
  });

  test('an e-mail address that somebody else has now is in the way', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee', email: 'info@example.com' });
    const bob = await agent.user(scope, { name: 'Bob' });
    const generation = await madeLive(agent, scope);
    await remove(scope, ann.user.id);
    await change(scope, bob.user.id, { email: 'info@example.com' });
    expect(noted((await plan(scope, generation)).notes)).toEqual([
      'email-taken Ann Lee Bob !',
      'email-taken Desk phone Bob !',
    ]);
    expect(await refusalOf(restore(scope, generation))).toEqual({ code: 'restore.nothing', generation });
  });

  test('a suspension outlives deletion and restore: what took effect at once is never undone', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const generation = await madeLive(agent, scope);
    await agent.run(scope, (tx) => setUserStatus(tx, ann.user.id, 'suspended'));
    await remove(scope, ann.user.id);
    const done = await restore(scope, generation);
    expect(noted(done.notes)).toEqual(['live-state-kept Ann Lee', 'device-revoked Desk phone']);
    expect(await userOf(scope, ann.user.id)).toMatchObject({ status: 'suspended', extension: 1001 });
  });

  test('a suspended person whom a restore removes stays suspended until the apply', async () => {
    const { scope } = await agent.tenant();
    const generation = await madeLive(agent, scope);
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    await madeLive(agent, scope);
    await agent.run(scope, (tx) => setUserStatus(tx, ann.user.id, 'suspended'));
    await restore(scope, generation);
    const facts = await agent.database.read(scope, (tx) => readLiveFacts(tx, scope.tenantId));
    expect([...facts.suspendedUsers]).toEqual([ann.user.id]);
  });
});

describe('what stands in the way', () => {
  test('an extension outside the present range, one that begins an emergency number', async () => {
    const { tenant, scope } = await agent.tenant({ extMin: 100, extMax: 1999 });
    const ann = await agent.user(scope, { name: 'Ann Lee', extension: 100 });
    const bob = await agent.user(scope, { name: 'Bob', extension: 114 });
    const generation = await madeLive(agent, scope);
    await change(scope, ann.user.id, { extension: 1001 });
    await change(scope, bob.user.id, { extension: 1002 });
    await agent.run(scope, (tx) =>
      updateTenant(tx, updateTenantInput.parse({ tenantId: tenant.id, revision: 1, extMin: 110 })),
    );
    const numbers = (list: string) =>
      agent.database.inPlatform(agent.platform, ({ db }) =>
        sql`update boxes set emergency_numbers = ${list}`.execute(db),
      );
    await numbers('{114,911}');
    try {
      expect(noted((await plan(scope, generation)).notes)).toEqual([
        'extension-out-of-range Ann Lee 110–1999 !',
        'extension-out-of-range Bob 114 !',
      ]);
    } finally {
      await numbers('{112,911,999}');
    }
  });

  test('limits of people and of phones', async () => {
    const { scope } = await agent.tenant({ maxUsers: 2, maxDevicesPerUser: 1 });
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const bob = await agent.user(scope, { name: 'Bob' });
    const generation = await madeLive(agent, scope);
    await remove(scope, ann.user.id);
    await agent.user(scope, { name: 'Cy' });
    await agent.run(scope, (tx) => revokeDevice(tx, bob.device!.id));
    const command = { tenantId: scope.tenantId, userId: bob.user.id, label: 'Laptop', transport: 'udp', nat: 'auto' };
    await agent.run(scope, (tx) => createDevice(agent.deps, tx, command as never));
    expect(noted((await plan(scope, generation, [{ kind: 'user', id: ann.user.id }])).notes)).toEqual([
      'limit-reached Ann Lee 2 !',
      'limit-reached Desk phone 2 !',
    ]);
    expect(noted((await plan(scope, generation, [{ kind: 'device', id: bob.device!.id }])).notes)).toEqual([
      'limit-reached Desk phone 1 !',
    ]);
  });

  test('the model moved since it was looked at', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const generation = await madeLive(agent, scope);
    await change(scope, ann.user.id, { name: 'Ann Smith' });
    const { mark } = await plan(scope, generation);
    await change(scope, ann.user.id, { name: 'Ann Jones' });
    const asked = { tenantId: scope.tenantId, generation, mark };
    expect(await refusalOf(as(scope.tenantId).restore(asked))).toEqual({ code: 'restore.stale' });
    // Nor does it stand for other objects, or for another version.
    const other = await plan(scope, generation);
    const objects: Objects = [{ kind: 'user', id: ann.user.id }];
    expect(await refusalOf(as(scope.tenantId).restore({ ...asked, mark: other.mark, objects }))).toEqual({
      code: 'restore.stale',
    });
    expect(await userOf(scope, ann.user.id)).toMatchObject({ name: 'Ann Jones' });
  });

  test('nothing to do', async () => {
    const { scope } = await agent.tenant();
    const generation = await madeLive(agent, scope);
    expect(await refusalOf(restore(scope, generation))).toEqual({ code: 'restore.nothing', generation });
  });

  test('another tenant’s version can neither be looked at nor restored (SC-019)', async () => {
    const { scope } = await agent.tenant();
    const other = await agent.tenant();
    const generation = await madeLive(agent, other.scope);
    const unknown = { code: 'history.generation-not-found', generation };
    expect(await refusalOf(plan(scope, generation))).toEqual(unknown);
    const asked = { tenantId: scope.tenantId, generation, mark: '' };
    expect(await refusalOf(as(scope.tenantId).restore(asked))).toEqual(unknown);
    expect(await refusalOf(as(scope.tenantId).restore({ ...asked, tenantId: other.tenant.id }))).toMatchObject({
      code: 'access.denied',
    });
  });
});

describe('restoring single objects', () => {
  test('one person and nobody else', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const bob = await agent.user(scope, { name: 'Bob' });
    const generation = await madeLive(agent, scope);
    await change(scope, ann.user.id, { name: 'Ann Smith' });
    await change(scope, bob.user.id, { name: 'Bobby' });
    await changeDevice(scope, ann.device!.id, { label: 'Laptop' });
    const done = await restore(scope, generation, [{ kind: 'user', id: ann.user.id }]);
    expect(said(done.changes)).toEqual(['user Ann Lee changed name Ann Lee']);
    expect(await userOf(scope, bob.user.id)).toMatchObject({ name: 'Bobby' });
  });

  test('a phone of a deleted person brings the person back, and no other phone', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const command = { tenantId: scope.tenantId, userId: ann.user.id, label: 'Laptop', transport: 'tls', nat: 'auto' };
    const laptop = await agent.run(scope, (tx) => createDevice(agent.deps, tx, command as never));
    const generation = await madeLive(agent, scope);
    await remove(scope, ann.user.id);
    const done = await restore(scope, generation, [{ kind: 'device', id: laptop.device.id }]);
    expect(said(done.changes)).toEqual(['user Ann Lee new', 'device Laptop new']);
  });

  test('one that was not there then is removed when it is named', async () => {
    const { scope } = await agent.tenant();
    const generation = await madeLive(agent, scope);
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    await agent.user(scope, { name: 'Bob' });
    const done = await restore(scope, generation, [{ kind: 'device', id: ann.device!.id }]);
    expect(said(done.changes)).toEqual(['device Desk phone removed']);
    expect(noted(done.notes)).toEqual(['switched-off Desk phone']);
    expect(said((await restore(scope, generation, [{ kind: 'user', id: ann.user.id }])).changes)).toEqual([
      'user Ann Lee removed',
    ]);
  });

  test('a secret that was reset since stays as it is now', async () => {
    const { scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const generation = await madeLive(agent, scope);
    await agent.run(scope, (tx) => resetSecret(agent.deps, tx, ann.device!.id));
    await changeDevice(scope, ann.device!.id, { label: 'Laptop', enabled: false });
    const done = await restore(scope, generation, [{ kind: 'device', id: ann.device!.id }]);
    expect(noted(done.notes)).toEqual(['secret-kept Desk phone']);
    expect((await model(scope))!.devices).toMatchObject([{ label: 'Desk phone', secretVersion: 2 }]);
  });
});

describe('restoring every tenant', () => {
  test('each is as it was live at that time; who had nothing live stays; all in the record', async () => {
    const { tenant, scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const old = await madeLive(agent, scope, { at: new Date('2020-01-01T12:00:00Z') });
    await change(scope, ann.user.id, { name: 'Ann Smith' });
    await madeLive(agent, scope);
    const late = await agent.tenant();
    await agent.user(late.scope, { name: 'Late' });
    const platform = callerOf([{ role: 'platform_admin', tenantId: null, userId: null }]);
    const at = '2020-06-01T00:00:00Z';
    const planned = await platform.restoreAllPlan({ at });
    const rowsOf = (view: typeof planned) =>
      view.tenants.filter((one) => [tenant.id, late.tenant.id].includes(one.tenantId));
    expect(rowsOf(planned)).toEqual([
      { tenantId: tenant.id, tenantName: tenant.name, generation: old, changes: 1, blocked: 0 },
      { tenantId: late.tenant.id, tenantName: late.tenant.name, generation: null, changes: 0, blocked: 0 },
    ]);
    expect(planned.tenants.filter((one) => one.generation !== null)).toHaveLength(1);
    expect(await platform.restoreAll({ at })).toEqual(planned);
    expect(await userOf(scope, ann.user.id)).toMatchObject({ name: 'Ann Lee' });
    expect((await records(scope)).map((row) => row.action)).toContain('history.restore');
    const { rows } = await agent.database.read(agent.platform, ({ db }) =>
      sql`select action, after from audit where action = 'history.restore-all'`.execute(db),
    );
    expect(rows).toEqual([{ action: 'history.restore-all', after: { at: '2020-06-01T00:00:00.000Z' } }]);
    expect(rowsOf(await platform.restoreAll({ at })).map((one) => one.changes)).toEqual([0, 0]);
  });

  test('one that can’t be restored is named with why, and the others are restored', async () => {
    const [broken, fine] = [await agent.tenant(), await agent.tenant()];
    const at = new Date('2019-01-01T12:00:00Z');
    for (const { scope } of [broken, fine]) {
      await agent.user(scope, { name: 'Then' });
      await madeLive(agent, scope, { at });
      await agent.user(scope, { name: 'Since' });
    }
    await agent.database.inPlatform(agent.platform, ({ db }) =>
      db
        .updateTable('apply_snapshots')
        .set({ model: '{"version": 1}' })
        .where('tenant_id', '=', broken.tenant.id)
        .execute(),
    );
    const platform = callerOf([{ role: 'platform_admin', tenantId: null, userId: null }]);
    const asked = { at: '2019-06-01T00:00:00Z' };
    for (const { tenants } of [await platform.restoreAllPlan(asked), await platform.restoreAll(asked)]) {
      const of = (id: TenantId) => tenants.find((one) => one.tenantId === id);
      expect(of(broken.tenant.id)).toMatchObject({ generation: null, changes: 0, code: 'internal' });
      expect(of(fine.tenant.id)).toMatchObject({ generation: expect.any(Number), changes: 2 });
      expect(of(fine.tenant.id)).not.toHaveProperty('code');
    }
    expect((await model(fine.scope))!.users.map((user) => user.name)).toEqual(['Then']);
    expect((await model(broken.scope))!.users).toHaveLength(2);
  });

  test('is for platform admins', async () => {
    const { tenant } = await agent.tenant();
    expect(await refusalOf(as(tenant.id).restoreAll({ at: '2020-06-01T00:00:00Z' }))).toMatchObject({
      code: 'access.denied',
    });
  });
});
