/* oxlint-disable no-restricted-globals -- moments are written as people write them */
import { describe, expect, test } from 'vitest';
import { dayDigits, dayNumber } from './calendar.ts';
import { asteriskZone, flowId, hoursAt, plannedFlows, type FlowSnapshot, type PlannedHours } from '../index.ts';

type Settings = Extract<FlowSnapshot['settings'], { kind: 'schedule' }>;
const id = flowId.parse('000000000f01');
function schedule(settings: Partial<Omit<Settings, 'kind'>>, timezone = 'Europe/Berlin'): PlannedHours {
  const week = Array.from({ length: 7 }, () => []);
  const flow: FlowSnapshot = {
    id,
    name: 'Office',
    extension: null,
    settings: { kind: 'schedule', timezone: null, week, holidays: [], ...settings },
    exits: {},
  };
  const planned = plannedFlows([flow], timezone).get(id);
  if (planned?.kind !== 'hours') throw new Error('it is a schedule');
  return planned;
}
const daily = (...hours: [string, string][]) =>
  Array.from({ length: 7 }, () => hours.map(([from, to]) => ({ from, to })));
const off = (from: string, to: string, yearly = false, hours: { from: string; to: string }[] = []) => ({
  name: 'Day off',
  from,
  to,
  yearly,
  hours,
});
const at = (hours: PlannedHours, when: string) => hoursAt(hours, Date.parse(when)).state;

describe('a schedule at a moment', () => {
  test('says by what it is so, and what its own clock shows', () => {
    const hours = schedule({ week: daily(['09:00', '17:00']), holidays: [off('2026-12-25', '2026-12-25')] });
    const moment = Date.parse('2026-11-30T08:15:00Z');
    expect(hoursAt(hours, moment)).toEqual({ state: 'open', by: 'week', local: '2026-11-30 09:15' });
    expect(hoursAt(hours, moment, 'closed')).toEqual({ state: 'closed', by: 'override', local: '2026-11-30 09:15' });
    expect(hoursAt(hours, Date.parse('2026-12-25T08:15:00Z'))).toMatchObject({ state: 'holiday', by: 'holiday' });
  });
  test('opens with its first minute and closes with its last, up to 24:00', () => {
    const hours = schedule({ week: daily(['09:00', '12:00'], ['22:00', '24:00']) });
    expect(
      ['08:59:59', '09:00:00', '11:59:59', '12:00:00', '21:59:59', '23:59:59'].map((time) =>
        at(hours, `2026-11-30T${time}+01:00`),
      ),
    ).toEqual(['closed', 'open', 'open', 'closed', 'closed', 'open']);
    expect(at(hours, '2026-12-01T00:00:00+01:00')).toBe('closed');
  });
  test('has its own zone, or the tenant’s', () => {
    const week = daily(['09:00', '17:00']);
    expect(at(schedule({ week, timezone: 'America/New_York' }), '2026-11-30T09:00:00-05:00')).toBe('open');
    expect(at(schedule({ week }, 'Asia/Kathmandu'), '2026-11-30T09:00:00+05:45')).toBe('open');
  });
  test('goes by the clock where clocks change: a skipped hour is nothing, one that comes twice counts twice', () => {
    const hours = schedule({ week: daily(['02:00', '03:00']) });
    expect(['2027-03-28T00:59:00Z', '2027-03-28T01:00:00Z'].map((when) => at(hours, when))).toEqual([
      'closed',
      'closed',
    ]);
    expect(
      ['2026-10-24T23:59:00Z', '2026-10-25T00:00:00Z', '2026-10-25T01:59:00Z', '2026-10-25T02:00:00Z'].map((when) =>
        at(hours, when),
      ),
    ).toEqual(['closed', 'open', 'open', 'closed']);
  });
});

describe('holidays', () => {
  const week = daily(['00:00', '24:00']);
  test('of each year: 29 February is one of leap years alone, and one over the turn of the year is whole', () => {
    const leap = schedule({ week, holidays: [off('2028-02-28', '2028-03-01', true)] });
    const noon = (day: string) => at(leap, `${day}T12:00:00+01:00`);
    expect(['2032-02-29', '2027-02-28', '2027-03-01', '2027-03-02'].map(noon)).toEqual([
      'holiday',
      'holiday',
      'holiday',
      'open',
    ]);
    expect([...schedule({ week, holidays: [off('2026-12-30', '2027-01-02', true)] }).days.keys()]).toEqual([
      '0101',
      '0102',
      '1230',
      '1231',
    ]);
  });
  test('a day of one year goes before the same day of each year, and the first that names a day has it', () => {
    const hours = schedule({
      week,
      holidays: [
        off('2026-12-24', '2026-12-24', true),
        off('2026-12-24', '2026-12-24', false, [{ from: '09:00', to: '12:00' }]),
        off('2026-12-24', '2026-12-25'),
      ],
    });
    expect(
      ['2026-12-24T10:00+01:00', '2026-12-24T12:00+01:00', '2027-12-24T10:00+01:00'].map((when) => at(hours, when)),
    ).toEqual(['open', 'holiday', 'holiday']);
  });
  test('one that ends before it begins is none, and one of many years holds a year', () => {
    expect(schedule({ week, holidays: [off('2026-12-25', '2026-12-24')] }).days.size).toBe(0);
    expect(schedule({ week, holidays: [off('2026-01-01', '2036-01-01')] }).days.size).toBe(366);
  });
});

test.each([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['US/Eastern', 'America/New_York'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Etc/UTC', 'UTC'],
  ['Europe/Berlin', 'Europe/Berlin'],
])('Asterisk knows %s as %s', (zone, name) => expect(asteriskZone(zone)).toBe(name));
test('every zone that a screen offers has a name of the alphabet and length that the core takes', () =>
  expect(
    Intl.supportedValuesOf('timeZone').filter((zone) => !/^[A-Za-z0-9_+/-]{1,60}$/.test(asteriskZone(zone))),
  ).toEqual([]));

test('days count on as the calendar does, over leap years and centuries', () => {
  const wrong = [-25_000, 0, 10_000, 11_016, 20_787, 47_540].flatMap((from) =>
    Array.from({ length: 800 }, (_, n) => from + n).filter((number) => {
      const date = new Date(number * 86_400_000).toISOString().slice(0, 10);
      return dayNumber(date) !== number || dayDigits(number) !== date.replaceAll('-', '');
    }),
  );
  expect(wrong).toEqual([]);
});
