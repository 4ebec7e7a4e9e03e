import { auditPage, listAuditInput } from '@synergycall/domain';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { listAudit } from './audit.store.ts';

export const auditRouter = () =>
  router({
    list: tenantProcedure('audit.read', rest('GET', '/tenants/{tenantId}/audit', 'Lists the record, newest first'))
      .input(listAuditInput)
      .output(auditPage)
      .query(({ ctx, input }) => {
        // A bigint's worth of digits; anything else never came from us.
        if (input.cursor !== undefined && !/^\d{1,18}$/.test(input.cursor))
          throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
        return ctx.read((tx) => listAudit(tx, { before: input.cursor, limit: input.limit, entityId: input.entityId }));
      }),
  });
