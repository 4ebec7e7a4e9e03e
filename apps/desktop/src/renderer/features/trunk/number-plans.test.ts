import { readCalled, spelledFor, type E164 } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { countryIn, countryOptions, countryWith, isPlanOf, planOf } from './number-plans.ts';

const plan = (country: string) => ({ where: 'request-uri' as const, ...planOf(country)! });

test('each country reads back what it writes, in every form', () => {
  for (const { value } of countryOptions()) {
    const number = `+${plan(value).countryCode}2025550123` as E164;
    const { nationalPrefix, bare } = plan(value);
    for (const form of ['plus', 'digits', 'national'] as const) {
      // Without a prefix of its own, a country's bare digits are the carrier's to explain.
      if (form === 'national' && nationalPrefix === '' && bare === 'e164') continue;
      expect(readCalled(spelledFor(number, form, plan(value)), plan(value)), `${value} ${form}`).toBe(number);
    }
  }
});

test('ten digits are a number of North America, eleven too', () => {
  expect(readCalled('2025550123', plan('US'))).toBe('+12025550123');
  expect(readCalled('12025550123', plan('US'))).toBe('+12025550123');
});

test('a time zone tells its country, or nothing is guessed', () => {
  expect(countryIn('Europe/Berlin')).toBe('DE');
  expect(countryIn('UTC')).toBe(undefined);
  expect(countryOptions().find((each) => each.value === 'DE')?.label).toBe('Germany (+49)');
});

test('a plan is found again, and one that was changed is nobody’s', () => {
  expect(countryWith(plan('DE'))).toBe('DE');
  expect(countryWith({ ...plan('DE'), bare: 'national' })).toBe(undefined);
  expect(isPlanOf('US', plan('CA'))).toBe(true);
});
