import { expect, test } from 'vitest';
import { daysText, windowText } from './freeze-words.ts';

test('days are told as people say them', () => {
  expect(daysText(['mon', 'tue', 'wed', 'thu', 'fri'])).toBe('Mon–Fri');
  expect(daysText(['sun', 'sat'])).toBe('Sat, Sun');
  expect(daysText(['mon', 'wed', 'thu', 'fri', 'sun'])).toBe('Mon, Wed–Fri, Sun');
  expect(daysText(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).toBe('every day');
});
test('a window that passes midnight says so', () => {
  expect(windowText({ kind: 'weekly', days: ['fri'], from: '22:00', until: '06:00' }, 'UTC')).toContain('next day');
  expect(windowText({ kind: 'weekly', days: ['fri'], from: '08:00', until: '18:00' }, 'UTC')).toBe(
    'Fri, 08:00 to 18:00',
  );
});
test('a window of once is told in the tenant’s time', () =>
  expect(
    windowText({ kind: 'once', from: '2030-12-24T12:00:00Z', until: '2030-12-26T12:00:00Z' }, 'Europe/Berlin'),
  ).toBe('24 Dec 2030, 13:00 to 26 Dec 2030, 13:00'));
