import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { DIALABLE } from '@synergycall/domain';
import { damaged, GENERATION, USER_STATE } from './generation.conf.ts';
import { flowContext } from './flow.conf.ts';
import { beforeRinging, withoutPhones } from './person.conf.ts';
import { hoursContexts } from './hours.conf.ts';

export { damaged, GENERATION };

/**
 * Subroutines that answer "what rings there, of tenant SC_T in generation SC_G?" without dialling, so that calls, health
 * and the shadow check ask the same question. They answer in SC_WHY (`ring`, `group` or the name of a refusal) and SC_DIAL
 * (a dial string, `PJSIP/<endpoint>` joined with `&`, the calling one left out; of a group `group:<id>`).
 * SECURITY: a value of AstDB is believed only if its alphabet, length and (endpoints) tenant are right.
 */
export const resolveContexts = (): Context[] => [
  extensionContext(),
  targetContext(),
  flowContext(),
  ...hoursContexts(),
];

/** Who rings at the extension SC_N? */
function extensionContext(): Context {
  return context('sc-resolve', {
    extensions: [
      extension(
        DIALABLE,
        step('MSet', 'SC_DIAL=,SC_WHY=no-generation'),
        // The manifest is written last: without it the generation is not whole.
        step('GotoIf', `$[\${LEN(\${SC_G})} = 0 | \${LEN(\${DB(${GENERATION}/meta)})} = 0]?done`),
        step('Set', 'SC_WHY=unknown'),
        step('GotoIf', '$[${LEN(${FILTER(0-9,${SC_N})})} != ${LEN(${SC_N})} | ${LEN(${SC_N})} > 6]?done'),
        step('Set', `SC_R=\${DB(${GENERATION}/x/\${SC_N})}`),
        step('GotoIf', '$[${LEN(${SC_R})} = 0]?done:sc-target,s,1'),
        at('done', step('Return')),
      ),
    ],
  });
}

/** Who rings at the target SC_R (`user:<id>`, `group:<id>`, …: flow.conf.ts), as it came from AstDB? The one place that knows, for extensions and numbers. */
function targetContext(): Context {
  return context('sc-target', {
    extensions: [
      extension(
        's',
        step('Set', 'SC_SKIPS=0'),
        at('again', step('Set', 'SC_DIAL=')),
        step('Set', 'SC_WHY=corrupt'),
        step('Set', 'SC_V=${FILTER(0-9a-z:,${SC_R})}'),
        step('GotoIf', `${damaged('SC_V')}?done`),
        step('GotoIf', '$["${SC_V:0:5}" = "user:"]?:sc-flow,s,1'),
        step('Set', 'SC_U=${FILTER(0-9a-z,${SC_V:5})}'),
        step('GotoIf', '$[${LEN(${SC_V})} != 17 | ${LEN(${SC_U})} != 12]?done'),
        step('Set', 'SC_WHY=user-suspended'),
        step('GotoIf', `$[${USER_STATE} = "suspended"]?done`),
        ...beforeRinging,
        at('phones', step('Set', 'SC_WHY=corrupt')),
        step('Set', `SC_R=\${DB(${GENERATION}/u/\${SC_U}/n)}`),
        step('Set', 'SC_C=${FILTER(0-9,${SC_R})}'),
        step('GotoIf', `${damaged('SC_C')}?done`),
        step('GotoIf', '$[${LEN(${SC_C})} > 2]?done'),
        step('Set', 'SC_WHY=no-devices'),
        step('Set', 'SC_I=0'),
        at('next', step('GotoIf', '$[${SC_I} >= ${SC_C}]?counted')),
        step('Set', 'SC_I=$[${SC_I} + 1]'),
        step('Set', `SC_R=\${DB(${GENERATION}/u/\${SC_U}/\${SC_I})}`),
        step('Set', 'SC_V=${FILTER(0-9a-z-,${SC_R})}'),
        step('GotoIf', `${damaged('SC_V')}?damaged`),
        step('GotoIf', '$[${LEN(${SC_V})} != 11]?damaged'),
        step('GotoIf', '$["${SC_V:0:5}" != "${SC_T}-"]?damaged'),
        step('Set', 'SC_WHY=own-extension'),
        step('GotoIf', '$["${SC_V}" = "${SC_SELF}"]?next'),
        step('Set', 'SC_DIAL=${SC_DIAL}${IF($[${LEN(${SC_DIAL})} > 0]?&)}PJSIP/${SC_V}'),
        step('Goto', 'next'),
        at('counted', step('GotoIf', '$[${LEN(${SC_DIAL})} = 0]?nobody')),
        step('Set', 'SC_WHY=ring'),
        at('done', step('Return')),
        at('damaged', step('Set', 'SC_DIAL=')),
        step('Set', 'SC_WHY=corrupt'),
        step('Return'),
        ...withoutPhones,
      ),
    ],
  });
}
