import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { namesOf, reachableAt } from './addresses.ts';

test('an address is told as it is', () => {
  expect(reachableAt('192.0.2.10')).toBe('192.0.2.10');
  expect(namesOf('192.0.2.10')).toEqual(['192.0.2.10']);
});

test.each(['0.0.0.0', '::'])('%s is never told: one of this machine’s own is', (everywhere) => {
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries?.map(({ address }) => address) ?? []);
  expect([...own, '127.0.0.1']).toContain(reachableAt(everywhere));
  expect(namesOf(everywhere)).not.toContain(everywhere);
});
