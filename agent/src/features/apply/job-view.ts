import { MOST_SHOWN, type BoxId, type JobId, type JobView } from '@synergycall/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppDatabase, PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { FailureError } from '../../rpc/index.ts';
import { isRunning, type JobBoard } from './job-board.ts';
import { findJob } from './job.store.ts';

export interface JobDeps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  readonly board: JobBoard;
}
type Scope = TenantScope | PlatformScope;

/** How often a job that waits, or that another agent runs, is looked up. */
const FOREIGN_POLL_MS = 500;

/** As a list shows it, or a picture of many. */
export const shortened = (job: JobView): JobView =>
  job.changes.length > MOST_SHOWN ? { ...job, changes: job.changes.slice(0, MOST_SHOWN) } : job;

/** SECURITY: the board holds jobs of all tenants; a tenant's scope is shown its own alone. */
const isSeen = (scope: Scope, job: JobView): boolean => scope.kind === 'platform' || job.tenantId === scope.tenantId;

/** A job as it is now; all its changes once it has ended. Throws apply.job-not-found. */
export async function jobOf({ boxId, database, board }: JobDeps, scope: Scope, id: JobId): Promise<JobView> {
  const here = board.get(id);
  if (here && isSeen(scope, here)) return isRunning(here) ? shortened(here) : here;
  const ofBox = scope.kind === 'platform' ? boxId : undefined;
  const stored = await database.read(scope, (tx) => findJob(tx, id, ofBox));
  if (!stored || !isSeen(scope, stored)) throw new FailureError({ code: 'apply.job-not-found', id });
  return stored;
}

/** Its pictures until it has ended or the signal fires; of one that waits, too. */
export async function* followJob(
  deps: JobDeps,
  what: { readonly scope: Scope; readonly id: JobId; readonly signal: AbortSignal | undefined },
): AsyncGenerator<JobView> {
  const { scope, id, signal } = what;
  let job = await jobOf(deps, scope, id);
  let shown: JobView | undefined;
  while (!signal?.aborted) {
    // From here on it runs in this process, and ends there.
    if (deps.board.get(id)) {
      for await (const picture of deps.board.follow(id, signal)) yield shortened(picture);
      return;
    }
    if (shown?.status !== job.status) yield (shown = shortened(job));
    if (!isRunning(job)) return;
    await sleep(FOREIGN_POLL_MS, undefined, signal ? { signal } : {}).catch(() => undefined);
    if (!signal?.aborted) job = await jobOf(deps, scope, id);
  }
}
