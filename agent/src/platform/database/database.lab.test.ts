import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, BoxId, TenantId } from '@synergycall/domain';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabDatabase, type LabServer } from '../../../../tests/lab/index.ts';
import { mintAuthScope, mintPlatformScope, mintTenantScope, newLedger, systemActor } from '../../rpc/auth.ts';
import { newId, newTenantTag } from '../random/index.ts';
import { DatabaseDown, migrate, openDatabase, violatedConstraint, type AppDatabase, type PlatformTx } from './index.ts';

const actor = systemActor('test');
let server: LabServer;
let lab: LabDatabase;
let database: AppDatabase;
const boxId = newId<BoxId>();
const acme = newId<TenantId>();
const globex = newId<TenantId>();
const inAcme = mintTenantScope(acme, actor);
const inGlobex = mintTenantScope(globex, actor);
const everywhere = mintPlatformScope(actor);

beforeAll(async () => {
  server = await labPostgres();
  lab = await server.createDatabase();
  await migrate(lab.url);
  database = openDatabase(lab.url);
  await database.inPlatform(everywhere, async (tx) => {
    await tx.db.insertInto('boxes').values({ id: boxId, name: 'box' }).execute();
    await addTenant(tx, { id: acme, name: 'Acme' });
    await addTenant(tx, { id: globex, name: 'Globex' });
  });
  for (const scope of [inAcme, inGlobex])
    await database.inTenant(scope, (tx) =>
      tx.db
        .insertInto('users')
        .values({ id: newId(), tenant_id: scope.tenantId, name: 'Alice', email: 'alice@example.com' })
        .execute(),
    );
});
afterAll(async () => {
  await database?.close();
  await server?.release();
});

const addTenant = (tx: PlatformTx, t: { id: TenantId; name: string }) =>
  tx.db
    .insertInto('tenants')
    .values({ ...t, box_id: boxId, tag: newTenantTag(), timezone: 'UTC', ext_min: 1001, ext_max: 1999, ext_next: 1001 })
    .execute();

describe('scopes', () => {
  test('a tenant sees its own people only, also when the query forgets to ask', async () => {
    const rows = await database.read(inAcme, (tx) => tx.db.selectFrom('users').select('tenant_id').execute());
    expect(rows).toEqual([{ tenant_id: acme }]);
  });

  test('the platform sees all of them, signing in none', async () => {
    const count = (tx: { db: PlatformTx['db'] }) => tx.db.selectFrom('users').select('id').execute();
    expect(await database.read(everywhere, count)).toHaveLength(2);
    expect(await database.read(mintAuthScope(actor), count)).toHaveLength(0);
  });

  test.each([
    'users',
    'extensions',
    'devices',
    'tenants',
    'accounts',
    'account_passwords',
    'account_roles',
    'sessions',
    'sign_in_limits',
    'audit',
    'apply_jobs',
    'apply_snapshots',
    'outbound_policies',
    'outbound_policy_trunks',
    'bootstrap_codes',
  ])('without a scope %s is empty, although the role owns the table', async (table) => {
    const client = new pg.Client(lab.url);
    await client.connect();
    try {
      const forced = await client.query(
        'select relrowsecurity and relforcerowsecurity as forced from pg_class where relname = $1',
        [table],
      );
      expect(forced.rows[0]).toEqual({ forced: true });
      expect((await client.query(`select * from ${table}`)).rows).toEqual([]);
    } finally {
      await client.end();
    }
  });

  test('without a scope nobody is written either', async () => {
    const client = new pg.Client(lab.url);
    await client.connect();
    const eve = client.query('insert into users (id, tenant_id, name) values ($1, $2, $3)', [newId(), acme, 'Eve']);
    await expect(eve).rejects.toThrow(/row-level security/);
    await client.end();
  });

  test('a tenant writes into no other tenant, and moves no row there', async () => {
    const foreign = database.inTenant(inAcme, (tx) =>
      tx.db.insertInto('users').values({ id: newId(), tenant_id: globex, name: 'Eve', email: null }).execute(),
    );
    await expect(foreign).rejects.toThrow(/row-level security/);
    const moved = database.inTenant(inAcme, (tx) => tx.db.updateTable('users').set({ tenant_id: globex }).execute());
    await expect(moved).rejects.toThrow(/row-level security/);
    const touched = await database.inTenant(inAcme, (tx) =>
      tx.db.updateTable('users').set({ name: 'X' }).where('tenant_id', '=', globex).executeTakeFirst(),
    );
    expect(Number(touched.numUpdatedRows)).toBe(0);
  });

  test('a tenant can give nobody the platform role, and reads no password hash', async () => {
    const id = newId<AccountId>();
    await database.inPlatform(everywhere, async (tx) => {
      await tx.db
        .insertInto('accounts')
        .values({ id, name: 'A', email: `${id}@example.com` })
        .execute();
      await tx.db.insertInto('account_passwords').values({ account_id: id, hash: 'h' }).execute();
      await tx.db
        .insertInto('account_roles')
        .values({ id: newId(), account_id: id, role: 'tenant_admin', tenant_id: acme, user_id: null })
        .execute();
    });
    const grab = database.inTenant(inAcme, (tx) =>
      tx.db
        .insertInto('account_roles')
        .values({ id: newId(), account_id: id, role: 'platform_admin', tenant_id: null, user_id: null })
        .execute(),
    );
    await expect(grab).rejects.toThrow(/row-level security/);
    const see = (tx: { db: PlatformTx['db'] }) => tx.db.selectFrom('account_passwords').selectAll().execute();
    expect(await database.read(inAcme, see)).toEqual([]);
    expect(await database.read(everywhere, see)).toEqual([]);
    expect(await database.read(inGlobex, (tx) => tx.db.selectFrom('accounts').selectAll().execute())).toEqual([]);
  });

  test('a scope does not survive its transaction on the same connection', async () => {
    const one = openDatabase(lab.url, { poolSize: 1 });
    await one.read(everywhere, (tx) => tx.db.selectFrom('users').select('id').execute());
    expect(await one.read(inAcme, (tx) => tx.db.selectFrom('users').select('tenant_id').execute())).toEqual([
      { tenant_id: acme },
    ]);
    await one.close();
  });

  test('asking for a session by token leaves no scope behind, alone or within a transaction', async () => {
    const client = new pg.Client(lab.url);
    await client.connect();
    const ask = "select * from auth_session('\\x00', '1 hour')";
    const scopeNow = async () =>
      (await client.query("select current_setting('app.scope', true) as scope")).rows[0].scope as string | null;
    expect((await client.query(ask)).rows).toEqual([]);
    expect(await scopeNow()).toBe('');
    await client.query("begin; select set_config('app.scope', 'platform', true)");
    await client.query(ask);
    expect(await scopeNow()).toBe('');
    await client.end();
  });

  test('a forged tenant id never reaches SQL', async () => {
    const forged = mintTenantScope("x', true), set_config('app.scope','platform" as TenantId, actor);
    await expect(database.read(forged, (tx) => tx.db.selectFrom('users').selectAll().execute())).rejects.toThrow(
      'not a tenant id',
    );
  });
});

describe('transactions', () => {
  test('what throws leaves nothing behind, and counts no audit row', async () => {
    const ledger = newLedger();
    const scope = mintTenantScope(acme, actor, ledger);
    const work = database.inTenant(scope, async (tx) => {
      await tx.db.insertInto('users').values({ id: newId(), tenant_id: acme, name: 'Ghost', email: null }).execute();
      await tx.audit({ action: 'user.create', entity: { kind: 'user', id: null, name: 'Ghost' } });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(ledger.written).toBe(0);
    const seen = await database.read(inAcme, (tx) =>
      tx.db.selectFrom('users').select('name').where('name', '=', 'Ghost').execute(),
    );
    expect(seen).toEqual([]);
  });

  test('a swallowed SQL error is no silent loss', async () => {
    const work = database.inTenant(inAcme, async (tx) => {
      await tx.db
        .insertInto('users')
        .values({ id: newId(), tenant_id: acme, name: 'Twin', email: 'alice@example.com' })
        .execute()
        .catch(() => undefined);
    });
    await expect(work).rejects.toThrow('swallowed');
  });

  test('a constraint says its name', async () => {
    const work = database.inTenant(inAcme, (tx) =>
      tx.db
        .insertInto('users')
        .values({ id: newId(), tenant_id: acme, name: 'Twin', email: 'ALICE@example.com' })
        .execute(),
    );
    expect(violatedConstraint(await work.catch((e: unknown) => e))).toBe('users_email');
  });

  test('a read-only transaction refuses to write, and a snapshot sees one moment', async () => {
    const write = database.read(inAcme, (tx) => tx.db.updateTable('users').set({ name: 'X' }).execute());
    await expect(write).rejects.toThrow(/read-only/);
    const [before, after] = await database.snapshot(inAcme, async (tx) => {
      const count = () => tx.db.selectFrom('users').select(tx.db.fn.countAll().as('n')).executeTakeFirst();
      const first = await count();
      await database.inTenant(inAcme, (other) =>
        other.db.insertInto('users').values({ id: newId(), tenant_id: acme, name: 'Late', email: null }).execute(),
      );
      return [first, await count()];
    });
    expect(after).toEqual(before);
  });
});

describe('audit', () => {
  test('nobody rewrites the record, whatever the scope', async () => {
    await database.inTenant(inAcme, (tx) =>
      tx.audit({
        action: 'user.create',
        entity: { kind: 'user', id: null, name: 'A' },
        after: { name: 'A', password: 'hunter2', nested: { sealed: 'v1.x' }, secretVersion: 2 },
      }),
    );
    const rows = await database.read(inAcme, (tx) => tx.db.selectFrom('audit').selectAll().execute());
    expect(rows).toMatchObject([
      {
        tenant_id: acme,
        actor_name: 'test',
        after: { name: 'A', password: '[changed]', nested: { sealed: '[changed]' }, secretVersion: 2 },
      },
    ]);
    await expect(
      database.inPlatform(everywhere, (tx) => tx.db.updateTable('audit').set({ actor_name: 'nobody' }).execute()),
    ).resolves.toBeDefined();
    expect(await database.read(inGlobex, (tx) => tx.db.selectFrom('audit').selectAll().execute())).toEqual([]);
    const client = new pg.Client(lab.url);
    await client.connect();
    await expect(client.query('truncate audit')).rejects.toThrow('append-only');
    await client.end();
    expect(await database.read(inAcme, (tx) => tx.db.selectFrom('audit').select('actor_name').execute())).toEqual([
      { actor_name: 'test' },
    ]);
  });

  test('thousands of rows at once are as those written one by one, in their order, of the scope’s tenant', async () => {
    const ledger = newLedger();
    const scope = mintTenantScope(acme, actor, ledger);
    const named = (n: number) => ({
      action: 'did.change',
      entity: { kind: 'did', id: null, name: `+4930${n}` },
      before: n === 0 ? null : { label: `"it's" \\ ${n}` },
      after: { password: 'hunter2', n },
      tenantId: globex,
    });
    const entries = Array.from({ length: 12_001 }, (_, n) => named(n));
    await database.inTenant(scope, async (tx) => {
      await tx.auditAll(entries);
      await tx.audit(named(12_001));
    });
    expect(ledger.written).toBe(12_002);
    const rows = await database.read(inAcme, (tx) =>
      tx.db.selectFrom('audit').selectAll().where('action', '=', 'did.change').orderBy('id').execute(),
    );
    expect(rows.map((row) => row.entity_name)).toEqual(Array.from({ length: 12_002 }, (_, n) => `+4930${n}`));
    const [first, last] = [rows[12_000]!, rows[12_001]!];
    const whatSays = { tenant_id: acme, actor_name: 'test', outcome: 'done' };
    expect(first).toMatchObject({
      ...whatSays,
      before: { label: `"it's" \\ 12000` },
      after: { password: '[changed]' },
    });
    expect(last).toMatchObject({ ...whatSays, before: { label: `"it's" \\ 12001` }, after: { password: '[changed]' } });
    expect(rows[0]?.before).toBeNull();
    expect(await database.read(inGlobex, (tx) => tx.db.selectFrom('audit').selectAll().execute())).toEqual([]);
  });
});

describe('migrations', () => {
  test('run once, also when four agents start together', async () => {
    const fresh = await server.createDatabase();
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrate(fresh.url)));
    expect(runs.flat()).toEqual([
      '0001_core.sql',
      '0002_safe-apply.sql',
      '0003_numbers.sql',
      '0004_trunks.sql',
      '0005_outbound.sql',
      '0006_flows.sql',
      '0007_voicemail.sql',
      '0008_menus.sql',
      '0009_call-handling.sql',
      '0010_locations.sql',
      '0011_queues.sql',
      '0012_mail.sql',
      '0013_limit-alerts.sql',
      '0014_spending.sql',
      '0015_inside.sql',
    ]);
    expect(await migrate(fresh.url)).toEqual([]);
    await fresh.drop();
  });

  test('a failing one is undone whole, a changed one is refused', async () => {
    const fresh = await server.createDatabase();
    const directory = mkdtempSync(join(tmpdir(), 'migrations-'));
    writeFileSync(join(directory, '0001_a.sql'), 'create table a (x integer);');
    writeFileSync(join(directory, '0002_b.sql'), 'create table b (x integer); select 1/0;');
    await expect(migrate(fresh.url, directory)).rejects.toThrow('0002_b.sql failed and was undone');
    writeFileSync(join(directory, '0002_b.sql'), 'create table b (x integer);');
    expect(await migrate(fresh.url, directory)).toEqual(['0002_b.sql']);
    writeFileSync(join(directory, '0001_a.sql'), 'create table a (x text);');
    await expect(migrate(fresh.url, directory)).rejects.toThrow('released migrations are frozen');
    await fresh.drop();
  });
});

describe('the lock of a box', () => {
  const as = { name: 'Ann', jobId: null, tenantId: null };

  test('is held by one, says by whom and since when, and is given back', async () => {
    const held = await database.boxLock.tryLock(boxId, as);
    expect(await database.boxLock.tryLock(boxId, { ...as, name: 'Bob' })).toBeUndefined();
    expect(await database.boxLock.holder(boxId)).toMatchObject({ name: 'Ann', since: expect.any(Date) });
    await held?.release();
    expect(await database.boxLock.holder(boxId)).toBeUndefined();
    const next = await database.boxLock.tryLock(boxId, as);
    expect(next).toBeDefined();
    await next?.release();
  });

  test('is freed by the death of its holder', async () => {
    const module = join(import.meta.dirname, 'index.ts');
    const script = `import { openDatabase } from ${JSON.stringify(module)};
      const db = openDatabase(process.env.LAB_URL);
      const held = await db.boxLock.tryLock(${JSON.stringify(boxId)}, { name: 'Doomed', jobId: null, tenantId: null });
      process.stdout.write(held ? 'held' : 'no');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      env: { ...process.env, LAB_URL: lab.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('held');
    expect(await database.boxLock.holder(boxId)).toMatchObject({ name: 'Doomed' });
    child.kill('SIGKILL');
    await expect.poll(() => database.boxLock.holder(boxId), { timeout: 10_000 }).toBeUndefined();
    const next = await database.boxLock.tryLock(boxId, as);
    expect(next).toBeDefined();
    await next?.release();
  });

  test('tells its holder when the connection is lost', async () => {
    const held = await database.boxLock.tryLock(boxId, as);
    const client = new pg.Client(lab.url);
    await client.connect();
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'synergycall apply' and datname = current_database()",
    );
    await client.end();
    await expect.poll(() => held?.lost.aborted).toBe(true);
    await held?.release();
  });
});

describe('a server that goes away', () => {
  test('in the middle of a transaction is database.down, and not the end of the process', async () => {
    const uncaught: unknown[] = [];
    const catches = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', catches);
    const work = database.inTenant(inAcme, async (tx) => {
      await tx.db.updateTable('users').set({ name: 'Cut' }).execute();
      const client = new pg.Client(lab.url);
      await client.connect();
      await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
      );
      await client.end();
      // Long enough for the news to arrive while nothing is asked.
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    await expect(work).rejects.toBeInstanceOf(DatabaseDown);
    process.off('uncaughtException', catches);
    expect(uncaught).toEqual([]);
    const names = await database.read(inAcme, (tx) => tx.db.selectFrom('users').select('name').execute());
    expect(names.map((row) => row.name)).not.toContain('Cut');
  });

  test('is database.down, in time, and forgiven when it is back', async () => {
    const own = await labPostgres({ own: true });
    const its = await own.createMigrated();
    const db = openDatabase(its.url);
    const ask = () => db.read(everywhere, (tx) => tx.db.selectFrom('boxes').select('id').execute());
    expect(await ask()).toEqual([]);
    await own.pause();
    await expect(db.ping(300)).rejects.toBeInstanceOf(DatabaseDown);
    own.resume();
    await own.kill();
    await expect(ask()).rejects.toBeInstanceOf(DatabaseDown);
    await own.start();
    expect(await ask()).toEqual([]);
    await db.close();
    await own.release();
  });
});
