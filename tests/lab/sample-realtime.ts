import Database from 'better-sqlite3';
import mysql from 'mysql2/promise';
import type { RealtimeStore } from '../../agent/src/platform/asterisk-host/types.ts';

/**
 * The smallest realtime tables that let a phone register: for the lab's own tests only.
 * The product's full schema is in agent/src/platform/realtime.
 */
const TABLES = [
  'CREATE TABLE IF NOT EXISTS ps_endpoints (id VARCHAR(80) PRIMARY KEY, aors VARCHAR(200), auth VARCHAR(80), context VARCHAR(80), disallow VARCHAR(80), allow VARCHAR(80), mailboxes VARCHAR(80))',
  'CREATE TABLE IF NOT EXISTS ps_auths (id VARCHAR(80) PRIMARY KEY, auth_type VARCHAR(20), username VARCHAR(80), password VARCHAR(80))',
  'CREATE TABLE IF NOT EXISTS ps_aors (id VARCHAR(80) PRIMARY KEY, max_contacts INT, contact VARCHAR(200))',
  // Without a row: Asterisk looks for its columns at boot.
  'CREATE TABLE IF NOT EXISTS voicemail_users (uniqueid VARCHAR(80) PRIMARY KEY, context VARCHAR(80), mailbox VARCHAR(80), password VARCHAR(80))',
  'CREATE TABLE IF NOT EXISTS queues (name VARCHAR(80) PRIMARY KEY, strategy VARCHAR(40))',
  'CREATE TABLE IF NOT EXISTS queue_members (uniqueid VARCHAR(80) PRIMARY KEY, queue_name VARCHAR(80), interface VARCHAR(80), membername VARCHAR(80), state_interface VARCHAR(80), penalty VARCHAR(11), paused VARCHAR(11), reason_paused VARCHAR(80), wrapuptime VARCHAR(11), ringinuse VARCHAR(5))',
];

export async function sampleSchema(store: RealtimeStore): Promise<void> {
  await statements(
    store,
    TABLES.map((sql) => [sql, []]),
  );
}

/** A phone whose username is `id`, in `context`. */
export async function samplePhone(
  store: RealtimeStore,
  phone: { id: string; password: string; context: string },
): Promise<void> {
  await statements(store, [
    [
      'INSERT INTO ps_auths (id, auth_type, username, password) VALUES (?, ?, ?, ?)',
      [phone.id, 'userpass', phone.id, phone.password],
    ],
    ['INSERT INTO ps_aors (id, max_contacts) VALUES (?, ?)', [phone.id, '2']],
    [
      'INSERT INTO ps_endpoints (id, aors, auth, context, disallow, allow) VALUES (?, ?, ?, ?, ?, ?)',
      [phone.id, phone.id, phone.id, phone.context, 'all', 'ulaw'],
    ],
  ]);
}

async function statements(
  store: RealtimeStore,
  list: readonly (readonly [string, readonly string[]])[],
): Promise<void> {
  if (store.kind === 'sqlite') {
    const database = new Database(store.file, { timeout: 2_000 });
    database.pragma('journal_mode = WAL');
    for (const [sql, values] of list) database.prepare(sql).run(...values);
    database.close();
    return;
  }
  const { host, port, database, user, password } = store;
  const connection = await mysql.createConnection({ host, port, database, user, password });
  for (const [sql, values] of list) await connection.execute(sql, [...values]);
  await connection.end();
}
