import { isIP } from 'node:net';
import { parseArgs } from 'node:util';

/** What a person may say on the command line of `npm start`; everything has a default that is safe: loopback only. */
export interface StartFlags {
  readonly state: string;
  readonly demo: boolean;
  readonly asterisk: 'auto' | 'none';
  /** Append the missing lines to an Asterisk found on the host, after they were shown. */
  readonly addToAsterisk: boolean;
  /** Folder of that Asterisk's `asterisk.conf`, when it isn't /etc/asterisk. */
  readonly asteriskEtc: string | undefined;
  readonly httpsHost: string;
  readonly httpsPort: number | undefined;
  readonly httpPort: number | undefined;
  readonly sipBind: string | undefined;
  readonly publicAddress: string | undefined;
  readonly localNets: readonly string[];
  readonly rtp: readonly [number, number] | undefined;
  readonly databaseUrl: string | undefined;
  readonly realtimeUrl: string | undefined;
  readonly help: boolean;
}

export const HELP = `npm start -- [options]
  --demo                    two small companies, two registered phones each, and one call told as a story
  --no-asterisk             don't look for or set up an Asterisk
  --add-to-asterisk         append the missing lines (they are shown first) to the Asterisk found on this host
  --asterisk-etc DIR        where its asterisk.conf is                 (default: /etc/asterisk)
  --state DIR               where databases, keys and back-ups live   (default: .synergycall)
  --host ADDRESS            where the web and admin side listens       (default: 127.0.0.1)
  --https PORT --http PORT  its ports                                  (default: 8443 and 8080)
  --sip-bind ADDRESS        where phones reach Asterisk                (default: asked once; 127.0.0.1 without a terminal)
  --public-address ADDRESS  the address phones outside the local networks see
  --local-net CIDR          a network reached without it; may be repeated
  --rtp FIRST-LAST          UDP ports for voice                        (default: 20000-20999)
  --database URL            a PostgreSQL of your own (or DATABASE_URL); else a private one is made
  --realtime URL            mysql://user:password@host/database for PJSIP Realtime (or REALTIME_URL); else an SQLite file
  A command line is seen by everyone on this machine: a URL with a password belongs into DATABASE_URL or REALTIME_URL.
`;

export class UsageError extends Error {}

/** Throws UsageError with a sentence for the person when a word is off. */
export function parseFlags(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): StartFlags {
  const { values } = strictly(argv);
  return {
    state: values.state ?? env['SYNERGYCALL_STATE'] ?? '.synergycall',
    demo: values.demo ?? false,
    asterisk: values['no-asterisk'] ? 'none' : 'auto',
    addToAsterisk: values['add-to-asterisk'] ?? false,
    asteriskEtc: values['asterisk-etc'] ?? env['SYNERGYCALL_ASTERISK_ETC'],
    httpsHost: values.host ?? '127.0.0.1',
    httpsPort: port('--https', values.https),
    httpPort: port('--http', values.http),
    sipBind: address('--sip-bind', values['sip-bind']),
    publicAddress: hostOrAddress('--public-address', values['public-address']),
    localNets: (values['local-net'] ?? []).map((net) => network(net)),
    rtp: range(values.rtp),
    databaseUrl: values.database ?? env['DATABASE_URL'],
    realtimeUrl: values.realtime ?? env['REALTIME_URL'],
    help: values.help ?? false,
  };
}

function strictly(argv: readonly string[]) {
  const word = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  const options = {
    demo: yes,
    'no-asterisk': yes,
    'add-to-asterisk': yes,
    help: yes,
    'asterisk-etc': word,
    state: word,
    host: word,
    https: word,
    http: word,
    'sip-bind': word,
    'public-address': word,
    'local-net': { type: 'string', multiple: true } as const,
    rtp: word,
    database: word,
    realtime: word,
  };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: false });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, { cause: error });
  }
}

function port(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new UsageError(`${flag} takes a port from 1 to 65535; it was given ${text}`);
  return value;
}

export function address(flag: string, text: string | undefined): string | undefined {
  if (text !== undefined && isIP(text) === 0)
    throw new UsageError(`${flag} takes an IP address of this machine, such as 192.0.2.10; it was given ${text}`);
  return text;
}

export function hostOrAddress(flag: string, text: string | undefined): string | undefined {
  if (text !== undefined && isIP(text) === 0 && !/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text))
    throw new UsageError(`${flag} takes an IP address or a host name, such as pbx.example.com; it was given ${text}`);
  return text;
}

export function network(text: string, flag = '--local-net'): string {
  const [base = '', bits = '', ...more] = text.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(bits) || isIP(base) === 0 || Number(bits) > (isIP(base) === 4 ? 32 : 128))
    throw new UsageError(`${flag} takes a network such as 192.0.2.0/24; it was given ${text}`);
  return text;
}

function range(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const [first, last] = text.split('-').map(Number);
  if (
    first === undefined ||
    last === undefined ||
    !Number.isInteger(first) ||
    !Number.isInteger(last) ||
    first % 2 !== 0 ||
    first < 1024 ||
    last > 65_535 ||
    last - first < 20
  )
    throw new UsageError(`--rtp takes an even first and a last port, such as 20000-20999; it was given ${text}`);
  return [first, last];
}
