import { expect, test } from 'vitest';
import { isTerminal, recover, start, statusOf, step, type ApplyEvent, type ApplyState, type Phase } from './machine.ts';

const failed: ApplyEvent = { tag: 'failed', because: { code: 'realtime.down', detail: 'gone' } };
const done: ApplyEvent = { tag: 'done' };
const phases: Phase[] = [
  'checking',
  'rendering',
  'validating',
  'backingUp',
  'writing',
  'reloading',
  'flipping',
  'verifying',
];
const harmless: Phase[] = ['checking', 'rendering', 'validating', 'backingUp'];
const rollingBack: ApplyState = { tag: 'rollingBack', during: 'flipping', because: { code: 'interrupted' } };

test('an apply in which all goes well passes every phase in order and ends applied', () => {
  const seen: string[] = [];
  let state: ApplyState = start;
  while (!isTerminal(state)) {
    seen.push(state.tag);
    state = step(state, done);
  }
  expect(seen).toEqual([...phases, 'cleaningUp']);
  expect(statusOf(state)).toBe('SUCCESS');
});

test.each(phases)('a failure while %s rejects before anything is touched and rolls back afterwards', (tag) => {
  const next = step({ tag } as ApplyState, failed);
  expect(next.tag).toBe(harmless.includes(tag) ? 'rejected' : 'rollingBack');
});

test('after the point of no return a failure is a warning, never an undo', () => {
  const state = step({ tag: 'cleaningUp' }, failed);
  expect(state).toEqual({ tag: 'applied', warning: { code: 'realtime.down', detail: 'gone' } });
});

test('an undo ends rolled back, or asks for help; help that comes later still ends it rolled back', () => {
  expect(statusOf(step(rollingBack, done))).toBe('ROLLED_BACK');
  const stuck = step(rollingBack, { tag: 'stuck', commands: ['asterisk -rx "core show version"'] });
  expect(statusOf(stuck)).toBe('NEEDS_HELP');
  expect(statusOf(step(stuck, done))).toBe('ROLLED_BACK');
});

test.each([...phases, 'cleaningUp'] as const)('a death while %s is undone unless it was committed', (tag) => {
  const after = recover({ tag } as ApplyState);
  const expected =
    tag === 'cleaningUp'
      ? 'cleaningUp'
      : ['checking', 'rendering', 'validating'].includes(tag)
        ? 'rejected'
        : 'rollingBack';
  expect(after.tag).toBe(expected);
});

test('what has ended stays ended', () => {
  const ended: ApplyState = { tag: 'applied', warning: null };
  expect(recover(ended)).toBe(ended);
  expect(() => step(ended, done)).toThrow(/applied can't take done/);
});
