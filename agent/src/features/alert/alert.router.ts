import { limitAlertList, listLimitAlertsInput } from '@synergycall/domain';
import { rest, router, tenantProcedure } from '../../rpc/index.ts';
import { listAlerts } from './limit-alert.store.ts';

/** What admins have to look at: limits against fraud that stopped calls. */
export const alertRouter = () =>
  router({
    list: tenantProcedure(
      'alert.read',
      rest('GET', '/tenants/{tenantId}/limit-alerts', 'Lists alerts of limits that stopped calls, the newest first'),
    )
      .input(listLimitAlertsInput)
      .output(limitAlertList)
      .query(async ({ ctx, input }) => ({ rows: await ctx.read((tx) => listAlerts(tx, input.limit)) })),
  });
