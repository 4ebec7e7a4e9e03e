import { MOST_SHOWN, type BoxId, type JobId, type JobStatus, type JobView, type TenantId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';
import { containing } from '../user/index.ts';
import type { JobOrder } from './ports.ts';

type AnyRead = ReadTx<TenantScope | PlatformScope>;
type AnyWrite = Tx<TenantScope | PlatformScope>;

/** What a job's row holds from its first moment, whether it begins at once or waits. */
export const firstRow = (order: JobOrder) => ({
  id: order.id,
  box_id: order.boxId,
  tenant_id: order.tenant?.id ?? null,
  actor_account_id: order.actor.accountId,
  actor_name: order.actor.name,
  reason: order.reason,
  requested_at: new Date(order.requestedAt),
  steps: '[]',
  changes: '[]',
  warnings: '[]',
});

export async function insertJob({ db }: Pick<AnyWrite, 'db'>, order: JobOrder): Promise<void> {
  await db
    .insertInto('apply_jobs')
    .values({
      ...firstRow(order),
      status: 'RUNNING',
      started_at: new Date(order.requestedAt),
      ...(order.schedule && { schedule: JSON.stringify(order.schedule) }),
    })
    .execute();
}

/** Writes a job's end; true if it had not been written before. */
export async function endJob({ db }: Pick<AnyWrite, 'db'>, job: JobView): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('apply_jobs')
    .set({
      status: job.status,
      finished_at: job.finishedAt === null ? null : new Date(job.finishedAt),
      generation: job.generation,
      steps: JSON.stringify(job.steps),
      changes: JSON.stringify(job.changes),
      change_count: job.changeCount,
      warnings: JSON.stringify(job.warnings),
      error: job.error === null ? null : JSON.stringify(job.error),
    })
    .where('id', '=', job.id)
    .where('status', 'in', ['RUNNING', 'NEEDS_HELP'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function markLive({ db }: Pick<AnyWrite, 'db'>, jobId: JobId): Promise<void> {
  await db
    .updateTable('apply_snapshots')
    .set({ live_since: new Date() })
    .where('job_id', '=', jobId)
    .where('live_since', 'is', null)
    .execute();
}

/** Without the columns that may be long; a thousand changes are not carried along in a list. */
const COLUMNS = [
  'apply_jobs.id',
  'apply_jobs.tenant_id',
  'apply_jobs.status',
  'apply_jobs.actor_name',
  'apply_jobs.reason',
  'apply_jobs.requested_at',
  'apply_jobs.started_at',
  'apply_jobs.finished_at',
  'apply_jobs.generation',
  'apply_jobs.schedule',
  'apply_jobs.steps',
  'apply_jobs.change_count',
  'apply_jobs.warnings',
  'apply_jobs.error',
] as const;
const FIRST_CHANGES = sql<unknown>`jsonb_path_query_array(apply_jobs.changes, ${sql.lit(`$[0 to ${MOST_SHOWN - 1}]`)})`;

const jobs = ({ db }: Pick<AnyRead, 'db'>, changes: typeof FIRST_CHANGES) =>
  db
    .selectFrom('apply_jobs')
    .leftJoin('tenants', 'tenants.id', 'apply_jobs.tenant_id')
    .select(COLUMNS)
    .select(changes.as('changes'))
    .select('tenants.name as tenantName');
type Row = Awaited<ReturnType<ReturnType<typeof jobs>['executeTakeFirstOrThrow']>>;

/** With all its changes; `boxId`: only if it is of that box (one database may hold several). */
export async function findJob(tx: Pick<AnyRead, 'db'>, id: JobId, boxId?: BoxId): Promise<JobView | undefined> {
  const found = jobs(tx, sql`apply_jobs.changes`).where('apply_jobs.id', '=', id);
  const row = await (boxId === undefined ? found : found.where('apply_jobs.box_id', '=', boxId)).executeTakeFirst();
  return row && toView(row);
}

export interface JobPageWish {
  /** Of one tenant, or (null) of the whole box. */
  readonly tenantId: TenantId | null;
  readonly boxId: BoxId;
  readonly limit: number;
  /** The last one of the page before. */
  readonly before: { readonly at: Date; readonly id: string } | undefined;
  readonly statuses: readonly JobStatus[] | undefined;
  readonly search: string | undefined;
}

/** Newest first, with the first MOST_SHOWN changes of each. */
export async function listJobs(
  tx: Pick<AnyRead, 'db'>,
  wish: JobPageWish,
): Promise<{ rows: JobView[]; more: boolean; total: number }> {
  const { tenantId, boxId, limit, before, statuses } = wish;
  const term = wish.search?.trim() ?? '';
  const chosen = [
    tenantId === null ? sql<boolean>`apply_jobs.box_id = ${boxId}` : sql<boolean>`apply_jobs.tenant_id = ${tenantId}`,
    ...(statuses && statuses.length > 0 ? [sql<boolean>`apply_jobs.status in (${sql.join(statuses)})`] : []),
    ...(term === '' ? [] : [mentions(term)]),
  ];
  const where = sql<boolean>`(${sql.join(chosen, sql` and `)})`;
  let page = tx.db.selectFrom('apply_jobs').select('apply_jobs.id').where(where);
  if (before) page = page.where(sql<boolean>`(apply_jobs.requested_at, apply_jobs.id) < (${before.at}, ${before.id})`);
  // The page is cut before the rest is read: before ANALYZE the planner sorts all of them, with their changes unpacked.
  const rows = await jobs(tx, FIRST_CHANGES)
    .where(
      'apply_jobs.id',
      'in',
      page
        .orderBy('apply_jobs.requested_at', 'desc')
        .orderBy('apply_jobs.id', 'desc')
        .limit(limit + 1),
    )
    .orderBy('apply_jobs.requested_at', 'desc')
    .orderBy('apply_jobs.id', 'desc')
    .execute();
  const { total } = await tx.db
    .selectFrom('apply_jobs')
    .select((eb) => eb.fn.countAll<string>().as('total'))
    .where(where)
    .executeTakeFirstOrThrow();
  return { rows: rows.slice(0, limit).map(toView), more: rows.length > limit, total: Number(total) };
}

function mentions(term: string) {
  const pattern = containing(term);
  return sql<boolean>`(lower(coalesce(apply_jobs.reason, '')) like lower(${pattern})
    or lower(apply_jobs.actor_name) like lower(${pattern})
    or apply_jobs.tenant_id in (select id from tenants where lower(name) like lower(${pattern})))`;
}

/**
 * Jobs that say RUNNING though nobody runs them and no journal is open: nothing was touched. Those that wait go on
 * waiting. Each has its end on the record. Returns their ids.
 */
export async function failOrphans(tx: Pick<AnyWrite, 'db' | 'audit'>, boxId: BoxId): Promise<readonly JobId[]> {
  const error = {
    code: 'interrupted',
    step: null,
    object: null,
    detail: 'The agent was stopped before anything was touched.',
    remedy: 'Apply again.',
  };
  const rows = await tx.db
    .updateTable('apply_jobs')
    .set({ status: 'FAILED', finished_at: new Date(), error: JSON.stringify(error) })
    .where('box_id', '=', boxId)
    .where('status', '=', 'RUNNING')
    .returning(['id', 'tenant_id'])
    .execute();
  for (const { id, tenant_id: tenantId } of rows)
    await tx.audit({
      action: 'apply.end',
      entity: { kind: tenantId ? 'tenant' : 'box', id: tenantId ?? boxId, name: null },
      after: { job: id, status: 'FAILED', error },
      tenantId,
    });
  return rows.map((row) => row.id);
}

function toView(row: Row): JobView {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    tenantName: row.tenantName,
    status: row.status,
    actor: row.actor_name,
    reason: row.reason,
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    generation: row.generation === null ? null : Number(row.generation),
    schedule: row.schedule as JobView['schedule'],
    steps: row.steps as JobView['steps'],
    changeCount: row.change_count,
    changes: row.changes as JobView['changes'],
    warnings: row.warnings as JobView['warnings'],
    error: row.error as JobView['error'],
  };
}
