import type { AccountId, BoxId, JobError, JobId, ScheduleView, TenantId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';
import { firstRow } from './job.store.ts';
import type { JobOrder, Overwrite } from './ports.ts';

type AnyRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;
type AnyWrite = Pick<Tx<TenantScope | PlatformScope>, 'db'>;

/** What is kept with a job until it begins. */
export interface JobOptions {
  readonly ignoreFreeze?: boolean;
  readonly overwrite?: readonly Overwrite[];
  readonly evenIfNothingPending?: boolean;
}

/** A job that waits for its time or its turn. */
export interface WaitingJob {
  readonly id: JobId;
  readonly tenant: (NonNullable<JobOrder['tenant']> & { readonly timezone: string }) | null;
  readonly actor: { readonly accountId: AccountId | null; readonly name: string };
  readonly reason: string | null;
  readonly requestedAt: string;
  readonly schedule: ScheduleView;
  readonly options: JobOptions;
}

export async function insertWaiting(
  { db }: AnyWrite,
  order: JobOrder,
  { schedule, dueAt, options }: { schedule: ScheduleView; dueAt: Date; options: JobOptions },
): Promise<void> {
  await db
    .insertInto('apply_jobs')
    .values({
      ...firstRow(order),
      status: 'PENDING',
      due_at: dueAt,
      schedule: JSON.stringify(schedule),
      options: JSON.stringify(options),
    })
    .execute();
}

/** All that wait on the box, in the order of their turns. */
export async function waitingJobs({ db }: AnyRead, boxId: BoxId): Promise<readonly WaitingJob[]> {
  const rows = await db
    .selectFrom('apply_jobs as j')
    .leftJoin('tenants as t', 't.id', 'j.tenant_id')
    .select(['j.id', 'j.actor_account_id', 'j.actor_name', 'j.reason', 'j.requested_at', 'j.schedule', 'j.options'])
    .select(['t.id as tenantId', 't.tag', 't.name', 't.timezone'])
    .where('j.box_id', '=', boxId)
    .where('j.status', '=', 'PENDING')
    .orderBy(sql`coalesce(j.due_at, j.requested_at)`)
    .orderBy('j.requested_at')
    .orderBy('j.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    tenant:
      row.tenantId && row.tag && row.name !== null && row.timezone !== null
        ? { id: row.tenantId, tag: row.tag, name: row.name, timezone: row.timezone }
        : null,
    actor: { accountId: row.actor_account_id, name: row.actor_name },
    reason: row.reason,
    requestedAt: row.requested_at.toISOString(),
    schedule: row.schedule as ScheduleView,
    options: row.options as JobOptions,
  }));
}

/** Ids of the jobs that wait, of a tenant or (null) of the box's own part. */
export async function waitingIds(
  { db }: AnyRead,
  { boxId, tenantId }: { boxId: BoxId; tenantId: TenantId | null },
): Promise<JobId[]> {
  const rows = await db
    .selectFrom('apply_jobs')
    .select('id')
    .where('box_id', '=', boxId)
    .where('status', '=', 'PENDING')
    .where('tenant_id', tenantId === null ? 'is' : '=', tenantId)
    .orderBy(sql`coalesce(due_at, requested_at)`)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** First half of the advisory key of those who queue: "SQ". */
const QUEUE_LOCK = 0x5351;

/** How many wait; until the transaction ends nobody else queues for the same, so that all who ask at once are counted. */
export async function countWaiting(tx: AnyWrite, whose: { boxId: BoxId; tenantId: TenantId | null }): Promise<number> {
  await sql`select pg_advisory_xact_lock(${QUEUE_LOCK}, hashtext(${whose.tenantId ?? whose.boxId}))`.execute(tx.db);
  return (await waitingIds(tx, whose)).length;
}

/** PENDING becomes RUNNING; false: it was cancelled or taken meanwhile. The row decides. */
export async function takeWaiting({ db }: AnyWrite, order: JobOrder): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('apply_jobs')
    .set({ status: 'RUNNING', started_at: new Date(order.waited?.startedAt ?? Date.now()) })
    .where('id', '=', order.id)
    .where('status', '=', 'PENDING')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** PENDING becomes CANCELLED; false: it was not waiting any more. */
export async function withdrawWaiting(
  { db }: AnyWrite,
  id: JobId,
  why: { readonly error: JobError } | { readonly warnings: readonly string[] },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('apply_jobs')
    .set({
      status: 'CANCELLED',
      finished_at: new Date(),
      ...('error' in why ? { error: JSON.stringify(why.error) } : { warnings: JSON.stringify(why.warnings) }),
    })
    .where('id', '=', id)
    .where('status', '=', 'PENDING')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
