import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { GENERATION } from './generation.conf.ts';

const FLOW = `${GENERATION}/f/\${SC_HK}`;

/**
 * `Gosub(sc-hours,s,1(<schedule id>))`: SC_H becomes `open`, `closed` or `holiday`, or nothing where keys are damaged. Its
 * other variables begin with SC_H too, so that whoever asks keeps theirs. The same answer as the domain's `hoursAt`.
 * The moment is SC_NOW (epoch seconds), if a probe set it, and then it asks about the hours alone: what was set by hand
 * is left aside. Else it is now.
 * SECURITY: comparisons see digits of fixed places, each checked; the zone can name no path (no dot).
 */
export function hoursContexts(): Context[] {
  return [
    context('sc-hours', {
      extensions: [
        extension(
          's',
          step('Set', 'SC_H='),
          step('Set', 'SC_HK=${FILTER(0-9a-hjkmnp-tv-z,${ARG1})}'),
          step('GotoIf', '$[${LEN(${SC_HK})} != 12]?done'),
          step('Set', 'SC_HT=${FILTER(0-9,${SC_NOW})}'),
          step('GotoIf', '$[${LEN(${SC_HT})} > 0 & ${LEN(${SC_HT})} = ${LEN(${SC_NOW})} & ${LEN(${SC_HT})} < 11]?zone'),
          step('Set', 'SC_HT=${EPOCH}'),
          step('Set', 'SC_HR=${DB(sc/live/${SC_T}/f/${SC_HK}/hours)}'),
          step('GotoIf', '$["${FILTER(a-z,${SC_HR})}" = "open" & ${LEN(${SC_HR})} = 4]?open'),
          step('GotoIf', '$["${FILTER(a-z,${SC_HR})}" = "closed" & ${LEN(${SC_HR})} = 6]?closed'),
          at('zone', step('Set', `SC_HR=\${DB(${FLOW}/zone)}`)),
          step('Set', 'SC_HZ=${FILTER(-A-Za-z0-9_+/,${SC_HR})}'),
          step('GotoIf', '$[${LEN(${SC_HZ})} = 0 | ${LEN(${SC_HZ})} != ${LEN(${SC_HR})} | ${LEN(${SC_HZ})} > 60]?done'),
          // `1 0915 20261130`: Monday is 1.
          step('Set', 'SC_HM=${STRFTIME(${SC_HT},${SC_HZ},%u %H%M %Y%m%d)}'),
          step('Set', `SC_HR=\${DB(${FLOW}/d\${SC_HM:7:8})}`),
          step('GotoIf', '$[${LEN(${SC_HR})} > 0]?day'),
          step('Set', `SC_HR=\${DB(${FLOW}/y\${SC_HM:11:4})}`),
          step('GotoIf', '$[${LEN(${SC_HR})} > 0]?day'),
          step('Set', 'SC_HE=closed'),
          step('Set', `SC_HR=\${DB(${FLOW}/w\${SC_HM:0:1})}`),
          step('GotoIf', '$[${LEN(${SC_HR})} = 0]?end:spans'),
          at('day', step('Set', 'SC_HE=holiday')),
          step('GotoIf', '$["${FILTER(a-z,${SC_HR})}" = "closed" & ${LEN(${SC_HR})} = 6]?end'),
          ...spanSteps,
          at('end', step('Set', 'SC_H=${SC_HE}')),
          at('done', step('Return')),
          at('open', step('Set', 'SC_H=open')),
          step('Return'),
          at('closed', step('Set', 'SC_H=closed')),
          step('Return'),
        ),
      ],
    }),
  ];
}

/** Is SC_HM in one of the times SC_HR, `0900-1200,1300-1700`? Falls through where it is not. */
const spanSteps: readonly Step[] = [
  at('spans', step('Set', 'SC_HV=${FILTER(-0-9\\x2c,${SC_HR})}')),
  step('GotoIf', '$[${LEN(${SC_HV})} != ${LEN(${SC_HR})} | ${LEN(${SC_HV})} > 79]?done'),
  step('GotoIf', '$[${LEN(${SC_HV})} % 10 != 9]?done'),
  step('Set', 'SC_HI=0'),
  at('span', step('GotoIf', '$[${SC_HI} > ${LEN(${SC_HV})}]?end')),
  step('Set', 'SC_HA=${FILTER(0-9,${SC_HV:${SC_HI}:4})}'),
  step('Set', 'SC_HI=$[${SC_HI} + 5]'),
  step('Set', 'SC_HB=${FILTER(0-9,${SC_HV:${SC_HI}:4})}'),
  step('Set', 'SC_HI=$[${SC_HI} + 5]'),
  step('GotoIf', '$[${LEN(${SC_HA})} != 4 | ${LEN(${SC_HB})} != 4]?done'),
  step('GotoIf', '$[${SC_HM:2:4} >= ${SC_HA} & ${SC_HM:2:4} < ${SC_HB}]?open:span'),
];
