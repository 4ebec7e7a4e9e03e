import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { MOST_HOURS } from '@synergycall/domain';
import { damaged, GENERATION, USER_STATE } from './generation.conf.ts';
import { boxOfFlow, boxOfPerson, IS_THERE } from './voicemail.conf.ts';

const FLOW = `${GENERATION}/f/\${SC_F}`;

/**
 * The part of `sc-target` for what is no person: SC_V is the target, its alphabet checked. A schedule leads back to
 * `sc-target` with the target of its exit; SC_SKIPS counts them.
 */
export function flowContext(): Context {
  return context('sc-flow', {
    extensions: [
      extension(
        's',
        step('GotoIf', '$["${SC_V:0:6}" = "hours:" & ${LEN(${SC_V})} = 18]?hours,1'),
        step('GotoIf', '$["${SC_V:0:6}" = "group:" & ${LEN(${SC_V})} = 18]?group,1'),
        step('GotoIf', '$["${SC_V:0:10}" = "voicemail:" & ${LEN(${SC_V})} = 22]?voicemail,1'),
        step('GotoIf', '$["${SC_V:0:8}" = "mailbox:" & ${LEN(${SC_V})} = 20]?mailbox,1'),
        step('GotoIf', '$["${SC_V:0:5}" = "menu:" & ${LEN(${SC_V})} = 17]?menu,1'),
        step('GotoIf', '$["${SC_V:0:6}" = "queue:" & ${LEN(${SC_V})} = 18]?queue,1'),
        step('GotoIf', '$["${SC_V:0:9}" = "external:"]?external,1'),
        step('GotoIf', '$["${SC_V}" = "hangup"]?:done'),
        step('Set', 'SC_WHY=hangup'),
        at('done', step('Return')),
      ),
      extension(
        'hours',
        step('Set', 'SC_F=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:6})}'),
        step('GotoIf', '$[${LEN(${SC_F})} != 12]?done'),
        step('Set', 'SC_SKIPS=$[${SC_SKIPS} + 1]'),
        step('Set', 'SC_WHY=loop'),
        step('GotoIf', `$[\${SC_SKIPS} > ${MOST_HOURS}]?done`),
        step('Set', 'SC_WHY=corrupt'),
        step('Gosub', 'sc-hours,s,1(${SC_F})'),
        step('GotoIf', '$[${LEN(${SC_H})} = 0]?done'),
        step('Set', `SC_R=\${DB(${FLOW}/\${SC_H})}`),
        step('Goto', 'sc-target,s,again'),
        at('done', step('Return')),
      ),
      // What is damaged in the group itself shows here; its members are looked at when they are called.
      extension(
        'group',
        step('Set', 'SC_F=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:6})}'),
        step('GotoIf', '$[${LEN(${SC_F})} != 12]?done'),
        step('Set', `SC_R=\${DB(${FLOW}/group)}`),
        step('Set', 'SC_S=${FILTER(a-z,${SC_R})}'),
        step('GotoIf', `${damaged('SC_S')}?done`),
        step('GotoIf', '$["${SC_S}" = "all" | "${SC_S}" = "order" | "${SC_S}" = "robin" | "${SC_S}" = "idle"]?:done'),
        step('Set', `SC_R=\${DB(${FLOW}/seconds)}`),
        step('Set', 'SC_X=${FILTER(0-9,${SC_R})}'),
        step('GotoIf', `${damaged('SC_X')}?done`),
        step('GotoIf', '$[${LEN(${SC_X})} > 3]?done'),
        step('GotoIf', '$[${SC_X} < 1]?done'),
        step('Set', `SC_R=\${DB(${FLOW}/n)}`),
        step('Set', 'SC_M=${FILTER(0-9,${SC_R})}'),
        step('GotoIf', `${damaged('SC_M')}?done`),
        step('GotoIf', '$[${LEN(${SC_M})} > 2]?done'),
        step('Set', 'SC_DIAL=group:${SC_F}'),
        step('Set', 'SC_WHY=group'),
        at('done', step('Return')),
      ),
      // A person's mailbox, whose phones are not asked; then a general one.
      extension(
        'voicemail',
        step('Set', 'SC_U=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:10})}'),
        step('GotoIf', '$[${LEN(${SC_U})} != 12]?done'),
        step('GotoIf', `$[\${LEN(\${DB(${GENERATION}/u/\${SC_U}/n)})} = 0]?done`),
        step('Set', 'SC_WHY=user-suspended'),
        step('GotoIf', `$[${USER_STATE} = "suspended"]?done`),
        step('Set', 'SC_WHY=no-mailbox'),
        step('Set', 'SC_B=${SC_U}'),
        boxOfPerson,
        step('GotoIf', `${IS_THERE}?:done`),
        step('Set', 'SC_DIAL=voicemail:${SC_B}'),
        step('Set', 'SC_WHY=voicemail'),
        at('done', step('Return')),
      ),
      extension(
        'mailbox',
        step('Set', 'SC_F=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:8})}'),
        step('GotoIf', '$[${LEN(${SC_F})} != 12]?done'),
        step('Set', 'SC_B=${SC_F}'),
        boxOfFlow,
        step('GotoIf', `${IS_THERE}?:done`),
        step('Set', 'SC_DIAL=mailbox:${SC_B}'),
        step('Set', 'SC_WHY=voicemail'),
        at('done', step('Return')),
      ),
      // `05:3:1`: seconds, tries, whether extensions may be dialled; its keys are looked at when they are pressed.
      extension(
        'menu',
        step('Set', 'SC_F=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:5})}'),
        step('GotoIf', '$[${LEN(${SC_F})} != 12]?done'),
        step('Set', `SC_R=\${DB(${FLOW}/menu)}`),
        step('Set', 'SC_MW=${FILTER(0-9,${SC_R:0:2})}'),
        step('Set', 'SC_MT=${FILTER(1-9,${SC_R:3:1})}'),
        step('Set', 'SC_MD=${FILTER(01,${SC_R:5:1})}'),
        step('GotoIf', '$[${LEN(${SC_R})} != 6 | ${LEN(${SC_MW})} != 2 | ${LEN(${SC_MT}${SC_MD})} != 2]?done'),
        step('GotoIf', '$[${LEN(${FILTER(:,${SC_R:2:1}${SC_R:4:1})})} != 2]?done'),
        step('Set', 'SC_DIAL=menu:${SC_F}'),
        step('Set', 'SC_WHY=menu'),
        at('done', step('Return')),
      ),
      // `0300:m:1`: seconds, music or ringing, whether it has to be answered.
      extension(
        'queue',
        step('Set', 'SC_F=${FILTER(0-9a-hjkmnp-tv-z,${SC_V:6})}'),
        step('GotoIf', '$[${LEN(${SC_F})} != 12]?done'),
        step('Set', `SC_R=\${DB(${FLOW}/queue)}`),
        step('Set', 'SC_QW=${FILTER(0-9,${SC_R:0:4})}'),
        step('Set', 'SC_QH=${FILTER(mr,${SC_R:5:1})}'),
        step('Set', 'SC_QA=${FILTER(01,${SC_R:7:1})}'),
        step('GotoIf', '$[${LEN(${SC_R})} != 8 | ${LEN(${SC_QW})} != 4 | ${LEN(${SC_QH}${SC_QA})} != 2]?done'),
        step('GotoIf', '$[${LEN(${FILTER(:,${SC_R:4:1}${SC_R:6:1})})} != 2]?done'),
        step('Set', 'SC_DIAL=queue:${SC_F}'),
        step('Set', 'SC_WHY=queue'),
        at('done', step('Return')),
      ),
      extension(
        'external',
        step('Set', 'SC_E=${FILTER(0-9,${SC_V:9})}'),
        step('GotoIf', '$[${LEN(${SC_E})} != ${LEN(${SC_V:9})} | ${LEN(${SC_E})} < 7 | ${LEN(${SC_E})} > 15]?done'),
        // A number of the tenant's own would come back in by the carrier, round and round, each time as a new call.
        step('Set', 'SC_WHY=loop'),
        step('GotoIf', `$[\${LEN(\${DB(${GENERATION}/d/\${SC_E})})} > 0]?done`),
        // At the tenant's cost and by its policy, whoever called.
        step('Set', 'SC_PAYER='),
        step('Gosub', 'sc-outside-resolve,+${SC_E},1'),
        at('done', step('Return')),
      ),
    ],
  });
}
