import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { GENERATION } from './generation.conf.ts';

const set = (name: string, value = '') => step('Set', `${name}=${value}`);
const refused = (when: string) => step('GotoIf', `${when}?sc-refuse,unknown,1`);
const REST = '${SC_N:3}';
/** As app_queue names this person in the queue SC_Q. */
const AGENT = 'Local/${SC_P}${SC_T}${SC_U}@sc-agent/n';

/**
 * `*45` logs a person in or out of all their queues, `*45<extension>` of one. Whoever is logged in anywhere is logged out
 * everywhere; else in. app_queue itself writes the row, so this works while the agent's process is down; the note is for
 * that one, as of every code (handling/said.ts). Queues that one may not leave by oneself are left aside.
 */
export function queueCodeContext(): Context {
  return context('sc-code-queue', {
    extensions: [
      extension(
        's',
        set('SC_F'),
        step('GotoIf', `$[\${LEN(${REST})} = 0]?mine`),
        set('SC_D', `\${FILTER(0-9,${REST})}`),
        refused(`$[\${LEN(\${SC_D})} > 6 | \${LEN(\${SC_D})} != \${LEN(${REST})}]`),
        set('SC_R', `\${DB(${GENERATION}/x/\${SC_D})}`),
        set('SC_F', '${FILTER(0-9a-hjkmnp-tv-z,${SC_R:6})}'),
        refused('$["${FILTER(a-z:,${SC_R:0:6})}" != "queue:" | ${LEN(${SC_F})} != 12 | ${LEN(${SC_R})} != 18]'),
        at('mine', set('SC_R', `\${DB(${GENERATION}/q/\${SC_U}/n)}`)),
        set('SC_M', '${FILTER(0-9,${SC_R})}'),
        refused('$[${LEN(${SC_M})} = 0 | ${LEN(${SC_M})} > 3 | ${LEN(${SC_M})} != ${LEN(${SC_R})}]'),
        // First: is anybody logged in? SC_C: of how many is asked.
        set('SC_V', 'in'),
        set('SC_C', '0'),
        set('SC_I', '0'),
        at('look', step('GotoIf', '$[${SC_I} >= ${SC_M}]?looked')),
        step('Gosub', 'sc-code-queue,next,1'),
        step('GotoIf', '$["${SC_Y}" = "1"]?:look'),
        // Loads the queue, too, for whoever pauses does not.
        set('SC_X', `\${QUEUE_MEMBER(q-\${SC_Q},paused,${AGENT})}`),
        step('GotoIf', '$["${SC_X}" = "0" | "${SC_X}" = "1"]?:look'),
        set('SC_C', '$[${SC_C} + 1]'),
        step('GotoIf', '$["${SC_X}" = "0"]?:look'),
        set('SC_V', 'out'),
        step('Goto', 'look'),
        at('looked', step('GotoIf', '$[${SC_C} = 0]?sc-refuse,unknown,1')),
        set('SC_I', '0'),
        set('SC_C', '0'),
        at('turn', step('GotoIf', '$[${SC_I} >= ${SC_M}]?said')),
        step('Gosub', 'sc-code-queue,next,1'),
        step('GotoIf', '$["${SC_Y}" = "1"]?:turn'),
        step('GotoIf', '$["${SC_V}" = "in"]?in'),
        step('PauseQueueMember', `q-\${SC_Q},${AGENT}`),
        set('SC_X', '${PQMSTATUS}'),
        step('Goto', 'noted'),
        at('in', step('UnpauseQueueMember', `q-\${SC_Q},${AGENT}`)),
        set('SC_X', '${UPQMSTATUS}'),
        // Only what app_queue did is noted: where the database is away it knows no agents, and QUEUE_MEMBER says 0 of them.
        at('noted', step('GotoIf', '$["${SC_X}" = "PAUSED" | "${SC_X}" = "UNPAUSED"]?:turn')),
        set('SC_C', '$[${SC_C} + 1]'),
        // A key that no other call writes, nor another queue of this one.
        step('Set', 'DB(sc/said/${SC_T}/u/${SC_U}/queue.${EPOCH}.${FILTER(0-9,${UNIQUEID})}${SC_I})=${SC_Q}:${SC_V}'),
        step('Goto', 'turn'),
        at('said', step('GotoIf', '$[${SC_C} = 0]?sc-refuse,unknown,1')),
        step('UserEvent', 'ScSaid,Tag: ${SC_T},User: ${SC_U}'),
        step('GotoIf', '$["${SC_V}" = "in"]?sc-code-queue-say,in,1:sc-code-queue-say,out,1'),
      ),
      // The next of this person's queues: SC_Q, SC_P its place; SC_Y 1 if it is asked for and may be left.
      extension(
        'next',
        set('SC_Y', '0'),
        set('SC_I', '$[${SC_I} + 1]'),
        set('SC_R', `\${DB(${GENERATION}/q/\${SC_U}/\${SC_I})}`),
        set('SC_Q', '${FILTER(0-9a-hjkmnp-tv-z,${SC_R:0:12})}'),
        set('SC_P', '${FILTER(0-9,${SC_R:15:2})}'),
        step('GotoIf', '$[${LEN(${SC_Q})} != 12 | ${LEN(${SC_P})} != 2 | ${LEN(${SC_R})} != 17]?done'),
        step('GotoIf', '$["${FILTER(01,${SC_R:13:1})}" = "1"]?:done'),
        step('GotoIf', '$[${LEN(${SC_F})} > 0 & "${SC_F}" != "${SC_Q}"]?done'),
        set('SC_Y', '1'),
        at('done', step('Return')),
      ),
    ],
  });
}

export function queueSayContext(): Context {
  const said = (match: string, sound: string) =>
    extension(match, step('Answer'), at('play', step('Playback', sound)), step('Hangup', '16'));
  return context('sc-code-queue-say', { extensions: [said('in', 'agent-loginok'), said('out', 'agent-loggedoff')] });
}
