import { describe, expect, test } from 'vitest';
import { checkDialplans } from './check.ts';
import { problemOfArguments } from './expression.ts';
import { covers, takes } from './pattern.ts';

const FIRST = '[a]\nexten => 1,1,NoOp(x)\n same => n(go),Goto(b,5,1)\n';
const SECOND = '[b]\nexten => _X,1,Set(A=$[1 + 2])\n same => n,Hangup()\n';
const APPLICATIONS = new Set(['noop', 'goto', 'set', 'hangup', 'gotoif', 'gosub']);
const check = (first: string, second = SECOND) =>
  checkDialplans(
    [
      { path: 'first.conf', text: first },
      { path: 'second.conf', text: second },
    ],
    APPLICATIONS,
  ).map(({ file, line, problem, what }) => ({ file, line, problem, what }));

test('finds nothing where nothing is wrong', () => expect(check(FIRST)).toEqual([]));

describe('what a reload takes without a word', () => {
  test.each([
    ['a missing ]', '[a\nexten => 1,1,NoOp()\n', 1, 'syntax'],
    ['a missing include', '[a]\ninclude => nobody\nexten => 1,1,NoOp()\n', 1, 'missing-include'],
    ['a missing file', '#include "gone.conf"\n', null, 'missing-file'],
    ['an unknown application', '[a]\nexten => 1,1,NoOpp()\n', 2, 'unknown-application'],
    ['a Goto into an unknown context', '[a]\nexten => 1,1,Goto(nirvana,s,1)\n', 2, 'dead-goto'],
    ['a Goto to an unknown label', '[a]\nexten => 1,1,NoOp()\n same => n,Goto(gone)\n', 3, 'dead-goto'],
    ['a Goto past the last step', '[a]\nexten => 1,1,Goto(7)\n', 2, 'dead-goto'],
    ['a Goto to nobody', '[a]\nexten => 1,1,Goto(b,55,1)\n', 2, 'dead-goto'],
    ['a branch into nothing', '[a]\nexten => 1,1,GotoIf($["${X}" = "a:b"]?b,5,1:nirvana,s,1)\n', 2, 'dead-goto'],
    ['an open bracket', '[a]\nexten => 1,1,Set(A=${DB(x/y)\n', 2, 'unbalanced-brackets'],
    ['an open substitution', '[a]\nexten => 1,1,Set(A=${B)\n', 2, 'unbalanced-brackets'],
    ['a bad expression', '[a]\nexten => 1,1,GotoIf($[1 + ]?b,5,1)\n', 2, 'bad-expression'],
    ['a duplicate priority', '[a]\nexten => 1,1,NoOp()\nexten => 1,1,NoOp()\n', 3, 'duplicate-priority'],
    ['a bad priority', '[a]\nexten => 1,1,NoOp()\nexten => 1,7,NoOp()\n', 3, 'priority'],
    ['a step before any extension', '[a]\n same => n,NoOp()\n', 2, 'no-extension'],
    ['a step before any context', 'exten => 1,1,NoOp()\n', 1, 'no-context'],
    ['a context of another file', '[b]\nexten => 7,1,NoOp()\n', 1, 'duplicate-context'],
    [
      'one extension written in two ways',
      '[a]\nexten => _[0-9],1,NoOp()\nexten => _X,1,NoOp()\n',
      1,
      'shadowed-extension',
    ],
    ['an include that is never reached', '[a]\ninclude => b\nexten => _[0-9*],1,NoOp()\n', 1, 'shadowed-extension'],
  ])('%s', (_name, text, line, problem) => {
    const theirs = problem === 'duplicate-context';
    const [found] = check(text).filter((one) => theirs === (one.problem === 'duplicate-context'));
    expect(found).toMatchObject({ problem, line, file: theirs ? 'second.conf' : 'first.conf' });
  });
  test('an emptied file, by what others say of it', () =>
    expect(check(FIRST, '')).toEqual([{ file: 'first.conf', line: 3, problem: 'dead-goto', what: 'b,5,1' }]));
});

test.each([
  ['${LEN(${A})} = 0 | ${LEN(${B})} != ${LEN(${C})}', true],
  ['"${CHANNEL(channeltype)}" = "Message"', true],
  ['${I} + 1', true],
  ['"${FILTER(a-z,${DB(sc/live/${T}/state)})}" = "suspended"', true],
  ['!(${A} > 3) & -1 < 2', true],
  ['1 +', false],
  ['= 3', false],
  ['(1 + 2', false],
  ['"a" = "b', false],
  ['', false],
])('the expression %j: %s', (text, good) =>
  expect(problemOfArguments(`$[${text}]?x`)).toBe(good ? undefined : 'bad-expression'),
);

test('patterns take what Asterisk lets them take', () => {
  expect(['112', '1', '*5', 'a'].map((number) => takes('_[+*#0-9]!', number))).toEqual([true, true, true, false]);
  expect([takes('_1X.', '12'), takes('_1X.', '123'), takes('_NXX', '123'), takes('_ZXX', '123')]).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect([covers('_[0-9]!', '112'), covers('112', '_[0-9]!'), covers('_1XX', '_1X'), covers('_X.', '_X!')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
