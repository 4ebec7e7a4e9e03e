import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { limitMet } from './limit-note.conf.ts';
import { damaged } from './resolve.conf.ts';

const set = (name: string, value = ''): Step => step('Set', `${name}=${value}`);

/**
 * Limits against fraud of the tenant SC_T, `<calls a minute>:<calls at once>`, each empty for none, in SC_R, and where
 * there is one `:<millionths a day may cost>` (spending.conf.ts): SC_WHY becomes `over-limit`, or `corrupt`. Calls are
 * counted in Asterisk's memory, so they begin anew with it; one counts where it is let out, whichever trunk takes it.
 * Calls a minute: two counts, of this minute and of the one before, weighed by how much of it still lies within the last
 * 60 seconds; so no burst at the turn of a minute gets twice as many. One global variable per tenant, under a lock.
 */
export function outsideLimits(): Context {
  return context('sc-outside-limits', {
    extensions: [
      extension(
        's',
        set('SC_V', '${FILTER(0-9:,${SC_R})}'),
        step('GotoIf', `${damaged('SC_V')}?corrupt`),
        step('GotoIf', '$[${LEN(${SC_V})} > 26]?corrupt'),
        step('MSet', 'SC_M=${CUT(SC_V,:,1)},SC_X=${CUT(SC_V,:,2)},SC_LIM=${CUT(SC_V,:,3)}'),
        step('GotoIf', '$[${LEN(${SC_X})} = 0]?minute'),
        step('Set', 'GROUP(scout)=${SC_T}'),
        // Those being set up, this one among them; and legs, which outlive a caller who transfers.
        step('GotoIf', '$[${GROUP_COUNT(${SC_T}@scout)} > ${SC_X}]?at-once'),
        step('GotoIf', '$[${GROUP_COUNT(${SC_T}@scoutleg)} >= ${SC_X}]?at-once'),
        at('minute', step('GotoIf', '$[${LEN(${SC_M})} = 0]?done')),
        set('SC_X', '${LOCK(sc-out-${SC_T})}'),
        // `<second at which the minute began>:<calls in it>:<calls in the minute before>`
        set('SC_V', '${FILTER(0-9:,${GLOBAL(SC_OUT_${SC_T})})}'),
        set('SC_NUM', '0${CUT(SC_V,:,2)}'),
        set('SC_OLD', '$[0${CUT(SC_V,:,3)} + 0]'),
        set('SC_MIN', '${EPOCH}'),
        set('SC_SEC', '$[${SC_MIN} % 60]'),
        set('SC_MIN', '$[${SC_MIN} - ${SC_SEC}]'),
        set('SC_X', '$[${SC_MIN} - 0${CUT(SC_V,:,1)}]'),
        step('GotoIf', '$[${SC_X} = 0]?count'),
        set('SC_OLD', '${IF($[${SC_X} = 60]?${SC_NUM}:0)}'),
        set('SC_NUM', '0'),
        at('count', step('GotoIf', '$[${SC_NUM} * 60 + ${SC_OLD} * (60 - ${SC_SEC}) > (${SC_M} - 1) * 60]?full')),
        set('SC_NUM', '$[${SC_NUM} + 1]'),
        step('Set', 'GLOBAL(SC_OUT_${SC_T})=${SC_MIN}:${SC_NUM}:${SC_OLD}'),
        set('SC_X', '${UNLOCK(sc-out-${SC_T})}'),
        at('done', step('GotoIf', '$[${LEN(${SC_LIM})} > 0]?sc-spend,s,1')),
        step('Return'),
        at('full', set('SC_X', '${UNLOCK(sc-out-${SC_T})}')),
        step('Set', 'GROUP(scout)='),
        ...limitMet('a-minute'),
        set('SC_WHY', 'over-limit'),
        step('Return'),
        at('at-once', step('Set', 'GROUP(scout)=')),
        ...limitMet('at-once'),
        set('SC_WHY', 'over-limit'),
        step('Return'),
        at('corrupt', set('SC_WHY', 'corrupt')),
        step('Return'),
      ),
    ],
  });
}
