import { expect, test } from 'vitest';
import { merge, without } from './merge.ts';

const was = { name: 'Sales', seconds: 20, members: ['ann'] };

test('what was written stays, and what was not becomes theirs', () =>
  expect(merge({ was, mine: { ...was, name: 'Sales desk' }, now: { ...was, seconds: 30 } })).toEqual({
    values: { name: 'Sales desk', seconds: 30, members: ['ann'] },
    theirs: new Map(),
  }));

test('a field that both changed keeps what was written and knows what they made of it', () =>
  expect(merge({ was, mine: { ...was, name: 'Mine' }, now: { ...was, name: 'Theirs' } })).toEqual({
    values: { ...was, name: 'Mine' },
    theirs: new Map([['name', 'Theirs']]),
  }));

test('who means the same is not asked', () =>
  expect(merge({ was, mine: { ...was, name: 'Same' }, now: { ...was, name: 'Same', seconds: 5 } })).toEqual({
    values: { ...was, name: 'Same', seconds: 5 },
    theirs: new Map(),
  }));

test('what is undecided stays so when they save once more, and a list stays in one piece', () => {
  const mine = { ...was, name: 'Mine', members: ['ann', 'ben'] };
  const theirs = { ...was, name: 'Theirs' };
  const first = merge({ was, mine, now: theirs });
  const now = { ...theirs, seconds: 30, members: ['cem'] };
  expect(merge({ was: theirs, mine: first.values, now, open: first.theirs })).toEqual({
    values: { name: 'Mine', seconds: 30, members: ['ann', 'ben'] },
    theirs: new Map<string, unknown>([
      ['name', 'Theirs'],
      ['members', ['cem']],
    ]),
  });
});

test('fields of a part are merged one by one, also those that one side alone has', () => {
  const flow = { exits: {} as Record<string, string | null>, settings: { seconds: 20, prefix: '' } };
  const merged = merge({
    was: flow,
    mine: { settings: { seconds: 25, prefix: '' }, exits: { busy: 'ann' } },
    now: { settings: { seconds: 20, prefix: 'S:' }, exits: { full: 'ben', busy: 'cem' } },
    parts: ['settings', 'exits'],
  });
  expect(merged).toEqual({
    values: { settings: { seconds: 25, prefix: 'S:' }, exits: { full: 'ben', busy: 'ann' } },
    theirs: new Map([['exits.busy', 'cem']]),
  });
});

test('a field that they took away is gone, not empty', () => {
  expect(Object.keys(without({ '1': 'Sales', '2': 'Support' }, '2'))).toEqual(['1']);
});
