import { sql, type RawBuilder } from 'kysely';
import {
  promptsOf,
  type FlowId,
  type ListPrompts,
  type PromptId,
  type PromptView,
  type TenantId,
  type TenantSnapshot,
} from '@synergycall/domain';
import type { ReadTx, Scope, TenantTx } from '../../platform/database/index.ts';
import { containing, writeCursor, type Cursor } from '../user/index.ts';

interface Row {
  readonly id: PromptId;
  readonly tenant_id: TenantId;
  readonly name: string;
  readonly file_name: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly references: number;
  readonly revision: number;
  readonly created_at: Date;
  readonly key: string;
}

/** Does `flows f` play this announcement? */
const plays = (id: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`(f.prompt_id = ${id} or f.music_prompt_id = ${id} or f.repeat_prompt_id = ${id})`;

/** Of `prompts p`; never the sound. */
const VIEW = sql`p.id, p.tenant_id, p.name, p.file_name, p.seconds, octet_length(p.sound) as bytes, p.revision, p.created_at,
  p.name_key as key,
  (select count(*) from flows f where f.tenant_id = p.tenant_id and ${plays(sql`p.id`)})::int as references`;

const toPrompt = (row: Row): PromptView => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  fileName: row.file_name,
  seconds: row.seconds,
  bytes: row.bytes,
  references: row.references,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

export async function findPrompt(tx: ReadTx, id: PromptId): Promise<PromptView | undefined> {
  const { rows } = await sql<Row>`select ${VIEW} from prompts p
    where p.tenant_id = ${tx.scope.tenantId} and p.id = ${id} and p.deleted_at is null`.execute(tx.db);
  return rows[0] && toPrompt(rows[0]);
}

/** Until the end of the transaction nobody changes it, and no flow begins to play it. */
export async function lockPrompt(tx: TenantTx, id: PromptId): Promise<PromptView | undefined> {
  await sql`select id from prompts where tenant_id = ${tx.scope.tenantId} and id = ${id} for update`.execute(tx.db);
  return findPrompt(tx, id);
}

/** Is it there, and not deleted? It stays so until the end of the transaction. */
export async function holdPrompt(tx: TenantTx, id: PromptId): Promise<boolean> {
  const { rows } = await sql`select id from prompts
    where tenant_id = ${tx.scope.tenantId} and id = ${id} and deleted_at is null for share`.execute(tx.db);
  return rows.length > 0;
}

export async function listPrompts(
  tx: ReadTx,
  query: Pick<ListPrompts, 'limit' | 'search'> & { readonly cursor: Cursor | undefined },
): Promise<{ rows: PromptView[]; nextCursor: string | null; total: number }> {
  const matches =
    query.search === undefined || query.search === ''
      ? sql`true`
      : sql`p.name_key like lower(${containing(query.search)}::text collate "und-x-icu") collate "C"`;
  const filter = sql`p.tenant_id = ${tx.scope.tenantId} and p.deleted_at is null and ${matches}`;
  const after = query.cursor
    ? sql`(p.name_key, p.id::text collate "C") > (${query.cursor.key}::text, ${query.cursor.id})`
    : sql`true`;
  const { rows } = await sql<Row>`select ${VIEW} from prompts p where ${filter} and ${after}
    order by p.name_key, p.id::text collate "C" limit ${query.limit + 1}`.execute(tx.db);
  const count = await sql<{ total: number }>`select count(*)::int as total from prompts p where ${filter}`.execute(
    tx.db,
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(toPrompt),
    nextCursor: last ? writeCursor({ key: last.key, id: last.id }) : null,
    total: count.rows[0]?.total ?? 0,
  };
}

export async function insertPrompt(
  tx: TenantTx,
  prompt: {
    readonly id: PromptId;
    readonly name: string;
    readonly fileName: string;
    readonly sound: Buffer;
    readonly seconds: number;
  },
): Promise<void> {
  const { id, name, fileName, sound, seconds } = prompt;
  await tx.db
    .insertInto('prompts')
    .values({ id, tenant_id: tx.scope.tenantId, name, file_name: fileName, sound, seconds })
    .execute();
}

export async function renamePrompt(tx: TenantTx, id: PromptId, name: string): Promise<void> {
  await tx.db
    .updateTable('prompts')
    .set((eb) => ({ name, revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** Its sound stays: what is live, or comes back by a restore, may play it. */
export async function hidePrompt(tx: TenantTx, id: PromptId): Promise<void> {
  await tx.db
    .updateTable('prompts')
    .set({ deleted_at: new Date() })
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** Those that come back with the flows of an earlier version. */
export async function revivePrompts(tx: TenantTx, ids: readonly PromptId[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.db
    .updateTable('prompts')
    .set((eb) => ({ deleted_at: null, revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', 'in', ids)
    .where('deleted_at', 'is not', null)
    .execute();
}

/** As Asterisk plays it. */
export async function readSound(tx: ReadTx, id: PromptId): Promise<Buffer | undefined> {
  const row = await tx.db
    .selectFrom('prompts')
    .select('sound')
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row?.sound;
}

/** In bytes, of deleted ones too; undefined: there never was such a one. */
export async function soundLength(
  { db }: Pick<ReadTx<Scope>, 'db'>,
  of: { readonly tenantId: TenantId; readonly id: PromptId },
): Promise<number | undefined> {
  const row = await db
    .selectFrom('prompts')
    .select(sql<number>`octet_length(sound)`.as('bytes'))
    .where('tenant_id', '=', of.tenantId)
    .where('id', '=', of.id)
    .executeTakeFirst();
  return row?.bytes;
}

/** The same for what an apply writes: of deleted ones too. */
export async function soundOf(
  { db }: Pick<ReadTx<Scope>, 'db'>,
  of: { readonly tenantId: TenantId; readonly id: PromptId },
): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('prompts')
    .select('sound')
    .where('tenant_id', '=', of.tenantId)
    .where('id', '=', of.id)
    .executeTakeFirst();
  return row?.sound;
}

/** Menus and queues that play it, by name. */
export async function menusPlaying(tx: ReadTx, id: PromptId): Promise<{ flowId: FlowId; name: string }[]> {
  const { rows } = await sql<{ flowId: FlowId; name: string }>`
    select f.id as "flowId", f.name from flows f
    where f.tenant_id = ${tx.scope.tenantId} and ${plays(sql`${id}`)} order by f.name_key, f.id`.execute(tx.db);
  return rows;
}

/** Menus whose announcement is still to be recorded, by name. */
export async function menusToRecord(tx: ReadTx): Promise<{ flowId: FlowId; name: string; text: string }[]> {
  const { rows } = await sql<{ flowId: FlowId; name: string; text: string }>`
    select f.id as "flowId", f.name, coalesce(f.settings ->> 'promptText', '') as text from flows f
    where f.tenant_id = ${tx.scope.tenantId} and f.kind = 'menu' and f.prompt_id is null
    order by f.name_key, f.id`.execute(tx.db);
  return rows;
}

/** Those that flows of the tenant play, by id, as an apply takes them. */
export async function promptSnapshots(
  { db }: Pick<ReadTx<Scope>, 'db'>,
  tenantId: TenantId,
  flows: NonNullable<TenantSnapshot['flows']>,
): Promise<NonNullable<TenantSnapshot['prompts']>> {
  const ids = flows.flatMap(({ settings }) => promptsOf(settings));
  if (ids.length === 0) return [];
  return db
    .selectFrom('prompts')
    .select(['id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
}
