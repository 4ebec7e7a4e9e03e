import { sql } from 'kysely';
import type { BoxId, DidId, DidImportId, E164, FlowId, ImportView, TenantId, UserId } from '@synergycall/domain';
import { violatedConstraint, type PlatformScope, type PlatformTx, type ReadTx } from '../../platform/database/index.ts';
import { toDid, VIEW, type DidRow } from './did.store.ts';
import { recordOf, type DidRecord } from './did.audit.ts';
import { FLOW_CELL, type ImportFacts, type KnownDid } from './import-judge.ts';

type AnyPlatformTx = ReadTx<PlatformScope>;
const ROWS_AT_ONCE = 5_000;

/** What a file asks about. */
export interface Asked {
  readonly numbers: readonly E164[];
  readonly extensions: readonly number[];
  readonly flows: readonly FlowId[];
}

/**
 * What the file is held against. With `lock`, tenants, people and numbers stay so until the end of the transaction, and
 * imports of a box take turns.
 */
export async function readFacts(
  tx: AnyPlatformTx,
  boxId: BoxId,
  { numbers, extensions, flows, lock }: Asked & { readonly lock: boolean },
): Promise<ImportFacts> {
  if (lock) await sql`select pg_advisory_xact_lock(hashtext(${`did-import:${boxId}`}))`.execute(tx.db);
  const tenants = await sql<{ id: TenantId; name: string }>`
    select id, name from tenants where box_id = ${boxId} order by id ${lock ? sql`for key share` : sql``}`.execute(
    tx.db,
  );
  return {
    tenants: tenants.rows,
    people: extensions.length === 0 ? new Map() : await readPeople(tx, { tenants: tenants.rows, extensions, lock }),
    flows:
      extensions.length + flows.length === 0
        ? new Map()
        : await readFlows(tx, { tenants: tenants.rows, extensions, flows, lock }),
    dids: await readKnown(tx, boxId, { numbers, lock }),
  };
}

async function readPeople(
  tx: AnyPlatformTx,
  ask: { tenants: ImportFacts['tenants']; extensions: readonly number[]; lock: boolean },
): Promise<ImportFacts['people']> {
  const tenants = ask.tenants.map(({ id }) => id);
  const { rows } = await sql<{ id: UserId; name: string; tenant_id: TenantId; number: number }>`
    select u.id, u.name, e.tenant_id, e.number from extensions e
    join users u on u.tenant_id = e.tenant_id and u.id = e.owner_id
    where e.tenant_id = any(${tenants}::text[]) and e.number = any(${ask.extensions}::int[]) and e.owner_kind = 'user'
      and e.quarantined_until is null and u.status <> 'deleted'
    order by u.id ${ask.lock ? sql`for share of u` : sql``}`.execute(tx.db);
  return new Map(rows.map(({ id, name, tenant_id, number }) => [`${tenant_id}/${number}`, { id, name }]));
}

async function readFlows(
  tx: AnyPlatformTx,
  ask: Omit<Asked, 'numbers'> & { tenants: ImportFacts['tenants']; lock: boolean },
): Promise<NonNullable<ImportFacts['flows']>> {
  const tenants = ask.tenants.map(({ id }) => id);
  const extension = sql`(select e.number from extensions e where e.tenant_id = f.tenant_id and e.owner_id = f.id
    and e.quarantined_until is null limit 1)`;
  const { rows } = await sql<{ id: FlowId; name: string; tenant_id: TenantId; number: number | null }>`
    select f.id, f.name, f.tenant_id, ${extension} as number from flows f
    where f.tenant_id = any(${tenants}::text[])
      and (f.id = any(${ask.flows}::text[]) or ${extension} = any(${ask.extensions}::int[]))
    order by f.id ${ask.lock ? sql`for key share of f` : sql``}`.execute(tx.db);
  return new Map(
    rows.flatMap(({ id, name, tenant_id: tenant, number }) => [
      [`${tenant}/${FLOW_CELL}${id}`, { id, name }] as const,
      ...(number === null ? [] : [[`${tenant}/${number}`, { id, name }] as const]),
    ]),
  );
}
const SHOWN_BY = sql`coalesce(
  (select t.name from tenants t where t.id = d.tenant_id and t.outbound_caller_id = d.number),
  (select min(u.name) from users u where u.tenant_id = d.tenant_id and u.outbound_caller_id = d.number))`;

async function readKnown(
  tx: AnyPlatformTx,
  boxId: BoxId,
  { numbers, lock }: { numbers: readonly E164[]; lock: boolean },
): Promise<Map<E164, KnownDid>> {
  const known = new Map<E164, KnownDid>();
  const within = sql`d.box_id = ${boxId} and d.number collate "C" = any(${numbers}::text[])`;
  if (lock) await sql`select d.id from dids d where ${within} order by d.id for update`.execute(tx.db);
  const { rows } = await sql<DidRow & { shown_by: string | null }>`
    select ${VIEW}, ${SHOWN_BY} as shown_by from dids d where ${within}`.execute(tx.db);
  for (const row of rows)
    known.set(row.number, {
      did: recordOf(toDid(row)),
      revision: row.revision,
      extension: row.named.extension,
      shownBy: row.shown_by,
    });
  return known;
}

/** As an import and its undoing write it. */
export type DidWrite = Omit<DidRecord, 'target'> & {
  readonly targetUserId: UserId | null;
  /** Absent in imports of earlier versions, as the next. */
  readonly targetFlowId?: FlowId | null;
  readonly targetNumber?: string | null;
  readonly targetVoicemail?: boolean;
};

const written = (dids: readonly DidWrite[]) => sql`json_to_recordset(${JSON.stringify(dids)}::json) as r(
  id text, number text, label text, provider text, note text, "portInOn" date, "tenantId" text, "targetUserId" text,
  "targetFlowId" text, "targetNumber" text, "targetVoicemail" boolean)`;

/** `taken`: somebody made one of the numbers meanwhile. */
export async function insertWritten(
  tx: PlatformTx,
  boxId: BoxId,
  dids: readonly DidWrite[],
): Promise<'made' | 'taken'> {
  try {
    for (let at = 0; at < dids.length; at += ROWS_AT_ONCE)
      await sql`
        insert into dids (id, box_id, number, tenant_id, label, provider, note, port_in_on, target_user_id,
          target_flow_id, target_number, target_voicemail)
        select r.id, ${boxId}, r.number, r."tenantId", r.label, r.provider, r.note, r."portInOn", r."targetUserId",
          r."targetFlowId", r."targetNumber", coalesce(r."targetVoicemail", false)
        from ${written(dids.slice(at, at + ROWS_AT_ONCE))}`.execute(tx.db);
    return 'made';
  } catch (error) {
    if (violatedConstraint(error) === 'dids_number') return 'taken';
    throw error;
  }
}

/** Needs their lock. Counts each revision up. */
export async function updateWritten(tx: PlatformTx, dids: readonly DidWrite[]): Promise<void> {
  for (let at = 0; at < dids.length; at += ROWS_AT_ONCE)
    await sql`
      update dids d set label = r.label, provider = r.provider, note = r.note, port_in_on = r."portInOn",
        tenant_id = r."tenantId", target_user_id = r."targetUserId", target_flow_id = r."targetFlowId",
        target_number = r."targetNumber", target_voicemail = coalesce(r."targetVoicemail", false), revision = d.revision + 1
      from ${written(dids.slice(at, at + ROWS_AT_ONCE))} where d.id = r.id`.execute(tx.db);
}

/** What an import did to one number; `before` null: made it. */
export interface ImportedDid {
  readonly id: DidId;
  readonly number: E164;
  readonly before: DidWrite | null;
  /** That the import gave it. */
  readonly revision: number;
}
type Counts = ImportView['counts'];

export async function insertImport(
  tx: PlatformTx,
  boxId: BoxId,
  what: { id: DidImportId; counts: Counts; rows: readonly ImportedDid[] },
): Promise<void> {
  await tx.db
    .insertInto('did_imports')
    .values({
      id: what.id,
      box_id: boxId,
      actor_name: tx.scope.actor.name,
      counts: JSON.stringify(what.counts),
      rows: JSON.stringify(what.rows),
    })
    .execute();
}

/** The newest first. */
export async function listImports(tx: AnyPlatformTx, boxId: BoxId, most: number): Promise<ImportView[]> {
  const rows = await tx.db
    .selectFrom('did_imports')
    .select(['id', 'at', 'actor_name', 'counts', 'undone_at'])
    .where('box_id', '=', boxId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor_name,
    counts: row.counts as Counts,
    undoneAt: row.undone_at?.toISOString() ?? null,
  }));
}

/** One that was not undone yet, which nobody else undoes until the end of the transaction. */
export async function lockImport(
  tx: PlatformTx,
  boxId: BoxId,
  id: DidImportId,
): Promise<{ counts: Counts; rows: readonly ImportedDid[] } | undefined> {
  const row = await tx.db
    .selectFrom('did_imports')
    .select(['counts', 'rows'])
    .where('box_id', '=', boxId)
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row && { counts: row.counts as Counts, rows: row.rows as readonly ImportedDid[] };
}

export async function markUndone(tx: PlatformTx, id: DidImportId): Promise<void> {
  await tx.db
    .updateTable('did_imports')
    .set({ undone_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

/** People among these who are deleted by now; the others stay what they are until the end of the transaction. */
export async function deletedAmong(tx: PlatformTx, ids: readonly UserId[]): Promise<readonly UserId[]> {
  const { rows } = await sql<{ id: UserId; status: string }>`
    select id, status from users where id = any(${ids}::text[]) order by id for share`.execute(tx.db);
  return rows.filter(({ status }) => status === 'deleted').map(({ id }) => id);
}

/** Flows among these that are gone by now; the others stay until the end of the transaction. */
export async function goneAmong(tx: PlatformTx, ids: readonly FlowId[]): Promise<readonly FlowId[]> {
  const { rows } = await sql<{ id: FlowId }>`
    select id from flows where id = any(${ids}::text[]) order by id for key share`.execute(tx.db);
  const there = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}
