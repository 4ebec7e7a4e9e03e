import type { BoxId, JobStatus } from '@synergycall/domain';
import { sql } from 'kysely';
import type { PlatformScope, ReadTx } from '../../platform/database/index.ts';

/** What needs a person, and what should have begun an hour ago (what waits for quiet: by its deadline). */
export async function troubledJobs(db: ReadTx<PlatformScope>['db'], boxId: BoxId) {
  const hourAgo = sql<Date>`now() - interval '1 hour'`;
  const rows = await db
    .selectFrom('apply_jobs')
    .leftJoin('tenants', 'tenants.id', 'apply_jobs.tenant_id')
    .select(['apply_jobs.id', 'apply_jobs.status', 'tenants.name as tenant'])
    .where('apply_jobs.box_id', '=', boxId)
    .where((eb) =>
      eb.or([
        eb('apply_jobs.status', '=', 'NEEDS_HELP'),
        eb.and([
          eb('apply_jobs.status', '=', 'PENDING'),
          eb(sql<Date>`coalesce((apply_jobs.schedule->>'deadline')::timestamptz, apply_jobs.due_at)`, '<', hourAgo),
        ]),
      ]),
    )
    .orderBy('apply_jobs.requested_at')
    .limit(20)
    .execute();
  const of = (status: JobStatus) => rows.filter((row) => row.status === status);
  return { needHelp: of('NEEDS_HELP'), overdue: of('PENDING') };
}
