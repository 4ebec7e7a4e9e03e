import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { withLock } from '../../agent/src/platform/asterisk-host/lock.ts';
import { migrate, MIGRATIONS_DIRECTORY } from '../../agent/src/platform/database/index.ts';
import { lockFile } from './place.ts';

/** Statements, one after the other, in one database of the server, as its superuser; gives the last one's rows. */
export type Admin = (database: string, ...statements: string[]) => Promise<pg.QueryResult>;

/** While it is made; renamed when it is whole, so what a dead run left half made is made anew. */
const RAW = 'migrating';

/**
 * The database that copies are made from, and the role that owns what is in it (both have this name): migrated once for
 * each state of the migrations, kept for the next runs. A copy costs a tenth of a second of a core, migrating three more.
 */
export async function migratedTemplate(admin: Admin, port: number): Promise<string> {
  const name = currentName();
  await withLock(lockFile('postgres-migrated'), async () => {
    const { rows } = await admin('postgres', `SELECT 1 FROM pg_database WHERE datname = '${name}'`);
    if (rows.length > 0) return;
    const password = randomBytes(12).toString('hex');
    await admin(
      'postgres',
      `DROP DATABASE IF EXISTS "${RAW}" WITH (FORCE)`,
      `DROP ROLE IF EXISTS "${name}"`,
      `CREATE ROLE "${name}" LOGIN PASSWORD '${password}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`,
      `CREATE DATABASE "${RAW}" OWNER "${name}"`,
    );
    await migrate(`postgres://${name}:${password}@127.0.0.1:${port}/${RAW}`);
    await admin(
      'postgres',
      // Its owner no longer: REASSIGN in a copy would take the template along.
      `ALTER DATABASE "${RAW}" OWNER TO CURRENT_USER`,
      // A guest would keep it from being copied.
      `ALTER DATABASE "${RAW}" ALLOW_CONNECTIONS false`,
      `ALTER ROLE "${name}" NOLOGIN`,
      `ALTER DATABASE "${RAW}" RENAME TO "${name}"`,
    );
  });
  return name;
}

/** Templates of other states of the migrations, and what is half made. Nobody may be copying, and no copy may be left. */
export async function dropOldTemplates(admin: Admin): Promise<void> {
  const { rows } = await admin(
    'postgres',
    `SELECT datname AS name FROM pg_database WHERE datname LIKE 'migrated\\_%' AND datname <> '${currentName()}'`,
  );
  for (const { name } of [{ name: RAW }, ...(rows as { name: string }[])])
    await admin('postgres', `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  const roles = await admin(
    'postgres',
    `SELECT rolname AS name FROM pg_roles r WHERE rolname LIKE 'migrated\\_%'
       AND NOT EXISTS (SELECT FROM pg_database WHERE datname = r.rolname)`,
  );
  for (const { name } of roles.rows as { name: string }[]) await admin('postgres', `DROP ROLE "${name}"`);
}

const currentName = (): string => `migrated_${stateOfMigrations()}`;

/** What is in a template comes from these: the migrations, what runs them, and this file. */
function stateOfMigrations(): string {
  const files = [
    ...readdirSync(MIGRATIONS_DIRECTORY).map((name) => join(MIGRATIONS_DIRECTORY, name)),
    join(import.meta.dirname, '../../agent/src/platform/database/migrate.ts'),
    import.meta.filename,
  ];
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 12);
}
