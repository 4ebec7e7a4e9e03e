import { readFileSync } from 'node:fs';
/** A process, named so that a reused pid is not mistaken for it. */
export interface Owner {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat, with the machine's boot id. */
  readonly started: string;
}

/** This process, named so that no later one is mistaken for it. */
export const thisProcess = (): Owner => ({ pid: process.pid, started: startOf(process.pid) ?? 'unknown' });

/** Does that very process still run? Where /proc is absent: only if it is this one. */
export function isAlive(owner: Owner): boolean {
  return startOf(owner.pid) === owner.started;
}

/** Boot id and start time in clock ticks (field 22; counted after the name, which may hold blanks). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie holds nothing any more.
    if (fields[0] === 'Z') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}
