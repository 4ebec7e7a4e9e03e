import { expect, test } from 'vitest';
import { hoursAhead, instantOf, wallTime } from './schedule-time.ts';
import { formatWhen, waitsFor } from './schedule-words.ts';

test('a wall clock’s time is the moment that it means there, in summer and in winter', () => {
  expect(instantOf('2026-11-23T18:00', 'Europe/Berlin')).toBe('2026-11-23T17:00:00.000Z');
  expect(instantOf('2026-07-01T18:00', 'Europe/Berlin')).toBe('2026-07-01T16:00:00.000Z');
  expect(instantOf('2026-11-23T00:00', 'Asia/Kolkata')).toBe('2026-11-22T18:30:00.000Z');
  expect(instantOf('2026-11-23T18:00', 'UTC')).toBe('2026-11-23T18:00:00.000Z');
});
test('an hour that summer time skips becomes one that exists', () =>
  expect(instantOf('2027-03-28T02:30', 'Europe/Berlin')).toMatch(/^2027-03-28T0[01]:30/));
test('nothing written is no moment', () => {
  expect(instantOf('', 'UTC')).toBeUndefined();
  expect(instantOf('2026-13-45T99:99', 'UTC')).toBeUndefined();
});
test('there and back', () =>
  expect(wallTime(new Date(instantOf('2026-11-23T06:15', 'America/New_York')!), 'America/New_York')).toBe(
    '2026-11-23T06:15',
  ));
test('proposes full hours ahead', () =>
  expect(hoursAhead(2, 'UTC', new Date('2026-11-22T21:40:00Z'))).toBe('2026-11-22T23:00'));

test('says when in words that need no calendar', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  expect(formatWhen('2026-11-22T18:00:00Z', 'UTC', now)).toBe('today 18:00');
  expect(formatWhen('2026-11-22T23:30:00Z', 'Europe/Berlin', now)).toBe('tomorrow 00:30');
  expect(formatWhen('2026-11-24T06:00:00Z', 'UTC', now)).toBe('24 Nov, 06:00');
  expect(formatWhen('2027-01-24T06:00:00Z', 'UTC', now)).toBe('24 Jan 2027, 06:00');
});
test('says what an apply waits for', () => {
  const deadline = '2030-01-24T06:00:00Z';
  expect(waitsFor({ mode: 'quiet', deadline, atDeadline: 'cancel' })).toContain('withdrawn');
  expect(waitsFor({ mode: 'after', jobId: null })).toContain('in progress');
});
