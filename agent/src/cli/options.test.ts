import { expect, test } from 'vitest';
import { parseFlags, UsageError } from './options.ts';

test('without a word everything stays on loopback and nothing is added to an Asterisk', () => {
  const flags = parseFlags([], {});
  expect(flags).toMatchObject({ httpsHost: '127.0.0.1', sipBind: undefined, addToAsterisk: false, asterisk: 'auto' });
});

test('addresses of both families, host names and networks are taken as they are', () => {
  const words = ['--sip-bind', '::1', '--public-address', 'pbx.example.com', '--local-net', '2001:db8::/32'];
  expect(parseFlags(words, {})).toMatchObject({
    sipBind: '::1',
    publicAddress: 'pbx.example.com',
    localNets: ['2001:db8::/32'],
  });
});

test('the command line wins over the environment', () => {
  expect(parseFlags(['--database', 'postgres://a'], { DATABASE_URL: 'postgres://b' }).databaseUrl).toBe('postgres://a');
});

test.each([
  [['--https', '70000'], '--https takes a port'],
  [['--rtp', '20001-20999'], '--rtp takes an even first'],
  [['--rtp', '20000'], '--rtp takes an even first'],
  [['--sip-bind', 'eth0'], '--sip-bind takes an IP address'],
  [['--public-address', 'my pbx'], '--public-address takes an IP address or a host name'],
  [['--local-net', '192.0.2.0'], '--local-net takes a network'],
  [['--local-net', '192.0.2.0/33'], '--local-net takes a network'],
  [['--colour'], 'colour'],
])('%j is refused with a sentence', (argv, sentence) => {
  expect(() => parseFlags(argv, {})).toThrow(UsageError);
  expect(() => parseFlags(argv, {})).toThrow(sentence);
});
