import { at, context, extension, step, type Context, type Extension, type Step } from '@synergycall/asterisk';
import { REFUSALS, type Refusal } from '@synergycall/domain';
import { TENANT_STATE } from './generation.conf.ts';

/** A SIP MESSAGE runs the dialplan too, on a channel of its own kind; it must not ring phones. */
export const refuseMessages: Step = step('GotoIf', '$["${CHANNEL(channeltype)}" = "Message"]?sc-refuse,message,1');

export const refuseSuspendedTenant: Step = step(
  'GotoIf',
  `$[${TENANT_STATE} = "suspended"]?sc-refuse,tenant-suspended,1`,
);

/** Refusals that are spoken as early media, by context and extension that say it: the caller hears why and is not charged. */
const SPOKEN: Partial<Record<Refusal, string>> = {
  'tenant-suspended': 'sc-noservice,s',
  'caller-suspended': 'sc-noservice,s',
  'no-destination': 'sc-noservice,unassigned',
  blocked: 'sc-blocked,s',
  'over-limit': 'sc-blocked,s',
};

/** `sc-refuse,<refusal>,1`: leaves a UserEvent ScRefused for the record and ends the call with the refusal's cause. */
export function refusalContexts(): Context[] {
  const names = Object.keys(REFUSALS).toSorted() as Refusal[];
  return [
    context('sc-refuse', {
      extensions: [
        ...names.map(refusal),
        extension('message', step('Hangup', '21')),
        extension('moved', step('Hangup', '21')),
      ],
    }),
    context('sc-noservice', {
      extensions: [
        extension('s', step('Progress'), at('play', step('Playback', 'ss-noservice,noanswer')), step('Hangup', '21')),
        extension(
          'unassigned',
          step('Progress'),
          at('play', step('Playback', 'ss-noservice,noanswer')),
          step('Hangup', '1'),
        ),
      ],
    }),
    // FR-020: a number that no outbound rule allows, and limits against fraud.
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
  const spoken = SPOKEN[name];
  const last = spoken ? step('Goto', `${spoken},1`) : step('Hangup', String(REFUSALS[name].cause));
  return extension(
    name,
    step('GotoIf', '$["${SC_HEALTH}" = "1"]?report'),
    step('UserEvent', `ScRefused,Tag: \${SC_T},Reason: ${name},Number: \${SC_N}`),
    last,
    at('report', step('Set', `SC_WHY=${name}`)),
    step('Goto', 'sc-health-report,s,1'),
  );
}
