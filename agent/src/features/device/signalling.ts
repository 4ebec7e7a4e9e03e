import type { Transport } from '@synergycall/domain';

/** Where phones reach this box; a port is null where Asterisk doesn't listen. */
export interface Signalling {
  readonly address: string;
  readonly udp: number | null;
  readonly tcp: number | null;
  readonly tls: number | null;
  readonly wss: number | null;
}

/** The registered ports (RFC 3261; Asterisk's HTTPS server for WSS), for a box whose Asterisk isn't known yet. */
const USUAL: Record<Transport, number> = { udp: 5060, tcp: 5060, tls: 5061, wss: 8089 };

export const portOf = (signalling: Signalling, transport: Transport): number =>
  signalling[transport] ?? USUAL[transport];
