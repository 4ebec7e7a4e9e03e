import { expect, test } from 'vitest';
import { callerNameVariable, formatCallerId, shownName } from './callerid.ts';

test('quotes and backslashes are escaped, everything else stays as it is', () => {
  expect(formatCallerId('Ann "Boss" Lee\\', '1001')).toBe('"Ann \\"Boss\\" Lee\\\\" <1001>');
  expect(formatCallerId('Eve, ${SHELL(id)}; <1002> 😀', '1001')).toBe('"Eve, ${SHELL(id)}; <1002> 😀" <1001>');
  expect(formatCallerId('', '+4930123456')).toBe('<+4930123456>');
});

test('a name cannot end its quotes', () => {
  for (const name of ['"', '\\"', '\\\\"', '"><sip:evil@x>;tag=1', 'a\\']) {
    const inner = /^"((?:[^"\\]|\\["\\])*)" <1001>$/.exec(formatCallerId(name, '1001'))?.[1];
    expect(inner?.replace(/\\(.)/g, '$1')).toBe(name);
  }
});

test('what is longer than Asterisk keeps is cut between characters and comes whole by set_var', () => {
  const family = '👨‍👩‍👧';
  expect(formatCallerId('x'.repeat(78) + 'é', '1')).toBe(`"${'x'.repeat(78)}" <1>`);
  expect(formatCallerId('x'.repeat(70) + family, '1')).toBe(`"${'x'.repeat(70)}" <1>`);
  expect(callerNameVariable('x'.repeat(79))).toBe('');
  expect(callerNameVariable('é'.repeat(100))).toBe(`CALLERID(name)=${'é'.repeat(100)}`);
  expect(callerNameVariable(`a\\n${'x'.repeat(90)}`)).toBe(`CALLERID(name)=a\\\\n${'x'.repeat(90)}`);
  expect(shownName('é'.repeat(200))).toBe('é'.repeat(200));
  expect(shownName('😀'.repeat(200))).toBe('😀'.repeat(127));
});

test.each(['Eve\r\nX: y', 'Eve\n[evil]', 'a\0b'])('a control character is a broken assumption: %j', (name) => {
  expect(() => formatCallerId(name, '1001')).toThrow(TypeError);
});

test('only a number stands where the number belongs', () => {
  expect(() => formatCallerId('Ann', '1001> <sip:x')).toThrow(TypeError);
});
