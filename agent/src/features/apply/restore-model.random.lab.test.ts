import {
  diffSnapshots,
  updateDeviceInput,
  updateUserInput,
  type DidId,
  type Failure,
  type TenantSnapshot,
  type UserId,
} from '@synergycall/domain';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { PlatformScope, TenantScope, Tx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { createDevice, findDevice, readPhones, resetSecret, revokeDevice, updateDevice } from '../device/index.ts';
import { deleteUser, findUser, setUserStatus, updateUser } from '../user/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { historyCaller, madeLive } from './history.fake.ts';
import { readLiveFacts, readTenant } from './snapshot.store.ts';

/* What admins do, drawn from a seed, with the services themselves; then an earlier version is restored. */
const LIVES = 8;
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

const modelOf = async (scope: TenantScope): Promise<TenantSnapshot> =>
  (await agent.database.snapshot(scope, (tx) => readTenant(tx, scope.tenantId)))!;
const adminOf = ({ tenantId }: TenantScope) => historyCaller(agent, [{ role: 'tenant_admin', tenantId, userId: null }]);
const codeOf = (error: unknown): string | undefined =>
  (failureOf(error) ?? failureOf((error as { cause?: unknown }).cause))?.code;
/** Refusals are part of life; anything else is an error. */
const may = async (work: Promise<unknown>, codes: readonly Failure['code'][]): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!codes.includes(codeOf(error) as Failure['code'])) throw error;
  });
};
const EVERYDAY = [
  'extension.taken',
  'extension.quarantined',
  'extension.pool-exhausted',
  'tenant.limit-reached',
  'user.email-taken',
  'user.not-found',
  'device.revoked',
  'revision.stale',
] as const;

let count = 0;
/** What the platform does to numbers, beside the services. */
const numbers = (work: (tx: Tx<PlatformScope>) => Promise<void>): Promise<void> =>
  agent.database.inPlatform(agent.platform, work);
/** Locks as the services do: the tenant, then numbers by id; else a restore and this wait for each other. */
async function unassign({ db }: Tx<PlatformScope>, userId: UserId): Promise<void> {
  await sql`select t.id from tenants t join users u on u.tenant_id = t.id where u.id = ${userId} for update of t`.execute(
    db,
  );
  await sql`select id from dids where target_user_id = ${userId} order by id for update`.execute(db);
  await db.updateTable('dids').set({ target_user_id: null }).where('target_user_id', '=', userId).execute();
  await db.updateTable('tenants').set({ default_user_id: null }).where('default_user_id', '=', userId).execute();
}

async function somethingHappens(scope: TenantScope, draw: (below: number) => number): Promise<void> {
  const { tenantId } = scope;
  const { users, devices } = await modelOf(scope);
  const user = users[draw(users.length || 1)];
  const device = devices[draw(devices.length || 1)];
  const does = draw(15);
  if (does < 3 || !user || !device) {
    const email = draw(2) === 0 ? { email: `p${draw(4)}@example.com` } : {};
    return may(agent.user(scope, { name: `Person ${draw(1000)}`, ...email }), EVERYDAY);
  }
  const { id } = user;
  const revision = (await agent.database.read(scope, (tx) => findUser(tx, id)))?.revision ?? 0;
  const update = (fields: object) =>
    may(
      agent.run(scope, (tx) => updateUser(tx, updateUserInput.parse({ tenantId, id, revision, ...fields }))),
      EVERYDAY,
    );
  switch (does) {
    case 3:
      return update({ name: `Renamed ${draw(100)}`, voicemailEnabled: draw(2) === 0 });
    case 4:
      return update({ extension: 1001 + draw(9) });
    case 5: {
      await numbers((tx) => unassign(tx, id));
      const command = { tenantId, id, revision, releaseExtension: draw(2) === 0 };
      return may(
        agent.run(scope, (tx) => deleteUser(agent.deps, tx, command)),
        EVERYDAY,
      );
    }
    case 6: {
      const status = draw(2) === 0 ? 'suspended' : 'active';
      return may(
        agent.run(scope, (tx) => setUserStatus(tx, id, status)),
        EVERYDAY,
      );
    }
    case 7: {
      const command = { tenantId, userId: id, label: 'Mobile', transport: 'tls', nat: 'auto' } as never;
      return may(
        agent.run(scope, (tx) => createDevice(agent.deps, tx, command)),
        EVERYDAY,
      );
    }
    case 8:
      return draw(2) === 0
        ? may(
            agent.run(scope, (tx) => revokeDevice(tx, device.id)),
            EVERYDAY,
          )
        : may(
            agent.run(scope, (tx) => resetSecret(agent.deps, tx, device.id)),
            EVERYDAY,
          );
    case 9: {
      const stored = await agent.database.read(scope, (tx) => findDevice(tx, device.id));
      const fields = { label: `Phone ${draw(100)}`, enabled: draw(3) > 0, revision: stored?.revision };
      return may(
        agent.run(scope, (tx) => updateDevice(tx, updateDeviceInput.parse({ tenantId, id: device.id, ...fields }))),
        EVERYDAY,
      );
    }
    case 10:
    case 11:
      return numbers(async (tx) => {
        const number = `+49${String(1_000_000 + (count += 1))}`;
        const values = { id: newId<DidId>(), box_id: agent.boxId, number, tenant_id: tenantId, target_user_id: id };
        await tx.db.insertInto('dids').values(values).execute();
      });
    case 12:
    case 13:
      return numbers(async ({ db }) => {
        const all = (await db.selectFrom('dids').select('id').where('box_id', '=', agent.boxId).execute()).slice(-8);
        const did = all[draw(all.length || 1)];
        const to = draw(3) === 0 ? null : id;
        // As the services do: the tenant, the person, then the number; the other way round a restore and this would wait
        // for each other.
        await sql`select id from tenants where id = ${tenantId} for key share`.execute(db);
        await sql`select id from users where id = ${id} for share`.execute(db);
        if (did && draw(4) > 0)
          await db
            .updateTable('dids')
            .set({ tenant_id: tenantId, target_user_id: to })
            .where('id', '=', did.id)
            .execute();
        else if (did)
          await db
            .updateTable('dids')
            .set({ tenant_id: null, target_user_id: null })
            .where('id', '=', did.id)
            .execute();
        else await db.updateTable('tenants').set({ default_user_id: to }).where('id', '=', tenantId).execute();
      });
    default:
      await agent.database.inTenant(scope, (tx) =>
        sql`update extensions set quarantined_until = now() - interval '1 second' where quarantined_until < 'infinity'`.execute(
          tx.db,
        ),
      );
  }
}

const factsOf = (scope: TenantScope) =>
  agent.database.read(scope, async (tx) => {
    const facts = await readLiveFacts(tx, scope.tenantId);
    return { suspended: [...facts.suspendedUsers].toSorted(), revoked: [...facts.revoked].toSorted() };
  });

test.each(Array.from({ length: LIVES }, (_, n) => n + 1))('life %i', async (seed) => {
  const draw = dice(seed);
  const { tenant, scope } = await agent.tenant({ maxUsers: 6, maxDevicesPerUser: 3, extMin: 1001, extMax: 1009 });
  const admin = adminOf(scope);
  const versions: { generation: number; model: TenantSnapshot }[] = [];
  for (let turn = 0; turn < 40; turn += 1) {
    await somethingHappens(scope, draw);
    if (turn % 8 === 7) versions.push({ generation: await madeLive(agent, scope), model: await modelOf(scope) });
    if (turn % 10 !== 9) continue;
    const past = versions[draw(versions.length)]!;
    const asked = { tenantId: tenant.id, generation: past.generation };
    const facts = await factsOf(scope);
    const plan = await admin.restorePlan(asked);
    if (plan.changes.length === 0) continue;
    const done = await admin.restore({ ...asked, mark: plan.mark });
    expect(done.changes.length, 'what was planned was done').toBe(plan.changes.length);
    const phones = await agent.database.read(scope, (tx) => readPhones(tx));
    const roots = new Map<string, string>(phones.map((phone) => [phone.id, phone.root]));
    const noted = new Set(plan.notes.flatMap(({ id }) => [id, roots.get(id) ?? id]));
    const left = diffSnapshots(past.model, await modelOf(scope)).filter(
      ({ id, kind, change, detail }) =>
        !noted.has(id) &&
        !noted.has(roots.get(id) ?? id) &&
        // Came since: stays, and leads nowhere.
        !(kind === 'did' && change === 'new' && detail === null),
    );
    expect(left, 'everything else is as it was').toEqual([]);
    expect((await admin.restorePlan(asked)).changes, 'once is enough').toEqual([]);
    expect(await factsOf(scope), 'what took effect at once').toEqual(facts);
  }
});

test('restores and everyday work at the same time: nobody waits for ever, nothing is promised twice', async () => {
  const { tenant, scope } = await agent.tenant();
  const admin = adminOf(scope);
  const people: UserId[] = [];
  for (let n = 0; n < 6; n += 1) people.push((await agent.user(scope, { name: `Person ${n}` })).user.id);
  const generation = await madeLive(agent, scope);
  const draw = dice(1);
  const restore = async () => {
    const asked = { tenantId: tenant.id, generation };
    const { mark } = await admin.restorePlan(asked);
    await may(admin.restore({ ...asked, mark }), ['restore.stale', 'restore.nothing']);
  };
  const works = Array.from({ length: 60 }, (_, n) => (n % 6 === 0 ? restore() : somethingHappens(scope, draw)));
  await Promise.all(works);
  const { users } = await modelOf(scope);
  expect(new Set(users.map((user) => user.extension)).size).toBe(users.length);
});

/** mulberry32 */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
