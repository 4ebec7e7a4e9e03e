import { expect, test } from 'vitest';
import { isLocalHost } from './address.ts';

test.each([
  '127.0.0.1',
  '10.0.0.5',
  '127.1',
  '10.5',
  '0177.0.0.1',
  '010.0.0.5',
  '0x7f.0.0.1',
  '0x7f.1',
  '127.0.0.0x1',
  '2130706433',
])('%s is an address that is not on the public Internet, however it is spelled', (host) =>
  expect(isLocalHost(host)).toBe(true),
);

test.each(['203.0.113.7', 'sip.example.com', '1und1.example', '127.0.0.1.example.com', 'sip.0x7f.example'])(
  '%s is somewhere on the Internet',
  (host) => expect(isLocalHost(host)).toBe(false),
);

test.each(['localhost', 'pbx', 'pbx.lan', 'carrier.home.arpa'])('%s is a name of this network', (host) =>
  expect(isLocalHost(host)).toBe(true),
);
