import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { MOST_HOPS, MOST_PRESSES } from '@synergycall/domain';
import { GENERATION } from './generation.conf.ts';

const FLOW = `${GENERATION}/f/\${SC_F}`;
/** Seconds to wait for a further digit of an extension. */
const NEXT_DIGIT = 3;
/** Asterisk's own, where none was recorded: "please enter the number you wish to call"; and of a wrong key. */
const GENERAL = 'vm-enter-num-to-call';
const WRONG = 'pbx-invalid';
/** In health and in the throwaway Asterisk nothing is played or read: keys come from SC_KEYS, `t` for silence. */
const IS_PROBE = '$["${SC_HEALTH}${SC_TRIAL}" != ""]';
/** One key, or nothing. */
const READ_KEY = step('Set', 'SC_K=${FILTER(0-9*#,${SC_K})}');

/**
 * A menu, once `sc-target` has found it: SC_F its id, SC_MW seconds to wait, SC_MT tries, SC_MD 1 if extensions may be
 * dialled. A key leads on at once, unless a longer extension begins with it: then the next digit is waited for. Silence
 * and wrong keys use up a try each; after the last one the call goes the way of whichever it was. The same as the domain's
 * `press`.
 * SECURITY: what a caller presses is one character of a closed alphabet, and is looked up as an exit of this menu or an
 * extension of this tenant (`x/…`): no feature code, no emergency number and no number outside is dialled here.
 */
export const menuContexts = (): Context[] => [menuContext(), listenContext()];

function menuContext(): Context {
  return context('sc-menu', {
    extensions: [
      extension(
        's',
        // The shadow check reads from this step which menu was reached.
        step('Set', 'SC_MENU=${SC_F}'),
        step('Set', 'SC_TRY=0'),
        step('Set', 'SC_MX=timeout'),
        step('Set', 'SC_MS='),
        step('Set', `SC_R=\${DB(${FLOW}/prompt)}`),
        step('Set', 'SC_V=${FILTER(0-9a-hjkmnp-tv-z,${SC_R})}'),
        step('Set', `SC_PROMPT=${GENERAL}`),
        // Plays: 0 its own announcement, 1 the general one, 2 nothing.
        step('Set', 'SC_MG=1'),
        step('GotoIf', '$[${LEN(${SC_R})} = 0]?ready'),
        // A damaged name is no reason to refuse: the general announcement is heard.
        step('GotoIf', '$[${LEN(${SC_V})} != 12 | ${LEN(${SC_R})} != 12]?ready'),
        step('Set', 'SC_PROMPT=${ASTETCDIR}/sounds.d/synergycall/${SC_T}/${SC_V}'),
        step('Set', 'SC_MG=0'),
        at('ready', step('GotoIf', `${IS_PROBE}?again:sc-menu-listen,answer,1`)),
        at('again', step('Set', 'SC_TRY=$[${SC_TRY} + 1]')),
        step('GotoIf', '$[${SC_TRY} > ${SC_MT}]?leave,1'),
        step('GotoIf', `${IS_PROBE}?probe,1:sc-menu-listen,prompt,1`),
      ),
      extension(
        'pressed',
        READ_KEY,
        step('GotoIf', '$[${LEN(${SC_K})} != 1]?silence,1'),
        step('Set', 'SC_PRESSES=$[${SC_PRESSES} + 1]'),
        step('GotoIf', `$[\${SC_PRESSES} > ${MOST_PRESSES}]?sc-refuse,loop,1`),
        step('Set', 'SC_MN=${SC_K}'),
        step('Goto', 'dialled,1'),
      ),
      extension(
        'silence',
        step('Set', 'SC_MX=timeout'),
        step('GotoIf', `${IS_PROBE}?quiet`),
        step('GotoIf', '$["${READSTATUS}" = "TIMEOUT" | "${READSTATUS}" = "OK" | "${SC_MG}" = "2"]?quiet'),
        // Read gives up at once where a file is missing (22.10.1): nobody was asked, so it is no try.
        step('Set', 'SC_TRY=$[${SC_TRY} - 1]'),
        step('GotoIf', '$[${LEN(${SC_MS})} > 0]?quiet'),
        step('Set', 'SC_MG=$[${SC_MG} + 1]'),
        step('Set', `SC_PROMPT=\${IF($["\${SC_MG}" = "1"]?${GENERAL})}`),
        at('quiet', step('Set', 'SC_MS=')),
        step('Goto', 's,again'),
      ),
      extension('wrong', step('Set', 'SC_MX=invalid'), step('Set', `SC_MS=${WRONG}&`), step('Goto', 's,again')),
      // SC_MN: what was dialled so far, of which the first may be a key.
      extension(
        'dialled',
        step('GotoIf', '$["${SC_MD}" = "1" & ${LEN(${FILTER(0-9,${SC_MN})})} = ${LEN(${SC_MN})}]?:key,1'),
        step('GotoIf', `$[\${LEN(\${DB(${GENERATION}/xp/\${SC_MN})})} = 0]?whole,1`),
        step('GotoIf', `${IS_PROBE}?probemore,1:sc-menu-listen,digit,1`),
      ),
      extension(
        'more',
        READ_KEY,
        step('GotoIf', '$[${LEN(${SC_K})} != 1]?whole,1'),
        step('Set', 'SC_PRESSES=$[${SC_PRESSES} + 1]'),
        step('GotoIf', `$[\${SC_PRESSES} > ${MOST_PRESSES}]?sc-refuse,loop,1`),
        // Many end a number with it.
        step('GotoIf', '$["${SC_K}" = "#"]?whole,1'),
        step('GotoIf', '$["${SC_K}" = "*"]?wrong,1'),
        step('Set', 'SC_MN=${SC_MN}${SC_K}'),
        step('Goto', 'dialled,1'),
      ),
      extension(
        'whole',
        step('Set', `SC_R=\${DB(${GENERATION}/x/\${SC_MN})}`),
        step('GotoIf', '$[${LEN(${SC_R})} > 0]?go,1:key,1'),
      ),
      extension(
        'key',
        step('GotoIf', '$[${LEN(${SC_MN})} = 1]?:wrong,1'),
        step('Set', 'SC_V=${IF($["${SC_MN}" = "*"]?star:${IF($["${SC_MN}" = "#"]?hash:${SC_MN})})}'),
        step('Set', `SC_R=\${DB(${FLOW}/key\${SC_V})}`),
        step('GotoIf', '$[${LEN(${SC_R})} > 0]?go,1:wrong,1'),
      ),
      // Whoever presses a key begins anew; of keys there are not many.
      extension(
        'go',
        step('Set', 'SC_HOPS=0'),
        step('Gosub', 'sc-target,s,1'),
        step('Goto', 'sc-core,${SC_N},resolved'),
      ),
      extension(
        'leave',
        step('Set', 'SC_HOPS=$[${SC_HOPS} + 1]'),
        step('GotoIf', `$[\${SC_HOPS} > ${MOST_HOPS}]?sc-refuse,loop,1`),
        step('Set', `SC_R=\${DB(${FLOW}/\${SC_MX})}`),
        step('Gosub', 'sc-target,s,1'),
        step('Goto', 'sc-core,${SC_N},resolved'),
      ),
      extension('probe', ...probeSteps('pressed,1')),
      extension('probemore', ...probeSteps('more,1')),
    ],
  });
}

/** The next key of a probe; where there is none, the menu is where it came to. */
const probeSteps = (then: string) => [
  step('Set', 'SC_R=${FILTER(0-9*#t,${SC_KEYS})}'),
  step('GotoIf', '$[${LEN(${SC_R})} = 0]?end'),
  step('Set', 'SC_K=${FILTER(0-9*#,${SC_R:0:1})}'),
  step('Set', 'SC_KEYS=${SC_R:1}'),
  step('Goto', then),
  at('end', step('GotoIf', '$["${SC_TRIAL}" = "1"]?sc-ring-end,CANCEL,1')),
  step('Set', 'SC_WHY=menu'),
  step('Set', 'SC_DIAL=menu:${SC_F}'),
  step('Goto', 'sc-health-report,s,1'),
];

/**
 * What blocks, at priorities that never move. Read takes one key, during the announcement too; `t()`: none ends the
 * reading, so `#` is a key as the others.
 */
function listenContext(): Context {
  return context('sc-menu-listen', {
    extensions: [
      extension('answer', at('answer', step('Answer')), step('Goto', 'sc-menu,s,again')),
      extension(
        'prompt',
        at('read', step('Read', 'SC_K,${SC_MS}${SC_PROMPT},1,t(),1,${SC_MW}')),
        step('Goto', 'sc-menu,pressed,1'),
      ),
      extension('digit', at('read', step('Read', `SC_K,,1,t(),1,${NEXT_DIGIT}`)), step('Goto', 'sc-menu,more,1')),
    ],
  });
}
