import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { migrate } from '../../agent/src/platform/database/index.ts';
import { dropOldTemplates, migratedTemplate, type Admin } from './migrated.ts';
import { isRoot, labDir, removeFolder } from './place.ts';
import { claimPorts } from './ports.ts';
import { serverProcess } from './server-process.ts';
import { labServer, type Engine, type EngineKind } from './shared-server.ts';
import type { LabDatabase, LabPostgres, ServerOptions } from './types.ts';
import { systemUser } from './system-user.ts';

const run = promisify(execFile);
const ADMIN = 'lab_admin';

/** A private PostgreSQL of the system's version; every `createDatabase` gives a fresh database and a plain role that owns it. */
export async function labPostgres(options?: ServerOptions): Promise<LabPostgres> {
  const server = await labServer(postgres, options);
  let template: string | undefined;
  const createMigrated = async (): Promise<LabDatabase> => {
    // Copies pay from the second one on, and a server of one's own holds but one.
    if (options?.own) {
      const database = await server.createDatabase();
      await migrate(database.url);
      return database;
    }
    // Looked for once: it stays while somebody holds the server.
    template ??= await migratedTemplate(asAdmin(socketsIn(join(labDir(), postgres.name)), server.port), server.port);
    return await server.createDatabase(undefined, template);
  };
  return Object.assign(server, { createMigrated });
}

const socketsIn = (dir: string): string => join(dir, 's');

/** The newest installed server's programs, or undefined. */
export function postgresBin(root = '/usr/lib/postgresql'): string | undefined {
  if (!existsSync(root)) return undefined;
  const versions = readdirSync(root).filter((version) => existsSync(join(root, version, 'bin/initdb')));
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest && join(root, newest, 'bin');
}

const postgres: EngineKind = {
  name: 'postgres',
  async open(dir): Promise<Engine> {
    const bin = postgresBin();
    if (!bin) throw new Error('lab: no PostgreSQL server is installed (Debian package: postgresql)');
    const user = systemUser('postgres');
    const data = join(dir, 'data');
    const sockets = socketsIn(dir);
    mkdirSync(sockets, { recursive: true, mode: 0o700 });
    if (isRoot) chownSync(sockets, user.uid, user.gid);
    if (!existsSync(join(data, 'PG_VERSION'))) await initialise(bin, dir, user);
    const portFile = join(dir, 'port');
    const pidfile = join(dir, 'postgres.process.json');
    let port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
    const spec = (listen: number) => ({
      name: 'PostgreSQL',
      argv: [join(bin, 'postgres'), '-D', data, '-p', String(listen), '-k', sockets, ...SETTINGS],
      cwd: '/',
      log: join(dir, 'postgres.log'),
      pidfile,
      user: isRoot ? user : undefined,
      // Fast shutdown: connections are cut, data is safe.
      gentle: 'SIGINT' as const,
      probe: async () => void (await asAdmin(sockets, listen)('postgres', 'SELECT 1')),
    });
    if (!serverProcess(spec(port)).identity) {
      const claim = await claimPorts(2);
      port = claim.first;
      writeFileSync(portFile, String(port));
      await serverProcess(spec(port)).start();
      const identity = serverProcess(spec(port)).identity;
      if (identity) claim.assign(identity);
    }
    const admin = asAdmin(sockets, port);
    return {
      process: serverProcess(spec(port)),
      port,
      createDatabase: (name, template) => createDatabase(admin, port, name, template),
      async dropLeftovers() {
        const { rows } = await admin(
          'postgres',
          `SELECT datname AS name FROM pg_database WHERE datname LIKE 'lab\\_%'`,
        );
        for (const row of rows as { name: string }[]) await dropDatabase(admin, row.name);
        await dropOldTemplates(admin);
      },
    };
  },
};

/** fsync is off: the lab survives kill -9 of the server (the kernel holds the pages), not a power cut. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'fsync=off',
  'full_page_writes=off',
  'max_connections=300',
  'shared_buffers=64MB',
  'password_encryption=scram-sha-256',
  'log_min_messages=warning',
  'log_statement=none',
].flatMap((setting) => ['-c', setting]);

async function initialise(bin: string, dir: string, user: { uid: number; gid: number }): Promise<void> {
  const data = join(dir, 'data');
  removeFolder(data);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const auth = ['--auth-local=trust', '--auth-host=scram-sha-256', '-U', ADMIN];
  const locale = ['--encoding=UTF8', '--locale=C', '--no-sync'];
  const command = [join(bin, 'initdb'), '-D', data, ...auth, ...locale];
  if (isRoot) {
    chownSync(data, user.uid, user.gid);
    await run('setpriv', [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--', ...command], {
      cwd: '/',
    });
  } else {
    const [file = '', ...args] = command;
    await run(file, args);
  }
  chmodSync(data, 0o700);
}

/** SECURITY: the socket folder is 0700, so `trust` on it reaches only root and the server's user. */
function asAdmin(sockets: string, port: number): Admin {
  return async (database, ...statements) => {
    const client = new pg.Client({ host: sockets, port, user: ADMIN, database, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const results = [];
      for (const statement of statements) results.push(await client.query(statement));
      return results.at(-1) as pg.QueryResult;
    } finally {
      await client.end();
    }
  };
}

async function createDatabase(admin: Admin, port: number, name: string, template?: string): Promise<LabDatabase> {
  const password = randomBytes(12).toString('hex');
  // As the agent is meant to connect: a plain role that row-level security (FORCE) binds.
  await admin(
    'postgres',
    `CREATE ROLE "${name}" LOGIN PASSWORD '${password}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION`,
    `CREATE DATABASE "${name}" OWNER "${name}"${template ? ` TEMPLATE "${template}"` : ''}`,
    `REVOKE CONNECT ON DATABASE "${name}" FROM PUBLIC`,
  );
  if (template) await admin(name, `REASSIGN OWNED BY "${template}" TO "${name}"`);
  return {
    url: `postgres://${name}:${password}@127.0.0.1:${port}/${name}`,
    host: '127.0.0.1',
    port,
    database: name,
    user: name,
    password,
    drop: () => dropDatabase(admin, name),
  };
}

async function dropDatabase(admin: Admin, name: string): Promise<void> {
  await admin('postgres', `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`, `DROP ROLE IF EXISTS "${name}"`);
}
