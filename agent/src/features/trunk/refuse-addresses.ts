import { fail, isLocal, isLocalHost, ok, overlap, parseBlock, type Block, type Result } from '@synergycall/domain';
import type { StoredTrunk, TrunkFields } from './trunk.store.ts';

/** What is around a trunk: the box's own place in the network, and where phones are now. */
export interface Surroundings {
  readonly address: string;
  readonly ports: readonly number[];
  /** Phones that are registered, with the address that their REGISTER came from. */
  readonly phones: readonly { readonly name: string; readonly address: string }[];
}

const USUAL_PORT = { udp: 5060, tcp: 5060, tls: 5061 } as const;

/**
 * SECURITY: whoever sends from a match address is taken for the trunk without a password. A block that covers a phone
 * takes that phone's calls; two trunks with one address can't be told apart. (Asterisk's `match_header` would be no help:
 * it counts beside the addresses, not with them, so that a header alone would do from anywhere.) Pure.
 */
export function refuseAddresses(
  trunk: Pick<TrunkFields, 'name' | 'kind' | 'host' | 'port' | 'transport' | 'matchAddresses' | 'allowPrivate'>,
  others: readonly Pick<StoredTrunk, 'name' | 'matchAddresses'>[],
  around: Surroundings,
): Result<void> {
  const { kind, host, port, transport, matchAddresses, allowPrivate } = trunk;
  if (kind === 'registration' && matchAddresses.length > 0)
    return fail({ code: 'trunk.addresses-unwanted', name: trunk.name });
  if (isOwn(host, around) && around.ports.includes(port ?? USUAL_PORT[transport]))
    return fail({ code: 'trunk.host-is-box', host });
  if (!allowPrivate && isLocalHost(host)) return fail({ code: 'trunk.private-address', address: host });
  for (const [at, address] of matchAddresses.entries()) {
    const block = blockOf(address);
    if (!allowPrivate && isLocal(block)) return fail({ code: 'trunk.private-address', address });
    const twice = matchAddresses.slice(0, at).find((earlier) => overlap(blockOf(earlier), block));
    if (twice !== undefined) return fail({ code: 'trunk.match-overlaps', address, other: twice, name: trunk.name });
    for (const other of others) {
      const shared = other.matchAddresses.find((text) => overlap(blockOf(text), block));
      if (shared !== undefined) return fail({ code: 'trunk.match-overlaps', address, other: shared, name: other.name });
    }
    const phone = allowPrivate ? undefined : around.phones.find((one) => covers(block, one.address));
    if (phone) return fail({ code: 'trunk.match-covers-phone', address, phone: phone.name });
  }
  return ok(undefined);
}

/** `127.0.0.1` and its kind count as this machine: another address of the loopback net may be a carrier on the same host. */
const isOwn = (host: string, { address }: Surroundings): boolean =>
  ['localhost', '127.0.0.1', address].includes(host.toLowerCase());

function covers(block: Block, address: string): boolean {
  const found = parseBlock(address.replace(/:\d+$/, ''));
  return found !== undefined && overlap(block, found);
}

function blockOf(text: string): Block {
  const block = parseBlock(text);
  if (!block) throw new Error('trunk: an address that was not checked');
  return block;
}
