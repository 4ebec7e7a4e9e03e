import { useCallback, useLayoutEffect, useRef } from 'react';

/**
 * Whether a page's own keys are meant by an event: not while a panel or dialog lies over it, nor where the event closed
 * that one.
 */
export function useAlone(isCovered: boolean): (event: KeyboardEvent) => boolean {
  // By the clock of events: a dialog that Escape closes is gone by the time that the page hears of the same key.
  const coveredUntil = useRef(0);
  useLayoutEffect(() => {
    if (!isCovered) return undefined;
    return () => {
      coveredUntil.current = performance.now();
    };
  }, [isCovered]);
  return useCallback(({ timeStamp }) => !isCovered && timeStamp > coveredUntil.current, [isCovered]);
}
