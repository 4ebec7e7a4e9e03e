import { describe, expect, test } from 'vitest';
import type { E164 } from '../numbers.ts';
import { readCalled, spelledFor } from './spelling.ts';
import type { TrunkInbound } from './trunk.ts';

const german: TrunkInbound = {
  where: 'request-uri',
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  bare: 'e164',
};
const american: TrunkInbound = { ...german, countryCode: '1', nationalPrefix: '', internationalPrefix: '011' };

describe('what a carrier says is called', () => {
  test.each(['+4930111111', '4930111111', '030111111', '004930111111'])('%s is one number', (called) =>
    expect(readCalled(called, german)).toBe('+4930111111'),
  );
  test.each(['112', '0', '+49301x1', 'number', '+493011111111111111111', '+0301111111', ''])('%j is none', (called) =>
    expect(readCalled(called, german)).toBe(undefined),
  );
  test('bare digits are what the carrier’s habit makes of them', () => {
    expect(readCalled('2025550123', { ...american, bare: 'national' })).toBe('+12025550123');
    expect(readCalled('12025550123', american)).toBe('+12025550123');
  });
});

describe('how a number is spelled towards a carrier', () => {
  const berlin = '+4930111111' as E164;
  test.each([
    ['plus', berlin, '+4930111111'],
    ['digits', berlin, '4930111111'],
    ['national', berlin, '030111111'],
    ['national', '+442079460958' as E164, '00442079460958'],
  ] as const)('%s makes %s into %s', (form, number, spelled) => {
    expect(spelledFor(number, form, german)).toBe(spelled);
    expect(readCalled(spelled, german)).toBe(number);
  });
  test('a country without a prefix of its own leaves the country code out', () =>
    expect(spelledFor('+12025550123' as E164, 'national', american)).toBe('2025550123'));
});
