import type { Dialling } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { waysToDial } from './dialling-ways.ts';

const german: Dialling = {
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  outsidePrefix: '',
  bare: 'none',
  areaCode: '',
};
const said = (dialling: Dialling | null) =>
  waysToDial(dialling).map(({ dialled, number }) => `${dialled} ${number ?? '-'}`);

test('habits are told by what becomes of the numbers that people dial', () =>
  expect(said(german)).toEqual([
    '0301234567 +49301234567',
    '00442079460958 +442079460958',
    '301234567 -',
    '+442079460958 +442079460958',
  ]));

test('what belongs to the town, and what needs a prefix first', () => {
  expect(said({ ...german, bare: 'local', areaCode: '30', outsidePrefix: '9' })).toEqual([
    '90301234567 +49301234567',
    '900442079460958 +442079460958',
    '91234567 +49301234567',
    '+442079460958 +442079460958',
    '0301234567 -',
  ]);
});

test('with the plus sign alone nothing else goes out; what is half written has no example', () => {
  expect(said(null)).toEqual(['+49301234567 +49301234567', '0301234567 -']);
  expect(said({ ...german, countryCode: '' })).toEqual([]);
});
