import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { ServerUser } from './place.ts';
import type { Programs } from './programs.ts';

export interface Cluster {
  /** Folder of it all: data/, s/ (socket), logs and the superuser's password. */
  readonly folder: string;
  readonly sockets: string;
  readonly programs: Programs;
  readonly user: ServerUser | undefined;
}

export const SUPERUSER = 'synergycall_super';
const START_PATIENCE_MS = 60_000;

/** A password kept beside the cluster, 0600, made at the first run. */
export function keptPassword(cluster: Pick<Cluster, 'folder'>, name: string): string {
  const file = join(cluster.folder, name);
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

/** Makes the data folder once. A run that was cut leaves nothing that looks finished. */
export function initialise(cluster: Cluster): void {
  const data = join(cluster.folder, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return;
  for (const left of readdirSync(cluster.folder).filter((name) => name.startsWith('data.new')))
    rmSync(join(cluster.folder, left), { recursive: true });
  const staged = join(cluster.folder, `data.new.${process.pid}`);
  mkdirSync(staged, { mode: 0o700 });
  if (cluster.user) chownSync(staged, cluster.user.uid, cluster.user.gid);
  const auth = ['--auth-local=scram-sha-256', '--auth-host=scram-sha-256', `--username=${SUPERUSER}`];
  // SECURITY: not in argv; a copy that only the server's user can read, for the moment of this command.
  const handed = join(cluster.folder, `superuser.${process.pid}.handed`);
  writeFileSync(handed, `${keptPassword(cluster, 'superuser.password')}\n`, { mode: 0o400 });
  if (cluster.user) chownSync(handed, cluster.user.uid, cluster.user.gid);
  try {
    const made = spawnSync(
      cluster.programs.initdb,
      [`--pgdata=${staged}`, '--encoding=UTF8', '--locale=C', `--pwfile=${handed}`, ...auth],
      { ...asUser(cluster.user), cwd: '/', encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${lastLines(made.stderr || made.error?.message || '')}`);
  } finally {
    rmSync(handed, { force: true });
  }
  renameSync(staged, data);
}

/** A process of ours, or one that an agent killed with -9 left running. */
export interface RunningCluster {
  readonly adopted: boolean;
  stop(): Promise<void>;
}

/** Starts the server, or takes over the one that runs on this data already. Resolves when it answers. */
export async function startCluster(cluster: Cluster): Promise<RunningCluster> {
  const left = leftBehind(cluster);
  if (left) {
    await untilAnswering(cluster, () => !isAlive(left));
    return { adopted: true, stop: () => endProcess(left) };
  }
  const log = openSync(join(cluster.folder, 'postgres.log'), 'a', 0o600);
  const child = spawn(cluster.programs.postgres, ['-D', join(cluster.folder, 'data'), ...settings(cluster.sockets)], {
    ...asUser(cluster.user),
    cwd: '/',
    stdio: ['ignore', log, log],
    // Ctrl-C goes to the terminal's process group; the database ends after the agent, not with it.
    detached: true,
  });
  closeSync(log);
  let ended: string | undefined;
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code, signal) => (ended ??= `ended with ${signal ?? code}`));
  child.unref();
  const { pid } = child;
  try {
    await untilAnswering(cluster, () => ended !== undefined);
  } catch (error) {
    if (pid !== undefined && ended === undefined) await endProcess(pid);
    throw error;
  }
  return {
    adopted: false,
    stop: () => (pid === undefined || ended !== undefined ? Promise.resolve() : endProcess(pid)),
  };
}

/** Connection of the superuser, for what only it may do. */
export async function asSuperuser<T>(cluster: Cluster, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: cluster.sockets,
    user: SUPERUSER,
    password: keptPassword(cluster, 'superuser.password'),
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const settings = (sockets: string): readonly string[] =>
  [
    'listen_addresses=',
    `unix_socket_directories=${sockets}`,
    'unix_socket_permissions=0700',
    'max_connections=100',
    'shared_buffers=64MB',
    'password_encryption=scram-sha-256',
    // SECURITY: statements may hold values; they never reach the log.
    'log_statement=none',
    'log_min_error_statement=panic',
    'log_min_messages=warning',
    'logging_collector=off',
  ].flatMap((setting) => ['-c', setting]);

const asUser = (user: ServerUser | undefined): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } => ({
  ...(user && { uid: user.uid, gid: user.gid }),
  env: { PATH: process.env['PATH'], LC_ALL: 'C' },
});

/**
 * The pid in postmaster.pid if that process is PostgreSQL on this very data folder. A pid that was given to someone else
 * since (of the same user: likely after a restart of a container) would keep PostgreSQL from starting, so that file and
 * the socket's are made to name us: its parent counts as nobody. Kept otherwise, for PostgreSQL's own look at backends
 * that outlive a killed server (from 12 on it also knows them by the folder's inode: seen on 15).
 */
function leftBehind(cluster: Cluster): number | undefined {
  const data = join(cluster.folder, 'data');
  for (const file of [join(data, 'postmaster.pid'), join(cluster.sockets, '.s.PGSQL.5432.lock')]) {
    if (!existsSync(file)) continue;
    const [pid = '', ...rest] = readFileSync(file, 'utf8').split('\n');
    if (commandOf(pid).includes(data)) return Number(pid);
    writeFileSync(file, [process.pid, ...rest].join('\n'));
  }
  return undefined;
}

/** Empty when there is no such process, or it has ended. */
function commandOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${Number(pid)}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

async function untilAnswering(cluster: Cluster, hasEnded: () => boolean): Promise<void> {
  const until = Date.now() + START_PATIENCE_MS;
  for (;;) {
    const problem = await asSuperuser(cluster, (client) => client.query('select 1')).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (problem === undefined) return;
    if (hasEnded() || Date.now() > until)
      throw new Error(`the private PostgreSQL did not start: ${logTail(cluster)}`, { cause: problem });
    await sleep(50);
  }
}

/** Fast shutdown: connections are cut, what was committed is safe. SIGQUIT after 15 s. */
async function endProcess(pid: number): Promise<void> {
  const patience: readonly (readonly [NodeJS.Signals, number])[] = [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, ms] of patience) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (const until = Date.now() + ms; isAlive(pid) && Date.now() < until;) await sleep(20);
  }
}

function logTail({ folder }: Cluster): string {
  const file = join(folder, 'postgres.log');
  return existsSync(file) && statSync(file).size > 0 ? lastLines(readFileSync(file, 'utf8')) : 'it said nothing';
}
const lastLines = (text: string): string => text.trim().split('\n').slice(-4).join(' | ');
