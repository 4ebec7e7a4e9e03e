import { expect, test } from 'vitest';
import { isWholeDialplan, parseShownDialplan } from './shown.ts';

const WHOLE = `[ Context 'sc-t-a7k2' created by 'pbx_config' ]
  Include =>        'sc-emergency'                                [pbx_config]

[ Context 'sc-emergency' created by 'pbx_config' ]
  '112' =>          1. Set(SC_N=112)                              [core.conf:5]
     [call]         2. Dial(PJSIP/\${SC_N}@helper)                 [core.conf:6]

-= 1 extension (2 priorities) in 2 contexts. =-
`;

test('what `dialplan show` printed is read back', () => {
  expect(parseShownDialplan(WHOLE)).toEqual([
    { context: 'sc-t-a7k2' },
    { context: 'sc-t-a7k2', includeContext: 'sc-emergency' },
    { context: 'sc-emergency' },
    { context: 'sc-emergency', extension: '112', priority: '1', application: 'Set', appData: 'SC_N=112' },
    {
      context: 'sc-emergency',
      extension: '112',
      priority: '2',
      application: 'Dial',
      appData: 'PJSIP/${SC_N}@helper',
      label: 'call',
    },
  ]);
});

test('a line that Asterisk dropped on its way is missed, whichever it is', () => {
  expect(isWholeDialplan(WHOLE, 1)).toBe(true);
  const lines = WHOLE.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    expect(isWholeDialplan(lines.toSpliced(index, 1).join('\n'), 1), line).toBe(false);
  }
});
