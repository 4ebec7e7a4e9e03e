import type { AsteriskAddresses, AsteriskPorts, TlsFiles } from './types.ts';

/** Names of the transports in `pjsip.conf`, as an endpoint's `transport` may cite them. */
export const TRANSPORTS = {
  udp: 'transport-udp',
  tcp: 'transport-tcp',
  tls: 'transport-tls',
  ws: 'transport-ws',
  wss: 'transport-wss',
} as const;

/** The realm of every challenge: one per box, or unknown users could be told from known ones (ASTERISK.md, realm oracle). */
export const SIP_REALM = 'asterisk';

export interface PjsipConfInput {
  readonly ports: AsteriskPorts;
  readonly addresses: AsteriskAddresses;
  readonly tls: TlsFiles;
  readonly handWritten?: string | undefined;
}

/**
 * Base `pjsip.conf`: transports and global only; everything else is generated or realtime.
 * SECURITY: `username` before `ip`, so that a trunk whose match covers a phone's address cannot take over
 * that phone's INVITE without authentication (device names are opaque, no carrier sends one by accident). The other side
 * of it: an endpoint without `auth` must say `identify_by = ip`, or whoever writes its name into From is taken for it,
 * from any address (tests/isolation/identity.lab.test.ts).
 */
export function pjsipConf({ ports, addresses, tls, handWritten }: PjsipConfInput): string {
  const bind = addresses.bind;
  const nat = natLines(addresses);
  const lines = [
    '[global]',
    'type = global',
    `default_realm = ${SIP_REALM}`,
    'endpoint_identifier_order = username,ip',
    'user_agent = SynergyCall',
    '',
    ...transport('udp', [`bind = ${bind}:${ports.sip}`, ...nat]),
    ...transport('tcp', [`bind = ${bind}:${ports.sip}`, ...nat]),
    ...transport('tls', [
      `bind = ${bind}:${ports.sipTls}`,
      `cert_file = ${tls.certificate}`,
      `priv_key_file = ${tls.key}`,
      // Without a method PJSIP offers TLS 1.0 alone, and a named version is the only one offered (22.10.1);
      // "sslv23" means all that OpenSSL allows, which at Debian's security level is 1.2 and 1.3.
      'method = sslv23',
      ...nat,
    ]),
    // The websocket transports have no socket of their own: http.conf's server carries them.
    ...transport('ws', [`bind = ${bind}`, ...nat]),
    ...transport('wss', [`bind = ${bind}`, ...nat]),
    '#tryinclude pjsip.d/synergycall/*.conf',
    '',
  ];
  return lines.join('\n') + (handWritten ? `\n; hand-written\n${handWritten}\n` : '');
}

function transport(protocol: keyof typeof TRANSPORTS, lines: readonly string[]): string[] {
  return [`[${TRANSPORTS[protocol]}]`, 'type = transport', `protocol = ${protocol}`, ...lines, ''];
}

function natLines(addresses: AsteriskAddresses): string[] {
  if (!addresses.external) return [];
  return [
    `external_media_address = ${addresses.external}`,
    `external_signaling_address = ${addresses.external}`,
    ...(addresses.localNets ?? []).map((net) => `local_net = ${net}`),
  ];
}

/** `http.conf`: carries SIP over websockets and nothing else (no status page, no static files, no AMI). */
export function httpConf({ ports, addresses, tls }: PjsipConfInput): string {
  return [
    '[general]',
    'servername = SynergyCall',
    'enabled = yes',
    `bindaddr = ${addresses.bind}`,
    `bindport = ${ports.ws}`,
    'tlsenable = yes',
    `tlsbindaddr = ${addresses.bind}:${ports.wss}`,
    `tlscertfile = ${tls.certificate}`,
    `tlsprivatekey = ${tls.key}`,
    'tlsdisablev1 = yes',
    'tlsdisablev11 = yes',
    'enable_static = no',
    'enable_status = no',
    // A websocket is one session for as long as the browser phone lives; the default is 100.
    'sessionlimit = 2000',
    '',
  ].join('\n');
}

export function rtpConf(ports: AsteriskPorts): string {
  return [
    '[general]',
    `rtpstart = ${ports.rtp[0]}`,
    `rtpend = ${ports.rtp[1]}`,
    'strictrtp = yes',
    'icesupport = yes',
    '',
  ].join('\n');
}
