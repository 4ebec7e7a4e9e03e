import { ok } from '@synergycall/domain';
import type { Ami, AmiMessage, AmiResult } from '../../platform/ami/index.ts';
import type { AsteriskCli } from '../../platform/asterisk-cli/index.ts';
import type { LoadedTrunk } from './ports.ts';

const OURS = 'sct-';
const TYPE_OF: Readonly<Record<string, string>> = {
  EndpointDetail: 'endpoint',
  AorDetail: 'aor',
  IdentifyDetail: 'identify',
  OutboundRegistrationDetail: 'registration',
};

/** Every object of ours that PJSIP has loaded from files, as AMI tells it (its adapter drops passwords). */
export async function loadedTrunks(ami: Ami, cli: AsteriskCli | null): Promise<AmiResult<readonly LoadedTrunk[]>> {
  const names = await endpointNames(ami, cli);
  if (!names.ok) return names;
  const events: AmiMessage[] = [];
  for (const name of names.value) {
    const shown = await ami.list('PJSIPShowEndpoint', { Endpoint: name });
    if (!shown.ok) return shown;
    events.push(...shown.value);
  }
  const registrations = await ami.list('PJSIPShowRegistrationsOutbound');
  if (registrations.ok) events.push(...registrations.value);
  else if (registrations.error.code !== 'ami.refused' || !/no|not/i.test(registrations.error.message))
    return registrations;
  return ok(events.flatMap(toObject));
}

async function endpointNames(ami: Ami, cli: AsteriskCli | null): Promise<AmiResult<readonly string[]>> {
  // The console picks them out; AMI tells of every phone.
  const listed = await cli?.listEndpoints(OURS);
  if (listed?.ok) return ok([...listed.value].filter((name) => name.startsWith(OURS)));
  const all = await ami.pjsipShowEndpoints();
  return all.ok ? ok(all.value.map(({ id }) => id).filter((name) => name.startsWith(OURS))) : all;
}

function toObject(event: AmiMessage): LoadedTrunk[] {
  const said = (header: string): string => {
    const value = event[header];
    return typeof value === 'string' ? value : (value?.join(',') ?? '');
  };
  const type = TYPE_OF[said('event')];
  const name = said('objectname');
  if (type === undefined || !name.startsWith(OURS)) return [];
  const settings = new Map(Object.keys(event).map((header) => [header, said(header)]));
  // `(alaw|ulaw)`, and `<aor>/<uri>` per contact.
  if (type === 'endpoint')
    settings.set(
      'allow',
      said('allow')
        .replace(/^\(|\)$/g, '')
        .replaceAll('|', ','),
    );
  if (type === 'aor') settings.set('contact', said('contacts').replace(`${name}/`, ''));
  if (type === 'identify') settings.set('match', said('match').split(/[ ,]+/).toSorted().join(','));
  return [{ type, name, settings }];
}
