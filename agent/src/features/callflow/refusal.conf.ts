import { at, context, extension, step, type Context, type Extension } from '@synergycall/asterisk';
import { REFUSALS, type Refusal } from '@synergycall/domain';

/** Refusals that are spoken as early media: the phone hears why and is not charged for an answered call. */
const SPOKEN: readonly Refusal[] = ['tenant-suspended', 'caller-suspended'];

/** `sc-refuse,<refusal>,1`: leaves a UserEvent ScRefused for the record and ends the call with the refusal's cause. */
export function refusalContexts(): Context[] {
  const names = Object.keys(REFUSALS).toSorted() as Refusal[];
  return [
    context('sc-refuse', { extensions: [...names.map(refusal), extension('message', step('Hangup', '21'))] }),
    context('sc-noservice', {
      extensions: [
        extension('s', step('Progress'), at('play', step('Playback', 'ss-noservice,noanswer')), step('Hangup', '21')),
      ],
    }),
    // FR-020: a number that no outbound rule allows (issue 4 leads here).
    context('sc-blocked', {
      extensions: [
        extension(
          's',
          step('Progress'),
          at('play', step('Playback', 'cannot-complete-as-dialed,noanswer')),
          step('Hangup', '21'),
        ),
      ],
    }),
  ];
}

function refusal(name: Refusal): Extension {
  const last = SPOKEN.includes(name) ? step('Goto', 'sc-noservice,s,1') : step('Hangup', String(REFUSALS[name].cause));
  return extension(
    name,
    step('GotoIf', '$["${SC_HEALTH}" = "1"]?report'),
    step('UserEvent', `ScRefused,Tag: \${SC_T},Reason: ${name},Number: \${SC_N}`),
    last,
    at('report', step('Set', `SC_WHY=${name}`)),
    step('Goto', 'sc-health-report,s,1'),
  );
}
