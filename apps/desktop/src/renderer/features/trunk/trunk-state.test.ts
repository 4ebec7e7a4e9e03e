import type { TrunkId, TrunkLive } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { isUp, standingOf } from './trunk-state.ts';

const on = { enabled: true, pending: 'none' } as const;
const live = (registration: TrunkLive['registration'], reachable: TrunkLive['reachable']): TrunkLive => ({
  trunkId: 't00000000001' as TrunkId,
  registration,
  reachable,
  roundTripMs: null,
  since: null,
  calls: 0,
});

test.each([
  ['registered', 'reachable', 'registered'],
  ['registered', 'unasked', 'registered'],
  ['registered', 'unreachable', 'silent'],
  ['rejected', 'reachable', 'rejected'],
  ['unregistered', 'unreachable', 'unregistered'],
  ['absent', 'reachable', 'unregistered'],
  [null, 'reachable', 'reachable'],
  [null, 'unreachable', 'unreachable'],
  [null, 'unasked', 'unasked'],
  ['unknown', 'unknown', 'unknown'],
] as const)('%s and %s is %s', (registration, reachable, standing) =>
  expect(standingOf(on, live(registration, reachable))).toBe(standing),
);

test('what is not loaded waits for an apply, or is missing, or is off', () => {
  const absent = live('absent', 'absent');
  expect(standingOf({ ...on, pending: 'new' }, absent)).toBe('notLive');
  expect(standingOf({ ...on, pending: 'changed' }, absent)).toBe('notLive');
  expect(standingOf(on, absent)).toBe('missing');
  expect(standingOf({ enabled: false, pending: 'none' }, absent)).toBe('off');
});

test('what was switched off is on until the apply', () =>
  expect(standingOf({ enabled: false, pending: 'changed' }, live('registered', 'reachable'))).toBe('goesOff'));

test('nothing is claimed before Asterisk was heard', () => expect(standingOf(on, undefined)).toBe('asking'));

test('calls come in by what is registered or answers, not by what is refused', () => {
  expect((['registered', 'reachable', 'silent'] as const).every(isUp)).toBe(true);
  expect((['rejected', 'unregistered', 'unreachable', 'notLive', 'off'] as const).some(isUp)).toBe(false);
});
