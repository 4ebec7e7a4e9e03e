import { at, context, extension, step, type Context, type Step } from '@synergycall/asterisk';
import { GENERATION } from './generation.conf.ts';

/** Twelve characters, closed: a pattern has 79, so that FILTER has to see to the alphabet of ids. */
const ID = `_${'[0-z]'.repeat(12)}`;
/** A mailbox of the tenant's own context. SECURITY: no other stands in any text, so nobody reaches another tenant's. */
export const MAILBOX = '${SC_B}@vm-${SC_T}';

/** True when the person has a mailbox in this generation; leaves its key in SC_R. */
export const boxOfPerson: Step = step('Set', `SC_R=\${DB(${GENERATION}/u/\${SC_B}/vm)}`);
export const boxOfFlow: Step = step('Set', `SC_R=\${DB(${GENERATION}/f/\${SC_B}/mailbox)}`);
export const IS_THERE = '$["${FILTER(0-9,${SC_R})}" = "1" & ${LEN(${SC_R})} = 1]';

/**
 * Leaving a message: `sc-voicemail,<user id or flow id>,1` with SC_T and SC_G set. It needs nothing but Asterisk: the
 * agent may be down. The caller hears whose box it is, or its own greeting, and records; lamps light at once.
 * What blocks stands at priorities that never move.
 */
export const voicemailContexts = (): Context[] => [leaveContext(), sayContext(), recordContext()];

function leaveContext(): Context {
  return context('sc-voicemail', {
    extensions: [
      extension(
        ID,
        step('Set', 'SC_B=${FILTER(0-9a-hjkmnp-tv-z,${EXTEN})}'),
        step('GotoIf', '$[${LEN(${SC_B})} = 12]?:sc-refuse,no-mailbox,1'),
        // SECURITY: only what this tenant's own generation holds is a mailbox here.
        boxOfPerson,
        step('GotoIf', `${IS_THERE}?person`),
        boxOfFlow,
        step('GotoIf', `${IS_THERE}?:sc-refuse,no-mailbox,1`),
        // The shadow check reads from these steps which box was reached.
        step('Set', 'SC_BOX=mailbox:${SC_B}'),
        step('Set', `SC_R=\${DB(${GENERATION}/f/\${SC_B}/ext)}`),
        step('Set', 'SC_K=general'),
        step('Goto', 'there'),
        at('person', step('Set', 'SC_BOX=voicemail:${SC_B}')),
        step('Set', `SC_R=\${DB(${GENERATION}/u/\${SC_B}/ext)}`),
        step('Set', 'SC_K=person'),
        // In the throwaway Asterisk there are no mailboxes, and nothing is recorded.
        at('there', step('GotoIf', '$["${SC_TRIAL}" = "1"]?sc-ring-end,CANCEL,1')),
        step('Set', 'SC_V=${FILTER(0-9,${SC_R})}'),
        step('GotoIf', `$["\${FILTER(0-9,\${VM_INFO(${MAILBOX},exists)})}" = "1"]?:sc-refuse,no-mailbox,1`),
        step('Answer'),
        step(
          'GotoIf',
          '$["${FILTER(a-z,${DB(sc/live/${SC_T}/v/${SC_B}/greeting)})}" = "own"]?sc-voicemail-record,own,1',
        ),
        step('GotoIf', '$[${LEN(${SC_V})} = 0]?sc-voicemail-say,nobody,1:sc-voicemail-say,${SC_K},1'),
      ),
    ],
  });
}

/** Whose box it is. With app_voicemail's own words a caller would hear the digits of an id. */
function sayContext(): Context {
  const said = (first: string) => [
    at('play', step('Playback', first)),
    step('SayDigits', '${SC_V}'),
    step('Playback', 'vm-isunavail'),
    step('Goto', 'sc-voicemail-record,s,1'),
  ];
  return context('sc-voicemail-say', {
    extensions: [
      extension('person', ...said('vm-theperson')),
      extension('general', ...said('vm-extension')),
      extension('nobody', at('play', step('Playback', 'vm-nobodyavail')), step('Goto', 'sc-voicemail-record,s,1')),
    ],
  });
}

/** `u`: with the greeting of the box. Neither `o` nor `a` stands here: no key leads anywhere. */
function recordContext(): Context {
  return context('sc-voicemail-record', {
    extensions: [
      extension('s', at('record', step('VoiceMail', MAILBOX)), step('Hangup', '16')),
      extension('own', at('record', step('VoiceMail', `${MAILBOX},u`)), step('Hangup', '16')),
    ],
  });
}
