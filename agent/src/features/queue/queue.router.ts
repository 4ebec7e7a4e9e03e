import {
  queueLiveInput,
  queueLiveView,
  setAgentInput,
  type FlowId,
  type QueueLiveView,
  type TenantTag,
} from '@synergycall/domain';
import type { TenantScope } from '../../platform/database/index.ts';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { followQueue, queueLive, type QueueLiveDeps } from './queue-live.ts';
import { setAgent } from './queue.service.ts';
import { findQueue } from './queue.store.ts';

/** PostgreSQL is committed before it is called; `queued`: Asterisk couldn't be told yet, the reconciler will. */
export interface QueueLiveActs {
  logAgents(tenantTag: TenantTag): Promise<'live' | 'queued'>;
}
export interface QueueDeps extends QueueLiveDeps {
  readonly live: QueueLiveActs;
}

async function shown(deps: QueueLiveDeps, scope: TenantScope, id: FlowId): Promise<QueueLiveView> {
  const view = await queueLive(deps, scope, id);
  if (!view) throw new FailureError({ code: 'flow.not-found', id });
  return view;
}

/** What happens in queues at this moment. The queues themselves are call flows. */
export const queueRouter = (deps: QueueDeps) =>
  router({
    live: tenantProcedure(
      'flow.read',
      rest('GET', '/tenants/{tenantId}/queues/{id}/live', 'Shows who waits in a queue, and what its agents do'),
    )
      .input(queueLiveInput)
      .output(queueLiveView)
      .query(({ ctx, input }) => shown(deps, ctx.scope, input.id)),

    onLive: tenantProcedure('flow.read')
      .input(queueLiveInput)
      .subscription(async function* ({ ctx, input, signal }) {
        const queue = await ctx.read((tx) => findQueue(tx, input.id));
        if (!queue) throw new FailureError({ code: 'flow.not-found', id: input.id });
        yield* followQueue(deps, ctx.scope, { id: input.id, signal });
      }),

    setAgent: tenantProcedure(
      'queue.set-agent',
      rest('POST', '/tenants/{tenantId}/queues/{id}/agents/{userId}', 'Logs an agent of a queue in or out, at once'),
    )
      .input(setAgentInput)
      .output(queueLiveView)
      .mutation(async ({ ctx, input: { id, userId, loggedIn } }) => {
        const { tag } = await ctx.audited((tx) => setAgent(tx, { id, userId, loggedIn, own: false }));
        const effect = await deps.live.logAgents(tag);
        ctx.log.info({ flowId: id, userId, loggedIn, effect }, 'an agent was logged in or out');
        return shown(deps, ctx.scope, id);
      }),
  });
