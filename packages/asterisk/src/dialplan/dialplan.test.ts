import { describe, expect, test } from 'vitest';
import {
  at,
  compareDialplan,
  ConfigTextError,
  context,
  extension,
  literal,
  parseDialplan,
  renderDialplan,
  step,
  type Dialplan,
  type LoadedLine,
} from '../index.ts';

const plan: Dialplan = {
  contexts: [
    context('entry', { includes: ['emergency', 'rest'] }),
    context('rest', {
      extensions: [
        extension(
          '_[+*#0-9]!',
          step('Set', 'A=1'),
          at('ring', step('Dial', '${X},30,i')),
          step('GotoIf', '$["${A:0:5}" = "user:"]?yes:no,1'),
        ),
        extension('112', step('Hangup')),
      ],
    }),
  ],
  includes: [{ file: 'extensions.d/synergycall/tenants/*.conf', optional: true }],
};

const TEXT = `; made
[entry]
include => emergency
include => rest

[rest]
exten => _[+*#0-9]!,1,Set(A=1)
 same => n(ring),Dial(\${X},30,i)
 same => n,GotoIf($["\${A:0:5}" = "user:"]?yes:no,1)
exten => 112,1,Hangup()

#tryinclude "extensions.d/synergycall/tenants/*.conf"
`;

describe('writing', () => {
  test('gives the text that Asterisk reads', () =>
    expect(renderDialplan(plan, ['made'])).toBe(TEXT.replace('made\n', 'made\n\n')));
  test('reads back as the same model', () =>
    expect(parseDialplan(renderDialplan(plan))).toMatchObject({ ...plan, problems: [] }));
});

const hostile = [
  'Eve\n[evil]',
  'Eve\r\nexten => s,1,System(id)',
  'x;y',
  ' x',
  'x ',
  'x\u0000',
  'x\u001b[31m',
  '\ud800',
  'x'.repeat(3_000),
  'x\u2028y',
];
describe('refuses, and never repairs', () => {
  const one =
    (
      part: Partial<{ name: string; match: string; data: string; include: string; application: string; label: string }>,
    ) =>
    () =>
      renderDialplan({
        contexts: [
          context(part.name ?? 'c', {
            includes: [part.include ?? 'd'],
            extensions: [
              extension(part.match ?? '1', {
                label: part.label ?? 'l',
                application: part.application ?? 'NoOp',
                data: part.data ?? '',
              }),
            ],
          }),
        ],
        includes: [],
      });
  test('nothing ordinary', () => expect(one({ data: 'Ann "Q" [Lee] = 100 %, ü 📞 ${A}' })).not.toThrow());
  test.each(hostile)('%j in any place', (value) => {
    for (const place of ['name', 'match', 'data', 'include', 'application', 'label'] as const)
      expect(one({ [place]: value }), place).toThrow(ConfigTextError);
  });
  test.each(['general', 'globals', 'a](!)', 'a b', 'a,b', '../a', ''])('%j as a context', (name) =>
    expect(one({ name })).toThrow(ConfigTextError),
  );
  test.each(['1,2', '1/2', '1(a)', '${X}', '_X(', 'a b', '', '1[2]', 'x'.repeat(80)])('%j as an extension', (match) =>
    expect(one({ match })).toThrow(ConfigTextError),
  );
  test('an extension without steps', () =>
    expect(() => renderDialplan({ contexts: [context('c', { extensions: [extension('1')] })], includes: [] })).toThrow(
      ConfigTextError,
    ));
  test.each(['a"b', '/etc/x;y', '-x', 'a\nb', '$(id)'])('%j as a file to include', (file) =>
    expect(() => renderDialplan({ contexts: [], includes: [{ file, optional: false }] })).toThrow(ConfigTextError),
  );
  test('says what and why, and never repeats the value', () => {
    expect(one({ data: 'secret\nx' })).toThrow(
      expect.objectContaining({
        problem: 'line-break',
        what: 'arguments of NoOp',
        message: expect.not.stringContaining('secret'),
      }),
    );
  });
});

test.each(['${SHELL(id)}', '$[1+1]', 'a,b', 'a&b', 'a b', '"a"', "a'b", 'a(b)', 'a|b', 'a?b', 'a:b', 'a;b', ''])(
  'literal() keeps %j out of arguments',
  (value) => expect(() => literal('x', value)).toThrow(ConfigTextError),
);

describe('reading', () => {
  test('understands what people write', () => {
    const { contexts, problems, includes } = parseDialplan(`
; a comment
;-- a block
[not-a-context]
--;
[from-phone] ; with a comment
include=>other
exten=>1001,1,NoOp( hello \\; world )
exten => 1001,n(next),Dial(PJSIP/a&PJSIP/b,30)
 same => 3,Hangup
#include extensions.d/x.conf
#tryinclude "y.conf"
`);
    expect(problems).toEqual([]);
    expect(contexts).toEqual([
      {
        name: 'from-phone',
        includes: ['other'],
        extensions: [
          {
            match: '1001',
            steps: [
              { application: 'NoOp', data: ' hello \\; world ' },
              { label: 'next', application: 'Dial', data: 'PJSIP/a&PJSIP/b,30' },
              { application: 'Hangup', data: '' },
            ],
          },
        ],
      },
    ]);
    expect(includes).toEqual([
      { file: 'extensions.d/x.conf', optional: false },
      { file: 'y.conf', optional: true },
    ]);
  });
  test.each([
    ['[broken\nexten => 1,1,NoOp()', 'syntax'],
    ['exten => 1,1,NoOp()', 'no-context'],
    ['[a]\nsame => n,NoOp()', 'no-extension'],
    ['[a]\nexten => 1,1,NoOp()\nexten => 1,1,NoOp()', 'duplicate-priority'],
    ['[a]\nexten => 1,3,NoOp()', 'priority'],
    ['[a]\nexten => 1,x,NoOp()', 'priority'],
    ['[a]\nswitch => Realtime', 'unknown-directive'],
    ['#exec id', 'unknown-directive'],
  ])('names what is wrong with %j', (text, problem) =>
    expect(parseDialplan(text).problems).toContainEqual(expect.objectContaining({ problem })),
  );
});

describe('comparing with what is loaded', () => {
  const loaded: LoadedLine[] = [
    { context: 'entry', includeContext: 'emergency' },
    { context: 'entry', includeContext: 'rest' },
    { context: 'rest', extension: '112', priority: '1', application: 'Hangup', appData: '' },
    { context: 'rest', extension: '_[+*#0-9]!', priority: '1', application: 'Set', appData: 'A=1' },
    {
      context: 'rest',
      extension: '_[+*#0-9]!',
      priority: '2',
      label: 'ring',
      application: 'Dial',
      appData: '${X},30,i',
    },
    {
      context: 'rest',
      extension: '_[+*#0-9]!',
      priority: '3',
      application: 'GotoIf',
      appData: '$["${A:0:5}" = "user:"]?yes:no,1',
    },
    { context: 'theirs', extension: '1', priority: '1', application: 'NoOp', appData: '' },
  ];
  const differences = (lines: readonly LoadedLine[], ours = (name: string) => name !== 'theirs') =>
    compareDialplan(plan, lines, ours);

  test('equal is empty, whatever the order and whatever others have', () => {
    expect(differences(loaded)).toEqual([]);
    expect(differences([loaded[0]!, loaded[1]!, ...loaded.slice(2).toReversed()])).toEqual([]);
  });
  test('names a missing context, also an empty dialplan', () => {
    expect(differences(loaded.filter((line) => line.context !== 'rest'))).toEqual([
      { difference: 'missing-context', context: 'rest' },
    ]);
    expect(differences([])).toHaveLength(2);
  });
  test('names a missing and an extra extension', () => {
    expect(differences(loaded.filter((line) => line.extension !== '112'))).toEqual([
      { difference: 'missing-extension', context: 'rest', extension: '112' },
    ]);
    expect(
      differences([...loaded, { context: 'entry', extension: '_.', priority: '1', application: 'Dial', appData: 'x' }]),
    ).toEqual([{ difference: 'extra-extension', context: 'entry', extension: '_.' }]);
  });
  test('names a different application, argument, label and a lost or added priority', () => {
    const change = (index: number, to: Partial<LoadedLine>) =>
      loaded.map((line, at) => (at === index ? { ...line, ...to } : line));
    expect(differences(change(3, { application: 'NoOp' }))).toEqual([
      {
        difference: 'different-step',
        context: 'rest',
        extension: '_[+*#0-9]!',
        priority: 1,
        meant: 'Set(A=1)',
        loaded: 'NoOp(A=1)',
      },
    ]);
    expect(differences(change(4, { appData: '${X},30' }))).toHaveLength(1);
    expect(differences(change(4, { label: 'other' }))).toHaveLength(1);
    expect(differences(loaded.toSpliced(5, 1))).toMatchObject([{ priority: 3, loaded: null }]);
    expect(
      differences([...loaded, { context: 'rest', extension: '112', priority: '2', application: 'NoOp', appData: '' }]),
    ).toMatchObject([{ priority: 2, meant: null }]);
    expect(
      differences([...loaded, { context: 'rest', extension: '112', priority: 'hint', application: 'x', appData: '' }]),
    ).toHaveLength(1);
  });
  test('names includes in another order: it decides what is searched first', () => {
    expect(differences([loaded[1]!, loaded[0]!, ...loaded.slice(2)])).toMatchObject([
      { difference: 'different-includes', loaded: ['rest', 'emergency'] },
    ]);
  });
  test('names a context of ours that nobody meant', () =>
    expect(differences(loaded, () => true)).toEqual([{ difference: 'extra-context', context: 'theirs' }]));
});
