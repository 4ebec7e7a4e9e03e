import { ok, type TenantTag } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { collectGenerations } from './generations.ts';

const tag = 'a7k2' as TenantTag;
const flips = [
  { generation: 2, msAgo: 500_000 },
  { generation: 3, msAgo: 200_000 },
  { generation: 5, msAgo: 50_000 },
  { generation: 6, msAgo: 10_000 },
];
async function keptWith(ages: readonly number[], known = flips, pointer: number | null = 6): Promise<number[]> {
  const kept = new Set([1, 2, 3, 4, 5, 6, 7]);
  const asterisk = {
    generations: async () => ok([...kept]),
    readPointer: async () => ok(pointer),
    channelAges: async () => ok(ages),
    deleteGeneration: async (_tag: TenantTag, generation: number) => {
      kept.delete(generation);
      return ok(undefined);
    },
  };
  expect(await collectGenerations(asterisk, tag, known)).toMatchObject({ ok: true });
  return [...kept];
}

test('a long call keeps what it may hold, not every generation that was ever superseded', async () => {
  // Begun 100 s ago: 1 and 2 had been superseded; 3, 4 (never live) and 5 it may have read, 7 is of an undone apply.
  expect(await keptWith([100, 3])).toEqual([3, 4, 5, 6, 7]);
  expect(await keptWith([30])).toEqual([5, 6, 7]);
});

test('without a channel only the live one stays, and so it does with channels that began after it', async () => {
  expect(await keptWith([])).toEqual([6]);
  expect(await keptWith([3, 8])).toEqual([6]);
});

test('an age is rounded down: who may have begun just before the flip counts', async () => {
  expect(await keptWith([9])).toEqual([5, 6, 7]);
});

test('the journal knows the last flip only: what went before is kept with it', async () => {
  expect(await keptWith([30], flips.slice(-1))).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a flip that PostgreSQL has not heard of: what leads calls now stays, and so does all else', async () => {
  expect(await keptWith([], flips, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(await keptWith([], flips, null)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
