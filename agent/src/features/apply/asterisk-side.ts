import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  didDigits,
  fail,
  generationFamily,
  generationsFamily,
  ok,
  pointerKey,
  saidFamily,
  tenantTag,
  type TenantTag,
} from '@synergycall/domain';
import type { Ami, AmiFailure, AmiMessage, Channel } from '../../platform/ami/index.ts';
import type { AsteriskCli } from '../../platform/asterisk-cli/index.ts';
import {
  astdbWriter,
  type AstdbEntry,
  type AstdbFailure,
  type AstdbFile,
  type AstdbKey,
} from '../../platform/astdb/index.ts';
import { dropContacts, expireDevices } from '../../platform/realtime/index.ts';
import { HEALTH_CONTEXT } from '../callflow/index.ts';
import { hintKey, HINTS, readHintsBy } from './did-hints.ts';
import { loadedTrunks } from './loaded-trunks.ts';
import { refreshAgents } from './agent-hints.ts';
import type { AsteriskSide, Health, PortFailure, PortResult } from './ports.ts';

export interface AsteriskSideOptions {
  readonly writer: Ami;
  /** Receives UserEvent. */
  readonly events: Ami;
  readonly astdb: AstdbFile;
  /** Absent where the control socket can't be reached: AstDB is then waited for, and there is no fallback. */
  readonly cli: AsteriskCli | null;
  /** The `asterisk` of this box as a shell takes it; default: the one on the PATH. */
  readonly shell?: string;
  /** Does PJSIP keep realtime objects in a memory cache (MariaDB)? */
  readonly cached: boolean;
}

const DURABLE_MS = 5_000;
/** Two round trips to a carrier far away. Asterisk (22.10.1) no longer lists a registration that is signing out. */
const SIGN_OUT_MS = 1_500;
const HEALTH_MS = 5_000;
const MOST_BY_CLI = 50;

/** Asterisk through AMI, its AstDB file and, where AMI is lost midway, its control socket. */
export function asteriskSide({ writer, events, astdb, cli, cached, shell }: AsteriskSideOptions): AsteriskSide {
  const store = astdbWriter(writer, astdb);

  /** Ends the up to one second that Asterisk lets writes wait; without the socket the wait just takes that long. */
  const commit = async (): Promise<void> => void (await cli?.commitAstdb(1_000));

  const durable = async (entries: readonly AstdbEntry[]): Promise<PortResult<void>> => {
    await commit();
    const seen = await astdb.waitDurable(entries, DURABLE_MS);
    return seen.ok ? ok(undefined) : fail(say(seen.error));
  };
  const gone = async (keys: readonly AstdbKey[]): Promise<PortResult<void>> => {
    if (keys.length > 0) await commit();
    let left = keys;
    for (let waited = 0; left.length > 0 && waited <= DURABLE_MS; waited += 25) {
      const seen = astdb.getMany(left);
      if (!seen.ok) return fail(say(seen.error));
      left = left.filter((_, index) => seen.value[index] !== undefined);
      if (left.length > 0) await sleep(25);
    }
    const [first] = left;
    return first
      ? fail({ kind: 'unreachable', detail: `${first.family}/${first.key} is still on disk` })
      : ok(undefined);
  };
  const answer = <T>(result: { ok: true; value: T } | { ok: false; error: AmiFailure | AstdbFailure }): PortResult<T> =>
    result.ok ? result : fail(say(result.error));

  /** As Asterisk has them now, whatever is on disk yet. */
  const tree = async (family: string): Promise<PortResult<readonly AstdbEntry[]>> => {
    const listed = await writer.list('DBGetTree', { Family: family });
    if (!listed.ok)
      return listed.error.code === 'ami.refused' && /not found/i.test(listed.error.message)
        ? ok([])
        : fail(say(listed.error));
    return ok(listed.value.map((event) => toLiveEntry(word(event, 'key'), word(event, 'val'))));
  };

  return {
    shell: shell ?? 'asterisk',
    isLive: () => writer.state.tag === 'live' && writer.state.booted,
    waitLive: (timeoutMs) => writer.waitLive(timeoutMs),

    async readPointer(tag) {
      const found = await writer.dbGet(pointerKey(tag));
      if (!found.ok) return fail(say(found.error));
      return ok(found.value !== undefined && /^[1-9]\d{0,14}$/.test(found.value) ? Number(found.value) : null);
    },

    async setPointer(tag, generation) {
      const key = pointerKey(tag);
      if (generation === null) {
        const deleted = await writer.dbDel(key);
        if (!deleted.ok && !(lost(deleted.error) && (await cli?.deleteKey(key))?.ok)) return fail(say(deleted.error));
        return gone([key]);
      }
      const entry = { ...key, value: String(generation) };
      const put = await writer.dbPut(entry);
      if (!put.ok && !(lost(put.error) && (await cli?.putKey(entry))?.ok)) return fail(say(put.error));
      const seen = await durable([entry]);
      // Harmless where it fails: an agent's new phone rings all the same, and a call on it is found by the core.
      if (seen.ok) await refreshAgents(writer, tag, generation);
      return seen;
    },

    async putKeys(entries) {
      // What is written last (`meta`) proves the rest, so it waits for the answers to all others.
      const last = entries.at(-1);
      if (!last) return ok(undefined);
      const put = await store.putAll(entries.slice(0, -1));
      if (!put.ok) return fail(say(put.error));
      const meta = await store.putAll([last]);
      return meta.ok ? durable(entries) : fail(say(meta.error));
    },

    async readGeneration(tag, generation) {
      return answer(astdb.read(generationFamily(tag, generation)));
    },
    async generations(tag) {
      const rows = astdb.read(generationsFamily(tag));
      if (!rows.ok) return fail(say(rows.error));
      return ok([...new Set(rows.value.map((entry) => Number(entry.key.split('/')[0])).filter(Number.isSafeInteger))]);
    },
    async deleteGeneration(tag, generation) {
      const deleted = await writer.dbDelTree(generationFamily(tag, generation));
      if (deleted.ok) await commit();
      return deleted.ok ? ok(undefined) : fail(say(deleted.error));
    },

    readHints: async (asked) => answer(readHintsBy((keys) => astdb.getMany(keys), asked)),
    async hintedNumbers(tag) {
      const found = answer(astdb.holding(HINTS, tag));
      return found.ok ? ok(found.value.map(({ key }) => key)) : found;
    },
    async writeHints(changes) {
      const puts = changes.flatMap(({ digits, value }) => (value === null ? [] : [{ ...hintKey(digits), value }]));
      const dels = changes.filter(({ value }) => value === null).map(({ digits }) => hintKey(digits));
      const put = await store.putAll(puts);
      // Few are written when it matters most: what an undo takes back.
      const byCli = async (): Promise<boolean> => {
        if (!cli || puts.length > MOST_BY_CLI) return false;
        for (const entry of puts) if (!(await cli.putKey(entry)).ok) return false;
        return true;
      };
      if (!put.ok && !(isAmi(put.error) && lost(put.error) && (await byCli()))) return fail(say(put.error));
      const deleted = await writer.dbDelMany(dels);
      if (!deleted.ok) return fail(say(deleted.error));
      const seen = puts.length > 0 ? await durable(puts) : ok(undefined);
      return seen.ok ? gone(dels) : seen;
    },

    suspendedKeys: (tag) => tree(`sc/live/${tag}`),
    async saidNotes(tag) {
      const found = await tree(saidFamily(tag));
      // Beside them stand notes of emergency calls, which are another reader's and must outlive this one.
      const ours = ['u', 'f'].map((kind) => `${saidFamily(tag)}/${kind}/`);
      return found.ok
        ? ok(found.value.filter(({ family, key }) => ours.some((at) => `${family}/${key}`.startsWith(at))))
        : found;
    },
    async putLive(entries) {
      const put = await store.putAll(entries);
      if (!put.ok) return fail(say(put.error));
      return durable(entries);
    },
    async deleteLive(keys) {
      for (const key of keys) {
        const deleted = await writer.dbDel(key);
        if (!deleted.ok) return fail(say(deleted.error));
      }
      if (keys.length > 0) await commit();
      return ok(undefined);
    },

    async reloadDialplan() {
      const reloaded = await writer.reload('pbx_config', { timeoutMs: 15_000 });
      if (reloaded.ok || (lost(reloaded.error) && (await cli?.reloadDialplan())?.ok)) return ok(undefined);
      return fail(say(reloaded.error));
    },
    async reloadTrunks() {
      const reloaded = await writer.reload('res_pjsip', { timeoutMs: 15_000 });
      if (reloaded.ok || (lost(reloaded.error) && (await cli?.reloadPjsip())?.ok)) return ok(undefined);
      return fail(say(reloaded.error));
    },
    async loadedTrunks() {
      return answer(await loadedTrunks(writer, cli));
    },
    async loadedDialplan(context) {
      return answer(await writer.showDialPlan(context));
    },
    letSignOut: () => sleep(SIGN_OUT_MS),

    async endpoint(id) {
      return answer(await writer.pjsipShowEndpoint(id));
    },
    ...(cli && {
      async endpointsOf(tag: TenantTag) {
        const listed = await cli.listEndpoints(`${tag}-`);
        return listed.ok ? listed : fail({ kind: 'unreachable', detail: `control socket: ${listed.error.code}` });
      },
    }),

    async healthCall({ tag, extension, number, at, keys }) {
      const nonce = randomUUID();
      if (!(await events.waitLive(2_000))) return fail({ kind: 'unreachable', detail: 'no AMI connection for events' });
      const report = Promise.withResolvers<Health>();
      // It may be late while Asterisk hangs on the order to place the call: nobody listens yet, and that must not end the agent.
      report.promise.catch(() => undefined);
      const forget = events.on('UserEvent', (event) => {
        if (word(event, 'userevent') === 'ScHealth' && word(event, 'probe') === nonce) report.resolve(toHealth(event));
      });
      const timer = setTimeout(() => report.reject(new Error('late')), HEALTH_MS);
      try {
        const variables = {
          SC_PROBE: nonce,
          SC_EXT: extension === null ? '' : String(extension),
          ...(number === undefined ? {} : { SC_DID: didDigits(number) }),
          ...(at === undefined ? {} : { SC_NOW: String(Math.floor(at / 1_000)) }),
          ...(keys === undefined ? {} : { SC_KEYS: keys }),
        };
        const placed = await writer.originate({
          channel: `Local/${tag}@${HEALTH_CONTEXT}/n`,
          to: 'application',
          application: 'NoOp',
          variables,
          ringMs: HEALTH_MS,
          wait: 'queued',
        });
        if (!placed.ok) return fail(say(placed.error));
        return ok(await report.promise);
      } catch {
        return fail({
          kind: 'refused',
          detail: `no report within ${HEALTH_MS / 1000} s: the call did not reach the core`,
        });
      } finally {
        clearTimeout(timer);
        forget();
      }
    },

    async expireCached(ids) {
      return cached ? answer(await expireDevices(writer, ids)) : ok(undefined);
    },
    async dropContacts(ids) {
      const dropped = await dropContacts(writer, ids);
      return dropped.ok ? ok(undefined) : fail(say(dropped.error));
    },
    async channelAges(tag) {
      const channels = await writer.coreShowChannels();
      if (!channels.ok) return fail(say(channels.error));
      const pointers = astdb.read(TENANTS);
      if (!pointers.ok) return fail(say(pointers.error));
      const tenants = tag === null ? [] : pointers.value.map((entry) => entry.key);
      const others = new Set(tenants.filter((other) => other !== tag));
      return ok(
        channels.value.filter((channel) => mayHold(channel, others)).map((channel) => secondsOf(channel.duration)),
      );
    },
  };
}

const isAmi = (error: AstdbFailure): error is AmiFailure => error.code.startsWith('ami.');
/** The connection went away under the action, or Asterisk did not answer: the CLI may still reach it. */
const lost = (error: AmiFailure): boolean => error.code === 'ami.down' || error.code === 'ami.timeout';

function say(error: AmiFailure | AstdbFailure): PortFailure {
  switch (error.code) {
    case 'ami.down':
      return { kind: 'unreachable', detail: `AMI is down (${error.reason})` };
    case 'ami.timeout':
      return {
        kind: 'unreachable',
        detail: `Asterisk did not answer ${error.action} within ${error.afterMs / 1000} s`,
      };
    case 'ami.refused':
      return { kind: 'refused', detail: `${error.action}: ${error.message}` };
    case 'ami.injection':
      return { kind: 'refused', detail: `${error.action}: ${error.field} holds what AMI can't carry` };
    case 'astdb.invalid':
      return { kind: 'refused', detail: `AstDB key ${error.family}/${error.key}: ${error.problem}` };
    case 'astdb.not-durable':
      return { kind: 'unreachable', detail: `${error.missing} AstDB keys were not on disk after ${error.afterMs} ms` };
    case 'astdb.unreadable':
      return { kind: 'unreachable', detail: `astdb.sqlite3: ${error.reason}` };
  }
}

const word = (event: AmiMessage, header: string): string => {
  const value = event[header];
  return typeof value === 'string' ? value : '';
};

function toHealth(event: AmiMessage): Health {
  const generation = word(event, 'generation');
  const tag = tenantTag.safeParse(word(event, 'tag'));
  return {
    ...(tag.success ? { tag: tag.data } : {}),
    generation: /^\d+$/.test(generation) ? Number(generation) : null,
    reason: word(event, 'reason'),
    resolved: word(event, 'resolved')
      .split('&')
      .map((target) => target.replace(/^PJSIP\//, ''))
      .filter((id) => id !== ''),
  };
}

/** `/sc/live/<tag>/u/<user>/state` as the family and key it was put under. */
function toLiveEntry(path: string, value: string): AstdbEntry {
  const plain = path.replace(/^\//, '');
  const cut = plain.lastIndexOf('/');
  return { family: plain.slice(0, cut), key: plain.slice(cut + 1), value };
}

/** `sc/ptr`: one key per tenant that is live. */
const TENANTS = pointerKey('' as TenantTag).family;

/** A phone of another tenant, or a call that its account code gives to one, can't hold a generation of this one; anything else might. */
function mayHold({ name, accountCode }: Pick<Channel, 'name' | 'accountCode'>, others: ReadonlySet<string>): boolean {
  const phone = /^PJSIP\/([0-9a-z]{4})-[0-9a-z]{6}-/.exec(name)?.[1];
  return !others.has(phone ?? accountCode);
}

/** `HH:MM:SS`. */
const secondsOf = (duration: string): number => duration.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
