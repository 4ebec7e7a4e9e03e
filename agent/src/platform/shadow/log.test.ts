import { expect, test } from 'vitest';
import { kindOf, logReader, MOST_STEPS } from './log.ts';

const step = (call: number, where: string, what: string): string =>
  `[Nov 22 22:00:00] VERBOSE[1][C-0000000${call + 1}] pbx.c: Executing [${where}] ${what.replace('(', `("Local/${call}@shadow-call-0000000${call};2", "`).replace(/\)$/, '") in new stack')}\n`;
const said = (level: string, source: string, text: string, call?: number): string =>
  `[Nov 22 22:00:00] ${level}[1]${call === undefined ? '' : `[C-0000000${call + 1}]`} ${source}: ${text}\n`;

test('tells each call by its own steps, though their lines come mixed and in pieces', () => {
  const log = [
    said('VERBOSE', 'asterisk.c', 'Asterisk Ready.'),
    step(0, '0@shadow-call:1', 'Set(A=1)'),
    step(1, '112@sc-emergency-call:1', 'GotoIf(0?sc-refuse,message,1)'),
    step(0, '1004@sc-ring:1', 'Dial(PJSIP/a7k2-000001&PJSIP/a7k2-000002,30,i)'),
    step(0, 's@shadow-end:1', 'Return()'),
  ].join('');
  const reader = logReader(2);
  reader.feed(log.slice(0, 300));
  expect(reader.feed(log.slice(300))).toEqual({
    ready: true,
    lines: 5,
    runaway: false,
    complaints: [],
    walks: [
      {
        ended: true,
        steps: [
          {
            context: 'sc-ring',
            extension: '1004',
            priority: 1,
            application: 'Dial',
            data: 'PJSIP/a7k2-000001&PJSIP/a7k2-000002,30,i',
          },
        ],
      },
      {
        ended: false,
        steps: [
          {
            context: 'sc-emergency-call',
            extension: '112',
            priority: 1,
            application: 'GotoIf',
            data: '0?sc-refuse,message,1',
          },
        ],
      },
    ],
  });
});

test('what a clean shadow prints is no complaint; what is one carries its call', () => {
  const { complaints } = logReader(1).feed(
    [
      said('WARNING', 'xmldoc.c', "Couldn't find function DB in XML documentation"),
      step(0, '1@sc-ring:1', 'Dial(PJSIP/x)'),
      said('WARNING', 'channel.c', "No channel type registered for 'PJSIP'", 0),
      said('WARNING', 'file.c', 'File ss-noservice does not exist in any format', 0),
      said('WARNING', 'ast_expr2.fl', 'ast_yyerror():  syntax error: syntax error', 0),
      said('ERROR', 'pbx_functions.c', 'Function FILTRE not registered'),
    ].join(''),
  );
  expect(complaints.map(({ level, source, call }) => [level, source, call])).toEqual([
    ['WARNING', 'ast_expr2.fl', 0],
    ['ERROR', 'pbx_functions.c', null],
  ]);
});

test('a call without end is noticed long before its log fills the disk', () => {
  const loop = step(0, '1@a:1', 'Goto(1)').repeat(MOST_STEPS + 500);
  const { runaway, walks } = logReader(1).feed(loop);
  expect([runaway, walks[0]?.steps.length]).toEqual([true, MOST_STEPS + 1]);
});

test('one grumble is known again under other names and numbers', () => {
  const of = (text: string) => kindOf({ level: 'WARNING', source: 'app_x.c', text, call: null });
  expect(of("Failed on Local/1@a-00000001;2 for 'ss-noservice' after 20 ms")).toBe(
    of("Failed on Local/7@b-00000009;2 for 'x' after 3 ms"),
  );
  expect(of('No such thing')).not.toBe(of('Nothing such'));
});
