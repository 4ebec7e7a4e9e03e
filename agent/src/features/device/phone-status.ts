import type { DeviceLive } from '@synergycall/domain';
import type { AmiMessage, PjsipContact } from '../../platform/ami/index.ts';

export type Contact = DeviceLive['contacts'][number] & {
  /** Asterisk's word: `Reachable`, `Unreachable`, `NonQualified`, `Created`, … */
  readonly status: string;
};

/** What is known of one phone, by its SIP username. */
export interface Phone {
  readonly contacts: ReadonlyMap<string, Contact>;
  readonly inCall: boolean;
  /** When it last registered or answered, ISO 8601. */
  readonly lastSeenAt: string | null;
}

export const newPhone = (): Phone => ({ contacts: new Map(), inCall: false, lastSeenAt: null });

export const toContact = (contact: PjsipContact): Contact => ({
  uri: contact.uri,
  address: contact.viaAddress || null,
  userAgent: contact.userAgent || null,
  roundTripMs: contact.rttMs ?? null,
  expiresAt: contact.expiresAt === undefined ? null : new Date(contact.expiresAt * 1000).toISOString(),
  status: contact.status,
});

/** The phone after a ContactStatus event (22.10: `URI`, `ContactStatus`, `AOR`, `EndpointName`, `RoundtripUsec`). */
export function withContact(phone: Phone, event: AmiMessage, now: Date): Phone {
  const uri = String(event['uri'] ?? '');
  const status = String(event['contactstatus'] ?? '');
  const contacts = new Map(phone.contacts);
  if (status === 'Removed') {
    contacts.delete(uri);
    return { ...phone, contacts };
  }
  const known = contacts.get(uri);
  const micros = Number(event['roundtripusec']);
  contacts.set(uri, {
    uri,
    address: known?.address ?? null,
    userAgent: known?.userAgent ?? null,
    roundTripMs: micros > 0 ? micros / 1000 : (known?.roundTripMs ?? null),
    expiresAt: known?.expiresAt ?? null,
    status,
  });
  return { ...phone, contacts, lastSeenAt: status === 'Unreachable' ? phone.lastSeenAt : now.toISOString() };
}
