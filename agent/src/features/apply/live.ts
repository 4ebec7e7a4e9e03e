import {
  entryContext,
  handlingEntries,
  HANDLING_KEYS,
  suspendedContext,
  tenantStateKey,
  userStateKey,
  hoursOverrideKey,
  liftedKey,
  queueName,
  type BoxId,
  type FlowId,
  type SipUsername,
  type TenantId,
  type TenantTag,
  type UserId,
} from '@synergycall/domain';
import type { AppDatabase, PlatformScope, ReadTx } from '../../platform/database/index.ts';
import type { RealtimeStore } from '../../platform/realtime/index.ts';
import type { LiveActs } from '../device/index.ts';
import { agentOf } from '../callflow/index.ts';
import { takeNotes } from '../handling/index.ts';
import type { AsteriskSide, LiveFacts } from './ports.ts';
import { lockLive } from './records.ts';
import { readLiveFacts } from './snapshot.store.ts';
import { within } from './within.ts';

const NO_QUEUES: NonNullable<LiveFacts['logouts']> = { queues: [], agents: new Set(), loggedOut: new Set() };

/** How long a person waits for a live act before it is queued; what is under way goes on. */
const ACT_MS = 5_000;

export interface LiveDeps {
  readonly database: AppDatabase;
  readonly realtime: RealtimeStore;
  readonly asterisk: AsteriskSide;
  readonly boxId: BoxId;
  /** The agent itself: it makes Asterisk say what PostgreSQL already says. */
  readonly scope: PlatformScope;
  /** What phones of this tenant said by feature codes is in PostgreSQL now. */
  readonly onTaken?: (tenantId: TenantId) => void;
}

export type Settled = 'live' | 'queued';

export interface LiveState extends LiveActs {
  /** Makes a tenant's live state in Asterisk what PostgreSQL says: contexts of rows, `sc/live` keys, no row of a revoked device. */
  settle(tag: TenantTag, onlyThese?: readonly string[]): Promise<Settled>;
  /** Tenants whose live state could not be settled yet. */
  readonly owed: ReadonlySet<TenantTag>;
}

/**
 * What takes effect at once. Every act reads the truth from PostgreSQL under the live lock and makes Asterisk agree,
 * so acts that meet (suspend and restore at the same time, a revocation during an apply) end as PostgreSQL says.
 */
export function liveState(deps: LiveDeps): LiveState {
  const owed = new Set<TenantTag>();
  let turn: Promise<unknown> = Promise.resolve();
  /** One act at a time: the lock would make them take turns too, each holding a connection that everybody else needs. */
  const inTurn = (work: () => Promise<Settled>): Promise<Settled> => {
    const act = turn.then(work);
    turn = act.catch(() => undefined);
    return act;
  };

  const settle = async (tag: TenantTag, onlyThese?: readonly string[]): Promise<Settled> => {
    const given = new AbortController();
    const act = inTurn(async () => (given.signal.aborted ? 'queued' : settleSaid(deps, tag, onlyThese)));
    const settled = await within(ACT_MS, act).catch((): Settled => 'queued');
    // What has not begun by now is the reconciler's.
    given.abort();
    if (settled === 'queued') owed.add(tag);
    else if (!onlyThese) owed.delete(tag);
    return settled;
  };

  return {
    owed,
    settle,
    suspendUser: (tag: TenantTag, _user: UserId, usernames: SipUsername[]) => settle(tag, usernames),
    restoreUser: (tag: TenantTag, _user: UserId, usernames: SipUsername[]) => settle(tag, usernames),
    suspendTenant: (tag: TenantTag) => settle(tag, []),
    restoreTenant: (tag: TenantTag) => settle(tag, []),
    overrideHours: (tag: TenantTag, _flow: FlowId) => settle(tag, []),
    handleCalls: (tag: TenantTag) => settle(tag, []),
    logAgents: (tag: TenantTag) => settle(tag, []),
    revokeDevice: (tag: TenantTag, username: SipUsername) => settle(tag, [username]),
    revokeDevices: (tag: TenantTag, usernames: readonly SipUsername[]) => settle(tag, usernames),
  };
}

/** As many times phones may speak while one act runs. */
const MOST_ROUNDS = 5;

/**
 * What phones said by feature codes goes to PostgreSQL before anything is made what PostgreSQL says; and once more, if one
 * spoke meanwhile. So nothing undoes what a phone said.
 */
async function settleSaid(deps: LiveDeps, tag: TenantTag, onlyThese?: readonly string[]): Promise<Settled> {
  const { asterisk } = deps;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const notes = await asterisk.saidNotes(tag);
    const taken = notes.ok && (await take(notes.value));
    const settled = await settleNow(deps, tag, { onlyThese, withKeys: taken });
    if (settled !== 'live') return settled;
    const more = await asterisk.saidNotes(tag);
    if (!more.ok) return 'queued';
    if (more.value.length === 0) return 'live';
  }
  return 'queued';

  async function take(entries: Parameters<typeof takeNotes>[2]): Promise<boolean> {
    if (entries.length === 0) return true;
    await takeNotes(deps, tag, entries);
    return (await asterisk.deleteLive(entries)).ok;
  }
}

interface DeviceFact {
  readonly userId: UserId;
  readonly revoked: boolean;
}

function settleNow(
  { database, realtime, asterisk, boxId, scope }: LiveDeps,
  tag: TenantTag,
  { onlyThese, withKeys }: { readonly onlyThese: readonly string[] | undefined; readonly withKeys: boolean },
): Promise<Settled> {
  return database.inPlatform(scope, async (tx) => {
    await lockLive(tx, boxId);
    const tenant = await tx.db
      .selectFrom('tenants')
      .select('id')
      .where('tag', '=', tag)
      .where('box_id', '=', boxId)
      .executeTakeFirst();
    if (!tenant) return 'live';
    const facts = await readLiveFacts(tx, tenant.id);
    const devices = await readDevices(tx, tenant.id);
    const rowsDone = await settleRows();
    const keysDone = withKeys && (await settleKeys()) && (await settleAgents());
    return rowsDone && keysDone ? 'live' : 'queued';

    /** Who is logged in; app_queue hears of it at its next look at the rows. */
    async function settleAgents(): Promise<boolean> {
      const { queues, agents: saved, loggedOut } = facts.logouts ?? NO_QUEUES;
      if (queues.length === 0) return true;
      const rows = await realtime.readQueueRows({ queues: queues.map(queueName), music: [] });
      if (!rows.ok) return false;
      const agents = rows.value.flatMap(({ table, key, paused }) =>
        table === 'queue_members' && saved.has(agentOf(key)) && paused !== loggedOut.has(agentOf(key))
          ? [{ key, paused: loggedOut.has(agentOf(key)) }]
          : [],
      );
      return agents.length === 0 || (await realtime.setPaused(agents)).ok;
    }

    async function settleRows(): Promise<boolean> {
      const rows = onlyThese ? await realtime.read(onlyThese) : await realtime.readAll(tag);
      if (!rows.ok) return false;
      const revoked = rows.value.filter((row) => devices.get(row.id)?.revoked).map((row) => row.id);
      const contexts = new Map<string, string[]>();
      for (const row of rows.value) {
        const device = devices.get(row.id);
        if (!device || device.revoked) continue;
        const meant = facts.suspendedUsers.has(device.userId) ? suspendedContext(tag) : entryContext(tag);
        if (row.endpoint.context !== meant) contexts.set(meant, [...(contexts.get(meant) ?? []), row.id]);
      }
      for (const [context, ids] of contexts) {
        const set = await realtime.setContext(ids, context);
        if (!set.ok) return false;
      }
      if (revoked.length > 0 && !(await realtime.transact({ delete: revoked })).ok) return false;
      const touched = [...revoked, ...[...contexts.values()].flat()];
      // Asterisk may hold what it read before an earlier act that could not reach it: those asked for are expired anyway.
      const expired = await asterisk.expireCached([...new Set([...touched, ...(onlyThese ?? [])])]);
      // A revoked device's contact may have outlived its row.
      const gone = [...new Set([...revoked, ...(onlyThese ?? []).filter((id) => devices.get(id)?.revoked)])];
      const dropped = await asterisk.dropContacts(gone);
      return expired.ok && dropped.ok;
    }

    async function settleKeys(): Promise<boolean> {
      const there = await asterisk.suspendedKeys(tag);
      if (!there.ok) return false;
      const path = ({ family, key }: { family: string; key: string }): string => `${family}/${key}`;
      const wanted = wantedKeys(tag, facts);
      const now = new Map(there.value.map((entry) => [path(entry), entry.value]));
      const put = wanted.filter((entry) => now.get(path(entry)) !== entry.value);
      const names = new Set(wanted.map(path));
      // Other keys of `sc/live` (whose turn it is in a group) are the core's.
      const surplus = there.value.filter((entry) => !names.has(path(entry)) && isState(tag, path(entry)));
      if (put.length > 0 && !(await asterisk.putLive(put)).ok) return false;
      return surplus.length === 0 || (await asterisk.deleteLive(surplus)).ok;
    }
  });
}

/**
 * What of the live state is PostgreSQL's to say: suspensions, schedules that are open or closed by hand, what people's
 * calls do, a lifted limit of spending. Pure.
 */
export const wantedKeys = (
  tag: TenantTag,
  { tenantSuspended, suspendedUsers, overrides, handling, liftedDay }: LiveFacts,
): { readonly family: string; readonly key: string; readonly value: string }[] => [
  ...(tenantSuspended ? [{ ...tenantStateKey(tag), value: 'suspended' }] : []),
  ...[...suspendedUsers].map((user) => ({ ...userStateKey(tag, user), value: 'suspended' })),
  ...[...(overrides ?? [])].map(([flow, value]) => ({ ...hoursOverrideKey(tag, flow), value })),
  ...[...(handling ?? [])].flatMap(([user, one]) => handlingEntries(tag, user, one)),
  ...(liftedDay ? [{ ...liftedKey(tag), value: liftedDay }] : []),
];

/** `sc/live/<tag>/state` and `lifted`, `sc/live/<tag>/f/<flow>/hours`, and of `sc/live/<tag>/u/<user>` the state and what calls do. */
const isState = (tag: TenantTag, path: string): boolean => {
  const [own, which, ...more] = path.startsWith(`sc/live/${tag}/`) ? path.split('/').slice(3) : [];
  if (own === 'state' || own === 'lifted') return which === undefined;
  const [key = ''] = more;
  return more.length === 1 && ((own === 'u' && OF_PEOPLE.has(key)) || (own === 'f' && key === 'hours'));
};

const OF_PEOPLE: ReadonlySet<string> = new Set(['state', ...HANDLING_KEYS]);

async function readDevices(
  { db }: Pick<ReadTx<PlatformScope>, 'db'>,
  tenantId: TenantId,
): Promise<ReadonlyMap<string, DeviceFact>> {
  const rows = await db
    .selectFrom('devices')
    .select(['sip_username', 'user_id', 'revoked_at'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return new Map(rows.map((row) => [row.sip_username, { userId: row.user_id, revoked: row.revoked_at !== null }]));
}
