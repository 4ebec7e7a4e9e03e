import type { Logger } from '../../platform/log/index.ts';
import type { ApplyService } from './apply.service.ts';
import { beat } from './beat.ts';

const MOST_MS = 15_000;

/**
 * Looks every second, and whenever an apply of this agent has ended or one was queued, whether one that waits is to
 * begin. Returns how to stop.
 */
export function keepQueue(
  service: Pick<ApplyService, 'takeDue' | 'onTurn'>,
  { log, everyMs = 1_000 }: { readonly log: Logger; readonly everyMs?: number },
): { stop(): Promise<void> } {
  let again = false;
  let failures = 0;
  /** By a clock that nobody sets: the wall’s, put back an hour, would stop the queue for an hour. */
  let nextAt = 0;

  const round = async (): Promise<void> => {
    try {
      do {
        again = false;
        await service.takeDue();
      } while (again && !keeper.isStopped);
      failures = 0;
    } catch (err) {
      // A database that stays away is said once.
      if (failures === 0) log.error({ err }, 'queue of applies');
      failures += 1;
    }
    nextAt = failures > 0 ? performance.now() + Math.min(MOST_MS, everyMs * 2 ** Math.min(failures, 4)) : 0;
  };
  const keeper = beat(everyMs, () => performance.now() >= nextAt, round);
  const unsubscribe = service.onTurn(() => {
    again = true;
    keeper.look();
  });
  keeper.look();
  return {
    stop() {
      unsubscribe();
      return keeper.stop();
    },
  };
}
