import { at, context, extension, step, type Context } from '@synergycall/asterisk';
import { MOST_HOPS } from '@synergycall/domain';
import { GENERATION } from './generation.conf.ts';

const FLOW = `${GENERATION}/f/\${SC_F}`;
/** Ringing is said all along, also between two of the group and while somebody's delay runs; no forward by a phone. */
const OPTIONS = 'irb(sc-leg^s^1(${SC_PREFIX}))';

/**
 * A ring group, once `sc-target` has found it: SC_F its id, SC_S its strategy, SC_X seconds, SC_M the count of members.
 * Whoever can't be called when it is their turn (suspended, DND, no phone, the caller's own) is passed over; nobody left:
 * `sc-after,noanswer`. An answered call ends here, for no Dial says `g`.
 * SECURITY: what stands in Dial was made by `sc-target` of checked names, or is a Local leg made of the same.
 */
export const groupContexts = (): Context[] => [
  groupContext(),
  dialContext(),
  memberContext(),
  lateContext(),
  legContext(),
  afterContext(),
];

function groupContext(): Context {
  return context('sc-group', {
    extensions: [
      extension(
        's',
        // The shadow check reads from this step which group was reached.
        step('Set', 'SC_GROUP=${SC_F}'),
        step('Set', `SC_R=\${DB(${FLOW}/prefix)}`),
        step('Set', 'SC_PREFIX=${FILTER(A-Za-z0-9 .-,${SC_R})}'),
        step('GotoIf', '$[${LEN(${SC_PREFIX})} != ${LEN(${SC_R})} | ${LEN(${SC_R})} > 20]?sc-refuse,corrupt,1'),
        // In the throwaway Asterisk nobody can be dialled: whom the group would try, and what comes after, is not asked.
        step('GotoIf', '$["${SC_TRIAL}" = "1"]?sc-ring-end,CANCEL,1'),
        step('Set', 'SC_K=0'),
        step('GotoIf', '$["${SC_S}" = "all"]?all,1:turns,1'),
      ),
      // All together; a delay makes a leg of its own for each phone.
      extension(
        'all',
        step('Set', 'SC_LEGS='),
        at('next', step('GotoIf', '$[${SC_K} >= ${SC_M}]?ready')),
        step('Set', 'SC_K=$[${SC_K} + 1]'),
        step('Gosub', 'sc-member,s,1'),
        step('GotoIf', '$["${SC_WHY}" = "corrupt"]?sc-refuse,corrupt,1'),
        step('GotoIf', '$["${SC_WHY}" != "ring" | ${SC_DELAY} >= ${SC_X}]?next'),
        step('GotoIf', '$[${SC_DELAY} > 0]?late'),
        step('Set', 'SC_LEGS=${SC_LEGS}${IF($[${LEN(${SC_LEGS})} > 0]?&)}${SC_DIAL}'),
        step('Goto', 'room'),
        at('late', step('Set', 'SC_I=0')),
        // `PJSIP/a7k2-9fqx3m&PJSIP/…`: a name every 18 characters.
        at('leg', step('GotoIf', '$[${SC_I} >= ${LEN(${SC_DIAL})}]?room')),
        step('Set', 'SC_V=${SC_DIAL:${SC_I}:17}'),
        step('Set', 'SC_I=$[${SC_I} + 18]'),
        // Three digits of delay, then the name without its dash.
        step('Set', 'SC_V=$[1000 + ${SC_DELAY}]${SC_V:6:4}${SC_V:11:6}'),
        step('Set', 'SC_LEGS=${SC_LEGS}${IF($[${LEN(${SC_LEGS})} > 0]?&)}Local/${SC_V:1}@sc-late'),
        step('Goto', 'leg'),
        // A value has room for 4,095 characters: about 200 phones.
        at('room', step('GotoIf', '$[${LEN(${SC_LEGS})} < 3500]?next')),
        at('ready', step('GotoIf', '$[${LEN(${SC_LEGS})} > 0]?sc-group-dial,all,1:sc-after,noanswer,1')),
      ),
      // One after the other: each has a rank in SC_RANK_<place>, the lowest comes first; nothing there: has been.
      extension(
        'turns',
        step('Set', 'SC_START=0'),
        step('Set', 'SC_TURN=${FILTER(0-9a-z,${DB(sc/live/${SC_T}/f/${SC_F}/turn)})}'),
        at('next', step('GotoIf', '$[${SC_K} >= ${SC_M}]?ranked')),
        step('Set', 'SC_K=$[${SC_K} + 1]'),
        step('Gosub', 'sc-member,s,1'),
        step('GotoIf', '$["${SC_WHY}" = "corrupt"]?sc-refuse,corrupt,1'),
        step('Set', 'SC_RANK_${SC_K}=${IF($["${SC_S}" = "idle"]?${SC_LAST}:${SC_K})}'),
        step('GotoIf', '$["${SC_S}" = "robin" & "${SC_MU}" = "${SC_TURN}"]?:next'),
        step('Set', 'SC_START=${SC_K}'),
        step('Goto', 'next'),
        // Round robin: those up to the last one come after the others.
        at('ranked', step('Set', 'SC_I=0')),
        at('shift', step('GotoIf', '$[${SC_I} >= ${SC_START}]?pick')),
        step('Set', 'SC_I=$[${SC_I} + 1]'),
        step('Set', 'SC_RANK_${SC_I}=$[${SC_RANK_${SC_I}} + 100]'),
        step('Goto', 'shift'),
        at('pick', step('Set', 'SC_BEST=')),
        step('Set', 'SC_I=0'),
        at('look', step('GotoIf', '$[${SC_I} >= ${SC_M}]?looked')),
        step('Set', 'SC_I=$[${SC_I} + 1]'),
        step('GotoIf', '$[${LEN(${SC_RANK_${SC_I}})} = 0]?look'),
        step('GotoIf', '$[${LEN(${SC_BEST})} = 0]?better'),
        step('GotoIf', '$[${SC_RANK_${SC_I}} < ${SC_BEST}]?better:look'),
        at('better', step('Set', 'SC_K=${SC_I}')),
        step('Set', 'SC_BEST=${SC_RANK_${SC_I}}'),
        step('Goto', 'look'),
        at('looked', step('GotoIf', '$[${LEN(${SC_BEST})} = 0]?sc-after,noanswer,1')),
        step('Set', 'SC_RANK_${SC_K}='),
        // Asked again: who was suspended meanwhile is passed over.
        step('Gosub', 'sc-member,s,1'),
        step('GotoIf', '$["${SC_WHY}" = "ring"]?:pick'),
        step('GotoIf', '$["${SC_S}" = "robin"]?:sc-group-dial,turn,1'),
        step('Set', 'DB(sc/live/${SC_T}/f/${SC_F}/turn)=${SC_MU}'),
        step('Goto', 'sc-group-dial,turn,1'),
      ),
    ],
  });
}

/** What blocks stands at priorities that never move. */
function dialContext(): Context {
  return context('sc-group-dial', {
    extensions: [
      extension(
        'all',
        at('dial', step('Dial', `\${SC_LEGS},\${SC_X},${OPTIONS}`)),
        step('GotoIf', '$["${DIALSTATUS}" = "ANSWER" | "${DIALSTATUS}" = "CANCEL"]?sc-ring-end,CANCEL,1'),
        step('Goto', 'sc-after,noanswer,1'),
      ),
      extension(
        'turn',
        at('dial', step('Dial', `\${SC_DIAL},\${SC_X},${OPTIONS}`)),
        step('GotoIf', '$["${DIALSTATUS}" = "ANSWER" | "${DIALSTATUS}" = "CANCEL"]?sc-ring-end,CANCEL,1'),
        step('Goto', 'sc-group,turns,pick'),
      ),
    ],
  });
}

/**
 * The member at place SC_K: SC_MU (user id), SC_DELAY, and as `sc-target` says SC_WHY and SC_DIAL; for `idle` SC_LAST, the
 * end of the last answered call on any of their phones.
 */
function memberContext(): Context {
  return context('sc-member', {
    extensions: [
      extension(
        's',
        step('Set', 'SC_WHY=corrupt'),
        step('Set', 'SC_LAST=0'),
        step('Set', `SC_R=\${DB(${FLOW}/\${SC_K})}`),
        step('Set', 'SC_MU=${FILTER(0-9a-z,${SC_R:0:12})}'),
        step('Set', 'SC_DELAY=${FILTER(0-9,${SC_R:13})}'),
        step('GotoIf', '$[${LEN(${SC_MU})} != 12 | ${LEN(${FILTER(:,${SC_R:12:1})})} != 1]?done'),
        step('GotoIf', '$[${LEN(${SC_DELAY})} = 0 | ${LEN(${SC_DELAY})} > 3]?done'),
        step('GotoIf', '$[${LEN(${SC_DELAY})} != ${LEN(${SC_R:13})}]?done'),
        step('Set', 'SC_R=user:${SC_MU}'),
        // What the person chose counts in no group, except that DND passes them over.
        step('Set', 'SC_MEMBER=1'),
        step('Gosub', 'sc-target,s,1'),
        step('Set', 'SC_MEMBER='),
        step('GotoIf', '$["${SC_WHY}" = "ring" & "${SC_S}" = "idle"]?:done'),
        step('Set', 'SC_I=6'),
        at('next', step('GotoIf', '$[${SC_I} >= ${LEN(${SC_DIAL})}]?done')),
        step('Set', 'SC_V=${FILTER(0-9,${DB(sc/live/${SC_T}/e/${SC_DIAL:${SC_I}:11}/last)})}'),
        step('Set', 'SC_I=$[${SC_I} + 18]'),
        step('GotoIf', '$[${LEN(${SC_V})} = 0 | ${LEN(${SC_V})} > 12]?next'),
        step('Set', 'SC_LAST=${IF($[${SC_V} > ${SC_LAST}]?${SC_V}:${SC_LAST})}'),
        step('Goto', 'next'),
        at('done', step('Return')),
      ),
    ],
  });
}

/**
 * A leg that rings later. It knows the phone's name from its own extension (three digits of seconds, then the name
 * without its dash) and inherits, asks and sets nothing else, so it needs no tenant. Only `sc-group` makes such legs: no
 * phone and no trunk has this context, nor one that includes it. It ends with the group's Dial, and "answered
 * elsewhere" goes through it to the phone.
 */
function lateContext(): Context {
  return context('sc-late', {
    extensions: [
      extension(
        '_XXX!',
        step('Set', 'SC_V=${FILTER(0-9a-hjkmnp-tv-z,${EXTEN})}'),
        step('GotoIf', '$[${LEN(${SC_V})} = 13 & ${LEN(${EXTEN})} = 13]?:sc-refuse,corrupt,1'),
        at('wait', step('Wait', '${SC_V:0:3}')),
        at('dial', step('Dial', 'PJSIP/${SC_V:3:4}-${SC_V:7:6},,ib(sc-leg^s^1())')),
        step('Goto', 'sc-ring-end,${FILTER(A-Z,${DIALSTATUS})},1'),
      ),
    ],
  });
}

/** On each leg before it rings: the group's name before the caller's, and a note of when its call ends. */
function legContext(): Context {
  return context('sc-leg', {
    extensions: [
      extension(
        's',
        step('GotoIf', '$[${LEN(${ARG1})} = 0]?note'),
        step('Set', 'CONNECTEDLINE(name,i)=${ARG1} ${CONNECTEDLINE(name)}'),
        at('note', step('GotoIf', '$["${CHANNEL(channeltype)}" = "PJSIP"]?:done')),
        step('Set', 'CHANNEL(hangup_handler_push)=sc-leg,end,1(${FILTER(0-9a-z-,${CHANNEL(endpoint)})})'),
        at('done', step('Return')),
      ),
      // A hangup handler, of a leg that rang in vain too.
      extension(
        'end',
        step('Set', 'SC_V=${FILTER(0-9a-z-,${ARG1})}'),
        step('GotoIf', '$["${CHANNEL(state)}" = "Up" & ${LEN(${SC_V})} = 11]?:done'),
        step('Set', 'DB(sc/live/${SC_V:0:4}/e/${SC_V}/last)=${EPOCH}'),
        at('done', step('Return')),
      ),
    ],
  });
}

/** `sc-after,<exit>,1`: nobody answered at SC_F, so the call goes where this exit leads. SC_HOPS ends what goes round. */
function afterContext(): Context {
  return context('sc-after', {
    extensions: [
      extension(
        'noanswer',
        step('Set', 'SC_HOPS=$[${SC_HOPS} + 1]'),
        step('GotoIf', `$[\${SC_HOPS} > ${MOST_HOPS}]?sc-refuse,loop,1`),
        step('Set', `SC_R=\${DB(${FLOW}/noanswer)}`),
        step('Gosub', 'sc-target,s,1'),
        step('Goto', 'sc-core,${SC_N},resolved'),
      ),
    ],
  });
}
