import { fail, ok, type JobId, type JobView, type Result } from '@synergycall/domain';
import type { PlatformScope, TenantScope, Tx } from '../../platform/database/index.ts';
import type { TurnDeps } from './turn.ts';
import { findJob } from './job.store.ts';
import { withdrawWaiting } from './queue.store.ts';

/** Withdraws a job that waits; one that has begun goes on: apply.not-waiting. The row decides who was first. */
export async function cancelJob(
  { boxId, database }: Pick<TurnDeps, 'boxId' | 'database'>,
  scope: TenantScope | PlatformScope,
  id: JobId,
): Promise<Result<JobView>> {
  const work = async (tx: Tx<TenantScope | PlatformScope>): Promise<Result<JobView>> => {
    const ofBox = scope.kind === 'platform' ? boxId : undefined;
    const job = await findJob(tx, id, ofBox);
    // SECURITY: row-level security shows a tenant's scope its own jobs only; the box's own have no tenant.
    if (!job || (scope.kind === 'tenant' && job.tenantId !== scope.tenantId))
      return fail({ code: 'apply.job-not-found', id });
    const warnings = [`Cancelled by ${scope.actor.name}.`];
    if (!(await withdrawWaiting(tx, id, { warnings }))) {
      const now = await findJob(tx, id);
      return fail({ code: 'apply.not-waiting', id, status: now?.status ?? job.status });
    }
    await tx.audit({
      action: 'apply.cancel',
      entity: { kind: job.tenantId ? 'tenant' : 'box', id: job.tenantId ?? boxId, name: job.tenantName },
      before: { status: 'PENDING', schedule: job.schedule },
      after: { job: id, status: 'CANCELLED', askedBy: job.actor },
      tenantId: job.tenantId,
    });
    const cancelled = await findJob(tx, id);
    return cancelled ? ok(cancelled) : fail({ code: 'apply.job-not-found', id });
  };
  return scope.kind === 'tenant' ? database.inTenant(scope, work as never) : database.inPlatform(scope, work as never);
}
