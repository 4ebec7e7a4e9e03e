import { expect, test } from 'vitest';
import { countsOf, groupsOf, wordsOf } from './change-groups.ts';
import type { ObjectChange } from './types.ts';

const user = (id: string, name: string, detail: string, change: ObjectChange['change'] = 'new'): ObjectChange => ({
  kind: 'user',
  id,
  name,
  detail,
  change,
  fields: [],
});
const phone = (id: string, owner: ObjectChange['owner'], detail: string | null = null): ObjectChange => ({
  kind: 'device',
  id,
  name: `Phone ${id}`,
  detail,
  change: 'changed',
  fields: [],
  ...(owner ? { owner } : {}),
});
const ann = user('a', 'Ann Lee', '1004');
const ben = { id: 'b', name: 'Ben Ode', detail: '1005' };
const tenant: ObjectChange = {
  kind: 'tenant',
  id: 't',
  name: 'Acme',
  detail: null,
  change: 'changed',
  fields: [],
};

test('devices stand below their person, also when the person stays as they are', () => {
  const groups = groupsOf([ann, tenant, phone('1', { id: 'a', name: 'Ann Lee', detail: '1004' }), phone('2', ben)]);
  expect(groups.map((g) => [g.head?.name ?? g.owner?.name, g.under.map((d) => d.name)])).toEqual([
    ['Acme', []],
    ['Ann Lee', ['Phone 1']],
    ['Ben Ode', ['Phone 2']],
  ]);
});

test('two people of one name keep their own devices', () => {
  const other = user('a2', 'Ann Lee', '1009');
  const groups = groupsOf([ann, other, phone('1', { id: 'a2', name: 'Ann Lee', detail: '1009' })]);
  expect(groups.map((g) => [g.head?.detail, g.under.length])).toEqual([
    ['1004', 0],
    ['1009', 1],
  ]);
});

test('a job of an earlier version, which knows owners by name only, is grouped as well', () => {
  const groups = groupsOf([ann, phone('1', undefined, 'Ann Lee 1004'), phone('2', undefined, 'Ben Ode 1005')]);
  expect(groups).toHaveLength(2);
  expect(groups[0]?.under).toHaveLength(1);
});

test('a group is found by any word that it shows', () => {
  const [group] = groupsOf([ann, phone('1', { id: 'a', name: 'Ann Lee', detail: '1004' })]);
  expect(wordsOf(group!)).toContain('ann lee, 1004: new');
  expect(wordsOf(group!)).toContain('phone 1');
});

test('counts by kind of change', () =>
  expect(countsOf([ann, tenant, user('c', 'Cem', '1006', 'removed')])).toEqual({ new: 1, changed: 1, removed: 1 }));
