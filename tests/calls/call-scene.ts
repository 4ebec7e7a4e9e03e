import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GeneratedFile } from '@synergycall/asterisk';
import {
  compilePlan,
  didDigits,
  didOwnersKey,
  entryContext,
  jobId,
  pointerKey,
  withOwner,
  type E164,
  type RoutePlan,
  type TenantSnapshot,
  type TenantTag,
  type TrunkSnapshot,
} from '@synergycall/domain';
import { claimPort, labAsterisk, type LabAsterisk } from '../lab/index.ts';
import { carrier, rawLine, type Carrier, type RawAnswer, type RawLine } from '../lab/phones/index.ts';
import { bridgedChannels, isOf } from './bridged.ts';
import { digestAnswer } from '../lab/phones/digest.ts';
import { branch, openWire, token } from '../lab/phones/raw-wire.ts';
import { connectAmi, type Ami, type AmiMessage } from '../../agent/src/platform/ami/index.ts';
import { expireDevices, type RealtimeStore } from '../../agent/src/platform/realtime/index.ts';
import { openRealtime } from '../../agent/src/main.ts';
import { mailboxNames } from '../../agent/src/features/apply/mailbox-rows.ts';
import { sceneStore, type StoreKind } from '../lab/runs.ts';
import { deviceRows } from '../../agent/src/features/device/device.conf.ts';
import { renderTenantFile } from '../../agent/src/features/tenant/tenant.conf.ts';
import { renderTrunkDialplan, renderTrunkFile } from '../../agent/src/features/trunk/index.ts';
import { astdbKeys } from '../../agent/src/features/user/user.conf.ts';
import { HAND_WRITTEN } from '../../agent/src/features/callflow/attacks.sample.ts';
import { HEALTH_CONTEXT, queueRows, renderCore } from '../../agent/src/features/callflow/index.ts';
import { labBox } from '../../agent/src/features/callflow/sample.ts';

export interface CallSceneOptions {
  readonly companies: readonly { readonly model: TenantSnapshot; readonly generation: number }[];
  /** Each an endpoint without a password, known by its address; its calls enter at `context`. */
  readonly trunks: readonly { readonly name: string; readonly address: string; readonly context: string }[];
  /** Trunks as the agent writes them, of the box (`tag` null) or a tenant's own; `make` is told the carrier's port. */
  readonly generated?: readonly {
    readonly name: string;
    readonly address: string;
    readonly tag: TenantTag | null;
    readonly make: (at: { readonly host: string; readonly port: number }) => TrunkSnapshot;
  }[];
  /** More dialplan of a box's owner. */
  readonly extensions?: string;
  /** Where phones and mailboxes are; absent: SQLite, and in the project `lab-mariadb` MariaDB. */
  readonly store?: StoreKind;
}

const job = jobId.parse('j00000000000');
const busy: RawAnswer = { say: 'refuse', code: 486, ringing: true };
const secretOf = (username: string) => `secret-of-${username}`;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

export async function until<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(25)) {
    const found = await ask();
    if (found !== undefined) return found;
  }
  throw new Error('it did not come within 10 s');
}

/** There, or the test is not what it was written as. */
function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`no ${what}`);
  return found;
}
const done = (result: { readonly ok: boolean }): void => {
  if (!result.ok) throw new Error(JSON.stringify(result));
};

/**
 * Companies with registered phones on a real Asterisk with the core, and trunks. Made before the tests, it works between
 * `open` and `close`; between two tests go `begin` and `end`. Phones are busy until told otherwise.
 */
export function callScene({
  companies,
  trunks,
  generated = [],
  extensions = '',
  store: kind = sceneStore,
}: CallSceneOptions) {
  const parts: { asterisk?: LabAsterisk; realtime?: RealtimeStore; writer?: Ami; reader?: Ami } = {};
  const heard: AmiMessage[] = [];
  const plans = new Map<string, RoutePlan>();
  const lines = new Map<string, RawLine>();
  const carriers = new Map<string, Carrier>();
  const made = new Map<TenantTag | null, TrunkSnapshot[]>();
  const rungBefore = new Map<string, number>();
  const asterisk = () => known(parts.asterisk, 'Asterisk');
  const realtime = () => known(parts.realtime, 'realtime store');
  const writer = () => known(parts.writer, 'AMI');
  const server = () => ({ host: '127.0.0.1', port: asterisk().ports.sip });

  const line = (username: string): RawLine => known(lines.get(username), `phone ${username}`);
  const trunk = (name: string): Carrier => known(carriers.get(name), `trunk ${name}`);
  const planOf = (tag: string): RoutePlan => known(plans.get(tag), `plan of ${tag}`);
  const put = async (key: { readonly family: string; readonly key: string }, value: string): Promise<void> =>
    done(await writer().dbPut({ family: key.family, key: key.key, value }));
  const allFiles = (box = labBox): GeneratedFile[] => [
    ...renderCore(box),
    ...companies.map(({ model }) => renderTenantFile(model.tenant)),
    ...[...made].map(([tag, all]) => renderTrunkDialplan(tag, all)),
  ];
  async function loadTrunks(): Promise<void> {
    for (const [tag, all] of made) {
      const { path, text } = renderTrunkFile(tag, all);
      const file = join(asterisk().paths.etc, 'pjsip.d/synergycall', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    if (made.size > 0) done(await writer().reload('res_pjsip'));
  }
  async function load(files: readonly GeneratedFile[]): Promise<void> {
    for (const { path, text } of files) {
      const file = join(asterisk().paths.etc, 'extensions.d/synergycall', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    done(await writer().reload('pbx_config'));
  }

  /** Keys of a generation that nobody points at yet. */
  async function writeGeneration(model: TenantSnapshot, generation: number): Promise<RoutePlan> {
    const plan = compilePlan(model, labBox);
    if (!plan.ok) throw new Error(JSON.stringify(plan.error));
    for (const entry of astdbKeys(plan.value, generation, job)) await put(entry, entry.value);
    return plan.value;
  }
  /** The pointer too, and the tenant in front of all its numbers. */
  async function writeKeys(): Promise<void> {
    for (const { model, generation } of companies) {
      const plan = await writeGeneration(model, generation);
      plans.set(model.tenant.tag, plan);
      for (const number of plan.numbers.keys()) await put(didOwnersKey(number), withOwner(null, plan.tag));
      await put(pointerKey(plan.tag), String(generation));
    }
  }
  /** Whose calls enter elsewhere from the next one on, as the agent does it. */
  async function setContext(usernames: readonly string[], context: string): Promise<void> {
    done(await realtime().setContext(usernames, context));
    done(await expireDevices(writer(), usernames));
  }
  /** Undoes whatever a test did to keys, rows and files. */
  async function restore(): Promise<void> {
    await writer().dbDelTree('sc');
    await writeKeys();
    for (const { model } of companies)
      await setContext(
        model.devices.map((device) => device.sipUsername),
        entryContext(model.tenant.tag),
      );
    await load(allFiles());
  }

  /**
   * Asks the core as the agent's verification does: for an extension, or for a public number. `as`: by whose policy;
   * `at`: at this moment, in milliseconds since 1970, and then by the hours alone; absent: now. `keys`: pressed in menus.
   */
  async function health(
    tag: string,
    asks: string | { readonly did: E164 } = '',
    { as = '', at, keys = '' }: { readonly as?: string; readonly at?: number; readonly keys?: string } = {},
  ) {
    const probe = `p${heard.length}x${Math.random().toString(36).slice(2)}`;
    const question = {
      ...(typeof asks === 'string' ? (asks === '' ? {} : { SC_EXT: asks }) : { SC_DID: didDigits(asks.did) }),
      ...(at === undefined ? {} : { SC_NOW: String(Math.floor(at / 1_000)) }),
      ...(keys === '' ? {} : { SC_KEYS: keys }),
    };
    await writer().originate({
      channel: `Local/${tag}@${HEALTH_CONTEXT}/n`,
      to: 'application',
      application: 'Wait',
      data: '1',
      variables: { SC_PROBE: probe, ...question, ...(as === '' ? {} : { SC_AS: as }) },
      wait: 'queued',
    });
    const report = await until(() => heard.find((event) => event['probe'] === probe));
    return {
      tag: report['tag'],
      generation: report['generation'],
      reason: report['reason'],
      resolved: report['resolved'],
    };
  }

  const events = (name: string) => heard.filter((event) => event['userevent'] === name);
  const refusals = () => events('ScRefused').map((event) => event['reason']);
  /** Whose phones got a call since the test began. */
  const ringing = (): string[] =>
    [...lines].filter(([name, one]) => one.incoming.length > (rungBefore.get(name) ?? 0)).map(([name]) => name);
  const complaints = () =>
    readFileSync(asterisk().paths.fullLog, 'utf8')
      .split('\n')
      .filter((text) => /\] (WARNING|ERROR)/.test(text));

  /** These endpoints hear the other end. A REFER before that has nothing to transfer, and is refused. */
  const talking = (...names: string[]) =>
    until(async () => {
      const bridged = await bridgedChannels(writer());
      return names.every((name) => bridged.some(isOf(name))) ? true : undefined;
    });

  /** MESSAGE outside any call, which no phone of the lab sends; the answer's code. A phone's, or from a trunk's address. */
  async function sendsMessage(from: { readonly phone: string } | { readonly address: string }, to: string) {
    const username = 'phone' in from ? from.phone : 'somebody';
    const uri = `sip:${to}@127.0.0.1:${server().port}`;
    const host = 'phone' in from ? {} : { host: from.address };
    const wire = await openWire({ server: server(), secrets: [], onRequest: () => undefined, ...host });
    const callId = token();
    const text = (cseq: number, more: readonly string[]) =>
      [
        `MESSAGE ${uri} SIP/2.0`,
        `Via: SIP/2.0/UDP ${wire.host}:${wire.port};branch=${branch()};rport`,
        'Max-Forwards: 70',
        `From: <sip:${username}@127.0.0.1>;tag=${callId}`,
        `To: <${uri}>`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq} MESSAGE`,
        ...more,
        'Content-Type: text/plain',
        'Content-Length: 2',
        '',
        'hi',
      ].join('\r\n');
    let answer = await wire.request(text(1, []), { within: 5_000 });
    const challenge = answer.headers['www-authenticate']?.[0];
    if (challenge !== undefined) {
      const secret = secretOf(username);
      const authorization = digestAnswer({ challenge, method: 'MESSAGE', uri, username, secret });
      answer = await wire.request(text(2, [`Authorization: ${authorization}`]), { within: 5_000 });
    }
    await wire.close();
    return answer.code;
  }

  async function open(): Promise<void> {
    const ports = new Map<string, number>();
    for (const { name } of [...trunks, ...generated]) ports.set(name, await claimPort());
    for (const { name, address, tag, make } of generated)
      made.set(tag, [...(made.get(tag) ?? []), make({ host: address, port: ports.get(name) ?? 0 })]);
    parts.asterisk = await labAsterisk({
      realtime: kind,
      handWritten: {
        extensions: HAND_WRITTEN + extensions,
        pjsip: trunks.map((one) => trunkText(one, ports.get(one.name) ?? 0)).join(''),
      },
      schema: async (store, { runAs }) => {
        parts.realtime = openRealtime(store, runAs);
        done(await parts.realtime.ensureSchema());
      },
    });
    for (const { name, address } of [...trunks, ...generated]) {
      const opened = await carrier({ server: server(), address, port: ports.get(name) ?? 0 });
      carriers.set(name, opened);
    }
    const { writer: writes, reader: reads } = asterisk().ami;
    const ami = { host: '127.0.0.1', port: writes.port };
    parts.writer = connectAmi({ ...ami, username: writes.username, secret: writes.password, role: 'writer' });
    parts.reader = connectAmi({ ...ami, username: reads.username, secret: reads.password, role: 'events' });
    parts.reader.on('UserEvent', (event) => void heard.push(event));
    if (!(await parts.writer.waitLive(10_000)) || !(await parts.reader.waitLive(10_000)))
      throw new Error('AMI is down');
    for (const { model } of companies) {
      const rows = model.devices.map((device) =>
        deviceRows(model, device, {
          md5Cred: md5(`${device.sipUsername}:asterisk:${secretOf(device.sipUsername)}`),
          realm: 'asterisk',
          context: entryContext(model.tenant.tag),
        }),
      );
      done(await realtime().transact({ insert: rows }));
      done(await realtime().writeMailboxes({ put: mailboxNames(model) }));
      done(await realtime().writeQueueRows({ put: queueRows(model, asterisk().paths.etc) }));
    }
    // Of a phone that is new since it was loaded, PJSIP does not know that it is there (22.10.1).
    if (companies.some(({ model }) => queueRows(model, '').length > 0)) done(await writer().reload('res_pjsip'));
    await writeKeys();
    await load(allFiles());
    await loadTrunks();
    for (const { sipUsername: username } of companies.flatMap(({ model }) => model.devices)) {
      const phone = await rawLine({ server: server(), username, secret: secretOf(username) });
      const { code } = await phone.register();
      if (code !== 200) throw new Error(`${username} could not register: ${code}`);
      lines.set(username, phone);
    }
  }
  async function close(): Promise<void> {
    for (const phone of lines.values()) await phone.close();
    for (const one of carriers.values()) await one.close();
    await parts.reader?.close();
    await parts.writer?.close();
    await parts.realtime?.close();
    await parts.asterisk?.release();
  }
  function begin(): void {
    heard.length = 0;
    for (const [name, phone] of lines) {
      phone.answersCallsWith(busy);
      rungBefore.set(name, phone.incoming.length);
    }
  }
  async function end(): Promise<void> {
    await asterisk().cli('channel request hangup all');
    await until(async () => {
      const channels = await writer().coreShowChannels();
      return channels.ok && channels.value.every(({ name }) => name.startsWith('Message/')) ? true : undefined;
    });
  }

  const reads = { line, trunk, planOf, allFiles, heard, events, refusals, ringing, complaints };
  const acts = {
    put,
    load,
    writeGeneration,
    setContext,
    restore,
    health,
    talking,
    sendsMessage,
    open,
    close,
    begin,
    end,
  };
  return {
    ...reads,
    ...acts,
    get asterisk() {
      return asterisk();
    },
    get realtime() {
      return realtime();
    },
    get writer() {
      return writer();
    },
    /** Who hears events. */
    get reader() {
      return known(parts.reader, 'AMI');
    },
  };
}

const trunkText = ({ name, address, context }: CallSceneOptions['trunks'][number], port: number): string => `
[${name}]
type = endpoint
identify_by = ip
aors = ${name}
context = ${context}
disallow = all
allow = ulaw
[${name}]
type = aor
contact = sip:${address}:${port}
[${name}]
type = identify
endpoint = ${name}
match = ${address}
`;
