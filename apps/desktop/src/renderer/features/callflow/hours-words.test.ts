import { expect, test } from 'vitest';
import { holidayDays, standingText, weekLines, weekText } from './hours-words.ts';

const day = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '17:00' },
];
const all = [{ from: '00:00', to: '24:00' }];

test('days with the same hours are one line', () => {
  expect(weekLines([day, day, day, day, day, [{ from: '10:00', to: '14:00' }], []])).toEqual([
    { days: 'Monday to Friday', hours: '09:00–12:00, 13:00–17:00' },
    { days: 'Saturday', hours: '10:00–14:00' },
    { days: 'Sunday', hours: 'closed' },
  ]);
  expect(weekText([day, day, day, day, day, [], []])).toBe('Mon–Fri 09:00–12:00, 13:00–17:00');
  expect(weekText(Array.from({ length: 7 }, () => all))).toBe('Open all week, day and night');
  expect(weekText(Array.from({ length: 7 }, () => []))).toBe('Never open by the week');
});

test('holidays say their days, and whether they come each year', () => {
  expect(holidayDays({ from: '2026-12-24', to: '2026-12-26', yearly: true })).toBe('24 Dec – 26 Dec, each year');
  expect(holidayDays({ from: '2026-05-01', to: '2026-05-01', yearly: false })).toBe('1 May 2026');
});

test('how it stands names the end as people say it, by the clock of the schedule', () => {
  const at = Date.parse('2026-11-30T09:30:00Z');
  const now = { state: 'open', by: 'week', local: '', zone: 'Europe/Berlin' } as const;
  const until = (iso: string) => standingText({ ...now, until: Date.parse(iso) }, at);
  expect(until('2026-11-30T16:00:00Z')).toBe('Open until 17:00');
  expect(until('2026-12-02T08:00:00Z')).toBe('Open until Wed 09:00');
  expect(until('2026-12-12T08:00:00Z')).toBe('Open until 12 Dec 09:00');
  expect(standingText({ ...now, until: null }, at)).toBe('Open');
  expect(standingText({ ...now, by: 'override', until: null }, at)).toBe('Opened by hand');
});
