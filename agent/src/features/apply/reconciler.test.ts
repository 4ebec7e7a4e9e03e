import type { TenantId, TenantTag } from '@synergycall/domain';
import { expect, test } from 'vitest';
import type { TenantOfBox } from './reconcile.ts';
import { reconciler } from './reconciler.ts';

const tags = ['a000', 'b000', 'c000', 'd000', 'e000'] as TenantTag[];

function box(most = tags.length) {
  const state = {
    looked: [] as TenantTag[],
    away: new Set<TenantTag>(),
    applyWaits: false,
    locked: 0,
    refuseLock: false,
    liveOwed: new Set<TenantTag>(),
    settled: [] as TenantTag[],
  };
  const rounds = reconciler({
    underLock: async (work) => {
      if (state.refuseLock) return undefined;
      state.locked += 1;
      return work();
    },
    tenants: async () => tags.slice(0, most).map((tag) => ({ id: `t${tag}` as TenantId, tag })),
    reconcile: async ({ tag }: TenantOfBox) => {
      state.looked.push(tag);
      const reached = !state.away.has(tag);
      if (reached) state.liveOwed.delete(tag);
      return { repaired: false, rows: { restored: [], left: [], differ: [] }, reached };
    },
    live: {
      owed: state.liveOwed,
      settle: async (tag) => {
        state.liveOwed.delete(tag);
        state.settled.push(tag);
        return 'live';
      },
    },
    isWanted: () => state.applyWaits,
  });
  return { state, rounds };
}

test('one tenant that is owed something does not make all others wait', async () => {
  const { state, rounds } = box();
  state.liveOwed.add('c000' as TenantTag);
  expect(await rounds.run({ onlyOwed: true })).toMatchObject({ tenants: 1, complete: true });
  expect(state.looked).toEqual(['c000']);
  expect(rounds.owed.size + state.liveOwed.size).toBe(0);
});

test('after two in a row that can not be reached the rest is not tried, and stays owed', async () => {
  const { state, rounds } = box();
  for (const tag of tags) state.away.add(tag);
  expect(await rounds.run({ onlyOwed: false })).toMatchObject({ tenants: 2, complete: false });
  expect([...rounds.owed]).toEqual(tags);
  state.away.clear();
  state.looked.length = 0;
  expect(await rounds.run({ onlyOwed: true })).toMatchObject({ tenants: 5, complete: true });
  expect([...rounds.owed]).toEqual([]);
});

test('one alone that can not be reached holds up nobody but itself', async () => {
  const { state, rounds } = box();
  state.away.add('b000' as TenantTag);
  expect(await rounds.run({ onlyOwed: false })).toMatchObject({ tenants: 5, complete: false });
  expect([...rounds.owed]).toEqual(['b000']);
});

test('an apply that waits gets the lock between two tenants, and what is left is done later', async () => {
  const { state, rounds } = box(2);
  state.applyWaits = true;
  const run = rounds.run({ onlyOwed: false });
  await expect.poll(() => state.looked.length).toBe(1);
  // The apply has the lock now, and keeps it.
  state.refuseLock = true;
  expect(await run).toMatchObject({ tenants: 1, complete: false });
  expect([...rounds.owed]).toEqual(['b000']);
  Object.assign(state, { refuseLock: false, applyWaits: false });
  expect(await rounds.run({ onlyOwed: true })).toMatchObject({ tenants: 1, complete: true });
  expect(state.looked).toEqual(['a000', 'b000']);
  expect(state.locked).toBe(2);
});

test('what is owed to a tenant that is not of this box is settled and forgotten', async () => {
  const { state, rounds } = box();
  state.liveOwed.add('zzzz' as TenantTag);
  expect(await rounds.run({ onlyOwed: true })).toMatchObject({ tenants: 0, complete: true });
  expect(state.settled).toEqual(['zzzz']);
  expect(state.liveOwed.size).toBe(0);
});
