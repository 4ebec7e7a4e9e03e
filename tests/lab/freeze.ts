import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * SIGSTOP, and waits until every thread has stopped: the kernel returns from `kill` while one that is on the other
 * core still runs, and on a busy machine it may answer yet. Throws where the process does not stop within 10 s.
 */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(1)) if (running(pid).length === 0) return;
  throw new Error(`lab: process ${pid} did not stop within 10 s`);
}

/** Lets it go on; does nothing where it is gone. */
export function thaw(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It was killed while it stood still.
  }
}

function running(pid: number): string[] {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).filter((task) => {
    try {
      return !/\) [TtZX] /.test(readFileSync(`${tasks}/${task}/stat`, 'utf8'));
    } catch {
      return false; // That thread has ended.
    }
  });
}
