import type { OutboundRule } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { acted, rebased, standing, type RuleAct } from './rule-acts.ts';

const rule = (name: string, prefix = '+49'): OutboundRule => ({
  name,
  match: { by: 'prefix', prefix },
  hours: null,
  act: { does: 'deny' },
});
const [a, b, c] = [rule('A'), rule('B'), rule('C')];
const names = (rules: readonly OutboundRule[]) => rules.map(({ name }) => name).join('');

test.each<[RuleAct, string]>([
  [{ tag: 'add', rule: rule('D') }, 'ABCD'],
  [{ tag: 'put', at: 1, rule: rule('D') }, 'ADC'],
  [{ tag: 'put', at: 3, rule: rule('D') }, 'ABCD'],
  [{ tag: 'move', at: 0, to: 2 }, 'BCA'],
  [{ tag: 'move', at: 2, to: 0 }, 'CAB'],
  [{ tag: 'remove', at: 1 }, 'AC'],
])('%j makes %s of ABC', (act, after) => expect(names(acted([a, b, c], act))).toBe(after));

test('what somebody else saved meanwhile stays: the act finds its rule where it is now', () => {
  const theirs = [rule('New'), a, b, c];
  const seen = [a, b, c];
  const put = rebased({ tag: 'put', at: 1, rule: rule('D') }, { seen, theirs });
  expect(put && names(acted(theirs, put))).toBe('NewADC');
  const removed = rebased({ tag: 'remove', at: 0 }, { seen, theirs });
  expect(removed && names(acted(theirs, removed))).toBe('NewBC');
  expect(rebased({ tag: 'add', rule: rule('D') }, { seen, theirs })).toBeDefined();
});

test('who would overwrite what somebody else did has to look first', () => {
  const seen = [a, b, c];
  const put: RuleAct = { tag: 'put', at: 1, rule: rule('D') };
  expect(rebased(put, { seen, theirs: [a, rule('B', '+1'), c] })).toBeUndefined();
  expect(rebased(put, { seen, theirs: [a, c] })).toBeUndefined();
  // Two that are alike: nobody can tell which is meant.
  expect(rebased(put, { seen, theirs: [b, a, b, c] })).toBeUndefined();
  expect(rebased({ tag: 'move', at: 0, to: 2 }, { seen, theirs: [a, b, c, rule('D')] })).toBeUndefined();
  // Only the name of the policy was changed.
  expect(rebased({ tag: 'move', at: 0, to: 2 }, { seen, theirs: [a, b, c] })).toBeDefined();
});

test('a rule that somebody else changed is only known where nothing else moved: no other one is taken for it', () => {
  const seen = [a, b, c];
  const changed = rule('B', '+1');
  expect(standing(1, { seen, theirs: [a, changed, c] })).toBe('changed');
  expect(standing(1, { seen, theirs: [rule('New'), a, b, c] })).toBe('there');
  expect(standing(1, { seen, theirs: [a, c] })).toBe('lost');
  expect(standing(1, { seen, theirs: [a, c, rule('D')] })).toBe('lost');
  expect(standing(1, { seen, theirs: [rule('New'), a, changed, c] })).toBe('lost');
  expect(standing(1, { seen, theirs: [b, a, b] })).toBe('lost');
});
