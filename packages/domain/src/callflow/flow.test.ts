import { describe, expect, test } from 'vitest';
import { dayNumber } from './day-number.ts';
import { scheduleSettings } from './flow.ts';

const week = Array.from({ length: 7 }, () => []);
const problems = (settings: object) =>
  scheduleSettings.safeParse({ week, holidays: [], ...settings }).error?.issues.map(({ message }) => message) ?? [];

test.each([
  ['2027-12-31', 0],
  ['2028-01-01', 1],
  ['2028-02-28', 59],
  ['2028-02-29', 60],
  ['2028-03-01', 61],
  ['2100-02-28', 26357],
  // No leap year.
  ['2100-03-01', 26358],
])('%s is %i days after the end of 2027', (day, days) => expect(dayNumber(day) - dayNumber('2027-12-31')).toBe(days));

describe('a holiday', () => {
  const holiday = (from: string, to: string) => problems({ holidays: [{ name: 'Away', from, to }] });
  test.each([
    ['2026-12-24', '2026-12-24'],
    ['2026-12-24', '2027-01-02'],
    ['2027-01-01', '2028-01-01'],
  ])('lasts from %s to %s', (from, to) => expect(holiday(from, to)).toEqual([]));
  test('has 366 days at most, and ends after it begins', () => {
    expect(holiday('2027-01-01', '2028-01-02')).toEqual(['flow.holiday-too-long']);
    expect(holiday('2027-01-02', '2027-01-01')).toEqual(['flow.ends-before-it-begins']);
  });
});

describe('times of a day', () => {
  const monday = (...spans: [string, string][]) =>
    problems({ week: [spans.map(([from, to]) => ({ from, to })), ...week.slice(1)] });
  test('stand in order, may touch, and end at midnight', () =>
    expect(monday(['00:00', '09:00'], ['09:00', '12:30'], ['13:00', '24:00'])).toEqual([]));
  test('don’t overlap, and none is empty', () => {
    expect(monday(['09:00', '12:00'], ['11:59', '13:00'])).toEqual(['flow.hours-out-of-order']);
    expect(monday(['13:00', '14:00'], ['09:00', '12:00'])).toEqual(['flow.hours-out-of-order']);
    expect(monday(['09:00', '09:00'])).toEqual(['flow.hours-out-of-order']);
  });
});
