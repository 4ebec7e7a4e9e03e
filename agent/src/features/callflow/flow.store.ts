import { sql, type RawBuilder } from 'kysely';
import {
  EXITS,
  flowSettings,
  peopleOf,
  type Destination,
  type Extension,
  type FlowExit,
  type FlowId,
  type FlowSettings,
  type FlowView,
  type ListFlows,
  type UserId,
} from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { destinationViewOf, namedIn, targetColumns, targetOf, type NamedRow } from '../tenant/index.ts';
import { containing, writeCursor, type Cursor } from '../user/index.ts';

/** A flow as stored; `pending` is known to apply alone. */
export type StoredFlow = Omit<FlowView, 'pending'>;
export type Exits = Readonly<Partial<Record<FlowExit, Destination | null | undefined>>>;

interface MemberRow {
  readonly userId: UserId;
  readonly delaySeconds: number;
  readonly penalty: number;
  readonly mayLogOut: boolean;
  readonly name: string;
  readonly extension: Extension | null;
}
interface ExitRow extends NamedRow {
  readonly exit: FlowExit;
  readonly target_user_id: UserId | null;
  readonly target_flow_id: FlowId | null;
  readonly target_number: string | null;
  readonly target_voicemail: boolean;
}
interface Row {
  readonly id: FlowId;
  readonly tenant_id: FlowView['tenantId'];
  readonly kind: FlowSettings['kind'];
  readonly name: string;
  readonly settings: object;
  readonly override: FlowView['override'];
  readonly extension: Extension | null;
  readonly members: readonly MemberRow[];
  readonly exits: readonly ExitRow[];
  readonly references: number;
  readonly revision: number;
  readonly created_at: Date;
}

const EXTENSION = sql`(select e.number from extensions e where e.tenant_id = f.tenant_id and e.owner_id = f.id
  and e.quarantined_until is null limit 1)`;
/** Of `flows f`. Looked up row by row: lists fetch a page first, and name what is on it. */
const VIEW = sql`f.id, f.tenant_id, f.kind, f.name, f.settings, f.override, f.revision, f.created_at,
  ${EXTENSION} as extension,
  (select coalesce(json_agg(json_build_object('userId', m.user_id, 'delaySeconds', m.delay_seconds, 'penalty', m.penalty,
      'mayLogOut', m.may_log_out,
      'name', (select u.name from users u where u.tenant_id = m.tenant_id and u.id = m.user_id),
      'extension', (select e.number from extensions e where e.tenant_id = m.tenant_id and e.owner_id = m.user_id
        and e.quarantined_until is null limit 1)) order by m.place), '[]')
    from flow_members m where m.tenant_id = f.tenant_id and m.flow_id = f.id) as members,
  (select coalesce(json_agg(json_build_object('exit', x.exit, 'target_user_id', x.target_user_id,
      'target_flow_id', x.target_flow_id, 'target_number', x.target_number, 'target_voicemail', x.target_voicemail,
      'named', ${namedIn('x', { prefix: 'target_', tenant: 'tenant_id' })})), '[]')
    from flow_exits x where x.tenant_id = f.tenant_id and x.flow_id = f.id) as exits,
  ((select count(*) from dids d where d.tenant_id = f.tenant_id and d.target_flow_id = f.id)
    + (select count(*) from flow_exits x where x.tenant_id = f.tenant_id and x.target_flow_id = f.id)
    + (select count(*) from tenants t where t.id = f.tenant_id and t.default_flow_id = f.id)
    + (select count(distinct c.user_id) from call_forwards c where c.tenant_id = f.tenant_id
      and c.target_flow_id = f.id))::int as references`;

function toFlow(row: Row): StoredFlow {
  const leads = new Map(row.exits.map((one) => [one.exit, destinationViewOf(targetOf(one), one)]));
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    extension: row.extension,
    settings: settingsOf(row, row.members),
    people: row.members.map(({ userId, name, extension }) => ({ userId, name, extension })),
    exits: Object.fromEntries(EXITS[row.kind].map((exit) => [exit, leads.get(exit) ?? null])),
    override: row.override,
    references: row.references,
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
  };
}

/** Members, and who may hear a mailbox, are rows of their own: each is a reference to a person. */
export const settingsOf = (
  row: Pick<Row, 'kind' | 'settings'>,
  members: readonly Pick<MemberRow, 'userId' | 'delaySeconds' | 'penalty' | 'mayLogOut'>[],
  // Each kind takes what is its own.
): FlowSettings =>
  flowSettings.parse({ ...row.settings, kind: row.kind, members, listeners: members.map(({ userId }) => userId) });

function columnsOfSettings(settings: FlowSettings): string {
  const { kind: _kind, ...rest } = { members: null, listeners: null, ...settings };
  const { members: _members, listeners: _listeners, ...columns } = rest;
  return JSON.stringify(columns);
}

/** Those of the ids that are there, by name. */
export async function findFlows(tx: ReadTx, ids: readonly FlowId[]): Promise<StoredFlow[]> {
  const { rows } = await sql<Row>`
    select ${VIEW} from flows f where f.tenant_id = ${tx.scope.tenantId} and f.id = any(${ids}::text[])
    order by f.name_key, f.id`.execute(tx.db);
  return rows.map(toFlow);
}
export const findFlow = async (tx: ReadTx, id: FlowId): Promise<StoredFlow | undefined> =>
  (await findFlows(tx, [id]))[0];

/** Until the end of the transaction nobody points at it, nor changes it. Needs the tenant's lock (`lockNumbers`). */
export async function lockFlow(tx: TenantTx, id: FlowId): Promise<StoredFlow | undefined> {
  await sql`select id from flows where tenant_id = ${tx.scope.tenantId} and id = ${id} for update`.execute(tx.db);
  return findFlow(tx, id);
}

export async function listFlows(
  tx: ReadTx,
  query: Omit<ListFlows, 'cursor' | 'tenantId'> & { readonly cursor: Cursor | undefined },
): Promise<{ rows: StoredFlow[]; nextCursor: string | null; total: number }> {
  const filter = sql.join(
    [
      sql`f.tenant_id = ${tx.scope.tenantId}`,
      ...(query.kind === undefined ? [] : [sql`f.kind = ${query.kind}`]),
      ...(query.search === undefined || query.search === '' ? [] : [matches(query.search)]),
    ],
    sql` and `,
  );
  const after = query.cursor
    ? sql`(f.name_key, f.id::text collate "C") > (${query.cursor.key}::text, ${query.cursor.id})`
    : sql`true`;
  const { rows } = await sql<{ id: FlowId; key: string }>`
    select f.id, f.name_key as key from flows f where ${filter} and ${after}
    order by f.name_key, f.id::text collate "C" limit ${query.limit + 1}`.execute(tx.db);
  const count = await sql<{ total: number }>`select count(*)::int as total from flows f where ${filter}`.execute(tx.db);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const found = new Map(
    (
      await findFlows(
        tx,
        shown.map(({ id }) => id),
      )
    ).map((flow) => [flow.id, flow]),
  );
  return {
    rows: shown.flatMap(({ id }) => found.get(id) ?? []),
    nextCursor: last ? writeCursor({ key: last.key, id: last.id }) : null,
    total: count.rows[0]?.total ?? 0,
  };
}

function matches(term: string): RawBuilder<unknown> {
  const pattern = containing(term);
  return sql`(f.name_key like lower(${pattern}::text collate "und-x-icu") collate "C"
    or ${EXTENSION}::text like ${pattern})`;
}

export interface FlowFields {
  readonly name: string;
  readonly settings: FlowSettings;
  readonly exits: Exits;
}

/** Needs the tenant's lock, as whatever else writes flows; people and flows that are named must be held. */
export async function insertFlow(tx: TenantTx, id: FlowId, fields: FlowFields): Promise<void> {
  await tx.db
    .insertInto('flows')
    .values({
      id,
      tenant_id: tx.scope.tenantId,
      kind: fields.settings.kind,
      name: fields.name,
      settings: columnsOfSettings(fields.settings),
    })
    .execute();
  await writeMembers(tx, id, fields.settings);
  await writeExits(tx, id, fields.exits);
}

/** What is given. Counts the revision up. */
export async function saveFlow(
  tx: TenantTx,
  id: FlowId,
  { name, settings, exits = {}, override }: Partial<FlowFields> & Partial<Pick<FlowView, 'override'>>,
): Promise<void> {
  await tx.db
    .updateTable('flows')
    .set((eb) => ({
      ...(name === undefined ? {} : { name }),
      ...(settings === undefined ? {} : { settings: columnsOfSettings(settings) }),
      ...(override === undefined ? {} : { override }),
      revision: eb('revision', '+', 1),
    }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
  if (settings) await writeMembers(tx, id, settings);
  await writeExits(tx, id, exits);
}

async function writeMembers(tx: TenantTx, id: FlowId, settings: FlowSettings): Promise<void> {
  const { tenantId } = tx.scope;
  await tx.db.deleteFrom('flow_members').where('tenant_id', '=', tenantId).where('flow_id', '=', id).execute();
  const members = peopleOf(settings).map((userId) => ({ userId, ...asMember(settings, userId) }));
  await forgetLogouts(tx, id, settings.kind === 'queue' ? peopleOf(settings) : []);
  if (members.length === 0) return;
  await tx.db
    .insertInto('flow_members')
    .values(
      members.map(({ userId, ...as }, place) => ({
        tenant_id: tenantId,
        flow_id: id,
        place,
        user_id: userId,
        ...as,
      })),
    )
    .execute();
}

/** How a person belongs to it, besides the order. */
function asMember(
  settings: FlowSettings,
  id: UserId,
): { delay_seconds?: number; penalty?: number; may_log_out?: boolean } {
  switch (settings.kind) {
    case 'ring_group':
      return { delay_seconds: settings.members.find(({ userId }) => userId === id)?.delaySeconds ?? 0 };
    case 'queue': {
      const { penalty = 0, mayLogOut = true } = settings.members.find(({ userId }) => userId === id) ?? {};
      return { penalty, may_log_out: mayLogOut };
    }
    case 'mailbox':
    case 'schedule':
    case 'menu':
      return {};
  }
}

/** Whoever is no agent of it any more is not logged out of it either: as a new one they begin logged in. */
async function forgetLogouts(tx: TenantTx, id: FlowId, stay: readonly UserId[]): Promise<void> {
  const gone = tx.db.deleteFrom('queue_logouts').where('tenant_id', '=', tx.scope.tenantId).where('flow_id', '=', id);
  await (stay.length > 0 ? gone.where('user_id', 'not in', stay) : gone).execute();
}

/** Those that are named; null: the call ends there. */
async function writeExits(tx: TenantTx, id: FlowId, exits: Exits): Promise<void> {
  const { tenantId } = tx.scope;
  const named = (Object.keys(exits) as FlowExit[]).filter((exit) => exits[exit] !== undefined);
  if (named.length === 0) return;
  await tx.db
    .deleteFrom('flow_exits')
    .where('tenant_id', '=', tenantId)
    .where('flow_id', '=', id)
    .where('exit', 'in', named)
    .execute();
  const leading = named.flatMap((exit) => {
    const to = exits[exit];
    return to ? [{ tenant_id: tenantId, flow_id: id, exit, ...targetColumns(to) }] : [];
  });
  if (leading.length > 0) await tx.db.insertInto('flow_exits').values(leading).execute();
}

/** Nothing may lead to it any more. */
export async function removeFlow(tx: TenantTx, id: FlowId): Promise<void> {
  await tx.db.deleteFrom('flows').where('tenant_id', '=', tx.scope.tenantId).where('id', '=', id).execute();
}

/** Those of the people who are not there, or deleted; the others stay until the end of the transaction. */
export async function missingPeople(tx: TenantTx, ids: readonly UserId[]): Promise<UserId[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: UserId }>`
    select id from users where tenant_id = ${tx.scope.tenantId} and id = any(${ids}::text[]) and status <> 'deleted'
    order by id for share`.execute(tx.db);
  const there = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}
