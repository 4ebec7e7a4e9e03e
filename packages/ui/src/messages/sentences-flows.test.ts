import type { ObjectChange } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { sentenceOf } from './sentences.ts';

const sales: ObjectChange = {
  kind: 'flow',
  id: 'f0000000000a',
  name: 'Sales',
  detail: '1500',
  change: 'changed',
  fields: [],
};
const told = (field: string, from: string | null, to: string | null) =>
  sentenceOf({ ...sales, fields: [{ field, from, to }] });

test('a ring group is told by who came and who went, and how it rings', () => {
  expect(told('members', 'Ann · Ben', 'Ann · Cem +5 s')).toBe('Sales, 1500: Cem +5 s added, Ben removed');
  expect(told('members', 'Ann · Ben', 'Ben · Ann')).toBe('Sales, 1500: members now Ben, Ann');
  expect(told('members', 'Ann', 'Ann +5 s')).toBe('Sales, 1500: members now Ann +5 s');
  expect(told('strategy', 'all', 'longest-idle')).toBe(
    'Sales, 1500: rings whoever has waited longest instead of all together',
  );
  expect(told('exit.noanswer', '', 'Ben 1002')).toBe('Sales, 1500: when nobody answers: to Ben 1002');
  expect(told('exit.noanswer', 'Ben 1002', '')).toBe(
    'Sales, 1500: when nobody answers: the call ends instead of going to Ben 1002',
  );
  const fields = [
    { field: 'name', from: null, to: 'Sales' },
    { field: 'members', from: null, to: 'Ann · Ben' },
  ];
  expect(sentenceOf({ ...sales, change: 'new', fields })).toBe('Sales, 1500: new, rings Ann, Ben');
});

test('a schedule is told by its hours and by where it leads', () => {
  expect(told('hours', 'Mon 09:00–17:00', 'Tue 09:00–17:00')).toBe(
    'Sales, 1500: open Tue 09:00–17:00 instead of Mon 09:00–17:00',
  );
  expect(told('hours', 'Mon 09:00–17:00', '')).toBe('Sales, 1500: never open any more, before Mon 09:00–17:00');
  expect(told('exit.open', 'Ann 1001', 'Support')).toBe('Sales, 1500: when open: now to Support instead of Ann 1001');
  expect(told('exit.holiday', 'Ann 1001', '')).toBe('Sales, 1500: when holiday: as when closed instead of to Ann 1001');
});

test('a menu is told key by key, by what it plays, and by what becomes of silence', () => {
  const menu: ObjectChange = { ...sales, name: 'Main menu', detail: null };
  const of = (field: string, from: string | null, to: string | null) =>
    sentenceOf({ ...menu, fields: [{ field, from, to }] });
  expect(of('exit.key2', 'Ann Lee', 'Support')).toBe('Main menu: key 2 now leads to Support instead of Ann Lee');
  expect(of('exit.keyhash', '', 'Support')).toBe('Main menu: key # leads to Support');
  expect(of('exit.keystar', 'Support', '')).toBe('Main menu: key * is a wrong one, before it led to Support');
  expect(of('exit.timeout', '', 'Support')).toBe('Main menu: when nobody answers or presses a key in time: to Support');
  expect(of('exit.invalid', 'Support', '')).toBe(
    'Main menu: when a wrong key is pressed: the call ends instead of going to Support',
  );
  expect(of('prompt', '', 'Welcome')).toBe('Main menu: plays Welcome');
  expect(of('prompt', 'Welcome', '')).toBe('Main menu: plays a general announcement instead of Welcome');
  expect(of('directDial', 'no', 'yes')).toBe('Main menu: callers can dial extensions');
  expect(of('waitSeconds', '5', '7')).toBe('Main menu: waits for (seconds) 7 instead of 5');
});
