import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../platform/log/index.ts';
import { keepQueue } from './keep-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function service(takeDue: () => Promise<void>) {
  const listeners = new Set<() => void>();
  const looked = vi.fn<() => Promise<void>>(takeDue);
  return {
    takeDue: looked,
    onTurn: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    turn: () => listeners.forEach((listener) => listener()),
    listeners,
  };
}
const lines: string[] = [];
const log = createLog({ level: 'error', to: { write: (line: string) => void lines.push(line) } });

test('the queue is looked at now, each second, and when it is somebody’s turn', async () => {
  const of = service(() => Promise.resolve());
  const queue = keepQueue(of, { log });
  await vi.advanceTimersByTimeAsync(0);
  expect(of.takeDue).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(of.takeDue).toHaveBeenCalledTimes(4);
  of.turn();
  await vi.advanceTimersByTimeAsync(0);
  expect(of.takeDue.mock.calls.length).toBeGreaterThan(4);
  await queue.stop();
  const before = of.takeDue.mock.calls.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(of.takeDue).toHaveBeenCalledTimes(before);
  expect(of.listeners.size).toBe(0);
});

test('a turn that comes while it looks is not missed', async () => {
  let letGo = (): void => undefined;
  const of = service(() => new Promise((done) => (letGo = done)));
  const queue = keepQueue(of, { log });
  of.turn();
  letGo();
  await vi.advanceTimersByTimeAsync(0);
  expect(of.takeDue).toHaveBeenCalledTimes(2);
  letGo();
  await queue.stop();
});

test('a database that stays away is asked less and less often, and said once', async () => {
  const of = service(() => Promise.reject(new Error('down')));
  const queue = keepQueue(of, { log });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(of.takeDue.mock.calls.length).toBeLessThan(12);
  expect(lines).toHaveLength(1);
  of.takeDue.mockImplementation(() => Promise.resolve());
  await vi.advanceTimersByTimeAsync(30_000);
  expect(of.takeDue.mock.calls.length).toBeGreaterThan(20);
  await queue.stop();
});

test('a clock that is put back stops nothing, also while PostgreSQL is away', async () => {
  const of = service(() => Promise.resolve());
  const queue = keepQueue(of, { log });
  await vi.advanceTimersByTimeAsync(1_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  const before = of.takeDue.mock.calls.length;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(of.takeDue.mock.calls.length).toBe(before + 3);
  of.takeDue.mockImplementationOnce(() => Promise.reject(new Error('down')));
  await vi.advanceTimersByTimeAsync(1_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(of.takeDue.mock.calls.length).toBeGreaterThan(before + 5);
  await queue.stop();
});
