import { describe, expect, test } from 'vitest';
import { e164 } from '../numbers.ts';
import { matcherOf, matches } from './matcher.ts';
import { ruleMatch } from './policy.ts';
import { toE164 } from './to-e164.ts';

const compiled = (input: unknown) => matcherOf(ruleMatch.parse(input));
function takes(input: unknown, number: string): boolean {
  const matcher = compiled(input);
  if (!matcher.ok) throw new Error(matcher.error);
  // SECURITY: what AstDB and the dialplan carry unchanged.
  expect(matcher.value).toMatch(/^\^[0-9+()[\]|?*{},^.-]+\$$/);
  return matches(matcher.value, number);
}

describe('FR-017: a rule matches', () => {
  test.each([
    [{ by: 'any' }, '+15550100', true],
    [{ by: 'prefix', prefix: '+4930' }, '+4930123456', true],
    [{ by: 'prefix', prefix: '+4930' }, '+4931123456', false],
    [{ by: 'country', codes: ['49', '1'] }, '+15550100', true],
    [{ by: 'country', codes: ['49', '1'] }, '+4415550100', false],
    [{ by: 'pattern', pattern: '_+49[13-5]XZN.' }, '+49401299', true],
    [{ by: 'pattern', pattern: '_+49[13-5]XZN.' }, '+49201299', false],
    [{ by: 'pattern', pattern: '_+49!' }, '+49', true],
    [{ by: 'pattern', pattern: '_+49.' }, '+49', false],
    [{ by: 'regex', regex: '^\\+49(30|40)?\\d{6,8}$' }, '+493012345678', true],
    [{ by: 'regex', regex: '\\+1900\\d+|\\+449\\d*' }, '+449', true],
    [{ by: 'regex', regex: '\\+1900\\d+|\\+449\\d*' }, '+15550100', false],
  ] as const)('%j %s: %s', (match, number, does) => expect(takes(match, number)).toBe(does));

  test('each number of a range and none beside it', () => {
    for (const [from, to] of [
      ['+49301000', '+49301000'],
      ['+49300987', '+49301203'],
      ['+49309999', '+49310000'],
      ['+10000000', '+19999999'],
    ] as const) {
      const [low, high] = [Number(from), Number(to)];
      const around = [
        low - 1,
        low,
        low + 1,
        low + 9,
        Math.floor((low + high) / 2),
        high - 10,
        high - 1,
        high,
        high + 1,
      ];
      for (const number of around.filter((one) => one > 9_999_999))
        expect([from, to, number, takes({ by: 'range', from, to }, `+${number}`)]).toEqual([
          from,
          to,
          number,
          number >= low && number <= high,
        ]);
    }
    expect(takes({ by: 'range', from: '+49301000', to: '+49302000' }, '+493015000')).toBe(false);
  });
});

test.each([
  [{ by: 'range', from: '+49302000', to: '+49301000' }, 'range-order'],
  [{ by: 'range', from: '+4930200', to: '+49302000' }, 'range-order'],
  [{ by: 'pattern', pattern: '_49.' }, 'pattern'],
  [{ by: 'pattern', pattern: '_+49.1' }, 'pattern'],
  [{ by: 'pattern', pattern: '_+[9-1]' }, 'pattern'],
  [{ by: 'regex', regex: '(\\+49)*' }, 'regex'],
  [{ by: 'regex', regex: '(.*)*' }, 'regex'],
  [{ by: 'regex', regex: '\\d{1,200}' }, 'regex'],
  [{ by: 'regex', regex: '\\+49(?=30)' }, 'regex'],
  [{ by: 'regex', regex: '${SHELL(id)}' }, 'regex'],
  [{ by: 'regex', regex: '' }, 'regex'],
])('refuses %j', (input, why) => expect(compiled(input)).toEqual({ ok: false, error: why }));

test('the longest range of numbers stays below what AstDB takes', () =>
  expect(compiled({ by: 'range', from: e164.parse('+111111111111111'), to: e164.parse('+888888888888888') }).ok).toBe(
    true,
  ));

describe('what is dialled becomes E.164', () => {
  const german = {
    countryCode: '49',
    nationalPrefix: '0',
    internationalPrefix: '00',
    outsidePrefix: '',
    bare: 'local',
    areaCode: '30',
  } as const;
  const american = {
    ...german,
    countryCode: '1',
    nationalPrefix: '1',
    internationalPrefix: '011',
    bare: 'national',
  } as const;
  test.each([
    ['+15550100', german, '15550100'],
    ['0015550100', german, '15550100'],
    ['0401234567', german, '49401234567'],
    ['1234567', german, '49301234567'],
    ['5550100123', american, '15550100123'],
    ['15550100123', american, '15550100123'],
    ['01149301234567', american, '49301234567'],
    ['90401234567', { ...german, outsidePrefix: '9' }, '49401234567'],
    ['9+15550100', { ...german, outsidePrefix: '9' }, '15550100'],
    ['0401234567', { ...german, outsidePrefix: '9' }, undefined],
    ['1234567', { ...german, bare: 'none' }, undefined],
    ['0015550100', null, undefined],
    ['+15550100', null, '15550100'],
    ['+0555010000', german, undefined],
    ['*97', german, undefined],
    ['00123', german, undefined],
  ] as const)('%s is %s -> %s', (dialled, dialling, digits) => expect(toE164(dialled, dialling)).toBe(digits));
});
