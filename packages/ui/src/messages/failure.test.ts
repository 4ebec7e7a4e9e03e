import { expect, test } from 'vitest';
import { failureText, problemText } from './failure.ts';

test('a taken extension names its owner and the next free one', () =>
  expect(
    failureText({
      code: 'extension.taken',
      extension: 1005,
      byKind: 'user',
      byId: 'x',
      byName: 'Ben Ode',
      nextFree: 1006,
    }),
  ).toEqual({ title: 'Extension 1005 is taken by Ben Ode', todo: 'Choose 1006 (next free) or free 1005.' }));

test('an exhausted range names the range and what rests', () => {
  const text = failureText({ code: 'extension.pool-exhausted', range: [1001, 1005], quarantined: 1 });
  expect(text.title).toBe('No extension is free from 1001 to 1005');
  expect(text.todo).toContain('1 extension rests after use');
});

test('waiting times are given in the unit a person would use', () => {
  expect(failureText({ code: 'auth.too-many-attempts', retryAfterSeconds: 30 }).todo).toContain('30 seconds');
  expect(failureText({ code: 'auth.too-many-attempts', retryAfterSeconds: 600 }).todo).toContain('10 minutes');
});

test('no words are left with an empty place', () => {
  for (const failure of [
    { code: 'apply.busy', since: '2026-11-22T14:00:00.000Z', by: 'Ann' },
    { code: 'apply.step-failed', step: 'reload', object: 'dialplan', detail: 'd', remedy: 'r.' },
    { code: 'tenant.range-invalid', range: [1, 2], reason: 'in-use', detail: '1005' },
    { code: 'client.certificate-name', host: 'pbx', names: ['a', 'b'] },
    { code: 'not-found', what: 'page' },
  ] as const) {
    const { title, todo } = failureText(failure);
    expect(`${title} ${todo}`).not.toMatch(/[{}]|undefined/);
  }
});

test('an unknown problem of a field still says something', () =>
  expect(problemText('whatever')).toBe('Check this value.'));
