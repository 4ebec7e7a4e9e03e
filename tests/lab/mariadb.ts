import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { isRoot, removeFolder } from './place.ts';
import { claimPorts } from './ports.ts';
import { serverProcess } from './server-process.ts';
import { labServer, type Engine, type EngineKind } from './shared-server.ts';
import { systemUser } from './system-user.ts';
import type { LabDatabase, LabServer, ServerOptions } from './types.ts';

const run = promisify(execFile);

/** A private MariaDB; every `createDatabase` gives a fresh database and a user that may do anything in it and nothing else. */
export function labMariadb(options?: ServerOptions): Promise<LabServer> {
  return labServer(mariadb, options);
}

const mariadb: EngineKind = {
  name: 'mariadb',
  async open(dir): Promise<Engine> {
    const server = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld'].find((file) => existsSync(file));
    if (!server) throw new Error('lab: no MariaDB server is installed (Debian package: mariadb-server)');
    const user = systemUser('mysql');
    const data = join(dir, 'data');
    const sockets = join(dir, 's');
    const socket = join(sockets, 'm.sock');
    mkdirSync(sockets, { recursive: true, mode: 0o700 });
    if (isRoot) chownSync(sockets, user.uid, user.gid);
    const secretFile = join(dir, 'root.json');
    if (!existsSync(secretFile)) await initialise(dir, user, secretFile);
    const password = JSON.parse(readFileSync(secretFile, 'utf8')) as string;
    const admin: Admin = { socket, password };
    const portFile = join(dir, 'port');
    let port = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
    const spec = (listen: number) => ({
      name: 'MariaDB',
      argv: [
        server,
        '--no-defaults',
        `--datadir=${data}`,
        `--socket=${socket}`,
        `--port=${listen}`,
        ...SETTINGS,
        `--init-file=${join(sockets, 'init.sql')}`,
        `--pid-file=${join(sockets, 'pid')}`,
      ],
      cwd: '/',
      log: join(dir, 'mariadb.log'),
      pidfile: join(dir, 'mariadb.process.json'),
      user: isRoot ? user : undefined,
      gentle: 'SIGTERM' as const,
      probe: async () => void (await asAdmin(admin, 'SELECT 1')),
    });
    if (!serverProcess(spec(port)).identity) {
      const claim = await claimPorts(2);
      port = claim.first;
      writeFileSync(portFile, String(port));
      await serverProcess(spec(port)).start();
      const identity = serverProcess(spec(port)).identity;
      if (identity) claim.assign(identity);
    }
    return {
      process: serverProcess(spec(port)),
      port,
      createDatabase: (name) => createDatabase(admin, port, name),
      async dropLeftovers() {
        const rows = (await asAdmin(
          admin,
          `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE 'lab\\_%'`,
        )) as { name: string }[];
        for (const row of rows) await dropDatabase(admin, row.name);
      },
    };
  },
};

const SETTINGS = [
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--character-set-server=utf8mb4',
  '--max-connections=200',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=32M',
  // Survives kill -9 of the server, not a power cut: enough for a lab.
  '--innodb-flush-log-at-trx-commit=2',
  '--skip-log-bin',
];

async function initialise(dir: string, user: { uid: number; gid: number }, secretFile: string): Promise<void> {
  const data = join(dir, 'data');
  removeFolder(data);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (isRoot) chownSync(data, user.uid, user.gid);
  const command = [
    'mariadb-install-db',
    '--no-defaults',
    `--datadir=${data}`,
    // Two that are made at the same moment take each other's temporary tables away in /tmp.
    `--tmpdir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ];
  const [file = '', ...args] = isRoot
    ? ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--', ...command]
    : command;
  await run(file, args, { cwd: '/' });
  const password = randomBytes(16).toString('hex');
  // SECURITY: read at every start from a 0700 folder; never on a command line.
  const init = join(dir, 's/init.sql');
  writeFileSync(
    init,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';\nDELETE FROM mysql.global_priv WHERE User='' OR (User='root' AND Host<>'localhost');\nFLUSH PRIVILEGES;\n`,
    { mode: 0o600 },
  );
  if (isRoot) chownSync(init, user.uid, user.gid);
  writeFileSync(secretFile, JSON.stringify(password), { mode: 0o600 });
}

interface Admin {
  readonly socket: string;
  readonly password: string;
}

async function asAdmin(admin: Admin, ...statements: string[]): Promise<unknown> {
  const connection = await mysql.createConnection({
    socketPath: admin.socket,
    user: 'root',
    password: admin.password,
    connectTimeout: 5_000,
  });
  try {
    let rows: unknown;
    for (const statement of statements) [rows] = await connection.query(statement);
    return rows;
  } finally {
    await connection.end();
  }
}

async function createDatabase(admin: Admin, port: number, name: string): Promise<LabDatabase> {
  const password = randomBytes(12).toString('hex');
  await asAdmin(
    admin,
    `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`,
    `CREATE USER '${name}'@'%' IDENTIFIED BY '${password}'`,
    `GRANT ALL ON \`${name}\`.* TO '${name}'@'%'`,
  );
  return {
    url: `mysql://${name}:${password}@127.0.0.1:${port}/${name}`,
    host: '127.0.0.1',
    port,
    database: name,
    user: name,
    password,
    drop: () => dropDatabase(admin, name),
  };
}

async function dropDatabase(admin: Admin, name: string): Promise<void> {
  await asAdmin(admin, `DROP DATABASE IF EXISTS \`${name}\``, `DROP USER IF EXISTS '${name}'@'%'`);
}
