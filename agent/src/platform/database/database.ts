import pg from 'pg';
import { DatabaseDown, mapConnectionError } from './failure.ts';
import { boxLock } from './lock.ts';
import { inScope } from './transaction.ts';
import type { AppDatabase } from './types.ts';

export interface DatabaseOptions {
  /** Connections of the pool; 10 suit two cores. */
  readonly poolSize?: number;
  /** Told of connections that die while idle (the pool replaces them). */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * Opens the application's database. Connects lazily: an agent starts, and answers `database.down`, also without it.
 * @param url postgres://… of a plain role (see assertPlainRole); a unix socket as `postgres:///db?host=/dir`
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): AppDatabase {
  const connection: pg.ClientConfig = {
    connectionString: url,
    // Also the longest wait for a free connection of the pool: a crowd that queues behind one tenant is no outage.
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
  };
  const pool = new pg.Pool({
    ...connection,
    max: options.poolSize ?? 10,
    application_name: 'synergycall agent',
    idleTimeoutMillis: 60_000,
    // The server gives up first; the client's limit is for a server that hangs.
    statement_timeout: 15_000,
    query_timeout: 20_000,
  });
  // Without a listener, a connection cut while idle would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  // Nor does the pool listen while a connection is lent: cut between two queries of a transaction, it would too (8.23.1).
  // Whoever has it learns by the next query, commit at the latest.
  pool.on('connect', (client) => client.on('error', () => undefined));
  let closed: Promise<void> | undefined;
  return {
    inTenant: (scope, work) => inScope(pool, { scope, mode: 'write' }, work),
    inPlatform: (scope, work) => inScope(pool, { scope, mode: 'write' }, work),
    inAuth: (scope, work) => inScope(pool, { scope, mode: 'write' }, work),
    read: (scope, work) => inScope(pool, { scope, mode: 'read' }, work),
    snapshot: (scope, work) => inScope(pool, { scope, mode: 'snapshot' }, work),
    call: async <Row extends object>(name: 'auth_session', args: readonly unknown[]): Promise<readonly Row[]> => {
      const places = args.map((_, n) => `$${n + 1}`).join(', ');
      try {
        return (await pool.query<Row>(`select * from ${name}(${places})`, [...args])).rows;
      } catch (error) {
        throw mapConnectionError(error);
      }
    },
    boxLock: boxLock(connection, pool),
    ping: (timeoutMs = 400) => ping(pool, timeoutMs),
    close: () => (closed ??= pool.end()),
  };
}

async function ping(pool: pg.Pool, timeoutMs: number): Promise<number> {
  const started = performance.now();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DatabaseDown(`no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    await Promise.race([pool.query('select 1'), late]);
    return performance.now() - started;
  } catch (error) {
    throw mapConnectionError(error);
  } finally {
    clearTimeout(timer);
  }
}
