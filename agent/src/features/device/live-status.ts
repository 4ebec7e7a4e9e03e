import {
  sipUsername as sipUsernamePattern,
  type DeviceLive,
  type SipUsername,
  type TenantTag,
} from '@synergycall/domain';
import type { Ami, AmiMessage, PjsipContact, Unsubscribe } from '../../platform/ami/index.ts';
import { newPhone, toContact, withContact, type Phone } from './phone-status.ts';

/** What Asterisk says of every phone of the box; one subscription to its events, whoever watches. */
export interface LiveStatus {
  readonly asterisk: 'live' | 'down';
  /** Never throws; `unknown` while Asterisk can't be asked. */
  phone(username: SipUsername): Pick<DeviceLive, 'state' | 'contacts' | 'lastSeenAt'>;
  /** Where phones are that are registered now. */
  addresses(): readonly { readonly name: SipUsername; readonly address: string }[];
  /** Called with the tenant that something changed for, or `all`. Often: listeners coalesce. */
  onChange(listener: (tag: TenantTag | 'all') => void): Unsubscribe;
  close(): void;
}

export interface LiveStatusOptions {
  /** The account that receives events; it may ask nothing. */
  readonly events: Ami;
  /** The account that may ask (PJSIPShow* wants `system`). */
  readonly query: Ami;
  readonly now?: () => Date;
  /** How long to gather changed phones before asking for their details. */
  readonly gatherMs?: number;
  readonly retryMs?: number;
}

/** Above this many changed phones one list is cheaper than a question each (AMI answers one at a time). */
const ASK_EACH_AT_MOST = 25;
/** PJSIP device states in which a call stands; `RINGING` alone is no call yet. */
const IN_CALL = /^(INUSE|BUSY|RINGINUSE|ONHOLD|in use|busy|ring\+inuse|on hold)$/i;

export function liveStatus({
  events,
  query,
  now = () => new Date(),
  gatherMs = 200,
  retryMs = 2_000,
}: LiveStatusOptions): LiveStatus {
  const phones = new Map<SipUsername, Phone>();
  const listeners = new Set<(tag: TenantTag | 'all') => void>();
  const unasked = new Set<SipUsername>();
  let synced = false;
  let syncing = false;
  let closed = false;
  let asking: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  const isLive = (): boolean => synced && events.state.tag === 'live' && events.state.booted;
  const tell = (tag: TenantTag | 'all'): void => listeners.forEach((listener) => listener(tag));
  const phoneOf = (username: SipUsername): Phone => {
    const known = phones.get(username) ?? newPhone();
    phones.set(username, known);
    return known;
  };
  const set = (username: SipUsername, change: Partial<Phone>): void => {
    phones.set(username, { ...phoneOf(username), ...change });
    tell(tagOf(username));
  };
  const setContacts = (username: SipUsername, found: readonly PjsipContact[]): void => {
    const contacts = new Map(found.map((contact) => [contact.uri, toContact(contact)]));
    set(username, { contacts, ...(contacts.size > 0 ? { lastSeenAt: now().toISOString() } : {}) });
  };
  const ask = (username: SipUsername): void => {
    unasked.add(username);
    asking ??= setTimeout(() => void askChanged(), gatherMs);
  };

  async function askChanged(): Promise<void> {
    // The lists under way may be older than what was heard meanwhile: ask once they are here.
    asking = syncing ? setTimeout(() => void askChanged(), gatherMs) : undefined;
    if (syncing) return;
    const changed = [...unasked];
    unasked.clear();
    if (closed || !isLive()) return;
    if (changed.length > ASK_EACH_AT_MOST) return resync();
    for (const username of changed) {
      const found = await query.pjsipShowEndpoint(username);
      if (found.ok && !closed) {
        setContacts(username, found.value?.contacts ?? []);
        set(username, { inCall: IN_CALL.test(found.value?.deviceState ?? '') });
      }
    }
  }

  /** Everything anew: after a connection, a boot of Asterisk, or too many changes at once. */
  async function resync(): Promise<void> {
    if (syncing || closed) return;
    syncing = true;
    unasked.clear();
    const contacts = await query.pjsipShowContacts();
    const channels = await query.coreShowChannels();
    syncing = false;
    if (closed) return;
    if (!contacts.ok || !channels.ok) {
      clearTimeout(retry);
      retry = setTimeout(() => void resync(), retryMs);
      return;
    }
    const inCall = new Set(channels.value.filter((c) => c.state === 'Up').map((c) => usernameIn(c.name)));
    const registered = Map.groupBy(contacts.value, (contact) => parse(contact.aor));
    for (const username of new Set([...phones.keys(), ...registered.keys(), ...inCall])) {
      if (!username) continue;
      const found = registered.get(username) ?? [];
      phones.set(username, {
        contacts: new Map(found.map((contact) => [contact.uri, toContact(contact)])),
        inCall: inCall.has(username),
        lastSeenAt: found.length > 0 ? now().toISOString() : phoneOf(username).lastSeenAt,
      });
    }
    synced = true;
    tell('all');
  }

  const onContact = (event: AmiMessage): void => {
    const username = parse(String(event['aor'] ?? event['endpointname'] ?? ''));
    if (!username) return;
    const phone = withContact(phoneOf(username), event, now());
    set(username, phone);
    // The event tells neither the phone's model nor its address.
    if (phone.contacts.size > 0 || syncing) ask(username);
  };
  const onDeviceState = (event: AmiMessage): void => {
    const username = parse(/^PJSIP\/(.+)$/.exec(String(event['device'] ?? ''))?.[1] ?? '');
    if (!username) return;
    set(username, { inCall: IN_CALL.test(String(event['state'] ?? '')) });
    if (syncing) ask(username);
  };

  const subscriptions = [
    events.on('ContactStatus', onContact),
    events.on('DeviceStateChange', onDeviceState),
    events.onFullyBooted(() => void resync()),
    query.onFullyBooted(() => void resync()),
    events.onState((state) => {
      if (state.tag === 'live' && state.booted) return;
      const was = synced;
      synced = false;
      if (was) tell('all');
    }),
  ];

  return {
    get asterisk() {
      return isLive() ? 'live' : 'down';
    },
    phone(username) {
      const phone = phones.get(username) ?? newPhone();
      if (!isLive()) return { state: 'unknown', contacts: [], lastSeenAt: phone.lastSeenAt };
      return {
        state: stateOf(phone),
        contacts: [...phone.contacts.values()].map(({ status: _status, ...shown }) => shown),
        lastSeenAt: phone.lastSeenAt,
      };
    },
    addresses: () =>
      [...phones].flatMap(([name, { contacts }]) =>
        [...contacts.values()].flatMap(({ address }) => (address === null ? [] : [{ name, address }])),
      ),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(asking);
      clearTimeout(retry);
      for (const unsubscribe of subscriptions) unsubscribe();
      listeners.clear();
    },
  };
}

function stateOf(phone: Phone): DeviceLive['state'] {
  if (phone.inCall) return 'in-call';
  if (phone.contacts.size === 0) return 'not-registered';
  return [...phone.contacts.values()].every((contact) => contact.status === 'Unreachable')
    ? 'unreachable'
    : 'registered';
}

/** undefined for endpoints that aren't devices of ours, such as trunks. */
const parse = (name: string): SipUsername | undefined => sipUsernamePattern.safeParse(name).data;
const tagOf = (username: SipUsername): TenantTag => username.slice(0, 4) as TenantTag;
/** `PJSIP/a7k2-9fqx3m-0000002a` -> `a7k2-9fqx3m`. */
const usernameIn = (channel: string): SipUsername | undefined =>
  parse(/^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(channel)?.[1] ?? '');
