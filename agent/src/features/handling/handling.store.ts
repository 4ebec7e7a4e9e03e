import { sql } from 'kysely';
import {
  RINGS,
  targetOf,
  type E164,
  type FlowId,
  type FlowKind,
  type Forward,
  type ForwardEvent,
  type ForwardView,
  type HandlingView,
  type PersonHandling,
  type Target,
  type TenantId,
  type UserId,
} from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantScope, TenantTx } from '../../platform/database/index.ts';

interface ForwardRow {
  readonly event: ForwardEvent;
  readonly target_user_id: UserId | null;
  readonly target_flow_id: FlowId | null;
  readonly target_number: string | null;
  readonly target_word: 'voicemail' | 'hangup' | null;
}

function forwardOf(row: Omit<ForwardRow, 'event'>): Forward {
  if (row.target_user_id !== null) return { kind: 'user', userId: row.target_user_id };
  if (row.target_flow_id !== null) return { kind: 'flow', flowId: row.target_flow_id };
  // The columns let nothing else in.
  if (row.target_number !== null) return { kind: 'external', number: row.target_number as E164 };
  return { kind: row.target_word ?? 'hangup' };
}
const columnsOf = (to: Forward) => ({
  target_user_id: to.kind === 'user' ? to.userId : null,
  target_flow_id: to.kind === 'flow' ? to.flowId : null,
  target_number: to.kind === 'external' ? to.number : null,
  target_word: to.kind === 'voicemail' || to.kind === 'hangup' ? to.kind : null,
});

/** A person's handling without what things are called now: what the record keeps. */
export interface StoredHandling {
  readonly dnd: boolean;
  readonly ringSeconds: number | null;
  readonly forwards: Readonly<Partial<Record<ForwardEvent, Forward>>>;
}

export async function findHandling(tx: ReadTx, userId: UserId): Promise<StoredHandling> {
  const { tenantId } = tx.scope;
  const row = await tx.db
    .selectFrom('call_handling')
    .select(['dnd', 'ring_seconds'])
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  const forwards = await tx.db
    .selectFrom('call_forwards')
    .select(['event', 'target_user_id', 'target_flow_id', 'target_number', 'target_word'])
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .execute();
  return {
    dnd: row?.dnd ?? false,
    ringSeconds: row?.ring_seconds ?? null,
    forwards: Object.fromEntries(forwards.map((one) => [one.event, forwardOf(one)])),
  };
}

/** As a screen shows it; undefined: no such person. */
export async function findHandlingView(tx: ReadTx, userId: UserId): Promise<HandlingView | undefined> {
  const { tenantId } = tx.scope;
  const person = await tx.db
    .selectFrom('users')
    .select(['voicemail_enabled', 'voicemail_pin_hash'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', userId)
    .where('status', '<>', 'deleted')
    .executeTakeFirst();
  if (!person) return undefined;
  const { dnd, ringSeconds, forwards } = await findHandling(tx, userId);
  const shown: Record<ForwardEvent, ForwardView | null> = { always: null, busy: null, noanswer: null, away: null };
  for (const event of Object.keys(shown) as ForwardEvent[]) {
    const to = forwards[event];
    shown[event] = to ? await viewOf(tx, to) : null;
  }
  const rings = person.voicemail_enabled ? RINGS.withVoicemail : RINGS.without;
  return {
    userId,
    dnd,
    forwards: shown,
    ringSeconds,
    rings: ringSeconds ?? rings,
    voicemail: person.voicemail_enabled,
    hasPin: person.voicemail_pin_hash !== null,
  };
}

async function viewOf({ db, scope }: ReadTx, forward: Forward): Promise<ForwardView> {
  if (forward.kind === 'external') return { forward, name: forward.number, detail: null };
  if (forward.kind !== 'user' && forward.kind !== 'flow') return { forward, name: '', detail: null };
  const id = forward.kind === 'user' ? forward.userId : forward.flowId;
  const { rows } = await sql<{ name: string; kind: FlowKind | null; extension: number | null }>`
    select n.name, n.kind, (select e.number from extensions e where e.tenant_id = ${scope.tenantId} and e.owner_id = n.id
      and e.quarantined_until is null limit 1) as extension
    from (select id::text, name, null as kind from users where tenant_id = ${scope.tenantId} and id = ${id}
      union all select id::text, name, kind from flows where tenant_id = ${scope.tenantId} and id = ${id}) n`.execute(
    db,
  );
  const [found] = rows;
  return {
    forward,
    name: found?.name ?? '',
    detail: found?.extension ? String(found.extension) : null,
    ...(found?.kind && { flowKind: found.kind }),
  };
}

export async function saveSettings(
  tx: TenantTx,
  userId: UserId,
  { dnd, ringSeconds }: Pick<StoredHandling, 'dnd' | 'ringSeconds'>,
): Promise<void> {
  await tx.db
    .insertInto('call_handling')
    .values({ tenant_id: tx.scope.tenantId, user_id: userId, dnd, ring_seconds: ringSeconds })
    .onConflict((row) => row.columns(['tenant_id', 'user_id']).doUpdateSet({ dnd, ring_seconds: ringSeconds }))
    .execute();
}

/** null: by default. */
export async function saveForward(
  tx: TenantTx,
  userId: UserId,
  { event, to }: { readonly event: ForwardEvent; readonly to: Forward | null },
): Promise<void> {
  const { tenantId } = tx.scope;
  if (to === null) {
    await tx.db
      .deleteFrom('call_forwards')
      .where('tenant_id', '=', tenantId)
      .where('user_id', '=', userId)
      .where('event', '=', event)
      .execute();
    return;
  }
  const columns = columnsOf(to);
  await tx.db
    .insertInto('call_forwards')
    .values({ tenant_id: tenantId, user_id: userId, event, ...columns })
    .onConflict((row) => row.columns(['tenant_id', 'user_id', 'event']).doUpdateSet(columns))
    .execute();
}

/** Forwards that lead to a person or a flow, whoever's, by name. */
export async function forwardsTo(
  tx: ReadTx,
  to: { readonly userId: UserId } | { readonly flowId: FlowId },
): Promise<
  { readonly userId: UserId; readonly name: string; readonly event: ForwardEvent; readonly deleted: boolean }[]
> {
  const leads = 'userId' in to ? sql`f.target_user_id = ${to.userId}` : sql`f.target_flow_id = ${to.flowId}`;
  const { rows } = await sql<{ userId: UserId; name: string; event: ForwardEvent; deleted: boolean }>`
    select f.user_id as "userId", u.name, f.event, u.status = 'deleted' as deleted
    from call_forwards f join users u on u.tenant_id = f.tenant_id and u.id = f.user_id
    where f.tenant_id = ${tx.scope.tenantId} and ${leads} order by u.name, f.user_id, f.event`.execute(tx.db);
  return rows;
}

/** Who leads where, of everybody: what circles are looked for in. */
export async function allForwards(
  tx: ReadTx,
): Promise<(ForwardRow & { readonly user_id: UserId; readonly name: string })[]> {
  const { rows } = await sql<ForwardRow & { user_id: UserId; name: string }>`
    select f.user_id, u.name, f.event, f.target_user_id, f.target_flow_id, f.target_number, f.target_word
    from call_forwards f join users u on u.tenant_id = f.tenant_id and u.id = f.user_id and u.status <> 'deleted'
    where f.tenant_id = ${tx.scope.tenantId}`.execute(tx.db);
  return rows;
}

/** What people's calls do, as the core and `decide` take it. Forwards to somebody who was deleted go by default. */
export async function handlingFacts(
  { db }: Pick<ReadTx<TenantScope | PlatformScope>, 'db'>,
  tenantId: TenantId,
): Promise<ReadonlyMap<UserId, PersonHandling>> {
  const settings = await db
    .selectFrom('call_handling')
    .select(['user_id', 'dnd', 'ring_seconds'])
    .where('tenant_id', '=', tenantId)
    .execute();
  const { rows } = await sql<ForwardRow & { user_id: UserId; kind: FlowKind | null }>`
    select f.user_id, f.event, f.target_user_id, f.target_flow_id, f.target_number, f.target_word,
      (select w.kind from flows w where w.tenant_id = f.tenant_id and w.id = f.target_flow_id) as kind
    from call_forwards f where f.tenant_id = ${tenantId} and not exists (select 1 from users u
      where u.tenant_id = f.tenant_id and u.id in (f.user_id, f.target_user_id) and u.status = 'deleted')`.execute(db);
  const found = new Map<
    UserId,
    { dnd: boolean; seconds: number | null; forwards: Partial<Record<ForwardEvent, Target>> }
  >();
  const of = (id: UserId) => {
    const known = found.get(id) ?? { dnd: false, seconds: null, forwards: {} };
    found.set(id, known);
    return known;
  };
  for (const row of settings) Object.assign(of(row.user_id), { dnd: row.dnd, seconds: row.ring_seconds });
  for (const row of rows) {
    const to = targetOfForward(row.user_id, forwardOf(row), row.kind);
    if (to) of(row.user_id).forwards[row.event] = to;
  }
  return found;
}

function targetOfForward(userId: UserId, to: Forward, kind: FlowKind | null): Target | undefined {
  switch (to.kind) {
    case 'voicemail':
      return { kind: 'voicemail', userId };
    case 'hangup':
      return to;
    case 'user':
    case 'external':
      return targetOf(to, new Map());
    case 'flow':
      return kind ? targetOf(to, new Map([[to.flowId, { id: to.flowId, settings: { kind } }]])) : undefined;
  }
}
