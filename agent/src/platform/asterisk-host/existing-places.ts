import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf, normalise } from './existing.ts';
import { parseSections } from './sections.ts';

/** Where a host's own Asterisk keeps what we need of it. */
export interface Places {
  /** Its configuration folder. */
  readonly etc: string;
  readonly astdb: string;
  readonly controlSocket: string;
  /** Of messages and greetings. */
  readonly spool: string;
}

/** What phones can reach, as far as the hand-written files say it. A port is null where nothing listens. */
export interface Listeners {
  /** Address of the first transport; undefined when no transport was found. */
  readonly bind: string | undefined;
  /** `external_signaling_address` of a transport. */
  readonly external: string | undefined;
  readonly udp: number | null;
  readonly tcp: number | null;
  readonly tls: number | null;
  readonly wss: number | null;
}

/**
 * Reads `[directories]` and `[files]` of `asterisk.conf` in `folder` as Asterisk 22 does (options.c): AstDB is in
 * `astdbdir`, or in `astvarlibdir` when only that is said; what isn't said is Debian's (and FHS) default.
 */
export function placesOf(folder: string): Places {
  const said = valuesOf(read(folder, 'asterisk.conf'), ['directories', 'files']);
  const run = said.get('astrundir') ?? '/var/run/asterisk';
  return {
    etc: said.get('astetcdir') ?? folder,
    astdb: join(said.get('astdbdir') ?? said.get('astvarlibdir') ?? '/var/lib/asterisk', 'astdb.sqlite3'),
    controlSocket: join(run, said.get('astctl') ?? 'asterisk.ctl'),
    spool: said.get('astspooldir') ?? '/var/spool/asterisk',
  };
}

/** Debian's and the usual ones of `make install`. */
const MODULES = ['/usr/lib/asterisk/modules', '/usr/lib64/asterisk/modules'];
const DATA = ['/usr/share/asterisk', '/var/lib/asterisk'];

/** Another process of the host's own Asterisk: its program and what that can't boot without. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly modules: string;
  readonly data: string;
}

/** How one is started; undefined: its program, modules or documentation aren't found. `search`: folders as on a PATH. */
export function programOf(folder: string, search = process.env['PATH'] ?? ''): Program | undefined {
  const said = valuesOf(read(folder, 'asterisk.conf'), ['directories']);
  const firstThere = (wished: string | undefined, usual: readonly string[]) =>
    [...(wished ? [wished] : []), ...usual].find((path) => existsSync(path));
  // An ordinary user's PATH has no /usr/sbin.
  const folders = [...search.split(':').filter((path) => path.startsWith('/')), '/usr/sbin', '/usr/local/sbin'];
  const command = folders.map((path) => join(path, 'asterisk')).find((path) => existsSync(path));
  const triplet = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/asterisk/modules`;
  const modules = firstThere(said.get('astmoddir'), [triplet, ...MODULES]);
  const data = [said.get('astdatadir'), ...DATA].find(
    (path) => path !== undefined && existsSync(join(path, 'documentation/core-en_US.xml')),
  );
  return command && modules && data ? { command, args: [], modules, data } : undefined;
}

const USUAL = { udp: 5060, tcp: 5060, tls: 5061 } as const;

/** Transports of `pjsip.conf` and the HTTPS server of `http.conf`; what stands in included files is not looked for. */
export function phonesReach(etc: string): Listeners {
  const transports = parseSections(read(etc, 'pjsip.conf'))
    .filter(({ isTemplate }) => !isTemplate)
    .map(({ lines }) => new Map(lines.map((line) => [keyOf(line), valueOf(line)])))
    .filter((section) => section.get('type') === 'transport');
  const binds = transports.map((section) => ({ protocol: section.get('protocol'), ...bindOf(section.get('bind')) }));
  const portOf = (protocol: keyof typeof USUAL): number | null => {
    const found = binds.find((bind) => bind.protocol === protocol);
    return found ? (found.port ?? USUAL[protocol]) : null;
  };
  const http = valuesOf(read(etc, 'http.conf'), ['general']);
  const hasWss = http.get('tlsenable') === 'yes' && binds.some(({ protocol }) => protocol === 'wss');
  return {
    bind: binds[0]?.host,
    external: transports.map((section) => section.get('external_signaling_address')).find(Boolean),
    udp: portOf('udp'),
    tcp: portOf('tcp'),
    tls: portOf('tls'),
    wss: hasWss ? (bindOf(http.get('tlsbindaddr')).port ?? 8089) : null,
  };
}

/** `host`, `host:port`, `[v6]:port`, `v6`. */
function bindOf(text = '0.0.0.0'): { host: string; port: number | undefined } {
  const [, v6, host = text, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: v6 ?? host, port: port === undefined ? undefined : Number(port) };
}

/** The last word of each key counts, as in Asterisk. */
function valuesOf(text: string, names: readonly string[]): Map<string, string> {
  const sections = parseSections(text).filter(({ name, isTemplate }) => names.includes(name) && !isTemplate);
  return new Map(sections.flatMap(({ lines }) => lines.map((line) => [keyOf(line), valueOf(line)] as const)));
}

const valueOf = (line: string): string => normalise(line).split('=').slice(1).join('=').trim();

function read(folder: string, name: string): string {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
