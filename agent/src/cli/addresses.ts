import { hostname, networkInterfaces } from 'node:os';

/** Listens everywhere: an address to bind, but none that anybody can be told. */
export const isEverywhere = (address: string): boolean => address === '0.0.0.0' || address === '::';

/** This machine's own addresses beyond loopback, IPv4 first. */
export function ownAddresses(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const outside = found.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return [
    ...outside.filter(({ family }) => family === 'IPv4'),
    ...outside.filter(({ family }) => family === 'IPv6'),
  ].map(({ address }) => address);
}

/** What others are told for something that listens there. */
export const reachableAt = (bind: string): string => (isEverywhere(bind) ? (ownAddresses()[0] ?? '127.0.0.1') : bind);

/** Names for the certificate of what listens there. */
export const namesOf = (bind: string): string[] => (isEverywhere(bind) ? [hostname(), ...ownAddresses()] : [bind]);
