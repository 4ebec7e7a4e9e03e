import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  addMissing,
  adviceFor,
  amiPort,
  makeOwnedFolders,
  makeSharedStore,
  neededChanges,
  ownerOf,
  phonesReach,
  placesOf,
  programOf,
  readExisting,
  type AmiAccounts,
  type FileNeeds,
  type Listeners,
  type Places,
  type RealtimeStore,
  type RunAs,
} from '../platform/asterisk-host/index.ts';
import { openRealtime, type AsteriskConnection } from '../main.ts';
import { isEverywhere, reachableAt } from './addresses.ts';
import type { AsteriskChoice, ChooseOptions } from './asterisk.ts';
import { realtimeChoice } from './realtime-choice.ts';
import type { StartFlags } from './options.ts';
import type { StateFolder } from './state.ts';

interface Found {
  readonly version: string;
  /** Folder of its asterisk.conf. */
  readonly etc: string;
}

/**
 * The host's own Asterisk: used when its files hold the lines we stand on. Otherwise they are shown, and appended only
 * with --add-to-asterisk. Its tables are there before anyone is told to restart it. It is never started or stopped.
 */
export async function useExisting(options: ChooseOptions, found: Found): Promise<AsteriskChoice> {
  const { flags, state, say } = options;
  const places = placesOf(resolve(found.etc));
  const prepared = await prepare(flags, places).catch((error: unknown) => wordsOf(error));
  if (typeof prepared === 'string')
    return {
      tag: 'none',
      lines: [
        `Asterisk      ${found.version} on this host, not used: ${prepared}`,
        '              Start as root, or as a member of its group that may write there, or with --no-asterisk.',
      ],
    };
  const { realtime, runAs } = prepared;
  const texts = readExisting(places.etc, realtime.kind);
  const ami = amiAccounts(state, amiPort(texts));
  const needs = neededChanges(texts, { realtime, ami }).filter(
    (need) => need.missing !== '' || need.conflicts.length > 0,
  );
  if (needs.length > 0) return incomplete(options, { found, places, runAs, needs });
  makeOwnedFolders(places.etc, runAs);
  const reach = phonesReach(places.etc);
  const signalling = signallingOf(flags, state, reach);
  if (reach.bind === undefined)
    say(
      `Asterisk      no transport was found in ${places.etc}/pjsip.conf: phones need one; 5060 is what they are told.`,
    );
  return {
    tag: 'ready',
    connection: {
      version: found.version,
      ...places,
      program: programOf(resolve(found.etc)),
      shell: shellOf(found.etc),
      ami,
      realtime,
      runAs,
      signalling,
    },
    lines: [
      `Asterisk      ${found.version} of this host, configuration in ${places.etc}`,
      `  phones      ${portsIn(signalling)} on ${signalling.address}`,
      ...adviceFor(texts).map((sentence) => `  advice      ${sentence}`),
    ],
    stop: async () => undefined,
  };
}

/** Makes the Realtime tables. Throws a sentence, or the disk's own. */
async function prepare(flags: StartFlags, places: Places): Promise<{ realtime: RealtimeStore; runAs: RunAs }> {
  const runAs = ownerOf(places.astdb);
  const realtime = flags.realtimeUrl
    ? realtimeChoice(flags, '')
    : { kind: 'sqlite' as const, file: makeSharedStore(places.astdb, runAs) };
  const store = openRealtime(realtime, runAs);
  const schema = await store.ensureSchema();
  await store.close();
  if (!schema.ok) throw new Error(`PJSIP Realtime can't be prepared: ${JSON.stringify(schema.error)}.`);
  return { realtime, runAs };
}

interface Incomplete {
  readonly found: Found;
  readonly places: Places;
  readonly runAs: RunAs;
  readonly needs: readonly FileNeeds[];
}

function incomplete({ flags, say }: ChooseOptions, { found, places, runAs, needs }: Incomplete): AsteriskChoice {
  say(`Asterisk ${found.version} on this host needs these lines in ${places.etc}:`);
  for (const line of needs.flatMap(describeNeed)) say(line);
  const notUsed = `Asterisk      ${found.version} on this host, not used yet:`;
  if (needs.some((need) => need.conflicts.length > 0))
    return {
      tag: 'none',
      lines: [`${notUsed} what is marked ! above stands in the way, and is yours to change. Nothing was added.`],
    };
  if (!flags.addToAsterisk)
    return {
      tag: 'none',
      lines: [
        `${notUsed} the lines above are missing.`,
        '              Start with --add-to-asterisk to append them (each file is copied first), or add them by hand;',
        '              then restart Asterisk, and start SynergyCall again. The tables it will read are made.',
      ],
    };
  makeOwnedFolders(places.etc, runAs);
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  for (const { file, backup } of addMissing(places.etc, needs, stamp))
    say(`  ${file}: added${backup ? `, before: ${backup}` : ''}`);
  return {
    tag: 'none',
    lines: [
      `Asterisk      ${found.version} on this host: the lines were added. Restart Asterisk, then start SynergyCall again.`,
    ],
  };
}

/** What phones are told: what was said to us, else what the transports say. */
function signallingOf(flags: StartFlags, state: StateFolder, reach: Listeners): AsteriskConnection['signalling'] {
  const { publicAddress = state.settings.publicAddress, sipBind = state.settings.sipBind } = flags;
  state.remember({ ...(publicAddress && { publicAddress }), ...(sipBind && { sipBind }) });
  // A transport on one address is reached there and nowhere else.
  const bind = reach.bind !== undefined && !isEverywhere(reach.bind) ? reach.bind : (sipBind ?? reach.bind);
  const { udp, tcp, tls, wss } = reach.bind === undefined ? { udp: 5060, tcp: 5060, tls: null, wss: null } : reach;
  return { address: publicAddress ?? reach.external ?? reachableAt(bind ?? '127.0.0.1'), udp, tcp, tls, wss };
}

const portsIn = (signalling: AsteriskConnection['signalling']): string =>
  (['udp', 'tcp', 'tls', 'wss'] as const)
    .flatMap((protocol) => (signalling[protocol] === null ? [] : [`${protocol} ${signalling[protocol]}`]))
    .join(', ');

const describeNeed = (need: FileNeeds): string[] => [
  `  ${need.file}${need.needsRestart ? ' (counts after a restart of Asterisk)' : ''}`,
  ...need.shown
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => `    + ${line}`),
  ...need.conflicts.map(
    (conflict) => `    ! ${conflict}: change it by hand, or keep this Asterisk out (--no-asterisk)`,
  ),
];

/** SECURITY: AMI passwords are as good as root on the Asterisk host; they stand in manager.conf and here (0600). */
function amiAccounts(state: StateFolder, port: number): AmiAccounts {
  const file = state.path('ami.json');
  if (!existsSync(file)) {
    const account = (username: string) => ({ username, password: randomBytes(24).toString('base64url') });
    writeFileSync(file, JSON.stringify({ writer: account('synergycall'), reader: account('synergycall-events') }), {
      mode: 0o600,
    });
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as AmiAccounts;
  // The port is the operator's to move, in manager.conf.
  const at = (account: AmiAccounts['writer']) => ({ ...account, host: '127.0.0.1' as const, port });
  return { writer: at(kept.writer), reader: at(kept.reader) };
}

/** What a person types for it. */
const shellOf = (folder: string): string =>
  resolve(folder) === '/etc/asterisk' ? 'asterisk' : `asterisk -C '${resolve(folder)}/asterisk.conf'`;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
