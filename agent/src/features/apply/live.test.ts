import type { BoxId, TenantTag } from '@synergycall/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { liveState, type LiveDeps } from './live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('acts that Asterisk keeps waiting hold one database connection, end queued, and are left to the reconciler', async () => {
  let connections = 0;
  const hanging: (() => void)[] = [];
  const inPlatform = () => {
    connections += 1;
    return new Promise<'live'>((resolve) => hanging.push(() => resolve('live')));
  };
  const asterisk = { saidNotes: () => Promise.resolve({ ok: true, value: [] }) };
  const live = liveState({ database: { inPlatform }, asterisk, boxId: 'b00000000000' as BoxId } as unknown as LiveDeps);
  const tags = Array.from({ length: 20 }, (_, n) => `a7k${n % 10}` as TenantTag);
  const acts = Promise.all(tags.map((tag) => live.suspendTenant(tag)));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(new Set(await acts)).toEqual(new Set(['queued']));
  expect(live.owed.size).toBe(10);
  expect(connections).toBe(1);

  for (const resolve of hanging.splice(0)) resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(connections).toBe(1);
  const restored = live.restoreTenant('a7k0' as TenantTag);
  await vi.advanceTimersByTimeAsync(0);
  for (const resolve of hanging.splice(0)) resolve();
  expect(await restored).toBe('live');
  expect(connections).toBe(2);
});
