import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { MOST_HOPS } from '@synergycall/domain';
import { GENERATION, TAG_ALPHABET, TENANT_STATE } from './generation.conf.ts';

const FLOW = `${GENERATION}/f/\${SC_F}`;
const set = (name: string, value = '') => step('Set', `${name}=${value}`);

/**
 * A queue, once `sc-target` has found it: SC_F its id, SC_QW seconds to wait at most, SC_QH what is heard, SC_QA whether
 * the call has to be answered for it. Who waits, who is asked and in which order is app_queue's, by the rows of `queues`
 * and `queue_members` (apply/queue-rows.ts); an agent there is a person, `Local/<place><tag><user id>@sc-agent/n`.
 */
export const queueContexts = (): Context[] => [
  queueContext(),
  waitContext(),
  leftContext(),
  agentContext(),
  ringContext(),
  stateContext(),
];

function queueContext(): Context {
  return context('sc-queue', {
    extensions: [
      extension(
        's',
        // The shadow check reads from this step which queue was reached.
        set('SC_QUEUE', '${SC_F}'),
        set('SC_R', `\${DB(${FLOW}/prefix)}`),
        set('SC_PREFIX', '${FILTER(A-Za-z0-9 .-,${SC_R})}'),
        step('GotoIf', '$[${LEN(${SC_PREFIX})} != ${LEN(${SC_R})} | ${LEN(${SC_R})} > 20]?sc-refuse,corrupt,1'),
        step('GotoIf', '$["${SC_TRIAL}" = "1"]?sc-ring-end,CANCEL,1'),
        set('SC_R', `\${DB(${FLOW}/prompt)}`),
        set('SC_V', '${FILTER(0-9a-hjkmnp-tv-z,${SC_R})}'),
        // A damaged name is no reason to refuse: nothing is said.
        set('SC_PROMPT', '${IF($[${LEN(${SC_V})} = 12]?${ASTETCDIR}/sounds.d/synergycall/${SC_T}/${SC_V})}'),
        // Whoever leaves the queue unanswered is called by their own name again.
        set('SC_CALLER', '${CALLERID(name)}'),
        step('GotoIf', '$[${LEN(${SC_PREFIX})} = 0]?ready'),
        set('CALLERID(name)', '${SC_PREFIX} ${SC_CALLER}'),
        at('ready', step('GotoIf', '$["${SC_QA}" = "1"]?sc-queue-wait,answer,1:sc-queue-wait,wait,1')),
      ),
    ],
  });
}

/** What blocks, at priorities that never move. An answered call ends here; `i`: no forward by a phone; `C`: answered elsewhere. */
function waitContext(): Context {
  return context('sc-queue-wait', {
    extensions: [
      extension('answer', at('answer', step('Answer')), step('GotoIf', '$[${LEN(${SC_PROMPT})} > 0]?prompt,1:wait,1')),
      extension('prompt', at('play', step('Playback', '${SC_PROMPT}')), step('Goto', 'wait,1')),
      extension(
        'wait',
        at('queue', step('Queue', 'q-${SC_F},iC${IF($["${SC_QH}" = "r"]?r)},,,${SC_QW}')),
        step('Goto', 'sc-queue-left,s,1'),
      ),
    ],
  });
}

/** Nobody answered. A queue that app_queue does not know (its database is away) has no agent there. */
function leftContext(): Context {
  return context('sc-queue-left', {
    extensions: [
      extension(
        's',
        step('GotoIf', '$[${LEN(${SC_PREFIX})} = 0]?why'),
        set('CALLERID(name)', '${SC_CALLER}'),
        at('why', set('SC_V', 'empty')),
        step('GotoIf', '$["${QUEUESTATUS}" = "FULL"]?full'),
        step('GotoIf', '$["${QUEUESTATUS}" = "TIMEOUT"]?timeout:left'),
        at('full', set('SC_V', 'full')),
        step('Goto', 'left'),
        at('timeout', set('SC_V', 'timeout')),
        at('left', set('SC_HOPS', '$[${SC_HOPS} + 1]')),
        step('GotoIf', `$[\${SC_HOPS} > ${MOST_HOPS}]?sc-refuse,loop,1`),
        set('SC_R', `\${DB(${FLOW}/\${SC_V})}`),
        step('Gosub', 'sc-target,s,1'),
        step('Goto', 'sc-core,${SC_N},resolved'),
      ),
    ],
  });
}

/**
 * An agent's leg, made by app_queue alone. It knows tenant and person from its own extension, `<place><tag><user id>`, and
 * inherits nothing; the generation is the live one, so phones that came while somebody waited ring too. Suspended people,
 * DND and people without phones are passed over as in a group, and whoever has a call on any of their phones.
 * SECURITY: no phone and no trunk has this context, nor one that includes it; what is dialled was made by `sc-target`.
 */
function agentContext(): Context {
  return context('sc-agent', {
    extensions: [
      extension(
        '_[0-9a-z]!',
        set('SC_V', `\${FILTER(${TAG_ALPHABET},\${EXTEN})}`),
        step('GotoIf', '$[${LEN(${SC_V})} = 18 & ${LEN(${EXTEN})} = 18]?:end'),
        set('SC_T', '${SC_V:2:4}'),
        set('SC_R', 'user:${SC_V:6}'),
        set('SC_SELF'),
        set('SC_X', '${DB(sc/ptr/${SC_T})}'),
        set('SC_G', '${FILTER(0-9,${SC_X})}'),
        step('GotoIf', '$[${LEN(${SC_G})} = 0 | ${LEN(${SC_G})} != ${LEN(${SC_X})}]?end'),
        step('GotoIf', `$[${TENANT_STATE} = "suspended"]?end`),
        set('SC_MEMBER', '1'),
        step('Gosub', 'sc-target,s,1'),
        step('GotoIf', '$["${SC_WHY}" = "ring"]?:end'),
        // `PJSIP/a7k2-9fqx3m&PJSIP/…`: a name every 18 characters.
        set('SC_I', '0'),
        at('next', step('GotoIf', '$[${SC_I} >= ${LEN(${SC_DIAL})}]?free')),
        set('SC_V', '${DEVICE_STATE(${SC_DIAL:${SC_I}:17})}'),
        set('SC_I', '$[${SC_I} + 18]'),
        step('GotoIf', '$["${SC_V}" = "INUSE" | "${SC_V}" = "BUSY" | "${SC_V}" = "ONHOLD"]?busy'),
        step('GotoIf', '$["${SC_V}" = "RINGING" | "${SC_V}" = "RINGINUSE"]?busy:next'),
        // As long as the queue lets it ring.
        at('free', step('Goto', 'sc-agent-ring,s,1')),
        at('busy', step('Hangup', '17')),
        at('end', step('Hangup', '19')),
      ),
    ],
  });
}

/**
 * What app_queue takes for an agent's state (decision 0014): all their phones together, `<tag><user id>`. Asterisk makes a
 * hint of its own for each agent that is asked for (apply/agent-hints.ts).
 */
function stateContext(): Context {
  return context('sc-agent-state', {
    hints: [{ match: '_[0-9a-z]!', state: '${DB(sc/g/${EXTEN:0:4}/${DB(sc/ptr/${EXTEN:0:4})}/q/${EXTEN:4}/phones)}' }],
  });
}

function ringContext(): Context {
  return context('sc-agent-ring', {
    extensions: [
      extension(
        's',
        at('dial', step('Dial', '${SC_DIAL},,i')),
        step('Goto', 'sc-ring-end,${FILTER(A-Z,${DIALSTATUS})},1'),
      ),
    ],
  });
}
