import { expect, test } from 'vitest';
import { causeOfTestCall, type TestCallFacts, type TestCallStep } from './test-call.ts';

const facts = (steps: readonly TestCallStep[], more: Partial<Omit<TestCallFacts, 'steps'>> = {}): TestCallFacts => ({
  code: null,
  stopped: null,
  registration: null,
  reachable: 'reachable',
  hostIsKnown: true,
  ...more,
  steps: new Set(steps),
});

test.each([
  [401, 'not-authorised'],
  [407, 'not-authorised'],
  [403, 'forbidden'],
  [404, 'no-such-number'],
  [408, 'timed-out'],
  [480, 'unavailable'],
  [486, 'busy'],
  [488, 'not-acceptable'],
  [503, 'carrier-trouble'],
  [502, 'carrier-trouble'],
  [499, 'refused'],
] as const)('a carrier that says %i: %s', (code, cause) =>
  expect(causeOfTestCall(facts(['placed', 'sent', 'trying'], { code }))).toBe(cause),
);
test('what was answered works, whatever came after', () =>
  expect(causeOfTestCall(facts(['placed', 'sent', 'ringing', 'answered'], { code: 200 }))).toBe('works'));
test('what rang and was not taken was brought to the number', () =>
  expect(causeOfTestCall(facts(['placed', 'sent', 'trying', 'ringing']))).toBe('rang'));
test('100 Trying and nothing more is not silence', () => {
  expect(causeOfTestCall(facts(['placed', 'sent', 'trying']))).toBe('stalled');
  expect(causeOfTestCall(facts(['placed', 'sent']))).toBe('silent');
});
test('without any answer, what is known of the trunk says why', () => {
  expect(causeOfTestCall(facts(['placed', 'sent'], { registration: 'rejected' }))).toBe('not-registered');
  expect(causeOfTestCall(facts(['placed', 'sent'], { reachable: 'unreachable' }))).toBe('unreachable');
  expect(causeOfTestCall(facts(['placed']))).toBe('unreachable');
});
test('the 503 that Asterisk makes up is no word of the carrier', () => {
  expect(causeOfTestCall(facts(['placed', 'sent'], { code: 503, hostIsKnown: false }))).toBe('no-such-host');
  expect(causeOfTestCall(facts(['placed', 'sent'], { code: 503, reachable: 'unreachable' }))).toBe('unreachable');
});
test('a trunk that is not loaded, or full, is not the carrier’s fault', () => {
  expect(causeOfTestCall(facts(['placed'], { stopped: 'no-context' }))).toBe('not-loaded');
  expect(causeOfTestCall(facts(['placed'], { stopped: 'full' }))).toBe('all-channels-busy');
});
