/**
 * IPv4 addresses and blocks, as a trunk is recognised by. Pure; only the canonical form is taken (`203.0.113.0/24`
 * without host bits, no leading zeros), so that equal blocks are equal texts.
 */
export interface Block {
  readonly first: number;
  readonly last: number;
}

export function parseBlock(text: string): Block | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (!parts) return undefined;
  const bytes = parts.slice(1, 5).map(Number);
  const bits = parts[5] === undefined ? 32 : Number(parts[5]);
  if (bytes.some((byte) => byte > 255) || bits > 32) return undefined;
  if (bytes.join('.') !== text.split('/')[0] || (parts[5] !== undefined && String(bits) !== parts[5])) return undefined;
  const first = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

export const overlap = (a: Block, b: Block): boolean => a.first <= b.last && b.first <= a.last;

const block = (text: string): Block => {
  const parsed = parseBlock(text);
  if (!parsed) throw new Error(`not a block: ${text}`);
  return parsed;
};
/** Not on the public Internet: this host, private and shared networks, link-local, multicast, reserved. */
const LOCAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
].map(block);

/** SECURITY: whoever sits in there is no carrier by itself: a phone, a server of the host's own network, the box. */
export const isLocal = (one: Block): boolean => LOCAL.some((local) => overlap(local, one));

/** Host names that mean this machine or its network, and address literals that do. Names are not looked up. */
export function isLocalHost(host: string): boolean {
  const address = parseBlock(host);
  if (address) return isLocal(address);
  // What else resolvers take for an address (`127.1`, `0x7f.0.0.1`, `010.0.0.5`): no public name ends in a number.
  if (/(^|\.)(\d+|0x[0-9a-f]*)$/i.test(host)) return true;
  return /(^|\.)(localhost|local|internal|lan|home\.arpa)$/i.test(host) || !host.includes('.');
}
