import { expect, test } from 'vitest';
import { deviceRows } from '../../platform/realtime/device.fake.ts';
import { changeOf, differenceOf } from './rows.ts';

const there = [deviceRows('a7k2-000001', { context: 'sc-off-a7k2' }), deviceRows('a7k2-000002')];

test('rows that are as meant are left alone; the context, being live state, never counts', () => {
  const meant = [deviceRows('a7k2-000001', { context: 'sc-t-a7k2' }), deviceRows('a7k2-000002')].map((row) => ({
    ...row,
    endpoint: {
      ...row.endpoint,
      subscribe_context: there.find((old) => old.id === row.id)?.endpoint.subscribe_context ?? '',
    },
  }));
  expect(changeOf(there, meant)).toEqual({ insert: [], update: [], before: [], remove: [] });
});

test('a changed secret changes that column alone, and its before-image is kept', () => {
  const change = changeOf(there, [there[0]!, deviceRows('a7k2-000002', { secret: 'new' })]);
  expect(change.update).toEqual([{ id: 'a7k2-000002', auth: { md5_cred: expect.stringMatching(/^[0-9a-f]{32}$/) } }]);
  expect(change.before).toEqual([there[1]]);
});

test('new devices are inserted whole, those no longer meant are removed, later', () => {
  const cid = deviceRows('a7k2-000003');
  expect(changeOf(there, [there[0]!, cid])).toMatchObject({ insert: [cid], update: [], remove: ['a7k2-000002'] });
});

test('the way back is the difference the other way round', () => {
  const now = deviceRows('a7k2-000002', { secret: 'new', context: 'sc-off-a7k2' });
  expect(differenceOf({ ...now, endpoint: { ...now.endpoint, subscribe_context: 'from-test' } }, there[1]!)).toEqual({
    id: 'a7k2-000002',
    auth: { md5_cred: there[1]!.auth.md5_cred },
  });
});
