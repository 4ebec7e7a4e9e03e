import { emergencyCallList, listEmergencyCallsInput, tenantId } from '@synergycall/domain';
import { z } from 'zod';
import { rest, router, tenantProcedure } from '../../rpc/index.ts';
import { listCalls } from './emergency-call.store.ts';
import type { EmergencyWatch } from './emergency-watch.ts';

export interface EmergencyDeps {
  readonly watch: Pick<EmergencyWatch, 'follow'>;
}

/** Emergency calls that were placed. */
export const emergencyRouter = (deps: EmergencyDeps) =>
  router({
    list: tenantProcedure(
      'emergency.read',
      rest('GET', '/tenants/{tenantId}/emergency-calls', 'Lists emergency calls, the newest first'),
    )
      .input(listEmergencyCallsInput)
      .output(emergencyCallList)
      .query(async ({ ctx, input }) => ({ rows: await ctx.read((tx) => listCalls(tx, input.limit)) })),

    /** The newest calls, and again as soon as somebody calls. */
    onChange: tenantProcedure('emergency.read')
      .input(z.object({ tenantId }))
      .subscription(({ ctx, signal }) => deps.watch.follow(ctx.scope, { signal })),
  });
