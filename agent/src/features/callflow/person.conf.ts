import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { MOST_HOPS, RINGS } from '@synergycall/domain';
import { damaged, GENERATION } from './generation.conf.ts';
import { IS_THERE } from './voicemail.conf.ts';

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);
/** What a person chose; live, written by the agent and by feature codes. */
const LIVE = 'sc/live/${SC_T}/u/${SC_U}';
/** `1` where the person SC_U has a mailbox; IS_THERE asks it of SC_R. */
const HAS_BOX = `\${DB(${GENERATION}/u/\${SC_U}/vm)}`;

/**
 * What a person's calls do (decision 0013). `sc-target` asks `sc-forward` before anybody rings (always, do not disturb, no
 * phone at all), `sc-person` rings and asks it again for what comes where nobody takes the call.
 * Of a member of a group nothing of this counts but DND, which passes them over (SC_MEMBER).
 */
export const personContexts = (): Context[] => [personContext(), forwardContext(), boxContext(), ownsContext()];

/** As `sc-target` begins for a person who isn't suspended; leads on to its steps `phones` and `done`. */
export const beforeRinging: readonly Step[] = [
  step('GotoIf', '$["${SC_MEMBER}" = "1"]?disturb'),
  // A probe that names its moment asks nothing of what was set by hand.
  step('GotoIf', '$[${LEN(${SC_NOW})} > 0]?phones'),
  step('GotoIf', `$[\${LEN(\${DB(${LIVE}/always)})} = 0]?disturb`),
  set('SC_KEY', 'always'),
  step('Gosub', 'sc-forward,s,1'),
  step('GotoIf', '$["${SC_WHY}" = "through"]?:done'),
  at('disturb', step('GotoIf', `$["\${FILTER(a-z,\${DB(${LIVE}/dnd)})}" = "on"]?:phones`)),
  set('SC_WHY', 'do-not-disturb'),
  step('GotoIf', '$["${SC_MEMBER}" = "1"]?done'),
  set('SC_KEY', 'busy'),
  step('Gosub', 'sc-forward,s,1'),
  step('GotoIf', '$[${LEN(${SC_WHY})} > 0]?done'),
  set('SC_WHY', 'do-not-disturb'),
  step('Return'),
];

/** As it ends where no phone is left to ring: SC_WHY says why. */
export const withoutPhones: readonly Step[] = [
  at('nobody', step('GotoIf', '$["${SC_WHY}" = "no-devices" & "${SC_MEMBER}" != "1"]?:done')),
  set('SC_KEY', 'away'),
  step('Gosub', 'sc-forward,s,1'),
  step('GotoIf', '$[${LEN(${SC_WHY})} > 0]?done'),
  set('SC_WHY', 'no-devices'),
  step('Return'),
];

/** Once `sc-target` has found the person SC_U; and once nobody of their phones took the call. */
function personContext(): Context {
  const then = (match: string, key: string, end: 'BUSY' | 'NOANSWER') =>
    extension(match, set('SC_KEY', key), set('SC_END', end), step('Goto', 'next,1'));
  return context('sc-person', {
    extensions: [
      extension(
        'ring',
        set('SC_R', `\${DB(${LIVE}/seconds)}`),
        set('SC_SEC', '${FILTER(0-9,${SC_R})}'),
        step('GotoIf', `${damaged('SC_SEC')}?default`),
        step('GotoIf', '$[${LEN(${SC_SEC})} > 3]?default'),
        step('GotoIf', '$[${SC_SEC} >= 5 & ${SC_SEC} <= 120]?ring'),
        at('default', set('SC_R', HAS_BOX)),
        set('SC_SEC', `\${IF(${IS_THERE}?${RINGS.withVoicemail}:${RINGS.without})}`),
        at('ring', step('Goto', 'sc-ring,${SC_N},1')),
      ),
      then('busy', 'busy', 'BUSY'),
      // Declined: as busy, but for what the caller is told.
      then('declined', 'busy', 'NOANSWER'),
      then('noanswer', 'noanswer', 'NOANSWER'),
      then('away', 'away', 'NOANSWER'),
      extension(
        'next',
        // In the throwaway Asterisk nobody answers; what comes then is not asked.
        step('GotoIf', '$["${SC_TRIAL}" = "1"]?sc-ring-end,${SC_END},1'),
        step('Gosub', 'sc-forward,s,1'),
        step('GotoIf', '$[${LEN(${SC_WHY})} = 0]?sc-ring-end,${SC_END},1'),
        step('Goto', 'sc-core,${SC_N},resolved'),
      ),
    ],
  });
}

/**
 * Where does a call to SC_U go on at SC_KEY (always, busy, noanswer, away)? SC_WHY becomes what `sc-target` says of the
 * target, `voicemail` (their own box), `through` (of `always`: the calling phone is that of whom calls go to), or nothing:
 * nobody chose anything, and there is no box. SC_HOPS ends what goes round.
 * SECURITY: a live value is believed as little as any other: by its alphabet, and its id through `sc-target`.
 */
function forwardContext(): Context {
  return context('sc-forward', {
    extensions: [
      extension(
        's',
        set('SC_WHY'),
        set('SC_DIAL'),
        step('GotoIf', '$[${LEN(${SC_NOW})} > 0]?sc-box,s,1'),
        set('SC_R', `\${DB(${LIVE}/\${SC_KEY})}`),
        step('GotoIf', '$[${LEN(${SC_R})} = 0]?sc-box,s,1'),
        set('SC_WHY', 'corrupt'),
        set('SC_V', '${FILTER(0-9a-z:,${SC_R})}'),
        step('GotoIf', `${damaged('SC_V')}?done`),
        step('GotoIf', '$["${SC_V:0:10}" = "voicemail:"]?own'),
        step('GotoIf', '$["${SC_KEY}" = "always" & "${SC_V:0:5}" = "user:" & ${LEN(${SC_SELF})} > 0]?:hop'),
        set('SC_X', '${FILTER(0-9a-z,${SC_V:5})}'),
        step('Gosub', 'sc-owns,s,1'),
        step('GotoIf', '$["${SC_Y}" = "1"]?through'),
        at('hop', set('SC_HOPS', '$[${SC_HOPS} + 1]')),
        // Its alphabet is checked; whose phone calls may have been asked in between.
        set('SC_R', '${SC_V}'),
        set('SC_WHY', 'loop'),
        step('GotoIf', `$[\${SC_HOPS} > ${MOST_HOPS}]?done`),
        step('GotoIf', '$["${SC_V:0:9}" = "external:"]?outside:sc-target,s,again'),
        at('outside', set('SC_WHY', 'corrupt')),
        set('SC_E', '${FILTER(0-9,${SC_V:9})}'),
        step('GotoIf', '$[${LEN(${SC_E})} != ${LEN(${SC_V:9})} | ${LEN(${SC_E})} < 7 | ${LEN(${SC_E})} > 15]?done'),
        // A number of the tenant's own would come back in by the carrier, round and round.
        set('SC_WHY', 'loop'),
        step('GotoIf', `$[\${LEN(\${DB(${GENERATION}/d/\${SC_E})})} > 0]?done`),
        // SECURITY: by the policy of whoever forwards, and at their cost, whoever called.
        set('SC_PAYER', '${SC_U}'),
        step('Gosub', 'sc-outside-resolve,+${SC_E},1'),
        at('done', step('Return')),
        at('through', set('SC_WHY', 'through')),
        step('Return'),
        // Nobody's box but their own.
        at('own', step('GotoIf', '$["${SC_V:10}" = "${SC_U}"]?:done')),
        set('SC_WHY', 'no-mailbox'),
        step('Goto', 'sc-box,s,1'),
      ),
    ],
  });
}

/** SC_WHY becomes `voicemail` where SC_U has a box; else it stays. */
function boxContext(): Context {
  return context('sc-box', {
    extensions: [
      extension(
        's',
        set('SC_R', HAS_BOX),
        step('GotoIf', `${IS_THERE}?:done`),
        set('SC_B', '${SC_U}'),
        set('SC_DIAL', 'voicemail:${SC_U}'),
        set('SC_WHY', 'voicemail'),
        at('done', step('Return')),
      ),
    ],
  });
}

/** Is SC_SELF a phone of the person SC_X? SC_Y becomes 1. */
function ownsContext(): Context {
  return context('sc-owns', {
    extensions: [
      extension(
        's',
        set('SC_Y', '0'),
        set('SC_I', '0'),
        set('SC_R', `\${DB(${GENERATION}/u/\${SC_X}/n)}`),
        set('SC_C', '${FILTER(0-9,${SC_R})}'),
        step('GotoIf', `${damaged('SC_C')}?done`),
        step('GotoIf', '$[${LEN(${SC_C})} > 2]?done'),
        at('next', step('GotoIf', '$[${SC_I} >= ${SC_C}]?done')),
        set('SC_I', '$[${SC_I} + 1]'),
        step('GotoIf', `$["\${FILTER(0-9a-z-,\${DB(${GENERATION}/u/\${SC_X}/\${SC_I})})}" = "\${SC_SELF}"]?:next`),
        set('SC_Y', '1'),
        at('done', step('Return')),
      ),
    ],
  });
}
