import pg from 'pg';
import type { LabDatabase } from './types.ts';

/** One statement, as the database's own role, on a connection of its own. Waits 2 s at most: paused servers answer nothing. */
export async function postgresQuery(database: LabDatabase, sql: string): Promise<unknown[]> {
  const client = new pg.Client({
    connectionString: database.url,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    void client.end().catch(() => undefined);
  }
}
