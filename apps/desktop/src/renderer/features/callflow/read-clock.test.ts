import { expect, test } from 'vitest';
import { nextSpan, readClock } from './read-clock.ts';

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['9:30', '09:30'],
  ['17.30', '17:30'],
  ['1730', '17:30'],
  ['17h', '17:00'],
  ['24', '24:00'],
  [' 0:00 ', '00:00'],
])('%j is read as %s', (written, clock) => expect(readClock(written)).toBe(clock));

test.each(['', '25', '24:30', '9:60', 'noon', '12345', '-9'])('%j is no time', (written) =>
  expect(readClock(written)).toBeUndefined(),
);

test('one more time of a day leaves a break of an hour, and ends with the day', () => {
  expect(nextSpan([])).toEqual({ from: '09:00', to: '17:00' });
  expect(nextSpan([{ from: '09:00', to: '12:00' }])).toEqual({ from: '13:00', to: '17:00' });
  expect(nextSpan([{ from: '09:00', to: '22:30' }])).toEqual({ from: '23:00', to: '24:00' });
});
