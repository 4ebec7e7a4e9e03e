import { test } from 'vitest';

/**
 * What a run covers. Whole runs have a time to keep (20 minutes on two cores), so some files try one of several ways in
 * `npm test` and all of them with `--full`; `npm run test:calls` and `test:faults` cover both realtime stores.
 */
export const isFull = process.env['SYNERGYCALL_FULL'] === '1';
/** Also `npm run test:calls` and `test:faults`: all of their part. */
export const isThorough = isFull || process.env['SYNERGYCALL_BOTH_STORES'] === '1';

export const STORES = ['sqlite', 'mariadb'] as const;
export type StoreKind = (typeof STORES)[number];

/** The store of scenes that try one: vitest's project `lab-mariadb` runs them once more on the other. */
export const sceneStore: StoreKind = process.env['SYNERGYCALL_STORE'] === 'mariadb' ? 'mariadb' : 'sqlite';

/** The realtime stores that a file tries; `quick`: the one of a whole run, some files on this and some on that one. */
export const storesOr = (quick: StoreKind): readonly StoreKind[] => (isThorough ? STORES : [quick]);

/** The widths and themes in which screens are looked at: contrast is the theme's, room the width's. */
export const looks = <Look>(quick: Look, ...more: readonly Look[]): readonly Look[] =>
  isFull ? [quick, ...more] : [quick];

/** A longer story, or one more variant of what its file proves: `--full` alone knows it. */
export const longRun: (title: string, story: () => Promise<void> | void, timeout?: number) => void = isFull
  ? test
  : () => undefined;

/** What other files prove on a whole box or in the core's scenes; `test:calls` and `--full` place these calls too. */
export const thoroughly: typeof longRun = isThorough ? test : () => undefined;
