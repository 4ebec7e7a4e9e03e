import { chmodSync, chownSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { fail, ok } from '@synergycall/domain';
import { TABLES } from './columns.ts';
import type { SqlDriver, SqlRow, SqlSession } from './sql.ts';
import { realtimeStore } from './store.ts';
import type { RealtimeFailure, RealtimeResult, RealtimeStore } from './types.ts';

export type SqliteOptions = {
  /** Absolute path of the file that Asterisk's res_config_sqlite3 reads. */
  readonly file: string;
  /** Who Asterisk runs as, when not as this process: it needs to write the file and its -wal and -shm. */
  readonly owner?: { readonly uid: number; readonly gid: number };
};

/** Longest wait for another writer, in milliseconds; spent asleep, not in SQLite, so that the agent goes on serving. */
const PATIENCE_MS = 2_000;

/** PJSIP Realtime in one SQLite file. It is opened at the first use, and again when it has been lost. */
export function sqliteRealtime(options: SqliteOptions): RealtimeStore {
  return realtimeStore(sqliteDriver(options));
}

function sqliteDriver({ file, owner }: SqliteOptions): SqlDriver {
  let db: Database.Database | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Only `createTables` makes the file: a new empty one in the place of a lost one would hide the loss. */
  let mayCreate = false;
  const open = (): Database.Database => {
    const isNew = !existsSync(file);
    if (isNew) close();
    if (db) return db;
    db = new Database(file, { timeout: 20, fileMustExist: !mayCreate });
    if (isNew) {
      // SECURITY: digests suffice to register, so nobody but Asterisk and this process reads them.
      chmodSync(file, 0o660);
      if (owner) chownSync(file, owner.uid, owner.gid);
    }
    db.pragma('journal_mode = WAL');
    // What was committed survives a power cut: an apply that says SUCCESS relies on it.
    db.pragma('synchronous = FULL');
    return db;
  };
  const close = (): void => {
    db?.close();
    db = undefined;
  };

  /** One transaction at a time on the one connection. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const attempt = async <T>(
    work: (db: Database.Database) => Promise<RealtimeResult<T>>,
  ): Promise<RealtimeResult<T>> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await work(open());
      } catch (error) {
        const failure = classify(error);
        if (!failure) throw error;
        if (failure.code !== 'realtime.busy') close();
        if (failure.code !== 'realtime.busy' || performance.now() > deadline) return fail(failure);
        await sleep(15);
      }
    }
  };

  const begin = <T>(
    how: 'BEGIN' | 'BEGIN IMMEDIATE',
    work: (session: SqlSession) => Promise<RealtimeResult<T>>,
  ): Promise<RealtimeResult<T>> =>
    inTurn(() =>
      attempt(async (connection) => {
        const session: SqlSession = {
          all: async (sql, values) => connection.prepare(sql).all(...values) as SqlRow[],
          run: async (sql, values) => void connection.prepare(sql).run(...values),
        };
        connection.exec(how);
        try {
          const result = await work(session);
          connection.exec(result.ok ? 'COMMIT' : 'ROLLBACK');
          return result;
        } finally {
          if (connection.open && connection.inTransaction) connection.exec('ROLLBACK');
        }
      }),
    );
  const transaction: SqlDriver['transaction'] = (work) => begin('BEGIN IMMEDIATE', work);
  const snapshot: SqlDriver['snapshot'] = (work) => begin('BEGIN', work);

  return {
    kind: 'sqlite',
    forUpdate: '',
    transaction,
    snapshot,
    async existing() {
      const there = new Map<string, readonly string[]>();
      if (!existsSync(file)) return ok(there);
      return snapshot(async (session) => {
        for (const { name } of TABLES) {
          const columns = await session.all(`SELECT name FROM pragma_table_info('${name}')`, []);
          if (columns.length > 0)
            there.set(
              name,
              columns.map((column) => String(column['name'])),
            );
        }
        return ok(there);
      });
    },
    async createTables(statements) {
      mayCreate = true;
      const created = await transaction<void>(async (session) => {
        for (const statement of statements) await session.run(statement, []);
        return ok(undefined);
      });
      mayCreate = false;
      return created;
    },
    ping: () =>
      snapshot(async (session) => {
        await session.all('SELECT 1 AS one FROM ps_endpoints LIMIT 1', []);
        return ok(undefined);
      }),
    close: () => inTurn(async () => close()),
  };
}

function classify(error: unknown): RealtimeFailure | undefined {
  const code = String((error as { code?: unknown }).code);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return { code: 'realtime.busy', store: 'sqlite' };
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return { code: 'realtime.full', store: 'sqlite' };
  if (code.startsWith('SQLITE_CONSTRAINT')) return { code: 'realtime.id-taken', store: 'sqlite', id: '' };
  // The message of an SQL error could repeat a value; the code says enough.
  if (code.startsWith('SQLITE_') || code.startsWith('E'))
    return { code: 'realtime.down', store: 'sqlite', reason: code, committing: false };
  // better-sqlite3 says this one without a code.
  if (error instanceof TypeError && error.message.includes('directory does not exist')) {
    return { code: 'realtime.down', store: 'sqlite', reason: 'ENOENT', committing: false };
  }
  return undefined;
}
