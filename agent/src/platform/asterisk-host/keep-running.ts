import type { AsteriskInstance } from './types.ts';

export interface KeepRunningOptions {
  /** Told in one sentence each time it ended and is started again, or could not be. */
  readonly onEvent?: (event: RestartEvent) => void;
  /** First wait; doubled with each start that did not hold, up to `mostMs`. */
  readonly firstMs?: number;
  readonly mostMs?: number;
  /** One that ran this long was healthy: the next wait is the first one again. */
  readonly healthyMs?: number;
}
export type RestartEvent =
  | { readonly tag: 'ended'; readonly how: string; readonly againInMs: number }
  | { readonly tag: 'running'; readonly pid: number | undefined }
  | { readonly tag: 'failed'; readonly detail: string; readonly againInMs: number };

/**
 * Starts a private Asterisk again when it dies (a crash, the kernel's out-of-memory killer, kill -9). FullyBooted then
 * triggers recovery and reconciliation. Never for somebody else's Asterisk: that one has its own keeper. Call `stop`
 * before the instance is stopped on purpose.
 */
export function keepRunning(
  instance: Pick<AsteriskInstance, 'onExit' | 'start' | 'pid'>,
  { onEvent = () => undefined, firstMs = 200, mostMs = 30_000, healthyMs = 60_000 }: KeepRunningOptions = {},
): { stop(): void } {
  let stopped = false;
  let wait = firstMs;
  let since = Date.now();
  let timer: NodeJS.Timeout | undefined;

  const again = (): number => {
    clearTimeout(timer);
    const inMs = wait;
    timer = setTimeout(() => void start(), inMs);
    wait = Math.min(mostMs, wait * 2);
    return inMs;
  };
  const start = async (): Promise<void> => {
    timer = undefined;
    since = Date.now();
    try {
      await instance.start();
      if (!stopped) onEvent({ tag: 'running', pid: instance.pid });
    } catch (error) {
      // One that ended while it booted has told so by its exit: another start is on its way.
      if (stopped || timer !== undefined) return;
      onEvent({
        tag: 'failed',
        detail: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
        againInMs: again(),
      });
    }
  };
  const forget = instance.onExit(({ code, signal }) => {
    if (stopped) return;
    if (Date.now() - since >= healthyMs) wait = firstMs;
    onEvent({ tag: 'ended', how: signal ?? (code === null ? 'unknown' : `exit code ${code}`), againInMs: again() });
  });
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      forget();
    },
  };
}
