import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepRunning, type RestartEvent } from './keep-running.ts';

type Exit = { code: number | null; signal: NodeJS.Signals | null };
let exits: ((exit: Exit) => void)[];
let starts: number;
let refuses: boolean;
const instance = {
  pid: 1,
  start: async () => {
    starts += 1;
    if (refuses) throw new Error('no such folder\nmore');
  },
  onExit: (listener: (exit: Exit) => void) => {
    exits.push(listener);
    return () => void (exits = exits.filter((one) => one !== listener));
  },
};
const die = (): void => exits.forEach((listener) => listener({ code: null, signal: 'SIGKILL' }));
const events: RestartEvent[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  [exits, starts, refuses] = [[], 0, false];
  events.length = 0;
});
afterEach(() => vi.useRealTimers());
const keep = () => keepRunning(instance, { onEvent: (event) => events.push(event) });

test('one that dies is started again, soon at first and later the more often it dies', async () => {
  const keeper = keep();
  const waits: number[] = [];
  for (let round = 0; round < 10; round++) {
    die();
    const last = events.at(-1);
    waits.push(last?.tag === 'ended' ? last.againInMs : -1);
    await vi.advanceTimersByTimeAsync(30_000);
  }
  expect(starts).toBe(10);
  expect(waits).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  keeper.stop();
});

test('one that ran for a minute is started at once again', async () => {
  const keeper = keep();
  die();
  await vi.advanceTimersByTimeAsync(61_000);
  die();
  expect(events.filter((event) => event.tag === 'ended').map((event) => event.againInMs)).toEqual([200, 200]);
  keeper.stop();
});

test('a start that is refused is tried again, and said', async () => {
  refuses = true;
  const keeper = keep();
  die();
  await vi.advanceTimersByTimeAsync(200);
  expect(events.at(-1)).toEqual({ tag: 'failed', detail: 'no such folder', againInMs: 400 });
  refuses = false;
  await vi.advanceTimersByTimeAsync(400);
  expect(events.at(-1)).toEqual({ tag: 'running', pid: 1 });
  keeper.stop();
});

test('one that is stopped on purpose stays stopped', async () => {
  const keeper = keep();
  die();
  keeper.stop();
  die();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(starts).toBe(0);
});
