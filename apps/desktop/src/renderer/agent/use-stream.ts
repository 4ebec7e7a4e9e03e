import { useEffect, useState } from 'react';

/**
 * Keeps a stream of the agent open for as long as it is looked at. One that broke for another reason than the way to the
 * agent is opened again after `againMs`; main tries again where the connection is what failed. `open` gets what to call
 * then, and is the same from one drawing to the next; undefined: nothing is followed.
 */
export function useStream(
  open: ((broke: () => void) => { unsubscribe: () => void }) | undefined,
  againMs = 5_000,
): void {
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (open === undefined) return undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const stream = open(() => {
      again = setTimeout(() => setRound((n) => n + 1), againMs);
    });
    return () => {
      clearTimeout(again);
      stream.unsubscribe();
    };
  }, [open, againMs, round]);
}
