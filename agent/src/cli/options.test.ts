import { expect, test } from 'vitest';
import { parseFlags, UsageError } from './options.ts';

test('without a word everything stays on loopback and nothing is added to an Asterisk', () => {
  const flags = parseFlags([], {});
  expect(flags).toMatchObject({ httpsHost: '127.0.0.1', sipBind: undefined, addToAsterisk: false, asterisk: 'auto' });
});

test('the command line wins over the environment', () => {
  expect(parseFlags(['--database', 'postgres://a'], { DATABASE_URL: 'postgres://b' }).databaseUrl).toBe('postgres://a');
});

test.each([
  [['--https', '70000'], '--https takes a port'],
  [['--rtp', '20001-20999'], '--rtp takes an even first'],
  [['--rtp', '20000'], '--rtp takes an even first'],
  [['--colour'], 'colour'],
])('%j is refused with a sentence', (argv, sentence) => {
  expect(() => parseFlags(argv, {})).toThrow(UsageError);
  expect(() => parseFlags(argv, {})).toThrow(sentence);
});
