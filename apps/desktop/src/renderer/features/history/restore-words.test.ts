import type { ObjectChange, RestoreNote, RestorePlanView } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { rowsOf } from './restore-words.ts';

const change = (id: string): ObjectChange => ({
  kind: 'user',
  id,
  name: id,
  detail: null,
  change: 'changed',
  fields: [],
});
const note = (id: string, over: Partial<RestoreNote>): RestoreNote => ({
  note: 'secret-kept',
  kind: 'user',
  id,
  name: id,
  detail: null,
  blocks: false,
  ...over,
});
const plan = (changes: ObjectChange[], notes: RestoreNote[]): RestorePlanView => ({
  generation: 3,
  liveSince: '2026-01-01T00:00:00.000Z',
  changes,
  notes,
  mark: 'm',
});

test('each change is a row with its notes', () => {
  const { rows, others } = rowsOf(plan([change('ann')], [note('ann', {})]));
  expect(rows).toMatchObject([{ key: 'user-ann', isBlocked: false, notes: [{ note: 'secret-kept' }] }]);
  expect(others).toEqual([]);
});

test('what can’t be restored is a row too, though nothing of it would change', () => {
  const { rows } = rowsOf(plan([change('ann')], [note('ben', { note: 'extension-taken', blocks: true })]));
  expect(rows.map((row) => [row.key, row.isBlocked, row.change === undefined])).toEqual([
    ['user-ann', false, false],
    ['user-ben', true, true],
  ]);
});

test('a remark about somebody who does not change stands by itself', () => {
  const { rows, others } = rowsOf(plan([change('ann')], [note('cem', { note: 'live-state-kept' })]));
  expect(rows).toHaveLength(1);
  expect(others.map((each) => each.id)).toEqual(['cem']);
});
