import { at, context, extension, step, type Context } from '@synergycall/asterisk';

/** Seconds without any answer, not even 100 Trying, after which a carrier counts as gone (SC-025: the next within 3 s). */
const PATIENCE = 2;

/**
 * Runs on the new channel of a trunk's Dial before its INVITE is sent (watchedLeg), and ends the leg of a carrier that
 * keeps silent, so that the next is tried. PJSIP notes the code of each answer with the channel (HANGUPCAUSE), 100 Trying
 * among them: who said 100 and rings after 8 s is left in peace, which Dial's own `60^2` would not do, and timer B can't
 * be set below 6.4 s (22.10.1).
 * A watch is a Local channel that waits by itself; a leg that was answered, refused or given up is not there any more,
 * and names of channels are not used twice. A carrier that wakes up later is sent CANCEL, or BYE if it answers.
 */
export function outsideWatch(): Context {
  return context('sc-watch', {
    extensions: [
      // On the channel of the leg, with the tenant and the trunk whose call it is: they are counted by it.
      extension(
        'arm',
        step('Set', 'GROUP(scoutleg)=${FILTER(0-9a-z,${ARG1})}'),
        step('Set', 'GROUP(sctrunkleg)=${FILTER(0-9a-z-,${ARG2})}'),
        step('Originate', 'Local/look@sc-watch/n,exten,sc-watch,end,1,10,av(SC_LEG=${CHANNEL(name)})'),
        step('Return'),
      ),
      extension(
        'look',
        at('wait', step('Wait', String(PATIENCE))),
        step('GotoIf', '$[${LEN(${IMPORT(${SC_LEG},HANGUPCAUSE_KEYS())})} > 0]?end,1'),
        step('SoftHangup', '${SC_LEG}'),
        step('Goto', 'end,1'),
      ),
      extension('end', step('Hangup')),
    ],
  });
}
