import type { BoxId, JobId, JobView, TenantId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';
import type { JobOrder } from './ports.ts';

type AnyRead = ReadTx<TenantScope | PlatformScope>;
type AnyWrite = Tx<TenantScope | PlatformScope>;

export async function insertJob({ db }: Pick<AnyWrite, 'db'>, order: JobOrder): Promise<void> {
  await db
    .insertInto('apply_jobs')
    .values({
      id: order.id,
      box_id: order.boxId,
      tenant_id: order.tenant?.id ?? null,
      status: 'RUNNING',
      actor_account_id: order.actor.accountId,
      actor_name: order.actor.name,
      reason: order.reason,
      requested_at: new Date(order.requestedAt),
      started_at: new Date(order.requestedAt),
      steps: '[]',
      changes: '[]',
      warnings: '[]',
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
    .where('status', 'in', ['PENDING', 'RUNNING', 'NEEDS_HELP'])
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

const jobs = ({ db }: Pick<AnyRead, 'db'>) =>
  db
    .selectFrom('apply_jobs')
    .leftJoin('tenants', 'tenants.id', 'apply_jobs.tenant_id')
    .selectAll('apply_jobs')
    .select('tenants.name as tenantName');
type Row = Awaited<ReturnType<ReturnType<typeof jobs>['executeTakeFirstOrThrow']>>;

export async function findJob(tx: Pick<AnyRead, 'db'>, id: JobId): Promise<JobView | undefined> {
  const row = await jobs(tx).where('apply_jobs.id', '=', id).executeTakeFirst();
  return row && toView(row);
}

/** Newest first. `before`: the last one of the page before. */
export async function listJobs(
  tx: Pick<AnyRead, 'db'>,
  page: { tenantId: TenantId; limit: number; before: { at: Date; id: string } | undefined },
): Promise<{ rows: JobView[]; more: boolean; total: number }> {
  let query = jobs(tx).where('apply_jobs.tenant_id', '=', page.tenantId);
  if (page.before)
    query = query.where(
      sql<boolean>`(apply_jobs.requested_at, apply_jobs.id) < (${page.before.at}, ${page.before.id})`,
    );
  const rows = await query
    .orderBy('apply_jobs.requested_at', 'desc')
    .orderBy('apply_jobs.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  const { total } = await tx.db
    .selectFrom('apply_jobs')
    .select((eb) => eb.fn.countAll<string>().as('total'))
    .where('tenant_id', '=', page.tenantId)
    .executeTakeFirstOrThrow();
  return { rows: rows.slice(0, page.limit).map(toView), more: rows.length > page.limit, total: Number(total) };
}

/** Jobs that say RUNNING though nobody runs them and no journal is open: nothing was touched. Returns their ids. */
export async function failOrphans({ db }: Pick<AnyWrite, 'db'>, boxId: BoxId): Promise<readonly JobId[]> {
  const error = {
    code: 'interrupted',
    step: null,
    object: null,
    detail: 'The agent was stopped before anything was touched.',
    remedy: 'Apply again.',
  };
  const rows = await db
    .updateTable('apply_jobs')
    .set({ status: 'FAILED', finished_at: new Date(), error: JSON.stringify(error) })
    .where('box_id', '=', boxId)
    .where('status', 'in', ['PENDING', 'RUNNING'])
    .returning('id')
    .execute();
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
