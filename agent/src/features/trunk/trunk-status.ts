import { trunkName, type TrunkId, type TrunkLive } from '@synergycall/domain';
import { ok } from '@synergycall/domain';
import type { Ami, AmiMessage, AmiResult, Unsubscribe } from '../../platform/ami/index.ts';

/** What Asterisk says of trunks; one subscription to its events, whoever asks. */
export interface TrunkStatus {
  readonly asterisk: 'live' | 'down';
  /** As of the last event, asking for what is not known yet. Never throws. */
  look(
    trunks: readonly { readonly id: TrunkId; readonly kind: 'registration' | 'ip' }[],
  ): Promise<readonly TrunkLive[]>;
  close(): void;
}

export interface TrunkStatusOptions {
  /** The account that receives events; it may ask nothing. */
  readonly events: Ami;
  readonly query: Ami;
}

type Known = Pick<TrunkLive, 'reachable' | 'roundTripMs' | 'calls'>;
/** As it was told of, and when. */
type Turn = { readonly reachable: TrunkLive['reachable']; readonly at: string };
const ABSENT: Known = { reachable: 'absent', roundTripMs: null, calls: null };
const UNKNOWN: Known = { reachable: 'unknown', roundTripMs: null, calls: null };

/**
 * Asterisk tells of a change by an event (`Registry` does not say whose registration it is, `ContactStatus` does); the
 * answer then is asked for anew, and kept until the next event.
 */
export function trunkStatus({ events, query }: TrunkStatusOptions): TrunkStatus {
  let registrations: Promise<ReadonlyMap<string, string> | undefined> | undefined;
  const isLive = (): boolean => query.state.tag === 'live' && query.state.booted;
  const forget = (): void => void (registrations = undefined);
  const turns = new Map<string, Turn>();
  const turn = (event: AmiMessage): void => {
    const name = word(event, 'endpointname');
    const reachable = reachableOf(word(event, 'contactstatus'));
    // Phones have events too; and each answer is one, whether anything turned or not.
    if (name.startsWith('sct-') && turns.get(name)?.reachable !== reachable)
      turns.set(name, { reachable, at: new Date().toISOString() });
  };
  const sinceOf = (name: string, reachable: TrunkLive['reachable']): string | null => {
    const told = turns.get(name);
    return told?.reachable === reachable ? told.at : null;
  };
  const subscriptions: Unsubscribe[] = [
    events.on('Registry', forget),
    events.on('ContactStatus', turn),
    // A reload may bring trunks and take them away.
    events.on('Reload', forget),
    events.onFullyBooted(forget),
    // What nobody tells us of while the connection is away is asked for again.
    events.onState(forget),
  ];
  const current = async (): Promise<ReadonlyMap<string, string> | undefined> => {
    const asked = (registrations ??= readRegistrations(query));
    const found = await asked;
    if (!found && registrations === asked) forget();
    return found;
  };

  return {
    get asterisk() {
      return isLive() ? 'live' : 'down';
    },
    async look(trunks) {
      const known = isLive() && trunks.length > 0 ? await current() : undefined;
      return Promise.all(
        trunks.map(async ({ id, kind }): Promise<TrunkLive> => {
          const name = trunkName(id);
          const asked = isLive() ? await readEndpoint(query, name) : UNKNOWN;
          const found = { ...asked, since: sinceOf(name, asked.reachable) };
          if (kind === 'ip') return { trunkId: id, registration: null, ...found };
          return { trunkId: id, registration: known ? registrationOf(known.get(name)) : 'unknown', ...found };
        }),
      );
    },
    close() {
      for (const unsubscribe of subscriptions) unsubscribe();
    },
  };
}

const word = (event: AmiMessage, header: string): string => {
  const value = event[header];
  return typeof value === 'string' ? value : '';
};

async function readRegistrations(query: Ami): Promise<ReadonlyMap<string, string> | undefined> {
  const listed = absentIsEmpty(await query.list('PJSIPShowRegistrationsOutbound'));
  if (!listed.ok) return undefined;
  return new Map(
    listed.value.flatMap((event) =>
      word(event, 'event') === 'OutboundRegistrationDetail' ? [[word(event, 'objectname'), word(event, 'status')]] : [],
    ),
  );
}

/** A trunk's contact stands in its file, and such ones are in no list of contacts (22.10.1): asked for by the endpoint. */
async function readEndpoint(query: Ami, name: string): Promise<Known> {
  const shown = absentIsEmpty(await query.list('PJSIPShowEndpoint', { Endpoint: name }));
  if (!shown.ok) return UNKNOWN;
  const endpoint = shown.value.find((event) => word(event, 'event') === 'EndpointDetail');
  if (!endpoint) return ABSENT;
  const contact = shown.value.find((event) => word(event, 'event') === 'ContactStatusDetail');
  const status = contact ? word(contact, 'status') : '';
  const micros = Number(contact ? word(contact, 'roundtripusec') : NaN);
  return {
    reachable: reachableOf(status),
    roundTripMs: status === 'Reachable' && micros > 0 ? micros / 1000 : null,
    calls: Number(word(endpoint, 'activechannels')) || 0,
  };
}

const reachableOf = (status: string): TrunkLive['reachable'] =>
  status === 'Reachable' ? 'reachable' : status === 'Unreachable' ? 'unreachable' : 'unasked';

function absentIsEmpty(result: AmiResult<readonly AmiMessage[]>): AmiResult<readonly AmiMessage[]> {
  const absent =
    !result.ok && result.error.code === 'ami.refused' && /^(no |unable)|not found/i.test(result.error.message);
  return absent ? ok([]) : result;
}

function registrationOf(status: string | undefined): NonNullable<TrunkLive['registration']> {
  switch (status) {
    case undefined:
      return 'absent';
    case 'Registered':
      return 'registered';
    case 'Rejected':
      return 'rejected';
    default:
      return 'unregistered';
  }
}
