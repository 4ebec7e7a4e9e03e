import type { RuleMatch, TrunkView } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { sampleFor, sentAs } from './sample-number.ts';

const german: Pick<TrunkView, 'called' | 'inbound'> = {
  called: { form: 'national' },
  inbound: { where: 'to', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
};

test.each<[RuleMatch, string | undefined]>([
  [{ by: 'any' }, '+49301234567'],
  [{ by: 'prefix', prefix: '+491900' }, '+49190030123'],
  [{ by: 'country', codes: ['1'] }, '+12025550123'],
  [{ by: 'country', codes: [] }, undefined],
  [{ by: 'pattern', pattern: '_+49NXX.' }, '+49555301234'],
  [{ by: 'pattern', pattern: '_+4930[2-4]XXXX' }, '+493025555'],
  [{ by: 'pattern', pattern: '0049' }, undefined],
  [{ by: 'regex', regex: '\\+49.*' }, undefined],
])('an example for %j is %s', (match, sample) => expect(sampleFor(match)).toBe(sample));

test('what a rule changes goes out as it made it, what it leaves as the trunk spells it', () => {
  const number = '+49301234567' as never;
  expect(sentAs(number, { strip: 0, prepend: '' }, german)).toEqual({ tag: 'sent', as: '0301234567' });
  expect(sentAs(number, { strip: 0, prepend: '' }, undefined)).toEqual({ tag: 'sent', as: '+49301234567' });
  expect(sentAs(number, { strip: 2, prepend: '0' }, german)).toEqual({ tag: 'sent', as: '0301234567' });
  expect(sentAs(number, { strip: 2, prepend: '' }, german)).toEqual({ tag: 'sent', as: '301234567' });
  expect(sentAs(number, { strip: 10, prepend: '' }, german)).toEqual({ tag: 'length' });
});
