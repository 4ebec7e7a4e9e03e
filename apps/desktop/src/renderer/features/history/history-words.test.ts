import { jobStatus, type ObjectChange } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { FILTERS, changesLine, readPoint, versionOf } from './history-words.ts';

const change = (name: string): ObjectChange => ({
  kind: 'user',
  id: name,
  name,
  detail: null,
  change: 'new',
  fields: [],
});

test('the line of an apply counts also those changes that the list does not carry', () => {
  const changes = [change('Ann'), change('Ben'), change('Cem')];
  expect(changesLine({ changes, changeCount: 42 })).toBe('Ann new · Ben new · 40 more');
  expect(changesLine({ changes: changes.slice(0, 1), changeCount: 1 })).toBe('Ann new');
  expect(changesLine({ changes: [], changeCount: 0 })).toBe('No object changed');
});

test('every outcome is found by exactly one filter', () =>
  expect(Object.values(FILTERS).flat().toSorted()).toEqual([...jobStatus.options].toSorted()));

test('only an apply that became live made a version', () => {
  expect(versionOf({ status: 'SUCCESS', generation: 4 })).toBe(4);
  expect(versionOf({ status: 'ROLLED_BACK', generation: 4 })).toBeUndefined();
  expect(versionOf({ status: 'SUCCESS', generation: null })).toBeUndefined();
});

test.each([
  ['model', 'model'],
  ['12', 12],
  ['0', undefined],
  ['1.5', undefined],
  ['-3', undefined],
  ['x', undefined],
  ['', undefined],
  [undefined, undefined],
])('an address’s version %j is read as %j', (written, point) => expect(readPoint(written)).toBe(point));
