/** How often a keeper looks, and who lets it go. */
export interface Beat {
  /** Looks now, unless a round is under way, it was stopped, or it is not its time yet. */
  look(): void;
  readonly isStopped: boolean;
  /** No look begins any more; waits for the one under way. */
  stop(): Promise<void>;
}

/** Looks every `everyMs`, and when asked to: a round at a time, whenever `isDue` says so. `round` must not reject. */
export function beat(everyMs: number, isDue: () => boolean, round: () => Promise<void>): Beat {
  let stopped = false;
  let running: Promise<void> | undefined;
  const look = (): void => {
    if (stopped || running || !isDue()) return;
    running = round().finally(() => (running = undefined));
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    look,
    get isStopped() {
      return stopped;
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
