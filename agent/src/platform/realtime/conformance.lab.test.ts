import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Secret } from '../crypto/index.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { labMariadb, type LabServer } from '../../../../tests/lab/index.ts';
import { deviceRows } from './device.fake.ts';
import { mariadbRealtime, sqliteRealtime, type RealtimeStore } from './index.ts';

/** One store to test, and the same database by another way, as a stranger (or Asterisk) sees it. */
type Subject = {
  open(): RealtimeStore;
  raw(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Makes the database hang or vanish, and come back. */
  breakIt(): Promise<void>;
  mendIt(): Promise<void>;
  drop(): Promise<void>;
};

async function sqliteSubject(): Promise<Subject> {
  const dir = mkdtempSync(join(tmpdir(), 'synergycall-realtime-'));
  const file = join(dir, 'sub/pbx.sqlite3');
  const { existsSync, mkdirSync, renameSync } = await import('node:fs');
  mkdirSync(join(dir, 'sub'));
  return {
    open: () => sqliteRealtime({ file }),
    raw: async (sql) => {
      const db = new Database(file);
      try {
        return sql.startsWith('SELECT') ? (db.prepare(sql).all() as Record<string, unknown>[]) : (db.exec(sql), []);
      } finally {
        db.close();
      }
    },
    breakIt: async () =>
      ['', '-wal', '-shm'].forEach((suffix) => renameSync(file + suffix, join(dir, `away${suffix}`))),
    mendIt: async () =>
      ['', '-wal', '-shm'].forEach(
        (suffix) => existsSync(join(dir, `away${suffix}`)) && renameSync(join(dir, `away${suffix}`), file + suffix),
      ),
    drop: async () => rmSync(dir, { recursive: true, force: true }),
  };
}

async function mariadbSubject(): Promise<Subject> {
  const server: LabServer = await labMariadb({ own: true });
  const database = await server.createDatabase('pbx');
  return {
    open: () => mariadbRealtime({ ...database, statementMs: 1_000 }),
    raw: async (sql) => {
      const connection = await mysql.createConnection({
        host: database.host,
        port: database.port,
        user: database.user,
        password: database.password,
        database: database.database,
        multipleStatements: true,
      });
      try {
        const [rows] = await connection.query(sql);
        return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
      } finally {
        await connection.end();
      }
    },
    breakIt: () => server.pause(),
    mendIt: async () => server.resume(),
    drop: async () => {
      await database.drop().catch(() => undefined);
      await server.release();
    },
  };
}

describe.each([
  ['sqlite', sqliteSubject],
  ['mariadb', mariadbSubject],
] as const)('PJSIP Realtime in %s', (kind, make) => {
  let subject: Subject;
  let store: RealtimeStore;

  beforeAll(async () => {
    subject = await make();
    store = subject.open();
  });
  afterAll(async () => {
    await store?.close();
    await subject?.drop();
  });
  beforeEach(async (context) => {
    if (context.task.name.startsWith('makes')) return;
    await subject.raw(
      'DELETE FROM ps_endpoints; DELETE FROM ps_auths; DELETE FROM ps_aors; DELETE FROM voicemail_users;',
    );
  });

  test('makes the tables once, and finds them made', async () => {
    expect(await store.ensureSchema()).toEqual({
      ok: true,
      value: {
        created: [
          'ps_endpoints',
          'ps_auths',
          'ps_aors',
          'voicemail_users',
          'queues',
          'queue_members',
          'musiconhold',
          'musiconhold_entry',
        ],
      },
    });
    expect(await store.ensureSchema()).toEqual({ ok: true, value: { created: [] } });
    expect(await store.ping()).toMatchObject({ ok: true });
  });

  test('gives back exactly what was inserted', async () => {
    const devices = [
      deviceRows('k1-a', { callerid: '"Zoë ; ^3B 😀 \\\\" <1001>' }),
      {
        ...deviceRows('k1-b'),
        endpoint: { ...deviceRows('k1-b').endpoint, transport: 'transport-tls', language: 'de' },
      },
    ];
    expect(await store.transact({ insert: devices })).toEqual({
      ok: true,
      value: { inserted: ['k1-a', 'k1-b'], updated: [], deleted: [] },
    });
    expect(await store.readAll()).toEqual({ ok: true, value: devices });
    expect(await store.read(['k1-b', 'k1-none'])).toEqual({ ok: true, value: [devices[1]] });
  });

  test('reads one tag only, whatever other tags look like', async () => {
    await store.transact({ insert: ['k1-a', 'k12-a', 'k1_-a', 'k1x-a', 'k1'].map((id) => deviceRows(id)) });
    const read = await store.readAll('k1');
    expect(read.ok && read.value.map((device) => device.id)).toEqual(['k1-a']);
  });

  test('names what stands in one or two of the tables only, such as an endpoint without a login', async () => {
    await store.transact({ insert: [deviceRows('k1-a'), deviceRows('k1-b'), deviceRows('k2-a')] });
    await subject.raw(
      "DELETE FROM ps_auths WHERE id = 'k1-b'; DELETE FROM ps_auths WHERE id = 'k2-a'; INSERT INTO ps_aors (id) VALUES ('k1-c');",
    );
    expect(await store.readPartial('k1')).toEqual({ ok: true, value: ['k1-b', 'k1-c'] });
  });

  test('keeps what trunks sign in with apart from phones, byte for byte', async () => {
    await store.transact({ insert: [deviceRows('k1-a')] });
    const id = (version: number) => `sct-t00000000001-${version}`;
    const row = (version: number, password: string) => ({
      id: id(version),
      username: 'acct',
      password: new Secret(password),
    });
    const odd = 'p;w^%\'"\\${x},y';
    expect(await store.writeTrunkAuths({ put: [row(1, 'first'), row(2, odd)] })).toEqual({
      ok: true,
      value: undefined,
    });
    const read = await store.readTrunkAuths();
    expect(
      read.ok && read.value.map((one) => [one.id, one.username, one.password.reveal('looked at by a test')]),
    ).toEqual([
      [id(1), 'acct', 'first'],
      [id(2), 'acct', odd],
    ]);
    // No phone, and no broken one.
    const phones = await store.readAll();
    expect(phones.ok && phones.value.map((device) => device.id)).toEqual(['k1-a']);
    for (const tag of ['sct0', 'scta', 'k1']) expect(await store.readPartial(tag)).toEqual({ ok: true, value: [] });
    await store.writeTrunkAuths({ put: [row(2, 'later')], remove: [id(1), 'k1-a'] });
    const left = await store.readTrunkAuths();
    expect(left.ok && left.value.map((one) => one.password.reveal('looked at by a test'))).toEqual(['later']);
    expect(await store.read(['k1-a'])).toMatchObject({ ok: true, value: [{ id: 'k1-a' }] });
    expect(await store.writeTrunkAuths({ put: [{ ...row(3, 'x'), id: 'k1-a' }] })).toMatchObject({
      ok: false,
      error: { code: 'realtime.invalid-value' },
    });
  });

  test('makes a table that a database of an earlier version lacks, and leaves the others alone', async () => {
    await store.transact({ insert: [deviceRows('k1-a')] });
    await subject.raw('DROP TABLE voicemail_users');
    expect(await store.ensureSchema()).toEqual({ ok: true, value: { created: ['voicemail_users'] } });
    expect(await store.read(['k1-a'])).toMatchObject({ ok: true, value: [{ id: 'k1-a' }] });
    await store.transact({ delete: ['k1-a'] });
  });

  test('mailboxes are there or not, each in its tenant’s context; what somebody made of one shows (FR-006)', async () => {
    const [ann, bob, stranger] = ['u00000000001@vm-a7k2', 'u00000000002@vm-a7k2', 'u00000000001@vm-b8m3'];
    expect(await store.writeMailboxes({ put: [ann!, bob!, stranger!] })).toEqual({ ok: true, value: undefined });
    const own = await store.readMailboxes('a7k2');
    expect(own.ok && own.value.map(({ name, asWritten }) => [name, asWritten])).toEqual([
      [ann, true],
      [bob, true],
    ]);
    expect(
      await subject.raw("SELECT context, mailbox FROM voicemail_users WHERE uniqueid = 'u00000000001@vm-b8m3'"),
    ).toEqual([{ context: 'vm-b8m3', mailbox: 'u00000000001' }]);
    await subject.raw("UPDATE voicemail_users SET email = 'eve@example.com' WHERE uniqueid = 'u00000000002@vm-a7k2'");
    const edited = await store.readMailboxes('a7k2');
    expect(edited.ok && edited.value.map(({ asWritten }) => asWritten)).toEqual([true, false]);
    expect(edited.ok && edited.value[1]?.text).toContain('voicemail_users.email = eve@example.com');
    // Writing it again makes it as it was; removing one leaves the others.
    await store.writeMailboxes({ put: [bob!], remove: [ann!] });
    const after = await store.readMailboxes('a7k2');
    expect(after.ok && after.value.map(({ name, asWritten }) => [name, asWritten])).toEqual([[bob, true]]);
    expect(await store.readMailboxes('b8m3')).toMatchObject({ ok: true, value: [{ name: stranger }] });
  });
  test('rows of queues are changed without touching who is logged in, and agents log out alone (QUEUE)', async () => {
    const queue = { table: 'queues' as const, key: 'q-a7k2f0000001', values: { strategy: 'ringall', timeout: '20' } };
    const agent = (name: string) => ({
      table: 'queue_members' as const,
      key: `a7k2f0000001-${name}`,
      values: { queue_name: queue.key, interface: `Local/00a7k2${name}@sc-agent/n`, penalty: '0' },
    });
    const [ann, bob] = [agent('u00000000001'), agent('u00000000002')];
    const names = { queues: [queue.key], music: [] };
    expect(await store.writeQueueRows({ put: [queue, ann, bob], loggedOut: new Set([bob.key]) })).toMatchObject({
      ok: true,
    });
    await store.setPaused([{ key: ann.key, paused: true }]);
    const changed = { ...ann, values: { ...ann.values, penalty: '5' } };
    expect(await store.writeQueueRows({ put: [changed, { ...queue, values: { strategy: 'linear' } }] })).toMatchObject({
      ok: true,
    });
    expect(await store.readQueueRows(names)).toEqual({
      ok: true,
      value: [
        { ...queue, values: { strategy: 'linear' } },
        { ...changed, paused: true },
        { ...bob, paused: true },
      ],
    });
    await store.setPaused([{ key: bob.key, paused: false }]);
    await store.writeQueueRows({ remove: [queue, ann] });
    expect(await store.readQueueRows(names)).toEqual({ ok: true, value: [{ ...bob, paused: false }] });
    await store.writeQueueRows({ remove: [bob] });
  });
  test.each([
    ['queues', "q-1'; DROP TABLE queues", { strategy: 'ringall' }],
    ['queues', 'q-a7k2f0000001', { strategy: 'ringall\n[evil]' }],
    ['queues', 'q-a7k2f0000001', { strategy: 'x'.repeat(41) }],
    ['queue_members', 'a7k2f0000001-u00000000001', { paused: '1' }],
  ] as const)('refuses a row of %s that is none of ours: %j %j', async (table, key, values) => {
    expect(await store.writeQueueRows({ put: [{ table, key, values }] })).toMatchObject({
      ok: false,
      error: { code: 'realtime.invalid-value' },
    });
  });
  test.each(["u00000000001@vm-a7k2'; DROP TABLE voicemail_users; --", 'u1@vm-a7k2', 'u00000000001@default', ''])(
    'refuses a mailbox of another name: %j',
    async (name) => {
      expect(await store.writeMailboxes({ put: [name] })).toMatchObject({
        ok: false,
        error: { code: 'realtime.invalid-value', column: 'mailbox' },
      });
    },
  );

  test('inserts, updates and deletes in one step and returns what was there before', async () => {
    const [a, b] = [deviceRows('k1-a'), deviceRows('k1-b')];
    await store.transact({ insert: [a, b] });
    const change = {
      insert: [deviceRows('k1-c')],
      update: [{ id: 'k1-a', endpoint: { context: 'elsewhere', callerid: '' }, aor: { max_contacts: 7 } }],
      delete: ['k1-b', 'k1-none'],
    };
    expect(await store.transact(change)).toEqual({
      ok: true,
      value: { inserted: ['k1-c'], updated: [a], deleted: [b] },
    });
    const after = await store.readAll();
    expect(after).toEqual({
      ok: true,
      value: [
        { ...a, endpoint: { ...a.endpoint, context: 'elsewhere' }, aor: { ...a.aor, max_contacts: 7 } },
        deviceRows('k1-c'),
      ],
    });
  });

  test('undoes a change with its before-images', async () => {
    const [a, b] = [deviceRows('k1-a'), deviceRows('k1-b')];
    await store.transact({ insert: [a, b] });
    const done = await store.transact({
      insert: [deviceRows('k1-c')],
      update: [{ id: 'k1-a', auth: { md5_cred: '0'.repeat(32) } }],
      delete: ['k1-b'],
    });
    if (!done.ok) throw new Error(done.error.code);
    expect(
      await store.transact({ insert: done.value.deleted, update: done.value.updated, delete: done.value.inserted }),
    ).toMatchObject({ ok: true });
    expect(await store.readAll()).toEqual({ ok: true, value: [a, b] });
  });

  test('replaces a device by one of the same id', async () => {
    await store.transact({ insert: [deviceRows('k1-a', { secret: 'old' })] });
    const next = deviceRows('k1-a', { secret: 'new' });
    expect(await store.transact({ delete: ['k1-a'], insert: [next] })).toMatchObject({ ok: true });
    expect(await store.readAll()).toEqual({ ok: true, value: [next] });
  });

  test('never re-creates a row that is gone', async () => {
    await store.transact({ insert: [deviceRows('k1-a')] });
    const result = await store.transact({
      insert: [deviceRows('k1-new')],
      update: [
        { id: 'k1-a', endpoint: { context: 'x' } },
        { id: 'k1-gone', endpoint: { context: 'x' } },
      ],
    });
    expect(result).toEqual({ ok: false, error: { code: 'realtime.gone', store: kind, ids: ['k1-gone'] } });
    expect(await store.readAll()).toEqual({ ok: true, value: [deviceRows('k1-a')] });
  });

  test('refuses an id that is taken, and changes nothing', async () => {
    const mine = deviceRows('k1-a', { context: 'mine' });
    await store.transact({ insert: [mine] });
    const result = await store.transact({ insert: [deviceRows('k1-b'), deviceRows('k1-a')], delete: [] });
    expect(result).toEqual({ ok: false, error: { code: 'realtime.id-taken', store: kind, id: 'k1-a' } });
    expect(await store.readAll()).toEqual({ ok: true, value: [mine] });
  });

  test('of two that insert the same id at once one wins', async () => {
    const other = subject.open();
    const results = await Promise.all([
      store.transact({ insert: [deviceRows('k1-race')] }),
      other.transact({ insert: [deviceRows('k1-race')] }),
    ]);
    await other.close();
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.find((result) => !result.ok)).toMatchObject({
      error: { code: expect.stringMatching(/id-taken|busy/) },
    });
  });

  test.each([
    ['an id that is no name', 'id', () => deviceRows('k1/a')],
    ['a line break', 'callerid', () => deviceRows('k1-a', { callerid: 'Eve\n[evil]' })],
    ['a name beyond the column', 'callerid', () => deviceRows('k1-a', { callerid: 'x'.repeat(1_025) })],
    ['an umlaut where only ASCII belongs', 'context', () => deviceRows('k1-a', { context: 'Müller' })],
  ])('refuses %s, and changes nothing', async (_what, column, make) => {
    expect(await store.transact({ insert: [deviceRows('k1-ok'), make()] })).toMatchObject({
      ok: false,
      error: { code: 'realtime.invalid-value', column },
    });
    expect(await store.readAll()).toEqual({ ok: true, value: [] });
  });

  test.each(["k1'; DROP TABLE ps_auths; --", 'k1"', 'k1\\', 'k1%', 'k1`', "' OR '1'='1"])(
    'an id or tag is never SQL: %s',
    async (hostile) => {
      await store.transact({ insert: [deviceRows('k1-a')] });
      expect(await store.readAll(hostile)).toEqual({ ok: true, value: [] });
      expect(await store.read([hostile])).toEqual({ ok: true, value: [] });
      expect(await store.setContext([hostile], 'x')).toEqual({ ok: true, value: [] });
      await store.transact({ delete: [hostile] });
      expect(
        await store.transact({ update: [{ id: 'k1-a', endpoint: { callerid: `"${hostile}" <1>` } }] }),
      ).toMatchObject({ ok: true });
      const read = await store.readAll();
      expect(read.ok && read.value.map((device) => device.endpoint.callerid)).toEqual([`"${hostile}" <1>`]);
    },
  );

  test('changes contexts alone, and says what they were', async () => {
    await store.transact({
      insert: [deviceRows('k1-a', { context: 'acme' }), deviceRows('k1-b', { context: 'beta' })],
    });
    const before = await store.setContext(['k1-b', 'k1-a', 'k1-none'], 'suspended');
    expect(before.ok && [...before.value].sort((x, y) => (x.id < y.id ? -1 : 1))).toEqual([
      { id: 'k1-a', context: 'acme' },
      { id: 'k1-b', context: 'beta' },
    ]);
    expect(await store.readAll()).toEqual({
      ok: true,
      value: [deviceRows('k1-a', { context: 'suspended' }), deviceRows('k1-b', { context: 'suspended' })].map(
        (d, i) => ({ ...d, endpoint: { ...d.endpoint, subscribe_context: ['acme', 'beta'][i] } }),
      ),
    });
  });

  test('1,000 devices go in by one transaction and out by one', async () => {
    const devices = Array.from({ length: 1_000 }, (_, index) => deviceRows(`k1-${String(index).padStart(4, '0')}`));
    const start = performance.now();
    expect(await store.transact({ insert: devices })).toMatchObject({ ok: true });
    const inserted = performance.now();
    expect(await store.readAll('k1')).toEqual({ ok: true, value: devices });
    const read = performance.now();
    expect(await store.transact({ delete: devices.map((device) => device.id) })).toMatchObject({ ok: true });
    const deleted = performance.now();
    report({ store: kind, insert1000: inserted - start, read1000: read - inserted, delete1000: deleted - read });
    expect(await store.readAll()).toEqual({ ok: true, value: [] });
  });

  test('another writer who holds the tables makes us wait, then say so, and nothing is half done', async () => {
    await store.transact({ insert: [deviceRows('k1-a')] });
    const other = subject.open();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : other).transact({ update: [{ id: 'k1-a', endpoint: { accountcode: `n${index}` } }] }),
      ),
    );
    await other.close();
    for (const result of results) expect(result.ok || result.error.code === 'realtime.busy').toBe(true);
    expect(results.some((result) => result.ok)).toBe(true);
  });

  test('a database that is away is a clear failure; when it is back, so are we', async () => {
    await store.transact({ insert: [deviceRows('k1-a')] });
    await subject.breakIt();
    expect(await store.transact({ insert: [deviceRows('k1-b')] })).toMatchObject({
      ok: false,
      error: { code: 'realtime.down', store: kind },
    });
    expect(await store.ping()).toMatchObject({ ok: false, error: { code: 'realtime.down' } });
    await subject.mendIt();
    await expect.poll(async () => (await store.ping()).ok, { timeout: 10_000 }).toBe(true);
    const ids = await store.readAll();
    expect(ids.ok && ids.value.map((device) => device.id)).toEqual(['k1-a']);
    expect(await store.transact({ insert: [deviceRows('k1-c')] })).toMatchObject({ ok: true });
  });

  test('refuses tables that lack a column, and leaves them alone', async () => {
    await subject.raw('ALTER TABLE ps_endpoints DROP COLUMN suppress_moh_on_sendonly');
    expect(await store.ensureSchema()).toEqual({
      ok: false,
      error: { code: 'realtime.schema-mismatch', store: kind, missing: ['ps_endpoints.suppress_moh_on_sendonly'] },
    });
  });
});

test('nobody else reads the SQLite file', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'synergycall-realtime-'));
  const store = sqliteRealtime({ file: join(dir, 'pbx.sqlite3') });
  await store.ensureSchema();
  expect(statSync(join(dir, 'pbx.sqlite3')).mode & 0o777).toBe(0o660);
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Figures for the decision record; no bar is asserted on a shared machine. */
function report(figures: Record<string, unknown>): void {
  const file = process.env['SYNERGYCALL_FIGURES'];
  if (file) writeFileSync(file, `${JSON.stringify(figures)}\n`, { flag: 'a' });
}
