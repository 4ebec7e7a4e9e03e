import { expect, test } from 'vitest';
import { voicemailPin } from './pin.ts';

const problem = (pin: string) => voicemailPin.safeParse(pin).error?.issues[0]?.message;
test.each(['4711', '0815', '9182736450'])('%s is a PIN', (pin) => expect(problem(pin)).toBeUndefined());
test.each(['471', '12345678901', '47 1', '4711#', 'abcd', ''])('%j is none', (pin) =>
  expect(problem(pin)).toBe('voicemail.not-a-pin'),
);
test.each(['0000', '1234', '7890', '4321', '55555'])('%s is what everybody tries first', (pin) =>
  expect(problem(pin)).toBe('voicemail.pin-too-simple'),
);
