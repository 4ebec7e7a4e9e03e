import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { TEST_CALL_SECONDS, TEST_CONTEXT, TEST_SAY_CONTEXT } from '@synergycall/domain';
import { TAG_ALPHABET } from './generation.conf.ts';

/**
 * `Originate Local/s@sc-test/n` with SC_PROBE (a nonce), SC_BY (a trunk's id), SC_FOR (the tenant's tag; empty: the
 * box's), SC_TO (E.164 digits) and SC_SHOW (digits to show, or none), to `sc-test-say,s,1`: calls as the trunk spells it,
 * by no policy, and reports by UserEvent ScTest with Probe, Status and Code, however it ends. An echo test is what the
 * called side hears, so that both directions are tried.
 * SECURITY: reached by Originate alone; no context jumps here or includes it (test of the text). Never an emergency number.
 */
export const testCallContexts = (): Context[] => [
  context(TEST_CONTEXT, {
    extensions: [
      extension(
        's',
        step('Set', `SC_T=\${FILTER(${TAG_ALPHABET},\${SC_FOR})}`),
        step('Set', `SC_X=\${FILTER(${TAG_ALPHABET},\${SC_BY})}`),
        step('Set', 'SC_E=${FILTER(0-9,${SC_TO})}'),
        step('Set', 'SC_O=${SC_E}'),
        step('Set', 'SC_CID=${FILTER(0-9,${SC_SHOW})}'),
        step('Set', 'SC_STATUS=NOTRUNK'),
        step('Set', 'SC_CODE='),
        step('Set', `CHANNEL(hangup_handler_push)=${TEST_CONTEXT},ended,1`),
        step('Set', `TIMEOUT(absolute)=${TEST_CALL_SECONDS}`),
        step('GotoIf', '$[${LEN(${SC_E})} < 7 | ${LEN(${SC_E})} > 15 | ${LEN(${SC_X})} != 12]?end'),
        step('GotoIf', '${DIALPLAN_EXISTS(sc-emergency,${SC_E},1)}?end'),
        step('GotoIf', '${DIALPLAN_EXISTS(sc-out-${SC_X},${SC_E},1)}?:end'),
        step('Set', 'SC_STATUS=NOTDIALLED'),
        step('Gosub', 'sc-out-${SC_X},${SC_E},1'),
        at('end', step('Hangup', '16')),
      ),
      // As hangup handler, so that it is said of every end. An answered call comes back from no Dial.
      extension(
        'ended',
        step('Set', 'SC_R=${HANGUPCAUSE_KEYS()}'),
        step('Set', 'SC_R=${IF($[${LEN(${SC_R})} > 0]?${HANGUPCAUSE(${SC_R},tech)})}'),
        step(
          'UserEvent',
          'ScTest,Probe: ${FILTER(0-9a-z,${SC_PROBE})},Status: ${SC_STATUS},Dial: ${FILTER(A-Z,${DIALSTATUS})},Code: ${FILTER(0-9,${SC_R:4:3})}',
        ),
        step('Return'),
      ),
    ],
  }),
  context(TEST_SAY_CONTEXT, {
    extensions: [
      extension(
        's',
        step('Answer'),
        at('play', step('Playback', 'demo-echotest')),
        at('echo', step('Echo')),
        step('Hangup', '16'),
      ),
    ],
  }),
];
