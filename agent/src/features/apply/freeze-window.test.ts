import type { FreezeWindow, Weekday } from '@synergycall/domain';
import { describe, expect, test, vi } from 'vitest';
import { frozenAt, holds } from './freeze-window.ts';
import { instantOf, wallClock } from './wall-clock.ts';

const at = (iso: string): number => Date.parse(iso);
const weekly = (days: readonly Weekday[], from: string, until: string): FreezeWindow => ({
  kind: 'weekly',
  days: [...days],
  from,
  until,
});
const until = (window: FreezeWindow, zone: string, now: string): string | undefined => {
  const freeze = frozenAt([{ window, reason: 'why' }], zone, at(now));
  return freeze ? new Date(freeze.until).toISOString() : undefined;
};

describe('clocks on the wall', () => {
  test.each([
    ['UTC', '2026-07-01T12:00:00.000Z', '2026-07-01T12:00:00.000Z'],
    ['Europe/Berlin', '2026-07-01T12:00:00.250Z', '2026-07-01T14:00:00.250Z'],
    ['America/New_York', '2026-01-01T03:00:00.000Z', '2025-12-31T22:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00.000Z', '2026-01-01T05:45:00.000Z'],
    ['Australia/Lord_Howe', '2026-01-01T00:00:00.000Z', '2026-01-01T11:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01T11:00:00.000Z', '2026-01-02T01:00:00.000Z'],
  ])('%s at %s', (zone, now, shown) => {
    expect(new Date(wallClock(zone, at(now))).toISOString()).toBe(shown);
    expect(instantOf(zone, at(shown), 'first')).toBe(at(now));
    expect(instantOf(zone, at(shown), 'last')).toBe(at(now));
  });

  test('a time that comes twice is its first or its last one', () => {
    // 25 October 2026 in Berlin: 03:00 becomes 02:00 again at 01:00 UTC.
    const shown = at('2026-10-25T02:30:00Z');
    expect(instantOf('Europe/Berlin', shown, 'first')).toBe(at('2026-10-25T00:30:00Z'));
    expect(instantOf('Europe/Berlin', shown, 'last')).toBe(at('2026-10-25T01:30:00Z'));
    // Half an hour only: Lord Howe, 5 April 2026, 02:00 becomes 01:30 again at 15:00 UTC the day before.
    const half = at('2026-04-05T01:45:00Z');
    expect(instantOf('Australia/Lord_Howe', half, 'first')).toBe(at('2026-04-04T14:45:00Z'));
    expect(instantOf('Australia/Lord_Howe', half, 'last')).toBe(at('2026-04-04T15:15:00Z'));
  });

  test('a time that is skipped is the moment of the change', () => {
    // 29 March 2026 in Berlin: 02:00 becomes 03:00 at 01:00 UTC; 8 March in New York at 07:00 UTC.
    for (const which of ['first', 'last'] as const) {
      expect(instantOf('Europe/Berlin', at('2026-03-29T02:30:00Z'), which)).toBe(at('2026-03-29T01:00:00Z'));
      expect(instantOf('America/New_York', at('2026-03-08T02:00:00Z'), which)).toBe(at('2026-03-08T07:00:00Z'));
    }
  });
});

describe('a window once', () => {
  const window: FreezeWindow = { kind: 'once', from: '2026-12-20T00:00:00Z', until: '2027-01-02T00:00:00Z' };
  test('holds from its beginning until just before its end', () => {
    expect(until(window, 'UTC', '2026-12-19T23:59:59Z')).toBeUndefined();
    expect(until(window, 'UTC', '2026-12-20T00:00:00Z')).toBe('2027-01-02T00:00:00.000Z');
    expect(until(window, 'UTC', '2027-01-01T23:59:59Z')).toBe('2027-01-02T00:00:00.000Z');
    expect(until(window, 'UTC', '2027-01-02T00:00:00Z')).toBeUndefined();
  });
});

describe('a window each week', () => {
  test('is meant on the clocks of the tenant', () => {
    const hours = weekly(['mon', 'tue', 'wed', 'thu', 'fri'], '08:00', '18:00');
    // Monday 6 July 2026: 08:00 in Berlin is 06:00 UTC.
    expect(until(hours, 'Europe/Berlin', '2026-07-06T05:59:59Z')).toBeUndefined();
    expect(until(hours, 'Europe/Berlin', '2026-07-06T06:00:00Z')).toBe('2026-07-06T16:00:00.000Z');
    expect(until(hours, 'Europe/Berlin', '2026-07-06T16:00:00Z')).toBeUndefined();
    expect(until(hours, 'Europe/Berlin', '2026-07-05T10:00:00Z')).toBeUndefined();
    // Sunday evening in UTC is Monday morning in Auckland.
    expect(until(hours, 'Pacific/Auckland', '2026-07-05T21:00:00Z')).toBe('2026-07-06T06:00:00.000Z');
  });

  test('that passes midnight belongs to the day on which it begins', () => {
    const night = weekly(['fri'], '22:00', '06:00');
    expect(until(night, 'Europe/Berlin', '2026-07-10T19:59:59Z')).toBeUndefined();
    expect(until(night, 'Europe/Berlin', '2026-07-10T20:00:00Z')).toBe('2026-07-11T04:00:00.000Z');
    expect(until(night, 'Europe/Berlin', '2026-07-11T03:59:59Z')).toBe('2026-07-11T04:00:00.000Z');
    expect(until(night, 'Europe/Berlin', '2026-07-11T04:00:00Z')).toBeUndefined();
    // Thursday's night is not meant.
    expect(until(night, 'Europe/Berlin', '2026-07-10T02:00:00Z')).toBeUndefined();
  });

  test('from and until the same time is a whole day', () => {
    const day = weekly(['sun'], '00:00', '00:00');
    expect(until(day, 'UTC', '2026-07-05T00:00:00Z')).toBe('2026-07-06T00:00:00.000Z');
    expect(until(day, 'UTC', '2026-07-06T00:00:00Z')).toBeUndefined();
  });

  test('is an hour longer or shorter in the night in which clocks change', () => {
    const night = weekly(['sat'], '22:00', '06:00');
    // Into summer time: 22:00 is 21:00 UTC, 06:00 is 04:00 UTC: seven hours.
    expect(until(night, 'Europe/Berlin', '2026-03-28T21:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
    // Out of it: 20:00 to 05:00 UTC, nine hours.
    expect(until(night, 'Europe/Berlin', '2026-10-24T20:00:00Z')).toBe('2026-10-25T05:00:00.000Z');
    expect(until(night, 'Europe/Berlin', '2026-10-25T04:59:59Z')).toBe('2026-10-25T05:00:00.000Z');
  });

  test('whose times come twice holds from the first to the last of them', () => {
    const early = weekly(['sun'], '02:15', '02:45');
    expect(until(early, 'Europe/Berlin', '2026-10-25T00:14:59Z')).toBeUndefined();
    expect(until(early, 'Europe/Berlin', '2026-10-25T00:15:00Z')).toBe('2026-10-25T01:45:00.000Z');
    expect(until(early, 'Europe/Berlin', '2026-10-25T00:50:00Z')).toBe('2026-10-25T01:45:00.000Z');
  });

  test('whose times are skipped does not hold; one that begins in the gap begins when clocks change', () => {
    expect(until(weekly(['sun'], '02:15', '02:45'), 'Europe/Berlin', '2026-03-29T01:00:00Z')).toBeUndefined();
    const into = weekly(['sun'], '02:30', '04:00');
    expect(until(into, 'Europe/Berlin', '2026-03-29T00:59:59Z')).toBeUndefined();
    expect(until(into, 'Europe/Berlin', '2026-03-29T01:00:00Z')).toBe('2026-03-29T02:00:00.000Z');
  });

  test('holds exactly where a walk through a year by the clock on the wall says so', () => {
    // Times that never come twice nor are skipped: there the clock alone decides.
    const window = weekly(['mon', 'thu', 'sun'], '21:30', '05:15');
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']) {
      for (let now = at('2026-01-01T00:00:00Z'); now < at('2027-01-01T00:00:00Z'); now += 137 * 60_000) {
        const shown = new Date(wallClock(zone, now));
        const minute = shown.getUTCHours() * 60 + shown.getUTCMinutes();
        const meant = [1, 4, 0];
        const evening = minute >= 21 * 60 + 30 && meant.includes(shown.getUTCDay());
        const morning = minute < 5 * 60 + 15 && meant.includes((shown.getUTCDay() + 6) % 7);
        if (holds(window, zone, now) !== (evening || morning))
          expect.fail(`${zone} at ${new Date(now).toISOString()}, where clocks show ${shown.toISOString()}`);
      }
    }
    expect(holds(window, 'UTC', at('2026-07-06T22:00:00Z'))).toBe(true);
  });
});

describe('several windows', () => {
  const windows = [
    { window: weekly(['mon'], '08:00', '12:00'), reason: 'Morning' },
    { window: weekly(['mon'], '12:00', '13:00'), reason: 'Noon' },
    { window: weekly(['mon'], '12:30', '17:00'), reason: 'Afternoon' },
  ];
  test('that meet are one freeze; the reason is of the one that holds', () => {
    expect(frozenAt(windows, 'UTC', at('2026-07-06T09:00:00Z'))).toEqual({
      until: at('2026-07-06T17:00:00Z'),
      reason: 'Morning',
    });
    expect(frozenAt(windows, 'UTC', at('2026-07-06T12:10:00Z'))?.reason).toBe('Noon');
    expect(frozenAt(windows, 'UTC', at('2026-07-06T17:00:00Z'))).toBeNull();
    expect(frozenAt([], 'UTC', 0)).toBeNull();
  });

  test('without any gap have an end all the same: the look ahead is a month', () => {
    const always = [
      { window: weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '00:00', '00:00'), reason: 'x' },
    ];
    const now = at('2026-07-06T09:00:00Z');
    expect(frozenAt(always, 'Europe/Berlin', now)?.until).toBeGreaterThan(now + 30 * 86_400_000);
  });
});

test('SECURITY: a chain of as many windows as a tenant may have is no work that others wait for', () => {
  const days: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  // Each begins where the next one in the list ends: the worst order there is.
  const chain = Array.from({ length: 48 }, (_, n) => weekly(days, clock(n * 30), clock((n + 1) * 30))).toReversed();
  const asked = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
  const windows = chain.map((window) => ({ window, reason: 'why' }));
  const freeze = frozenAt(windows, 'Europe/Paris', at('2026-10-20T12:00:00Z'));
  expect(freeze!.until).toBeGreaterThan(at('2026-11-19T00:00:00Z'));
  // Some dozens of days, and the hours of the one on which clocks change; not once per window and day.
  expect(asked.mock.calls.length).toBeLessThan(1_000);
  asked.mockRestore();
});
