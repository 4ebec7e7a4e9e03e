import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { mapConnectionError } from './failure.ts';

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

export const MIGRATIONS_DIRECTORY = join(import.meta.dirname, '../../../migrations');

/**
 * Brings the database up to date: `NNNN_name.sql` in order, each in a transaction of its own, each once. Agents that
 * start together take turns. Refuses a superuser, a file changed after it ran, and a database newer than this agent.
 * @returns the names of what was run now
 */
export async function migrate(url: string, directory = MIGRATIONS_DIRECTORY): Promise<readonly string[]> {
  const files = readMigrations(directory);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'synergycall migrate',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await assertPlainRole(client);
    // Held until the connection ends, however it ends.
    await client.query("select pg_advisory_lock(hashtext('synergycall migrations'))");
    await client.query(`create table if not exists migrations (
      number integer primary key, name text not null, checksum text not null, run_at timestamptz not null default now())`);
    const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
      'select number, name, checksum from migrations order by number',
    );
    const done = new Map(rows.map((row) => [row.number, row]));
    refuseSurprises(files, rows);
    const run: string[] = [];
    for (const migration of files.filter((m) => !done.has(m.number))) {
      await runOne(client, migration);
      run.push(migration.name);
    }
    return run;
  } catch (error) {
    throw mapConnectionError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** SECURITY: superusers and BYPASSRLS ignore row-level security, so the agent won't work as one. */
export async function assertPlainRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; super: boolean; bypass: boolean }>(
    'select rolname as name, rolsuper as super, rolbypassrls as bypass from pg_roles where rolname = current_user',
  );
  const role = rows[0];
  if (!role?.super && !role?.bypass) return;
  throw new Error(
    `The database role "${role.name}" ${role.super ? 'is a superuser' : 'has BYPASSRLS'}, so row-level security, which keeps ` +
      'tenants apart, would be void. Give DATABASE_URL a plain role that owns its database: ' +
      'CREATE ROLE synergycall LOGIN PASSWORD …; CREATE DATABASE synergycall OWNER synergycall;',
  );
}

async function runOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into migrations (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (mapConnectionError(error) !== error) throw error;
    throw new Error(`migration ${migration.name} failed and was undone`, { cause: error });
  }
}

function readMigrations(directory: string): readonly Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name, index) => {
      const number = Number(/^(\d{4})_[a-z0-9-]+\.sql$/.exec(name)?.[1]);
      if (number !== index + 1) throw new Error(`migrations are numbered 0001, 0002, … without gaps: ${name}`);
      const sql = readFileSync(join(directory, name), 'utf8');
      return { number, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

function refuseSurprises(
  files: readonly Migration[],
  done: readonly { number: number; name: string; checksum: string }[],
): void {
  for (const row of done) {
    const file = files[row.number - 1];
    if (!file)
      throw new Error(`The database was migrated by a newer agent (${row.name}): install that version or a later one.`);
    if (file.checksum !== row.checksum)
      throw new Error(
        `The migration ${row.name} ran on this database in another form than the file here: released migrations are frozen.`,
      );
  }
}
