import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process named beyond doubt: a pid alone may have been given to someone else since. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot (field 22 of /proc/PID/stat). */
  readonly startTime: string;
  /** The boot it belongs to; ticks begin anew at each one. */
  readonly bootId: string;
}

/**
 * Undefined when no such process lives. A zombie counts as gone once its last thread has ended: until then
 * the threads still hold its sockets, and a server started in its place would find its port taken.
 */
export function identify(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name is in parentheses and may hold anything, so count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTime = fields[19];
    if (!startTime || fields[0] === 'X') return undefined;
    if (fields[0] === 'Z' && readdirSync(`/proc/${pid}/task`).length <= 1) return undefined;
    return { pid, startTime, bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() };
  } catch {
    return undefined;
  }
}

export function isSameProcess(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && now.bootId === identity.bootId;
}

export function writePidfile(file: string, identity: ProcessIdentity): void {
  writeFileSync(file, JSON.stringify(identity), { mode: 0o640 });
}

/** The process a pidfile names, if that very process still lives. */
export function readPidfile(file: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, startTime, bootId } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof startTime !== 'string' || typeof bootId !== 'string') return undefined;
    const identity = { pid, startTime, bootId };
    return isSameProcess(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

export function removePidfile(file: string): void {
  rmSync(file, { force: true });
}

/** SIGTERM (or `gentle`), SIGKILL after `patienceMs`; resolves when the process is gone. Never touches a pid's new owner. */
export async function endProcess(
  identity: ProcessIdentity,
  patienceMs = 5_000,
  gentle: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  signal(identity, gentle);
  if (await gone(identity, patienceMs)) return;
  signal(identity, 'SIGKILL');
  // Stopped (SIGSTOP) or swapped-out processes need a moment even for SIGKILL.
  if (!(await gone(identity, 10_000))) throw new Error(`asterisk-host: process ${identity.pid} survived SIGKILL`);
}

/** Sends a signal to exactly this process; does nothing when it is gone. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isSameProcess(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch {
    // Gone between the look and the signal.
  }
}

/** True when the process ended within `ms`. */
export async function gone(identity: ProcessIdentity, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  for (;;) {
    if (!isSameProcess(identity)) return true;
    if (Date.now() >= end) return false;
    await sleep(20);
  }
}
