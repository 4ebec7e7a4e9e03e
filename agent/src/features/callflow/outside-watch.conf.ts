import { at, context, extension, step, type Context } from '@synergycall/asterisk';

/** Seconds without any answer, not even 100 Trying, after which a carrier counts as gone (SC-025: the next within 3 s). */
const PATIENCE = 2;
/** Seconds in which legs gather to be looked at together; a leg is looked at PATIENCE to PATIENCE + GATHER after its start. */
const GATHER = 0.5;
/** Characters of names that one watch takes: a variable of the dialplan holds 4,096. */
const MOST = 3_000;
const LOCK = 'sc-watch';
/** `<epoch seconds at which gathering began>&<leg>&<leg>…`; empty: nobody gathers. A leg without `PJSIP/sct-`. */
const GATHERED = 'GLOBAL(SC_WATCHED)';
const LEG = '${CHANNEL(name):10}';

/**
 * `arm` runs on the new channel of a trunk's Dial before its INVITE is sent (watchedLeg); a watch ends the leg of a
 * carrier that keeps silent, so that the next is tried. PJSIP notes the code of each answer with the channel
 * (HANGUPCAUSE), 100 Trying among them: who said 100 and rings after 8 s is left in peace, which Dial's own `60^2` would
 * not do, and timer B can't be set below 6.4 s (22.10.1).
 * A watch is a Local channel that waits by itself, and costs about a quarter of a Dial; so the first leg of half a second
 * starts one, and the others are noted for it. A leg that was answered, refused or given up is not there any more, and
 * names of channels are not used twice. A carrier that wakes up later is sent CANCEL, or BYE if it answers.
 * Where a watch that was started never came, the next leg a second later starts another, which takes all that is noted.
 */
export function outsideWatch(): Context {
  return context('sc-watch', {
    extensions: [
      // On the channel of the leg, with the tenant and the trunk whose call it is: they are counted by it. SC_L begins with
      // what LOCK says; nothing in it came from AstDB or from a phone.
      extension(
        'arm',
        step(
          'MSet',
          `GROUP(scoutleg)=\${FILTER(0-9a-z,\${ARG1})},GROUP(sctrunkleg)=\${FILTER(0-9a-z-,\${ARG2})},SC_L=\${LOCK(${LOCK})}\${${GATHERED}}`,
        ),
        step(
          'Set',
          `${GATHERED}=\${IF($[\${LEN(\${SC_L})} = 1]?\${EPOCH}:\${SC_L:1}\${IF($[\${LEN(\${SC_L})} < ${MOST}]?&${LEG})})}`,
        ),
        step(
          'GotoIf',
          `$[\${UNLOCK(${LOCK})} = 1 & \${LEN(\${SC_L})} < ${MOST} & \${EPOCH} - 0\${SC_L:1:10} < 2]?armed`,
        ),
        step('Originate', `Local/look@sc-watch/n,exten,sc-watch,end,1,10,av(SC_MINE=${LEG})`),
        at('armed', step('Return')),
      ),
      extension('look', at('gather', step('Wait', String(GATHER))), step('Goto', 'take,1')),
      extension(
        'take',
        step('Set', `SC_L=\${LOCK(${LOCK})}\${${GATHERED}}`),
        step('MSet', `${GATHERED}=,SC_TOOK=1`),
        step('Set', `SC_X=\${UNLOCK(${LOCK})}`),
        step('Set', 'SC_L=${SC_MINE}${SC_L:11}'),
        step('Goto', 'wait,1'),
      ),
      extension('wait', at('wait', step('Wait', String(PATIENCE))), step('Goto', 'each,1')),
      extension(
        'each',
        step('GotoIf', '$[${LEN(${SC_L})} = 0]?end,1'),
        step('Set', 'SC_X=PJSIP/sct-${SHIFT(SC_L,&)}'),
        step('GotoIf', '$[${LEN(${IMPORT(${SC_X},HANGUPCAUSE_KEYS())})} > 0]?each,1'),
        step('SoftHangup', '${SC_X}'),
        step('Goto', 'each,1'),
      ),
      extension('end', step('Hangup')),
      // Whoever ends a watch while legs gather would leave the next ones without any.
      extension(
        'h',
        step('GotoIf', '$["${SC_TOOK}" = "1"]?taken'),
        step('Set', `SC_X=\${LOCK(${LOCK})}`),
        step('Set', `${GATHERED}=`),
        at('taken', step('Set', `SC_X=\${UNLOCK(${LOCK})}`)),
      ),
    ],
  });
}
