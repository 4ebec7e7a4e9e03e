import { expect, test } from 'vitest';
import { lengthText } from './length-text.ts';

test.each([
  [0, '0:00'],
  [0.4, '0:01'],
  [7, '0:07'],
  [59.9, '0:59'],
  [65, '1:05'],
  [600, '10:00'],
])('%d s are said as %s', (seconds, said) => expect(lengthText(seconds)).toBe(said));
