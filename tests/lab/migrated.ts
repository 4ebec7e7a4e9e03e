import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { withLock } from '../../agent/src/platform/asterisk-host/lock.ts';
import { migrate, MIGRATIONS_DIRECTORY } from '../../agent/src/platform/database/index.ts';
import { lockFile } from './place.ts';

/** Statements, one after the other, in one database of the server, as its superuser; gives the last one's rows. */
export type Admin = (database: string, ...statements: string[]) => Promise<pg.QueryResult>;

/**
 * The database that copies are made from, and the role that owns its tables (both have this name): migrated once for each
 * state of the migrations, kept for the next runs. A copy costs a tenth of a second of a core, migrating three more.
 */
export async function migratedTemplate(admin: Admin, port: number): Promise<string> {
  const name = `migrated_${stateOfMigrations()}`;
  await withLock(lockFile('postgres-migrated'), async () => {
    const { rows } = await admin(
      'postgres',
      `SELECT datname AS name FROM pg_database WHERE datname LIKE 'migrated\\_%'`,
    );
    const there = (rows as { name: string }[]).map((row) => row.name);
    if (there.includes(name)) return;
    for (const older of there)
      await admin('postgres', `DROP DATABASE "${older}" WITH (FORCE)`, `DROP ROLE IF EXISTS "${older}"`);
    // Renamed when it is whole: what a dead run left half made is made anew.
    const [raw, password] = [`raw_${name}`, randomBytes(12).toString('hex')];
    await admin(
      'postgres',
      `DROP DATABASE IF EXISTS "${raw}" WITH (FORCE)`,
      `DROP ROLE IF EXISTS "${name}"`,
      `CREATE ROLE "${name}" LOGIN PASSWORD '${password}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`,
      `CREATE DATABASE "${raw}" OWNER "${name}"`,
    );
    await migrate(`postgres://${name}:${password}@127.0.0.1:${port}/${raw}`);
    // Its owner no longer: REASSIGN in a copy would take the template along.
    await admin(
      'postgres',
      `ALTER DATABASE "${raw}" OWNER TO CURRENT_USER`,
      `ALTER ROLE "${name}" NOLOGIN`,
      `ALTER DATABASE "${raw}" RENAME TO "${name}"`,
    );
  });
  return name;
}

function stateOfMigrations(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(MIGRATIONS_DIRECTORY).toSorted())
    hash.update(`${name}\0`).update(readFileSync(join(MIGRATIONS_DIRECTORY, name)));
  return hash.digest('hex').slice(0, 12);
}
