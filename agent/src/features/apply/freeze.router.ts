import { addFreezeInput, freezeInput, freezeView, tenantId } from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { addFreeze, removeFreeze } from './freeze.service.ts';
import { listFreezes } from './freeze.store.ts';

/** Change freezes of a tenant: when nothing of it is applied. */
export const freezeRouter = () =>
  router({
    list: tenantProcedure(
      'apply.read',
      rest('GET', '/tenants/{tenantId}/freezes', 'Lists the change freezes of a tenant'),
    )
      .input(z.object({ tenantId }))
      .output(z.object({ rows: z.array(freezeView) }))
      .query(async ({ ctx, input }) => {
        const rows = await ctx.read((tx) => listFreezes(tx, input.tenantId, Date.now()));
        if (!rows) throw new FailureError({ code: 'tenant.not-found', id: input.tenantId });
        return { rows };
      }),

    add: tenantProcedure('freeze.update', rest('POST', '/tenants/{tenantId}/freezes', 'Announces a change freeze'))
      .input(addFreezeInput)
      .output(freezeView)
      .mutation(({ ctx, input }) => ctx.audited((tx) => addFreeze(tx, input, Date.now()))),

    remove: tenantProcedure(
      'freeze.update',
      rest('DELETE', '/tenants/{tenantId}/freezes/{id}', 'Takes a change freeze back'),
    )
      .input(freezeInput)
      .output(z.object({}))
      .mutation(({ ctx, input }) => ctx.audited((tx) => removeFreeze(tx, input))),
  });
