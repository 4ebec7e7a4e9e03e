import { expect, test } from 'vitest';
import { aDevice, picture } from '../../frame/draw.fake.tsx';
import { reachOf } from './reach.ts';

const desk = aDevice('Desk');
const laptop = aDevice('Laptop');

test('without a phone nobody reaches me', () =>
  expect(reachOf([], picture({})).text).toBe('No phone yet, so calls can’t reach you'));
test('one registered phone is named', () =>
  expect(reachOf([desk], picture({ Desk: 'registered' }))).toEqual({
    tone: 'live',
    text: 'Desk is registered: calls reach you',
  }));
test('all of several', () =>
  expect(reachOf([desk, laptop], picture({ Desk: 'registered', Laptop: 'registered' })).text).toBe(
    'All 2 phones registered: calls reach you',
  ));
test('some of several', () =>
  expect(reachOf([desk, laptop], picture({ Desk: 'registered', Laptop: 'not-registered' })).text).toBe(
    '1 of 2 phones registered: calls reach you',
  ));
test('a call is said first', () =>
  expect(reachOf([desk, laptop], picture({ Desk: 'registered', Laptop: 'in-call' }))).toEqual({
    tone: 'busy',
    text: 'Laptop is in a call',
  }));
test('a silent phone is a fault, a missing one is not', () => {
  expect(reachOf([desk], picture({ Desk: 'unreachable' })).tone).toBe('failed');
  expect(reachOf([desk], picture({ Desk: 'not-registered' }))).toEqual({
    tone: 'off',
    text: 'No phone is registered, so calls can’t reach you',
  });
});
test('a switched-off phone does not count', () =>
  expect(reachOf([aDevice('Desk', { enabled: false })], picture({ Desk: 'registered' })).tone).toBe('off'));
test('nothing is claimed while Asterisk is silent or not heard yet', () => {
  expect(reachOf([desk], picture({ Desk: 'registered' }, 'down')).text).toContain('unknown');
  expect(reachOf([desk], picture({}, 'unknown')).text).toBe('Looking for your phones');
});
