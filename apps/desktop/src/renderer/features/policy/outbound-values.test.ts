import { updateOutboundInput, type OutboundSettingsView } from '@synergycall/domain';
import { fieldErrors } from '@synergycall/ui';
import { expect, test } from 'vitest';
import { changesOf, valuesOf } from './outbound-values.ts';

const settings: OutboundSettingsView = {
  revision: 1,
  dialling: null,
  defaultPolicyId: null,
  callerId: null,
  callsPerMinute: null,
  callsAtOnce: null,
  spendPerDay: null,
};
const changed = (spendPerDay: string) => changesOf(settings, { ...valuesOf(settings), spendPerDay });

test('what a day may cost: an amount is sent in millionths, and blanks are no change', () => {
  expect(changed('49.90')).toEqual({ spendPerDay: 49_900_000 });
  expect(changed(' ')).toEqual({});
});

test.each(['lots', '0', '-5'])('“%s” is no amount, and no wish for no limit either', (written) => {
  expect(Object.keys(changed(written))).toEqual(['spendPerDay']);
  const { spendPerDay } = fieldErrors(updateOutboundInput, changed(written));
  expect(spendPerDay).toBe('Write an amount such as 50 or 49.90.');
});
