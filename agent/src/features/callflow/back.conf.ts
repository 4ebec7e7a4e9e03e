import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { DIALABLE, RING_BACK_PHONES, RING_BACK_PLACE, RING_BACK_SECONDS } from '@synergycall/domain';
import { damaged, TAG_ALPHABET } from './generation.conf.ts';

/** Seconds that the phone rings, before the call goes where the number leads. */
const RING = 30;
const LAST = (RING_BACK_PHONES - 1) * RING_BACK_PLACE;

/**
 * Asked in `sc-number` once it is known whose number is called (SC_T, SC_N), before anybody's suspension is looked at. A
 * probe asks about the model alone, so verification never depends on who called for help.
 */
export const ringBackFirst: readonly Step[] = [
  step('GotoIf', '$["${SC_HEALTH}" = "1"]?state'),
  step('Set', 'SC_RB=${DB(sc/live/${SC_T}/back/${SC_N})}'),
  step('GotoIf', '$[${LEN(${SC_RB})} > 0]?sc-back,${SC_N},1'),
];

/**
 * SC_RB says who showed this number when they called for help, in up to three places of `<epoch>:<endpoint>`. Those of
 * the last half hour ring, and nothing but an answer keeps the call from going on at `sc-number,…,state`.
 * SECURITY: phones of this tenant alone, by alphabet, place and tag; it was the core that read the number from this
 * tenant's generation, so nobody claims another's.
 */
export function backContext(): Context {
  return context('sc-back', {
    extensions: [
      extension(
        DIALABLE,
        step('Set', `SC_V=\${FILTER(${TAG_ALPHABET}-:.,\${SC_RB})}`),
        step('GotoIf', `${damaged('SC_V', 'SC_RB')}?on`),
        step('Set', 'SC_DIAL='),
        step('Set', 'SC_I=0'),
        at('next', step('GotoIf', `$[\${SC_I} > ${LAST}]?counted`)),
        step('Set', 'SC_A=${FILTER(0-9,${SC_V:${SC_I}:10})}'),
        step('Set', 'SC_I=$[${SC_I} + 11]'),
        step('Set', `SC_C=\${FILTER(${TAG_ALPHABET}-,\${SC_V:\${SC_I}:11})}`),
        step('Set', `SC_I=$[\${SC_I} + ${RING_BACK_PLACE - 11}]`),
        step('GotoIf', '$[${LEN(${SC_A})} = 10 & ${LEN(${SC_C})} = 11]?:next'),
        step('GotoIf', '$["${SC_C:0:5}" = "${SC_T}-"]?:next'),
        step('Set', 'SC_A=$[${EPOCH} - ${SC_A}]'),
        step('GotoIf', `$[\${SC_A} >= 0 & \${SC_A} < ${RING_BACK_SECONDS}]?:next`),
        step('Set', 'SC_DIAL=${SC_DIAL}${IF($[${LEN(${SC_DIAL})} > 0]?&)}PJSIP/${SC_C}'),
        step('Goto', 'next'),
        at('counted', step('GotoIf', '$[${LEN(${SC_DIAL})} = 0]?on')),
        step('UserEvent', 'ScRingBack,Tag: ${SC_T},Number: ${SC_N}'),
        step('Goto', 'sc-back-ring,${SC_N},1'),
        at('on', step('Set', 'SC_DIAL=')),
        step('Goto', 'sc-number,${SC_N},state'),
      ),
    ],
  });
}

/** Dial stands at a priority that never moves. `i`: no forward by a phone. Who answers ends the dialplan (no `g`). */
export const backRingContext = (): Context =>
  context('sc-back-ring', {
    extensions: [
      extension(
        DIALABLE,
        at('dial', step('Dial', `\${SC_DIAL},${RING},i`)),
        step('Set', 'SC_DIAL='),
        step('Goto', 'sc-number,${SC_N},state'),
      ),
    ],
  });
