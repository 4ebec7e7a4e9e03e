import {
  createFlowInput,
  deleteFlowInput,
  flowInput,
  flowPage,
  flowReferences,
  flowView,
  ok,
  listFlowsInput,
  overrideFlowInput,
  updateFlowInput,
  type FlowId,
  type FlowView,
  type TenantTag,
} from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import type { TenantTx } from '../../platform/database/index.ts';
import { tagOf, type PendingOf } from '../tenant/index.ts';
import { readCursor } from '../user/index.ts';
import { createFlow, deleteFlow, overrideFlow, updateFlow, usesOf, type FlowServiceDeps } from './flow.service.ts';
import { findFlow, listFlows, type StoredFlow } from './flow.store.ts';

/** PostgreSQL is committed before it is called; `queued`: Asterisk couldn't be told yet, the reconciler will. */
export interface FlowLiveActs {
  overrideHours(tenantTag: TenantTag, flow: FlowId): Promise<'live' | 'queued'>;
  handleCalls(tenantTag: TenantTag): Promise<'live' | 'queued'>;
}

export interface FlowDeps extends FlowServiceDeps {
  readonly live: FlowLiveActs;
  readonly pendingOf: PendingOf;
}

/** Ring groups, schedules, menus and queues: steps on a call's way. */
export const flowRouter = (deps: FlowDeps) =>
  router({
    list: tenantProcedure(
      'flow.read',
      rest('GET', '/tenants/{tenantId}/flows', 'Lists ring groups, schedules, menus and queues'),
    )
      .input(listFlowsInput)
      .output(flowPage)
      .query(async ({ ctx, input }) => {
        const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
        if (input.cursor !== undefined && !cursor)
          throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
        const [page, pending] = await Promise.all([
          ctx.read((tx) => listFlows(tx, { ...input, cursor })),
          deps.pendingOf(ctx.scope),
        ]);
        return { ...page, rows: page.rows.map((flow) => withPending(flow, pending)) };
      }),

    get: tenantProcedure(
      'flow.read',
      rest('GET', '/tenants/{tenantId}/flows/{id}', 'Shows a ring group, schedule, menu or queue'),
    )
      .input(flowInput)
      .output(flowView)
      .query(async ({ ctx, input }) => {
        const [flow, pending] = await Promise.all([
          ctx.read((tx) => findFlow(tx, input.id)),
          deps.pendingOf(ctx.scope),
        ]);
        if (!flow) throw new FailureError({ code: 'flow.not-found', id: input.id });
        return withPending(flow, pending);
      }),

    references: tenantProcedure(
      'flow.read',
      rest(
        'GET',
        '/tenants/{tenantId}/flows/{id}/references',
        'Shows what leads calls to a ring group, schedule, menu or queue',
      ),
    )
      .input(flowInput)
      .output(flowReferences)
      .query(({ ctx, input }) =>
        ctx.read(async (tx) => {
          if (!(await findFlow(tx, input.id))) throw new FailureError({ code: 'flow.not-found', id: input.id });
          return usesOf(deps, tx, { kind: 'flow', flowId: input.id });
        }),
      ),

    create: tenantProcedure(
      'flow.create',
      rest('POST', '/tenants/{tenantId}/flows', 'Makes a ring group, a schedule, a menu or a queue'),
    )
      .input(createFlowInput)
      .output(flowView)
      .mutation(async ({ ctx, input }) => {
        const flow = await ctx.audited((tx) => createFlow(tx, input));
        return withPending(flow, await deps.pendingOf(ctx.scope));
      }),

    update: tenantProcedure(
      'flow.update',
      rest('PATCH', '/tenants/{tenantId}/flows/{id}', 'Changes a ring group, schedule, menu or queue'),
    )
      .input(updateFlowInput)
      .output(flowView)
      .mutation(async ({ ctx, input }) => {
        const flow = await ctx.audited((tx) => updateFlow(tx, input));
        return withPending(flow, await deps.pendingOf(ctx.scope));
      }),

    delete: tenantProcedure(
      'flow.delete',
      rest(
        // Not DELETE: where calls go instead is an object, which no query holds.
        'POST',
        '/tenants/{tenantId}/flows/{id}/delete',
        'Deletes a ring group, schedule, menu or queue; what leads there is led elsewhere',
      ),
    )
      .input(deleteFlowInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        const { tag, forwarded } = await ctx.audited((tx) => deleteFlowOf(deps, tx, input));
        // Forwards that led here are live.
        if (forwarded) await deps.live.handleCalls(tag);
        return {};
      }),

    override: tenantProcedure(
      'flow.override',
      rest('POST', '/tenants/{tenantId}/flows/{id}/override', 'Opens or closes a schedule by hand, at once'),
    )
      .input(overrideFlowInput)
      .output(flowView)
      .mutation(async ({ ctx, input }) => {
        const { flow, tag } = await ctx.audited((tx) => overrideFlow(tx, input));
        const effect = await deps.live.overrideHours(tag, flow.id);
        ctx.log.info({ flowId: flow.id, override: flow.override, effect }, 'schedule overridden');
        return withPending(flow, await deps.pendingOf(ctx.scope));
      }),
  });

/** Says besides what a live act must know. */
async function deleteFlowOf(deps: FlowDeps, tx: TenantTx, input: Parameters<typeof deleteFlow>[2]) {
  const to = { kind: 'flow' as const, flowId: input.id };
  const forwarders = (await deps.forwards?.forwardersTo(tx, to)) ?? [];
  const tag = await tagOf(tx, tx.scope.tenantId);
  const deleted = await deleteFlow(deps, tx, input);
  if (tag === undefined) throw new Error('a scope without its tenant');
  return deleted.ok ? ok({ tag, forwarded: forwarders.length > 0 }) : deleted;
}

/** What is as applied is absent from the map. */
const withPending = (flow: StoredFlow, pending: ReadonlyMap<string, 'new' | 'changed'>): FlowView => ({
  ...flow,
  pending: pending.get(flow.id) ?? 'none',
});
