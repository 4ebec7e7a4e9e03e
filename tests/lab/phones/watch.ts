/** Waiting for something that events bring about, without polling. */
export interface Watch {
  /** Something happened: look again. */
  changed(): void;
  /** Everything still waiting fails with this sentence, and so does whoever asks later. */
  broken(sentence: string): void;
  /**
   * Resolves with the first value of `look` that is not undefined; what `look` throws rejects.
   * After `within` ms it rejects with `sentence` and what `tail` adds.
   */
  until<T>(look: () => T | undefined, wait: { within: number; sentence: string }): Promise<T>;
}

export function watch(tail: () => string): Watch {
  const waiters = new Set<() => void>();
  let fault: string | undefined;
  const failure = (sentence: string): Error => new Error(`${sentence}\nLast SIP messages:\n${tail()}`);
  const changed = (): void => {
    for (const waiter of waiters) waiter();
  };
  return {
    changed,
    broken: (sentence) => {
      fault = sentence;
      changed();
    },
    until: (look, { within, sentence }) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          waiters.delete(attempt);
          clearTimeout(timer);
          act();
        };
        const attempt = (): void => {
          try {
            const found = look();
            if (found !== undefined) settle(() => resolve(found));
            else if (fault !== undefined) {
              const because = fault;
              settle(() => reject(failure(`${sentence}: ${because}`)));
            }
          } catch (error) {
            const because = error instanceof Error ? error.message : String(error);
            settle(() => reject(failure(because)));
          }
        };
        const timer = setTimeout(() => settle(() => reject(failure(`${sentence} within ${within} ms`))), within);
        waiters.add(attempt);
        attempt();
      }),
  };
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
