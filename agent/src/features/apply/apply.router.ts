import {
  allowingGrant,
  jobInput,
  jobPage,
  jobView,
  listJobsInput,
  pendingView,
  previewView,
  startApplyInput,
  tenantId,
  type PendingView,
  type PreviewView,
  type TenantId,
} from '@synergycall/domain';
import { z } from 'zod';
import type { TenantScope } from '../../platform/database/index.ts';
import { FailureError, orThrow, rest, router, tenantProcedure, type Session } from '../../rpc/index.ts';
import type { ApplyService } from './apply.service.ts';
import { boxProcedures } from './box.router.ts';
import type { ApplyDeps } from './deps.ts';
import { asSeenBy, type DriftTenant, type Look } from './drift.ts';
import { readFreeze } from './freeze.store.ts';
import { jobPageOf } from './job-page.ts';
import { followJob, jobOf } from './job-view.ts';
import { textPreview } from './preview.ts';
import { waitingIds } from './queue.store.ts';
import { takeTenant } from './records.ts';
import { render } from './render.ts';
import { readBox, readLiveFacts } from './snapshot.store.ts';

export interface ApplyRouterDeps extends ApplyDeps {
  readonly service: ApplyService;
  /** How much is live otherwise than it was applied, as of the last look; null: of the box's own part. */
  readonly drift?: {
    countOf(tenantId: TenantId | null): number | Promise<number>;
    look?(tenant: DriftTenant): Promise<Look | undefined>;
  };
}

const byTenant = z.object({ tenantId });

/** Pending changes, their preview, and the apply that makes them live: now, at a time, when it is quiet, or in turn. */
export const applyRouter = (deps: ApplyRouterDeps) => {
  const board = () => ({ boxId: deps.boxId, database: deps.database, board: deps.service.board });
  return router({
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
      rest('POST', '/tenants/{tenantId}/applies', 'Makes the pending changes of a tenant live, now or as scheduled'),
    )
      .input(startApplyInput)
      .output(jobView)
      .mutation(async ({ ctx, input }) => {
        if (input.ignoreFreeze) await refuseOverride(deps, ctx);
        const { reason, schedule, ignoreFreeze } = input;
        return orThrow(await deps.service.start(ctx.scope, { reason, schedule, ignoreFreeze }));
      }),

    cancel: tenantProcedure(
      'apply.start',
      rest('POST', '/tenants/{tenantId}/applies/{id}/cancel', 'Withdraws an apply that has not begun'),
    )
      .input(jobInput)
      .output(jobView)
      .mutation(async ({ ctx, input }) => orThrow(await deps.service.cancel(ctx.scope, input.id))),

    job: tenantProcedure('apply.read', rest('GET', '/tenants/{tenantId}/applies/{id}', 'Shows an apply, step by step'))
      .input(jobInput)
      .output(jobView)
      .query(({ ctx, input }) => jobOf(board(), ctx.scope, input.id)),

    jobs: tenantProcedure('apply.read', rest('GET', '/tenants/{tenantId}/applies', 'Lists applies, newest first'))
      .input(listJobsInput)
      .output(jobPage)
      .query(({ ctx, input }) => jobPageOf(board(), ctx.scope, input)),

    onJob: tenantProcedure('apply.read')
      .input(jobInput)
      .subscription(async function* ({ ctx, input, signal }) {
        yield* followJob(board(), { scope: ctx.scope, id: input.id, signal });
      }),

    ...boxProcedures(deps),
  });
};

/** SECURITY: who may apply may not yet do so in a change freeze; asking for it in vain is on the record. */
async function refuseOverride(
  { database }: ApplyRouterDeps,
  { session, scope }: { readonly session: Session; readonly scope: TenantScope },
): Promise<void> {
  const action = 'apply.override-freeze';
  if (allowingGrant(session.grants, action, scope.tenantId)) return;
  const entity = { kind: 'tenant', id: scope.tenantId, name: null };
  await database.inTenant(scope, (tx) => tx.audit({ action, outcome: 'denied', entity }));
  throw new FailureError({ code: 'access.denied', action });
}

async function pending(deps: ApplyRouterDeps, scope: TenantScope): Promise<PendingView> {
  const found = await deps.service.readPending(scope, scope.tenantId);
  if (!found) throw new FailureError({ code: 'tenant.not-found', id: scope.tenantId });
  const holder = await deps.database.boxLock.holder(deps.boxId);
  const { waitingJobIds, freeze } = await deps.database.read(scope, async (tx) => ({
    waitingJobIds: await waitingIds(tx, { boxId: deps.boxId, tenantId: scope.tenantId }),
    freeze: await readFreeze(tx, scope.tenantId, (deps.clock ?? Date.now)()),
  }));
  return {
    tenantId: scope.tenantId,
    tenantName: found.tenant.tenant.name,
    count: found.changes.length,
    changes: [...found.changes],
    lastAppliedAt: found.lastAppliedAt?.toISOString() ?? null,
    generation: found.generation,
    runningJobId: holder?.tenantId === scope.tenantId ? holder.jobId : null,
    waitingJobIds,
    driftCount: (await deps.drift?.countOf(scope.tenantId)) ?? 0,
    frozenUntil: freeze && new Date(freeze.until).toISOString(),
  };
}

async function preview(deps: ApplyRouterDeps, scope: TenantScope): Promise<PreviewView> {
  const pendingNow = await pending(deps, scope);
  const { taken, facts } = await deps.database.snapshot(scope, async (tx) => {
    const box = await readBox(tx, deps.boxId);
    const taken = await takeTenant(tx, { box, tenantId: scope.tenantId, keyring: deps.keyring });
    return { taken, facts: await readLiveFacts(tx, scope.tenantId) };
  });
  if (!taken) throw new FailureError({ code: 'tenant.not-found', id: scope.tenantId });
  const looked = await deps.drift?.look?.(taken.tenant.tenant);
  const drift = asSeenBy(scope.actor.role === 'platform_admin', looked?.found.map(({ item }) => item) ?? []);
  const view = { ...pendingNow, drift };
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
