import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asSuperuser, initialise, keptPassword, startCluster, type Cluster } from './cluster.ts';
import { clusterFolder, serverUser, socketFolder } from './place.ts';
import { findPrograms, type Programs } from './programs.ts';

export interface ProvisionOptions {
  /** DATABASE_URL; when given nothing is made or started. */
  readonly url: string | undefined;
  /** The agent's state directory; must exist. */
  readonly state: string;
  /** Where to look for the system's programs; tests give their own (`[]`: as if none were installed). */
  readonly systemFolders?: readonly string[];
}

export interface ProvisionedDatabase {
  /** SECURITY: holds a password; never shown or logged. */
  readonly url: string;
  /** For a person: what is used, without secrets. */
  readonly description: string;
  readonly kind: 'given' | Programs['kind'];
  /** Stops what was started; nothing for a given one. */
  stop(): Promise<void>;
}

const NAME = 'synergycall';

/**
 * The application's database for this machine: the given one, else a private cluster of the system's PostgreSQL, else
 * of the one from npm. The agent gets a plain role that owns its database, since superusers ignore row-level security.
 */
export async function provisionDatabase(options: ProvisionOptions): Promise<ProvisionedDatabase> {
  if (options.url !== undefined && options.url !== '')
    return {
      url: options.url,
      kind: 'given',
      description: `PostgreSQL given by DATABASE_URL (${hostOf(options.url)})`,
      stop: () => Promise.resolve(),
    };
  const user = serverUser();
  const folder = clusterFolder(options.state, user);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const version = join(folder, 'data/PG_VERSION');
  const programs = findPrograms({
    major: existsSync(version) ? Number(readFileSync(version, 'utf8')) : undefined,
    unpackTo: join(folder, 'programs'),
    ...(options.systemFolders && { systemFolders: options.systemFolders }),
  });
  const cluster: Cluster = { folder, sockets: socketFolder(folder, user), programs, user };
  initialise(cluster);
  const running = await startCluster(cluster);
  try {
    const password = await ensureRole(cluster);
    return {
      url: `postgres://${NAME}:${password}@/${NAME}?host=${encodeURIComponent(cluster.sockets)}`,
      kind: programs.kind,
      description: `private PostgreSQL ${programs.major} (${programs.kind === 'system' ? "the system's" : 'from npm'}) in ${folder}`,
      stop: () => running.stop(),
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** @returns the password of the plain role, made or set to what the file says */
async function ensureRole(cluster: Cluster): Promise<string> {
  const password = keptPassword(cluster, 'role.password');
  // Hexadecimal by construction, so it may stand in SQL text; DDL takes no parameters.
  if (!/^[0-9a-f]{48}$/.test(password))
    throw new Error(`${cluster.folder}/role.password was changed by hand: remove it`);
  await asSuperuser(cluster, async (client) => {
    const plain = `login password '${password}' nosuperuser nocreatedb nocreaterole nobypassrls noreplication`;
    const role = await client.query('select from pg_roles where rolname = $1', [NAME]);
    await client.query(`${role.rowCount === 0 ? 'create' : 'alter'} role ${NAME} ${plain}`);
    const database = await client.query('select from pg_database where datname = $1', [NAME]);
    if (database.rowCount === 0)
      await client.query(`create database ${NAME} owner ${NAME} template template0 encoding 'UTF8'`);
    await client.query(`revoke connect on database ${NAME} from public`);
  });
  return password;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host || 'local socket' : 'local socket');
