import type { Logger } from '../../platform/log/index.ts';
import type { ApplyService } from './apply.service.ts';

const MOST_MS = 15_000;

/**
 * Looks every second, and whenever an apply of this agent has ended or one was queued, whether one that waits is to
 * begin. Returns how to stop.
 */
export function keepQueue(
  service: Pick<ApplyService, 'takeDue' | 'onTurn'>,
  { log, everyMs = 1_000 }: { readonly log: Logger; readonly everyMs?: number },
): { stop(): Promise<void> } {
  let stopped = false;
  let again = false;
  let failures = 0;
  /** By a clock that nobody sets: the wall’s, put back an hour, would stop the queue for an hour. */
  let nextAt = 0;
  let running: Promise<void> | undefined;

  const round = async (): Promise<void> => {
    try {
      do {
        again = false;
        await service.takeDue();
      } while (again && !stopped);
      failures = 0;
    } catch (err) {
      // A database that stays away is said once.
      if (failures === 0) log.error({ err }, 'queue of applies');
      failures += 1;
    }
    nextAt = failures > 0 ? performance.now() + Math.min(MOST_MS, everyMs * 2 ** Math.min(failures, 4)) : 0;
  };
  const look = (): void => {
    if (stopped || running || performance.now() < nextAt) return;
    running = round().finally(() => (running = undefined));
  };
  const unsubscribe = service.onTurn(() => {
    again = true;
    look();
  });
  const timer = setInterval(look, everyMs);
  timer.unref();
  look();
  return {
    async stop() {
      stopped = true;
      unsubscribe();
      clearInterval(timer);
      await running;
    },
  };
}
