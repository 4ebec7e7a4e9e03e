import type { Pool, PoolConnection, RowDataPacket } from 'mysql2/promise';
import { fail, ok } from '@synergycall/domain';
import { remembered } from '../remembered/index.ts';
import { TABLES } from './columns.ts';
import type { SqlDriver, SqlSession } from './sql.ts';
import { realtimeStore } from './store.ts';
import type { RealtimeFailure, RealtimeResult, RealtimeStore } from './types.ts';

export type MariadbOptions = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | { reveal(reason: string): string };
  /** Longest wait for one statement, in milliseconds. */
  readonly statementMs?: number;
};

/** PJSIP Realtime in MariaDB. Whoever changes a row must also expire Asterisk's cached object (ami.expireCached). */
export function mariadbRealtime(options: MariadbOptions): RealtimeStore {
  return realtimeStore(mariadbDriver(options));
}

function mariadbDriver(options: MariadbOptions): SqlDriver {
  const { host, port, database, user, password, statementMs = 5_000 } = options;
  const pool = remembered(async (): Promise<Pool> => {
    // Read where there is such a store, and not by agents with SQLite.
    const { createPool } = await import('mysql2/promise');
    return createPool({
      host,
      port,
      database,
      user,
      password: typeof password === 'string' ? password : password.reveal('MariaDB log-in'),
      charset: 'utf8mb4',
      connectTimeout: 2_000,
      connectionLimit: 4,
      // A statement beyond what fits is refused by the pool rather than kept for ever.
      queueLimit: 100,
      enableKeepAlive: true,
    });
  });
  // SECURITY: strict, so that nothing is cut silently; and no NO_BACKSLASH_ESCAPES, under which mysql2's escaping would be unsafe.
  const session =
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 3, autocommit = 1";

  const withConnection = async <T>(
    work: (connection: PoolConnection, stage: { committing: boolean }) => Promise<RealtimeResult<T>>,
  ): Promise<RealtimeResult<T>> => {
    const stage = { committing: false };
    let connection: PoolConnection | undefined;
    try {
      connection = await (await pool()).getConnection();
      await connection.query({ sql: session, timeout: statementMs });
      const result = await work(connection, stage);
      connection.release();
      return result;
    } catch (error) {
      // Destroyed, not returned: a timed-out or broken connection may still hold an open transaction.
      connection?.destroy();
      const failure = classify(error, stage.committing);
      if (failure) return fail(failure);
      throw error;
    }
  };

  const sessionOn = (connection: PoolConnection): SqlSession => ({
    async all(sql, values) {
      const [rows] = await connection.query<RowDataPacket[]>({ sql, values: [...values], timeout: statementMs });
      return rows;
    },
    async run(sql, values) {
      await connection.query({ sql, values: [...values], timeout: statementMs });
    },
  });

  const transaction: SqlDriver['transaction'] = (work) =>
    withConnection(async (connection, stage) => {
      const open = sessionOn(connection);
      await open.run('START TRANSACTION', []);
      const result = await work(open);
      stage.committing = result.ok;
      await open.run(result.ok ? 'COMMIT' : 'ROLLBACK', []);
      return result;
    });

  return {
    kind: 'mariadb',
    forUpdate: ' FOR UPDATE',
    transaction,
    snapshot: transaction,
    existing: () =>
      withConnection(async (connection) => {
        const names = TABLES.map((table) => table.name);
        const marks = names.map(() => '?').join(', ');
        const sql = `SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN (${marks})`;
        const rows = await sessionOn(connection).all(sql, names);
        const there = new Map<string, string[]>();
        for (const row of rows) {
          const table = String(row['t']);
          there.set(table, [...(there.get(table) ?? []), String(row['c'])]);
        }
        return ok(there);
      }),
    createTables: (statements) =>
      withConnection(async (connection) => {
        for (const statement of statements) await sessionOn(connection).run(statement, []);
        return ok(undefined);
      }),
    ping: () =>
      withConnection(async (connection) => {
        await sessionOn(connection).all('SELECT 1 AS one FROM ps_endpoints LIMIT 1', []);
        return ok(undefined);
      }),
    close: async () => (await pool()).end(),
  };
}

/** errno of MariaDB -> what it means; messages are left out, they may repeat values. */
function classify(error: unknown, committing: boolean): RealtimeFailure | undefined {
  const { code, errno, fatal } = error as { code?: string; errno?: number; fatal?: boolean };
  switch (errno) {
    case 1205: // lock wait
    case 1213: // deadlock
      return { code: 'realtime.busy', store: 'mariadb' };
    case 1021: // disk full
    case 1114: // table full
      return { code: 'realtime.full', store: 'mariadb' };
    case 1062: // another agent inserted the id between our look and our insert
      return { code: 'realtime.id-taken', store: 'mariadb', id: '' };
    default:
      break;
  }
  // Any other error that MariaDB itself reports, or of the connection: nothing of ours would throw an object with a code.
  if (code !== undefined || fatal === true)
    return { code: 'realtime.down', store: 'mariadb', reason: code ?? 'connection lost', committing };
  return error instanceof Error && /Queue limit reached|Pool is closed/.test(error.message)
    ? { code: 'realtime.down', store: 'mariadb', reason: 'pool exhausted or closed', committing: false }
    : undefined;
}
