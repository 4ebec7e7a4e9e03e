import {
  boxJobInput,
  boxPendingView,
  jobPage,
  jobView,
  listAllJobsInput,
  pendingSummary,
  startAllInput,
  startBoxInput,
  startedAll,
} from '@synergycall/domain';
import { z } from 'zod';
import { orThrow, platformProcedure, rest } from '../../rpc/index.ts';
import type { ApplyRouterDeps } from './apply.router.ts';
import { jobPageOf } from './job-page.ts';
import { followJob, jobOf } from './job-view.ts';
import { waitingIds } from './queue.store.ts';

const nothing = z.object({});

/**
 * What concerns the whole box: its own part, everything that is pending, every job. `ignoreFreeze` needs no further
 * question here: whoever may do this for the box may `apply.override-freeze` (a test holds the table to it).
 */
export const boxProcedures = (deps: ApplyRouterDeps) => {
  const board = () => ({ boxId: deps.boxId, database: deps.database, board: deps.service.board });
  return {
    boxPending: platformProcedure(
      'apply.read-all',
      rest('GET', '/box/pending', 'Shows what is changed in the part that all tenants share, and not yet live'),
    )
      .input(nothing)
      .output(boxPendingView)
      .query(async ({ ctx }) => {
        const { changes, lastAppliedAt, generation } = await deps.service.readBoxPending();
        const holder = await deps.database.boxLock.holder(deps.boxId);
        return {
          count: changes.length,
          changes: [...changes],
          lastAppliedAt: lastAppliedAt?.toISOString() ?? null,
          generation,
          runningJobId: holder && holder.tenantId === null ? holder.jobId : null,
          waitingJobIds: await ctx.read((tx) => waitingIds(tx, { boxId: deps.boxId, tenantId: null })),
          driftCount: (await deps.drift?.countOf(null)) ?? 0,
        };
      }),

    summary: platformProcedure(
      'apply.read-all',
      rest('GET', '/box/pending-summary', 'Shows which tenants have changes that are not yet live'),
    )
      .input(nothing)
      .output(pendingSummary)
      .query(async () => {
        const { box, tenants } = await deps.service.pendingSummary();
        return { box, tenants: tenants.map(({ id, name, count }) => ({ tenantId: id, tenantName: name, count })) };
      }),

    startBox: platformProcedure(
      'apply.start-all',
      rest('POST', '/box/applies', 'Writes the part of the configuration that all tenants share'),
    )
      .input(startBoxInput)
      .output(jobView)
      .mutation(async ({ ctx, input }) => orThrow(await deps.service.startBox(ctx.scope, input))),

    startAll: platformProcedure(
      'apply.start-all',
      rest('POST', '/box/applies/all', 'Makes everything live that is pending on the box, one after the other'),
    )
      .input(startAllInput)
      .output(startedAll)
      .mutation(async ({ ctx, input }) => {
        const { jobs, skipped, boxSkipped } = orThrow(await deps.service.startAll(ctx.scope, input));
        return { jobs: [...jobs], skipped: [...skipped], ...(boxSkipped && { boxSkipped }) };
      }),

    allJobs: platformProcedure('apply.read-all', rest('GET', '/box/applies', 'Lists applies of the box, newest first'))
      .input(listAllJobsInput)
      .output(jobPage)
      .query(({ ctx, input }) => jobPageOf(board(), ctx.scope, input)),

    boxJob: platformProcedure('apply.read-all', rest('GET', '/box/applies/{id}', 'Shows any apply of the box'))
      .input(boxJobInput)
      .output(jobView)
      .query(({ ctx, input }) => jobOf(board(), ctx.scope, input.id)),

    onBoxJob: platformProcedure('apply.read-all')
      .input(boxJobInput)
      .subscription(async function* ({ ctx, input, signal }) {
        yield* followJob(board(), { scope: ctx.scope, id: input.id, signal });
      }),

    cancelBox: platformProcedure(
      'apply.start-all',
      rest('POST', '/box/applies/{id}/cancel', 'Withdraws any apply of the box that has not begun'),
    )
      .input(boxJobInput)
      .output(jobView)
      .mutation(async ({ ctx, input }) => orThrow(await deps.service.cancel(ctx.scope, input.id))),
  };
};
