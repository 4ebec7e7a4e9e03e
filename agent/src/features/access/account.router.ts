import { accountView, createAccountInput } from '@synergycall/domain';
import { z } from 'zod';
import { orThrow, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { createAccount, type AccountDeps } from './account.service.ts';
import { listAccounts } from './account.store.ts';

export const accountRouter = (deps: AccountDeps) =>
  router({
    list: tenantProcedure(
      'account.read',
      rest('GET', '/tenants/{tenantId}/accounts', 'Lists who may sign in to a tenant'),
    )
      .output(z.object({ rows: z.array(accountView) }))
      .query(async ({ ctx, input }) => ({ rows: await ctx.read((tx) => listAccounts(tx, input.tenantId)) })),
    create: tenantProcedure('account.create', rest('POST', '/tenants/{tenantId}/accounts', 'Makes a login'))
      .input(createAccountInput)
      .output(accountView)
      .mutation(async ({ ctx, input }) => orThrow(await createAccount(deps, ctx.scope, input))),
  });
