import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import {
  endProcess,
  identify,
  isSameProcess,
  readPidfile,
  type ProcessIdentity,
} from '../../agent/src/platform/asterisk-host/process.ts';

export const isRoot = process.getuid?.() === 0;

/** Everything the lab keeps, outside the tree: SYNERGYCALL_LAB, or a cache folder. Short, for unix sockets. */
export function labDir(): string {
  const dir =
    process.env['SYNERGYCALL_LAB'] ??
    (isRoot ? '/var/cache/synergycall/lab' : join(homedir(), '.cache/synergycall/lab'));
  mkdirSync(dir, { recursive: true });
  // Servers run as users of their own and must be able to pass through; what is inside guards itself.
  chmodSync(dir, 0o755);
  return dir;
}

export function lockFile(name: string): string {
  return join(labDir(), 'locks', `${name}.lock`);
}

export function self(): ProcessIdentity {
  const identity = identify(process.pid);
  if (!identity) throw new Error('lab: /proc does not know this process');
  return identity;
}

/** A folder for something that lives no longer than this process; `reapOrphans` removes it if we crash. */
export function ownFolder(kind: string): string {
  const dir = join(labDir(), 'own', `${kind}-${randomBytes(3).toString('hex')}`);
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o755);
  writeFileSync(join(dir, OWNER), JSON.stringify(self()));
  return dir;
}

export function removeFolder(dir: string): void {
  unmountBelow(dir);
  if (process.env['SYNERGYCALL_LAB_KEEP'] === '1') return;
  rmSync(dir, { recursive: true, force: true });
}

/** Fault tests mount small file systems in their folders; a killed one leaves them behind. */
export function unmountBelow(dir: string): void {
  if (!isRoot) return;
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${dir}/`));
  // The innermost first; lazily, since a process may still look into it.
  for (const point of points.toReversed()) spawnSync('umount', ['-l', point]);
}

const OWNER = 'owner.json';

/** Ends servers and removes folders whose test process is gone (killed before it could release them). */
export async function reapOrphans(): Promise<void> {
  const all = join(labDir(), 'own');
  mkdirSync(all, { recursive: true });
  for (const name of readdirSync(all)) {
    const dir = join(all, name);
    const owner = readIdentity(join(dir, OWNER));
    if (owner && isSameProcess(owner)) continue;
    for (const file of namesOf(dir).filter((entry) => entry.endsWith('.process.json'))) {
      const server = readPidfile(join(dir, file));
      if (server) await endProcess(server).catch(() => undefined);
    }
    removeFolder(dir);
  }
}

/** What a JSON file says about a process, living or not. */
export function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function namesOf(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
