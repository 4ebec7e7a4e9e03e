import { useSyncExternalStore } from 'react';
import { formatAgo, formatMomentInFull } from './moment.ts';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on the page; it stands still while nobody looks. */
function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) now = Date.now();
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present in ms, changing once a second. */
export const useNow = (): number =>
  useSyncExternalStore(
    subscribe,
    () => now,
    () => now,
  );

/** "12 s ago", kept up to date; the full moment is in the tooltip and in the markup. */
export function RelativeTime(props: { at: string }) {
  const ms = useNow();
  return (
    <time dateTime={props.at} title={formatMomentInFull(props.at)}>
      {formatAgo(props.at, ms)}
    </time>
  );
}
