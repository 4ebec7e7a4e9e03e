import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { NEAR, NO_PRICE_MICROS, PRICE_FAMILY, SPENT_FAMILY } from '@synergycall/domain';
import { GENERATION } from './generation.conf.ts';
import { limitMet } from './limit-note.conf.ts';

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);
const LOCK = (tag: string): Step => set('SC_X', `\${LOCK(sc-spend-${tag})}`);
const UNLOCK = (tag: string): Step => set('SC_X', `\${UNLOCK(sc-spend-${tag})}`);
/** `<price of a minute of all calls in progress>.<since when, epoch seconds>`; in memory, for calls don't outlive it. */
const RUNNING = (tag: string) => `GLOBAL(SC_SPEND_${tag})`;

/**
 * What calls out of a day may cost (decision 0014), of tenants that have such a limit alone; others meet none of this.
 * Money is counted in sixtieths of a millionth, so that a second of any call is a whole number: `sc/spent/<tag>` =
 * `<day>:<amount>`. Calls in progress count by the second, at no cost of their own: the sum of their prices runs with the
 * clock. What is missing of the last started minute is added when one ends.
 */
export const spendingContexts = (): Context[] => [
  askedContext(),
  priceContext(),
  listContext(),
  nowContext(),
  saveContext(),
  ...legContexts(),
];

/**
 * The end of `sc-outside-limits`, with SC_LIM (digits): SC_WHY becomes `over-limit` or `corrupt`; else SC_UP is what the
 * trunk's Dial runs on the leg that is answered. The leg's, which outlives a caller who transfers.
 */
function askedContext(): Context {
  return context('sc-spend', {
    extensions: [
      extension(
        's',
        set('SC_R', `\${DB(${GENERATION}/o/zone)}`),
        set('SC_Z', '${FILTER(-A-Za-z0-9_+/,${SC_R})}'),
        step('GotoIf', '$[${LEN(${SC_Z})} = 0 | ${LEN(${SC_Z})} != ${LEN(${SC_R})} | ${LEN(${SC_Z})} > 60]?corrupt'),
        step('Gosub', 'sc-spend-price,s,1'),
        LOCK('${SC_T}'),
        // No leg is there: whatever still runs is of one whose end was not heard.
        step('GotoIf', '$[${GROUP_COUNT(${SC_T}@scoutleg)} > 0]?now'),
        set(RUNNING('${SC_T}')),
        at('now', step('Gosub', 'sc-spend-now,s,1(${SC_T},${SC_Z})')),
        UNLOCK('${SC_T}'),
        step('GotoIf', '$[${SC_SPENT} < ${SC_LIM} * 60]?allowed'),
        step('GotoIf', '$["${FILTER(0-9,${DB(sc/live/${SC_T}/lifted)})}" = "${SC_DAY}"]?allowed'),
        set('GROUP(scout)'),
        ...limitMet('spend-reached'),
        set('SC_WHY', 'over-limit'),
        step('Return'),
        at('allowed', set('SC_UP', 'U(sc-spend-up^${SC_T}^${SC_PRICE}^${SC_LIM}^${SC_Z}^${SC_E})')),
        step('Return'),
        at('corrupt', set('SC_WHY', 'corrupt')),
        step('Return'),
      ),
    ],
  });
}

/** SC_PRICE: of a minute to SC_E, by the tenant's own list where that says one, else by the box's. */
function priceContext(): Context {
  return context('sc-spend-price', {
    extensions: [
      extension(
        's',
        set('SC_PRICE'),
        step('Gosub', 'sc-spend-list,s,1(${SC_T})'),
        step('GosubIf', '$[${LEN(${SC_PRICE})} = 0]?sc-spend-list,s,1(box)'),
        // SECURITY: the limit can't be set without a price for every number; where one is missing all the same, it is dear.
        set(
          'SC_PRICE',
          `\${IF($[\${LEN(\${SC_PRICE})} = 0 | \${LEN(\${SC_PRICE})} > 12]?${NO_PRICE_MICROS}:\${SC_PRICE})}`,
        ),
        step('Return'),
      ),
    ],
  });
}

/** `Gosub(sc-spend-list,s,1(<list>))`: the longest prefix of SC_E that the list has, or its price for every other number. */
function listContext(): Context {
  const list = `${PRICE_FAMILY}/\${ARG1}`;
  return context('sc-spend-list', {
    extensions: [
      extension(
        's',
        // Lengths of prefixes, two digits each, the longest first.
        set('SC_V', `\${FILTER(0-9,\${DB(${list}/lengths)})}`),
        set('SC_K', '0'),
        at('next', step('GotoIf', '$[${SC_K} >= ${LEN(${SC_V})}]?others')),
        step('MSet', 'SC_X=$[${SC_V:${SC_K}:2} + 0],SC_K=$[${SC_K} + 2]'),
        step('GotoIf', `$[0\${DB_EXISTS(${list}/\${SC_E:0:\${SC_X}})} = 0]?next:take`),
        at('others', step('GotoIf', `$[0\${DB_EXISTS(${list}/any)} = 0]?done`)),
        at('take', set('SC_PRICE', '${FILTER(0-9,${DB_RESULT})}')),
        at('done', step('Return')),
      ),
    ],
  });
}

/**
 * `Gosub(sc-spend-now,s,1(<tag>,<zone>))`, under the lock: SC_AT, SC_DAY, SC_WAS (what was written of this day), SC_RATE
 * and SC_SPENT (with what calls in progress have used since).
 */
function nowContext(): Context {
  const clock = (part: string): string => `\${STRFTIME(\${SC_AT},\${ARG2},${part})}`;
  return context('sc-spend-now', {
    extensions: [
      extension(
        's',
        step('MSet', `SC_AT=\${EPOCH},SC_R=\${FILTER(0-9.,\${${RUNNING('${ARG1}')}})}`),
        set('SC_V', `\${FILTER(0-9:,\${DB(${SPENT_FAMILY}/\${ARG1})})}`),
        step(
          'MSet',
          `SC_DAY=${clock('%Y%m%d')},SC_SEC=$[${clock('%H')} * 3600 + ${clock('%M')} * 60 + ${clock('%S')}],SC_RATE=0\${CUT(SC_R,.,1)},SC_FOR=$[\${SC_AT} - 0\${CUT(SC_R,.,2)}]`,
        ),
        // What was used before midnight was yesterday's.
        step(
          'MSet',
          'SC_FOR=${IF($[${SC_FOR} < ${SC_SEC}]?${SC_FOR}:${SC_SEC})},SC_WAS=${IF($["${CUT(SC_V,:,1)}" = "${SC_DAY}"]?0${CUT(SC_V,:,2)}:0)}',
        ),
        set('SC_SPENT', '$[${SC_WAS} + ${SC_RATE} * ${SC_FOR}]'),
        step('Return'),
      ),
    ],
  });
}

/** `Gosub(sc-spend-save,s,1(<tag>,<limit>,<digits>))`, under the lock: writes SC_SPENT and SC_RATE, and tells what is crossed. */
function saveContext(): Context {
  const crossed = (sixtieths: number): string =>
    `$[\${SC_WAS} < \${ARG2} * ${sixtieths} & \${SC_SPENT} >= \${ARG2} * ${sixtieths}]`;
  const about = { tag: '${ARG1}', digits: '${ARG3}' };
  const [reachedNote, reachedEvent] = limitMet('spend-reached', about);
  const [nearNote, nearEvent] = limitMet('spend-near', about);
  return context('sc-spend-save', {
    extensions: [
      extension(
        's',
        set(`DB(${SPENT_FAMILY}/\${ARG1})`, '${SC_DAY}:${SC_SPENT}'),
        set(RUNNING('${ARG1}'), '${SC_RATE}.${SC_AT}'),
        step('UserEvent', 'ScSpent,Tag: ${ARG1},Day: ${SC_DAY},Spent: ${SC_SPENT}'),
        step('GotoIf', `${crossed(60)}?reached`),
        step('GotoIf', `${crossed(60 * NEAR)}?near`),
        step('Return'),
        at('reached', reachedNote),
        reachedEvent,
        step('Return'),
        at('near', nearNote),
        nearEvent,
        step('Return'),
      ),
    ],
  });
}

/** What runs on the leg: `<tag>,<price>,<limit>,<zone>,<digits>`, all clean, and its end also with when it was answered. */
function legContexts(): Context[] {
  return [
    context('sc-spend-up', {
      extensions: [
        extension(
          's',
          LOCK('${ARG1}'),
          step('Gosub', 'sc-spend-now,s,1(${ARG1},${ARG4})'),
          step(
            'Set',
            'CHANNEL(hangup_handler_push)=sc-spend-end,s,1(${ARG1},${ARG2},${ARG3},${ARG4},${ARG5},${SC_AT})',
          ),
          set('SC_RATE', '$[${SC_RATE} + ${ARG2}]'),
          step('Gosub', 'sc-spend-save,s,1(${ARG1},${ARG3},${ARG5})'),
          UNLOCK('${ARG1}'),
          step('Return'),
        ),
      ],
    }),
    context('sc-spend-end', {
      extensions: [
        extension(
          's',
          LOCK('${ARG1}'),
          step('Gosub', 'sc-spend-now,s,1(${ARG1},${ARG4})'),
          set('SC_SEC', '$[${SC_AT} - ${ARG6}]'),
          // What is left of the started minute; each call has one at least.
          set('SC_SEC', '${IF($[${SC_SEC} < 1]?60:$[(60 - ${SC_SEC} % 60) % 60])}'),
          step(
            'MSet',
            'SC_SPENT=$[${SC_SPENT} + ${ARG2} * ${SC_SEC}],SC_RATE=${IF($[${SC_RATE} > ${ARG2}]?$[${SC_RATE} - ${ARG2}]:0)}',
          ),
          step('Gosub', 'sc-spend-save,s,1(${ARG1},${ARG3},${ARG5})'),
          UNLOCK('${ARG1}'),
          step('Return'),
        ),
      ],
    }),
  ];
}
