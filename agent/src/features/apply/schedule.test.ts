import type { ScheduleView } from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import { dueAt, lateness, refuseSchedule, standOf } from './schedule.ts';

const noon = Date.parse('2026-07-06T12:00:00Z');
const inHours = (hours: number): string => new Date(noon + hours * 3_600_000).toISOString();
const at: ScheduleView = { mode: 'at', at: inHours(2) };
const quiet = (atDeadline: 'apply' | 'cancel'): ScheduleView => ({ mode: 'quiet', deadline: inHours(2), atDeadline });
const after: ScheduleView = { mode: 'after', jobId: null };
const later = noon + 2 * 3_600_000;

describe('a schedule', () => {
  const refuse = (schedule: Parameters<typeof refuseSchedule>[0], freezes = false) =>
    refuseSchedule(schedule, noon, () => (freezes ? { until: later, reason: 'Year end' } : null));
  test('lies ahead, by a year at most', () => {
    expect(refuse({ mode: 'at', at: inHours(1) })).toBeUndefined();
    expect(refuse({ mode: 'at', at: inHours(0) })).toMatchObject({ reason: 'past' });
    expect(refuse({ mode: 'at', at: inHours(24 * 367) })).toMatchObject({ reason: 'too-far' });
    expect(refuse({ mode: 'quiet', deadline: inHours(-1), atDeadline: 'apply' })).toMatchObject({ reason: 'past' });
    expect(refuse({ mode: 'quiet', deadline: inHours(24 * 400), atDeadline: 'apply' })).toMatchObject({
      reason: 'too-far',
    });
  });
  test('at a time of a known freeze is refused; what may begin before or after one is not', () => {
    expect(refuse({ mode: 'at', at: inHours(1) }, true)).toMatchObject({
      code: 'apply.schedule-invalid',
      reason: 'in-freeze',
    });
    expect(refuse({ mode: 'quiet', deadline: inHours(1), atDeadline: 'apply' }, true)).toBeUndefined();
    expect(refuse({ mode: 'after' }, true)).toBeUndefined();
  });
});

describe('a waiting job', () => {
  test('at a time waits for it', () => {
    expect(standOf(at, later - 1, false)).toBe('wait');
    expect(standOf(at, later, false)).toBe('begin');
    expect(dueAt(at, inHours(0)).toISOString()).toBe(inHours(2));
  });
  test('after another begins as soon as it is its turn', () => {
    expect(standOf(after, noon, false)).toBe('begin');
    expect(dueAt(after, inHours(0)).toISOString()).toBe(inHours(0));
  });
  test('for quiet begins when it is, and at its deadline begins or is withdrawn', () => {
    expect(standOf(quiet('apply'), later - 1, false)).toBe('when-quiet');
    expect(standOf(quiet('apply'), later, false)).toBe('begin');
    expect(standOf(quiet('cancel'), later - 1, false)).toBe('when-quiet');
    expect(standOf(quiet('cancel'), later, false)).toBe('withdraw');
  });
  test('waits in a freeze, whatever it waited for; a withdrawal does not', () => {
    for (const schedule of [at, after, quiet('apply')]) expect(standOf(schedule, later, true)).toBe('wait');
    expect(standOf(quiet('cancel'), later, true)).toBe('withdraw');
  });
  test('that begins more than an hour late says so', () => {
    expect(lateness(at, later + 3_600_000)).toEqual([]);
    expect(lateness(at, later + 3_600_001)).toEqual([
      'Was meant to begin by 2026-07-06T14:00:00.000Z; it was held back until 2026-07-06T15:00:00.001Z.',
    ]);
    expect(lateness(quiet('apply'), later + 3_600_001)).toHaveLength(1);
    expect(lateness(after, later * 2)).toEqual([]);
  });
});
