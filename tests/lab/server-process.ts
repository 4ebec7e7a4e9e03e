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
import { freeze, thaw } from './freeze.ts';
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
  pause(): Promise<void>;
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
      const members = family(living());
      if (members.length === 0) return;
      for (const member of members) signal(member, 'SIGKILL');
      for (const member of members) await gone(member, 10_000);
      removePidfile(spec.pidfile);
    },
    async pause() {
      for (const { pid } of family(living())) await freeze(pid);
    },
    resume() {
      for (const { pid } of family(living())) thaw(pid);
    },
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

/** The parent first. PostgreSQL's backends leave the process group, so they are found by parenthood. */
function family(root: ProcessIdentity | undefined): ProcessIdentity[] {
  if (!root) return [];
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
