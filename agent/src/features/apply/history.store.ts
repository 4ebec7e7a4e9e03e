import type { BoxId, BoxSnapshot, GenerationView, JobId, TenantId, TenantSnapshot } from '@synergycall/domain';
import { sql, type RawBuilder } from 'kysely';
import type { PlatformScope, ReadTx, TenantScope } from '../../platform/database/index.ts';

type AnyRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;

/** A tenant's generations, or those of the part that all tenants of a box share. */
export type Whose = { readonly tenantId: TenantId } | { readonly boxId: BoxId };
const belongsTo = (whose: Whose): RawBuilder<boolean> =>
  'tenantId' in whose
    ? sql<boolean>`tenant_id = ${whose.tenantId}`
    : sql<boolean>`box_id = ${whose.boxId} and tenant_id is null`;

interface Row {
  generation: string;
  job_id: JobId;
  live_since: Date;
  actor_name: string;
  reason: string | null;
  change_count: number;
}

/**
 * What was live, newest first. `before`: the last one of the page before. The page is cut before the jobs
 * are looked up: behind row-level security the planner would join all of them (see readTenant).
 */
export async function listGenerations(
  { db }: AnyRead,
  whose: Whose,
  page: { readonly limit: number; readonly before: number | undefined },
): Promise<{ readonly rows: GenerationView[]; readonly more: boolean; readonly total: number }> {
  const { rows } = await sql<Row>`
    select s.generation, s.job_id, s.live_since, j.actor_name, j.reason, j.change_count
    from (select generation, job_id, live_since from apply_snapshots
      where ${belongsTo(whose)} and live_since is not null
        and generation < ${page.before ?? Number.MAX_SAFE_INTEGER}
      order by generation desc limit ${page.limit + 1}) s
    join lateral (select a.actor_name, a.reason, a.change_count from apply_jobs a where a.id = s.job_id limit 1) j on true
    order by s.generation desc`.execute(db);
  const { rows: counted } = await sql<{ total: number; newest: string | null }>`
    select count(*)::int as total, max(generation) as newest from apply_snapshots
    where ${belongsTo(whose)} and live_since is not null`.execute(db);
  const newest = counted[0]?.newest ?? null;
  return {
    rows: rows.slice(0, page.limit).map((row) => ({
      generation: Number(row.generation),
      jobId: row.job_id,
      liveSince: row.live_since.toISOString(),
      actor: row.actor_name,
      reason: row.reason,
      changeCount: row.change_count,
      live: row.generation === newest,
    })),
    more: rows.length > page.limit,
    total: counted[0]?.total ?? 0,
  };
}

/** A model that was live. */
export interface PastModel<Model = TenantSnapshot> {
  readonly generation: number;
  readonly since: Date;
  readonly model: Model;
}

const past = ({ db }: AnyRead, whose: Whose) =>
  db
    .selectFrom('apply_snapshots')
    .select(['generation', 'live_since', 'model'])
    .where(belongsTo(whose))
    .where('live_since', 'is not', null);
type PastRow = Awaited<ReturnType<ReturnType<typeof past>['executeTakeFirstOrThrow']>>;

/** undefined: this tenant never had it live (another tenant's generation is nobody's here). */
export async function findGeneration(
  tx: AnyRead,
  tenantId: TenantId,
  generation: number,
): Promise<PastModel | undefined> {
  const row = await past(tx, { tenantId }).where('generation', '=', String(generation)).executeTakeFirst();
  return row && toPast(row);
}

export async function findBoxGeneration(
  tx: AnyRead,
  boxId: BoxId,
  generation: number,
): Promise<PastModel<BoxSnapshot> | undefined> {
  const row = await past(tx, { boxId }).where('generation', '=', String(generation)).executeTakeFirst();
  return row && toPast(row);
}

/** What was live at that time; undefined: nothing yet. */
export async function generationAt(tx: AnyRead, tenantId: TenantId, at: Date): Promise<PastModel | undefined> {
  const row = await past(tx, { tenantId })
    .where('live_since', '<=', at)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toPast(row);
}

/** The tenants of a box, by name. */
export function tenantsOf(
  { db }: AnyRead,
  boxId: BoxId,
): Promise<readonly { readonly id: TenantId; readonly name: string }[]> {
  return db
    .selectFrom('tenants')
    .select(['id', 'name'])
    .where('box_id', '=', boxId)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .execute();
}

const toPast = <Model>(row: PastRow): PastModel<Model> => ({
  generation: Number(row.generation),
  since: row.live_since ?? new Date(0),
  model: row.model as Model,
});
