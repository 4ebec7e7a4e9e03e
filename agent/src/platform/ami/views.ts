import { text } from './scrub.ts';
import type { AmiMessage, Channel, DialplanLine, PjsipContact, PjsipEndpoint, PjsipEndpointDetail } from './types.ts';

/** ShowDialPlan's event `ListDialplan`; headers that did not come are left out. */
export function toDialplanLine(event: AmiMessage): DialplanLine {
  const optional = <K extends string>(name: K, header: string) =>
    (text(event, header) ? { [name]: text(event, header) } : {}) as Partial<Record<K, string>>;
  return {
    context: text(event, 'context'),
    ...optional('extension', 'extension'),
    ...optional('priority', 'priority'),
    ...optional('label', 'extensionlabel'),
    ...optional('application', 'application'),
    ...optional('appData', 'appdata'),
    ...optional('registrar', 'registrar'),
    ...optional('includeContext', 'includecontext'),
  };
}

/** `EndpointList` of PJSIPShowEndpoints. */
export function toEndpoint(event: AmiMessage): PjsipEndpoint {
  return {
    id: text(event, 'objectname'),
    deviceState: text(event, 'devicestate'),
    aors: text(event, 'aor') || text(event, 'aors'),
    transport: text(event, 'transport'),
    activeChannels: text(event, 'activechannels'),
  };
}

/** `EndpointDetail`, `ContactStatusDetail`, … of PJSIPShowEndpoint; undefined without an endpoint among them. */
export function toEndpointDetail(events: readonly AmiMessage[]): PjsipEndpointDetail | undefined {
  const detail = events.find((event) => text(event, 'event') === 'EndpointDetail');
  if (!detail) return undefined;
  return {
    ...toEndpoint(detail),
    context: text(detail, 'context'),
    callerId: text(detail, 'callerid'),
    contacts: events.filter((event) => text(event, 'event') === 'ContactStatusDetail').map(toContact),
  };
}

/** `ContactList` of PJSIPShowContacts and `ContactStatusDetail` of PJSIPShowEndpoint: the same facts under different headers. */
export function toContact(event: AmiMessage): PjsipContact {
  const rtt = Number(text(event, 'roundtripusec'));
  const expires = Number(text(event, 'expirationtime') || text(event, 'regexpire'));
  const [address, port] = [text(event, 'viaaddr') || text(event, 'viaaddress'), text(event, 'viaport')];
  return {
    aor: text(event, 'aor') || text(event, 'objectname').replace(/(;@|@@|\/sip).*$/, ''),
    uri: text(event, 'uri'),
    userAgent: text(event, 'useragent'),
    status: text(event, 'status'),
    ...(rtt > 0 ? { rttMs: rtt / 1000 } : {}),
    viaAddress: port && !address.endsWith(`:${port}`) ? `${address}:${port}` : address,
    ...(expires > 0 ? { expiresAt: expires } : {}),
    callId: text(event, 'callid'),
  };
}

/** `CoreShowChannel`. */
export function toChannel(event: AmiMessage): Channel {
  return {
    name: text(event, 'channel'),
    state: text(event, 'channelstatedesc'),
    context: text(event, 'context'),
    extension: text(event, 'exten'),
    uniqueId: text(event, 'uniqueid'),
    linkedId: text(event, 'linkedid'),
    accountCode: text(event, 'accountcode'),
    callerIdNumber: text(event, 'calleridnum'),
    duration: text(event, 'duration'),
    application: text(event, 'application'),
  };
}
