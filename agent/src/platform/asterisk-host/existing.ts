import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { managerAccount, READER_READ, WRITER_READ, WRITER_WRITE } from './manager-conf.ts';
import { ESSENTIAL_MODULES, realtimePreloads } from './modules-conf.ts';
import { SIP_REALM } from './pjsip-conf.ts';
import { extconfigConf, odbcIni, resOdbcConf, sorceryConf, sqliteConf, unsafeField } from './realtime-conf.ts';
import { parseSections, type Section } from './sections.ts';
import { isSupported, parseVersion } from './version.ts';
import type { AmiAccounts, RealtimeStore } from './types.ts';

const run = promisify(execFile);

export type ExistingAsterisk =
  | { readonly tag: 'none' }
  /** Installed, but not one we can work with; `found` is its version. */
  | { readonly tag: 'unsupported'; readonly found: string }
  | { readonly tag: 'found'; readonly version: string; readonly etc: string };

/** An ordinary user's PATH has no /usr/sbin. */
const PROGRAMS = ['asterisk', '/usr/sbin/asterisk'];

/** The host's own Asterisk, if it has one: `asterisk -V` and its configuration folder. Changes nothing. */
export async function detectAsterisk(etc = '/etc/asterisk'): Promise<ExistingAsterisk> {
  for (const program of PROGRAMS) {
    const said = await run(program, ['-V'], { timeout: 5_000 }).catch(() => undefined);
    if (said === undefined) continue;
    const version = parseVersion(said.stdout);
    if (!version || !isSupported(version)) return { tag: 'unsupported', found: version ?? said.stdout.trim() };
    return existsSync(etc)
      ? { tag: 'found', version, etc }
      : { tag: 'unsupported', found: `${version} without ${etc}` };
  }
  return { tag: 'none' };
}

export interface NeededInput {
  readonly realtime: RealtimeStore;
  readonly ami: AmiAccounts;
}

/** What one hand-written file still lacks. `missing` holds secrets in manager.conf and res_odbc.conf: show `shown`. */
export interface FileNeeds {
  readonly file: string;
  readonly exists: boolean;
  /** SECURITY: exact text to append; may hold secrets. Empty when nothing is missing. */
  readonly missing: string;
  /** The same with secrets blanked, for screens. */
  readonly shown: string;
  /** What was looked for and is there already. */
  readonly present: readonly string[];
  /** A change here counts only after Asterisk itself is restarted; the others take a reload of their module. */
  readonly needsRestart: boolean;
  /** What appending cannot mend: a section or value of the operator's own stands in the way. */
  readonly conflicts: readonly string[];
}

interface Wanted {
  readonly section: string;
  readonly lines: readonly string[];
}

/** Names of the files this looks at, to be read and handed to `neededChanges`. */
export function filesOfInterest(kind: RealtimeStore['kind']): readonly string[] {
  const driver = kind === 'sqlite' ? 'res_config_sqlite3.conf' : 'res_odbc.conf';
  return [
    'extensions.conf',
    'pjsip.conf',
    'voicemail.conf',
    'sorcery.conf',
    'extconfig.conf',
    driver,
    // Beside the folder: unixODBC's own file.
    ...(kind === 'mariadb' ? [ODBC_INI] : []),
    'res_parking.conf',
    'features.conf',
    'manager.conf',
    'modules.conf',
  ];
}

const ODBC_INI = '../odbc.ini';
const NEED_RESTART = [
  'sorcery.conf',
  'extconfig.conf',
  'res_config_sqlite3.conf',
  'res_odbc.conf',
  ODBC_INI,
  'modules.conf',
];

/** The port AMI listens on according to `manager.conf`; Asterisk's default when it does not say. */
export function amiPort(texts: Readonly<Record<string, string>>): number {
  const general = parseSections(texts['manager.conf'] ?? '').filter((section) => section.name === 'general');
  const line = general.flatMap((section) => section.lines).findLast((own) => keyOf(own) === 'port');
  return Number(line === undefined ? 5_038 : normalise(line).split('=')[1]);
}

/**
 * Compares the hand-written files with what SynergyCall needs. Pure: `texts` maps file names to contents,
 * absent files are absent keys. One entry per file of interest, also when nothing is missing.
 */
export function neededChanges(texts: Readonly<Record<string, string>>, input: NeededInput): FileNeeds[] {
  const { realtime, ami } = input;
  // SECURITY: nothing given may carry a line break, comment or section into a hand-written file.
  const unsafe = unsafeField(realtime);
  if (unsafe)
    throw new Error(`asterisk-host: realtime ${unsafe} holds characters that a configuration file cannot carry`);
  const wanted: Record<string, Wanted[]> = {
    'sorcery.conf': wantedFrom(sorceryConf(realtime.kind)),
    'extconfig.conf': wantedFrom(extconfigConf(realtime.kind)),
    'res_config_sqlite3.conf': realtime.kind === 'sqlite' ? wantedFrom(sqliteConf(realtime.file)) : [],
    'res_odbc.conf': realtime.kind === 'mariadb' ? wantedFrom(resOdbcConf(realtime)) : [],
    // Parking lots are made as they are needed; the operator's default one is their template.
    'res_parking.conf': [{ section: 'general', lines: ['parkeddynamic = yes'] }],
    // Else PJSIP keeps *8 for itself, and `*8` never reaches the dialplan (22.10.1).
    'features.conf': [{ section: 'general', lines: ['pickupexten ='] }],
    'manager.conf': [
      { section: 'general', lines: ['enabled = yes', 'bindaddr = 127.0.0.1'] },
      account(ami.writer, [`read = ${WRITER_READ}`, `write = ${WRITER_WRITE}`, 'eventfilter = Event: FullyBooted']),
      account(ami.reader, [`read = ${READER_READ}`, 'write =']),
    ],
    // The driver's name as Debian's odbc-mariadb registers it.
    [ODBC_INI]:
      realtime.kind === 'mariadb' ? wantedFrom(odbcIni(realtime).replace('= MariaDB', '= MariaDB Unicode')) : [],
    'modules.conf': [{ section: 'modules', lines: wantedModules(texts['modules.conf'] ?? '', realtime.kind) }],
  };
  return filesOfInterest(realtime.kind).map((file) => {
    const text = texts[file];
    const include = { 'extensions.conf': 'extensions.d', 'pjsip.conf': 'pjsip.d', 'voicemail.conf': 'voicemail.d' }[
      file
    ];
    if (!include) return sectionNeeds(file, text, wanted[file] ?? []);
    return includeNeeds(file, text, `#tryinclude ${include}/synergycall/*.conf`);
  });
}

/** What works as it is, and yet should be known: sentences for the operator. Pure; reads `pjsip.conf`. */
export function adviceFor(texts: Readonly<Record<string, string>>): string[] {
  const lines = parseSections(texts['pjsip.conf'] ?? '').flatMap(({ lines: own }) => own.map(normalise));
  const valueOf = (key: string) => lines.findLast((line) => keyOf(line) === key)?.slice(key.length + 1);
  const order = (valueOf('endpoint_identifier_order') ?? 'ip,username').split(',').map((word) => word.trim());
  const isTrunkFirst = order.includes('ip') && !(order.indexOf('username') < order.indexOf('ip'));
  const realm = valueOf('default_realm') ?? SIP_REALM;
  return [
    ...(isTrunkFirst || !order.includes('username')
      ? [
          'say endpoint_identifier_order = username,ip in [global] of pjsip.conf: else a trunk whose match covers a phone takes its calls for its own',
        ]
      : []),
    ...(realm === SIP_REALM
      ? []
      : [
          `default_realm in pjsip.conf is ${realm}; phones are asked for ${SIP_REALM}, so strangers can tell which names exist`,
        ]),
  ];
}

/** With autoload, only what must come first; without it, what our dialplan and realtime stand on as well. */
function wantedModules(text: string, kind: RealtimeStore['kind']): string[] {
  const lines = parseSections(text).flatMap((section) => section.lines.map(normalise));
  const preloads = realtimePreloads(kind).map((name) => `preload = ${name}.so`);
  if (!lines.includes('autoload=no')) return preloads;
  return [...preloads, ...ESSENTIAL_MODULES.map((name) => `load = ${name}.so`)];
}

function includeNeeds(file: string, text: string | undefined, line: string): FileNeeds {
  const there = (text ?? '')
    .split('\n')
    .some((own) => normalise(own.replace(/["<>]/g, '').replace(/^#include/, '#tryinclude')) === normalise(line));
  const missing = there ? '' : `${line}\n`;
  return {
    file,
    exists: text !== undefined,
    missing,
    shown: missing,
    present: there ? [line] : [],
    needsRestart: false,
    conflicts: [],
  };
}

function sectionNeeds(file: string, text: string | undefined, wanted: readonly Wanted[]): FileNeeds {
  const sections = parseSections(text ?? '');
  const findings = wanted.map((want) => compare(want, sections));
  const missing = findings.map((finding) => finding.append).join('');
  return {
    file,
    exists: text !== undefined,
    missing,
    shown: missing.replace(/^(\s*(?:secret|password)\s*=>?\s*).*$/gim, '$1(secret)'),
    present: findings.flatMap((finding) => finding.present),
    needsRestart: NEED_RESTART.includes(file),
    conflicts: [...findings.flatMap((finding) => finding.conflicts), ...forbidden(wanted, sections)],
  };
}

/** `noload` wins over our `load`, wherever it stands. */
function forbidden(wanted: readonly Wanted[], sections: readonly Section[]): string[] {
  const modules = wanted.flatMap((want) => want.lines).filter((line) => keyOf(line).endsWith('load'));
  const noload = sections
    .flatMap((section) => section.lines.map(normalise))
    .filter((line) => line.startsWith('noload='));
  return noload.filter((line) => modules.some((own) => normalise(own).split('=')[1] === line.split('=')[1]));
}

function compare(
  want: Wanted,
  sections: readonly Section[],
): { append: string; present: string[]; conflicts: string[] } {
  const own = sections.filter((section) => section.name === want.section);
  const lines = own.flatMap((section) => section.lines).map(normalise);
  const present = want.lines.filter((line) => lines.includes(normalise(line)));
  const absent = want.lines.filter((line) => !present.includes(line));
  // Keys that may stand once only: another value of the operator's is not overruled behind their back.
  const single = (line: string) => !/^(preload|load)$|^(endpoint|auth|aor)$/.test(keyOf(line));
  const conflicts = absent.filter((line) => single(line) && lines.some((theirs) => keyOf(theirs) === keyOf(line)));
  const additions = absent.filter((line) => !conflicts.includes(line));
  const clash = conflicts.map(
    (line) =>
      `[${want.section}] has another ${keyOf(line)} than "${keyOf(line) === 'secret' || keyOf(line) === 'password' ? '(secret)' : line}"`,
  );
  // `[name](+)` adds to a section that stands above (Asterisk's own notation).
  const head = own.length > 0 ? `[${want.section}](+)` : `[${want.section}]`;
  const append = additions.length > 0 ? `${head}\n${additions.join('\n')}\n` : '';
  return { append, present: present.map((line) => `[${want.section}] ${keyOf(line)}`), conflicts: clash };
}

function wantedFrom(text: string): Wanted[] {
  return parseSections(text).map(({ name, lines }) => ({ section: name, lines }));
}

function account(of: { username: string; password: string }, rights: readonly string[]): Wanted {
  return wantedFrom(managerAccount(of, rights).join('\n'))[0] ?? { section: of.username, lines: [] };
}

/** A line as `key=value`, however it is spaced. */
export function normalise(line: string): string {
  return line
    .replace(/\s*=>?\s*/, '=')
    .replace(/\s+/g, ' ')
    .trim();
}

export function keyOf(line: string): string {
  return normalise(line).split('=')[0]?.trim() ?? '';
}

/** Reads the files of interest of `etc`. */
export function readExisting(etc: string, kind: RealtimeStore['kind']): Record<string, string> {
  const there = filesOfInterest(kind).filter((file) => existsSync(join(etc, file)));
  return Object.fromEntries(there.map((file) => [file, readFileSync(join(etc, file), 'utf8')]));
}
