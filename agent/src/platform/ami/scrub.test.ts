import { expect, test } from 'vitest';
import { findInjection, safeMessage, text } from './scrub.ts';

test.each(['a\r\nAction: Originate', 'a\nb', 'a\rb', 'a\0b'])('a value cannot start a second action: %j', (value) => {
  expect(findInjection({ Val: value })).toBe('Val');
  expect(findInjection({ Variable: ['fine', value] })).toBe('Variable');
});

test('a value longer than the line Asterisk reads is refused: the rest would be a header of its own', () => {
  expect(findInjection({ Val: 'x'.repeat(990) })).toBeUndefined();
  expect(findInjection({ Val: `${'x'.repeat(1_020)}Action: Originate` })).toBe('Val');
  expect(findInjection({ Val: 'é'.repeat(600) })).toBe('Val');
});

test.each(['Action', 'actionid', 'X: y\r\nAction', 'a b', '', '__proto__: x'])(
  'a name that is no header of its own is refused: %j',
  (name) => {
    expect(findInjection({ [name]: 'x' })).toBe('(name)');
  },
);

test('no credential passes, under any name Asterisk gives it', () => {
  const message = safeMessage({
    event: 'EndpointDetail',
    objectname: 'k1-a',
    password: 'p',
    md5cred: 'd',
    secret: 's',
    passworddigest: 'x',
    oauthsecret: 'o',
  });
  expect(message).toEqual({ event: 'EndpointDetail', objectname: 'k1-a' });
  const auth = safeMessage({
    event: 'AuthDetail',
    actionid: 'sc:1',
    username: 'k1-a',
    password: 'p',
    newfield: 'secret too',
  });
  expect(auth).toEqual({ event: 'AuthDetail', actionid: 'sc:1' });
});

test('a header that came twice is a list, its text the first', () => {
  const message = safeMessage({ output: ['one', 'two'], chanvariable: { A: '1', B: '2' } });
  expect(text(message, 'Output')).toBe('one');
  expect(message['chanvariable']).toEqual(['A=1', 'B=2']);
  expect(text(message, 'absent')).toBe('');
});
