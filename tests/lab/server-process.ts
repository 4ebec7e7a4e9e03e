import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  endProcess,
  gone,
  identify,
  isSameProcess,
  readPidfile,
  removePidfile,
  signal,
  writePidfile,
  type ProcessIdentity,
} from '../../agent/src/platform/asterisk-host/process.ts';
import { isRoot } from './place.ts';

export interface ServerSpec {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly log: string;
  readonly pidfile: string;
  /** Databases refuse to run as root. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** The signal that ends it quickly and in order. */
  readonly gentle: NodeJS.Signals;
  /** Resolves when it serves; throws while it does not. */
  readonly probe: () => Promise<void>;
}

export interface ServerProcess {
  readonly identity: ProcessIdentity | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
}

/** One server, found again through its pidfile: another test process may have started it. */
export function serverProcess(spec: ServerSpec): ServerProcess {
  const living = () => readPidfile(spec.pidfile);
  return {
    get identity() {
      return living();
    },
    async start() {
      if (living()) return;
      const identity = launch(spec);
      await untilServing(spec, identity);
    },
    async stop() {
      const identity = living();
      if (!identity) return;
      await endProcess(identity, 15_000, spec.gentle);
      removePidfile(spec.pidfile);
    },
    async kill() {
      const identity = living();
      if (!identity) return;
      const family = withDescendants(identity);
      for (const member of family) signal(member, 'SIGKILL');
      for (const member of family) await gone(member, 10_000);
      removePidfile(spec.pidfile);
    },
    pause: () => signalAll(living(), 'SIGSTOP'),
    resume: () => signalAll(living(), 'SIGCONT'),
  };
}

function launch(spec: ServerSpec): ProcessIdentity {
  const log = openSync(spec.log, 'a', 0o640);
  const user =
    spec.user && isRoot
      ? ['setpriv', `--reuid=${spec.user.uid}`, `--regid=${spec.user.gid}`, '--clear-groups', '--']
      : [];
  const [command, ...args] = [...user, ...spec.argv];
  const child = spawn(command ?? '', args, {
    cwd: spec.cwd,
    stdio: ['ignore', log, log],
    detached: true,
    env: { PATH: process.env['PATH'], LANG: 'C' },
  });
  closeSync(log);
  child.unref();
  child.once('error', () => undefined);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) throw new Error(`lab: ${spec.name} could not be started\n${tail(spec.log)}`);
  writePidfile(spec.pidfile, identity);
  return identity;
}

async function untilServing(spec: ServerSpec, identity: ProcessIdentity): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    if (!isSameProcess(identity)) throw new Error(`lab: ${spec.name} ended at once\n${tail(spec.log)}`);
    try {
      return await spec.probe();
    } catch (cause) {
      if (Date.now() > end) throw new Error(`lab: ${spec.name} does not answer\n${tail(spec.log)}`, { cause });
      await sleep(50);
    }
  }
}

function signalAll(identity: ProcessIdentity | undefined, name: NodeJS.Signals): void {
  if (identity) for (const member of withDescendants(identity)) signal(member, name);
}

/** PostgreSQL's backends leave the process group, so the family is found by parenthood. */
function withDescendants(root: ProcessIdentity): ProcessIdentity[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(Number(name));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const descend = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(descend)];
  return descend(root.pid).flatMap((pid) => identify(pid) ?? []);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : '';
}
