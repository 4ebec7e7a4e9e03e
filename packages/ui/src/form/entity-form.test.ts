import { updateBoxInput } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { fieldErrors } from './entity-form.ts';

test('a problem of one entry stands at its list and names the entry', () =>
  expect(fieldErrors(updateBoxInput, { revision: 1, emergencyNumbers: ['112', '12a', '1'] })).toEqual({
    emergencyNumbers: '“12a”: Write 3 to 5 digits, such as 112.',
  }));

test('a list may be wrong as a whole', () =>
  expect(fieldErrors(updateBoxInput, { revision: 1, emergencyNumbers: [] })).toEqual({
    emergencyNumbers: 'Leave at least one emergency number.',
  }));

test('an endpoint’s name says what it may be made of', () =>
  expect(fieldErrors(updateBoxInput, { revision: 1, emergencyEndpoint: 'carrier trunk' })).toEqual({
    emergencyEndpoint: 'Write an endpoint’s name: letters, digits, dots, dashes and underscores, at most 39.',
  }));
