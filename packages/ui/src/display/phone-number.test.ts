import { expect, test } from 'vitest';
import { formatNumber } from './phone-number.ts';

test.each([
  ['+15550100', '+1 555 0100'],
  ['+12025550123', '+1 202 555 0123'],
  ['+4930123456', '+49 301 234 56'],
  ['+442079460958', '+44 207 946 0958'],
  ['+35312345678', '+353 123 456 78'],
  ['+37060012345', '+370 600 123 45'],
])('%s is read as %s', (number, read) => expect(formatNumber(number).replaceAll('\u00a0', ' ')).toBe(read));

test('no digit is lost or added, whatever the country', () => {
  for (const number of ['+15550100', '+491701234567', '+999123456789012', '+7495123', '+8812345678'])
    expect(formatNumber(number).replaceAll('\u00a0', '')).toBe(number);
});

test('what is no public number stays as it was written', () => expect(formatNumber('555-0100')).toBe('555-0100'));
