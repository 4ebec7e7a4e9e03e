import {
  jobInput,
  jobPage,
  jobView,
  listJobsInput,
  pendingView,
  previewView,
  startApplyInput,
  tenantId,
  type JobId,
  type JobView,
  type PendingView,
  type PreviewView,
} from '@synergycall/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { AppDatabase, TenantScope } from '../../platform/database/index.ts';
import { FailureError, orThrow, platformProcedure, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { readCursor, writeCursor } from '../user/index.ts';
import { isRunning, type ApplyDeps, type ApplyService } from './apply.service.ts';
import { findJob, listJobs } from './job.store.ts';
import { textPreview } from './preview.ts';
import { takeTenant } from './records.ts';
import { render } from './render.ts';
import { readBox, readLiveFacts } from './snapshot.store.ts';

export interface ApplyRouterDeps extends ApplyDeps {
  readonly service: ApplyService;
}

const byTenant = z.object({ tenantId });
/** How often a job that another agent runs is looked up. */
const FOREIGN_POLL_MS = 500;

/** Pending changes, their preview, and the apply that makes them live. */
export const applyRouter = (deps: ApplyRouterDeps) =>
  router({
    pending: tenantProcedure(
      'apply.read',
      rest('GET', '/tenants/{tenantId}/pending', 'Shows what is changed and not yet live'),
    )
      .input(byTenant)
      .output(pendingView)
      .query(({ ctx }) => pending(deps, ctx.scope)),

    preview: tenantProcedure(
      'apply.read',
      rest('GET', '/tenants/{tenantId}/preview', 'Shows what an apply would write, as text'),
    )
      .input(byTenant)
      .output(previewView)
      .query(({ ctx }) => preview(deps, ctx.scope)),

    start: tenantProcedure(
      'apply.start',
      rest('POST', '/tenants/{tenantId}/applies', 'Makes the pending changes of a tenant live'),
    )
      .input(startApplyInput)
      .output(jobView)
      .mutation(async ({ ctx, input }) => orThrow(await deps.service.start(ctx.scope, input.reason ?? null))),

    job: tenantProcedure('apply.read', rest('GET', '/tenants/{tenantId}/applies/{id}', 'Shows an apply, step by step'))
      .input(jobInput)
      .output(jobView)
      .query(({ ctx, input }) => jobOf(deps, ctx.scope, input.id)),

    jobs: tenantProcedure('apply.read', rest('GET', '/tenants/{tenantId}/applies', 'Lists applies, newest first'))
      .input(listJobsInput)
      .output(jobPage)
      .query(async ({ ctx, input }) => {
        const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
        const at = new Date(cursor?.key ?? 0);
        if (input.cursor !== undefined && (!cursor || Number.isNaN(at.getTime())))
          throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
        const before = cursor && { at, id: cursor.id };
        const { rows, more, total } = await ctx.read((tx) =>
          listJobs(tx, { tenantId: input.tenantId, limit: input.limit, before }),
        );
        const last = rows.at(-1);
        // What runs here is newer on the board than in its row.
        const shown = rows.map((row) => (isRunning(row) ? (deps.service.board.get(row.id) ?? row) : row));
        return {
          rows: shown,
          nextCursor: more && last ? writeCursor({ key: last.requestedAt, id: last.id }) : null,
          total,
        };
      }),

    onJob: tenantProcedure('apply.read')
      .input(jobInput)
      .subscription(async function* ({ ctx, input, signal }) {
        yield* followJob(deps, { scope: ctx.scope, id: input.id, signal });
      }),

    startBox: platformProcedure(
      'apply.start-all',
      rest('POST', '/box/applies', 'Writes the part of the configuration that all tenants share'),
    )
      .input(z.object({}))
      .output(jobView)
      .mutation(async ({ ctx }) => orThrow(await deps.service.startBox(ctx.scope, null))),
  });

async function pending(deps: ApplyRouterDeps, scope: TenantScope): Promise<PendingView> {
  const found = await deps.service.readPending(scope, scope.tenantId);
  if (!found) throw new FailureError({ code: 'tenant.not-found', id: scope.tenantId });
  const holder = await deps.database.boxLock.holder(deps.boxId);
  return {
    tenantId: scope.tenantId,
    tenantName: found.tenant.tenant.name,
    count: found.changes.length,
    changes: [...found.changes],
    lastAppliedAt: found.lastAppliedAt?.toISOString() ?? null,
    generation: found.generation,
    runningJobId: holder?.tenantId === scope.tenantId ? holder.jobId : null,
    waitingJobIds: [],
    driftCount: 0,
    frozenUntil: null,
  };
}

async function preview(deps: ApplyRouterDeps, scope: TenantScope): Promise<PreviewView> {
  const view = await pending(deps, scope);
  const { taken, facts } = await deps.database.snapshot(scope, async (tx) => {
    const box = await readBox(tx, deps.boxId);
    const taken = await takeTenant(tx, { box, tenantId: scope.tenantId, keyring: deps.keyring });
    return { taken, facts: await readLiveFacts(tx, scope.tenantId) };
  });
  if (!taken) throw new FailureError({ code: 'tenant.not-found', id: scope.tenantId });
  const rendered = render(taken);
  if (!rendered.ok) {
    if (rendered.error.code !== 'apply.invalid-model') throw new FailureError(rendered.error);
    return { ...view, text: [], reloads: [], problems: rendered.error.problems.map((problem) => ({ ...problem })) };
  }
  const text = await textPreview(deps, { tag: taken.tenant.tenant.tag, rendered: rendered.value, facts });
  return {
    ...view,
    text: [...text.text],
    reloads: [...text.reloads],
    problems: text.unknown.map((store) => ({ problem: 'not-looked-at', store })),
  };
}

/** SECURITY: the board holds jobs of all tenants; only the scope's own are shown. */
async function jobOf(deps: ApplyRouterDeps, scope: TenantScope, id: JobId): Promise<JobView> {
  const here = deps.service.board.get(id);
  if (here && here.tenantId === scope.tenantId) return here;
  const stored = await deps.database.read(scope, (tx) => findJob(tx, id));
  if (!stored || stored.tenantId !== scope.tenantId) throw new FailureError({ code: 'apply.job-not-found', id });
  return stored;
}

async function* followJob(
  deps: { readonly service: ApplyService; readonly database: AppDatabase } & ApplyRouterDeps,
  what: { scope: TenantScope; id: JobId; signal: AbortSignal | undefined },
): AsyncGenerator<JobView> {
  const { scope, id, signal } = what;
  let job = await jobOf(deps, scope, id);
  if (deps.service.board.get(id)) {
    yield* deps.service.board.follow(id, signal);
    return;
  }
  yield job;
  // Another agent runs it: its row says when it has ended.
  while (isRunning(job) && !signal?.aborted) {
    await sleep(FOREIGN_POLL_MS);
    const next = await jobOf(deps, scope, id);
    if (next.status !== job.status) yield next;
    job = next;
  }
}
