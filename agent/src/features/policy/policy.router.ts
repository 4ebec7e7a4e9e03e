import {
  createPolicyInput,
  duplicatePolicyInput,
  listPoliciesInput,
  outboundInput,
  outboundSettingsView,
  policyInput,
  policyPage,
  policyView,
  updateOutboundInput,
  updatePolicyInput,
  type PolicyView,
  type TenantId,
} from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import type { PendingOf } from '../tenant/index.ts';
import { readCursor } from '../user/index.ts';
import { updateOutbound } from './outbound.service.ts';
import { readOutbound } from './outbound.store.ts';
import { createPolicy, deletePolicy, duplicatePolicy, updatePolicy } from './policy.service.ts';
import { findPolicy, listPolicies, type StoredPolicy } from './policy.store.ts';

export interface PolicyDeps {
  readonly pendingOf: PendingOf;
  /** Is there a price for every number that the tenant may call? */
  readonly hasPrices: (tenantId: TenantId) => Promise<boolean>;
}

/** Calls out: a tenant's policies, and what holds for all of its calls. */
export const policyRouter = (deps: PolicyDeps) =>
  router({
    list: tenantProcedure('policy.read', rest('GET', '/tenants/{tenantId}/policies', 'Lists outbound policies'))
      .input(listPoliciesInput)
      .output(policyPage)
      .query(async ({ ctx, input }) => {
        const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
        if (input.cursor !== undefined && !cursor)
          throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
        const [page, pending] = await Promise.all([
          ctx.read((tx) => listPolicies(tx, { ...input, cursor })),
          deps.pendingOf(ctx.scope),
        ]);
        return { ...page, rows: page.rows.map((policy) => view(policy, pending)) };
      }),

    get: tenantProcedure('policy.read', rest('GET', '/tenants/{tenantId}/policies/{id}', 'Shows an outbound policy'))
      .input(policyInput)
      .output(policyView)
      .query(async ({ ctx, input }) => {
        const [policy, pending] = await Promise.all([
          ctx.read((tx) => findPolicy(tx, input.id)),
          deps.pendingOf(ctx.scope),
        ]);
        if (!policy) throw new FailureError({ code: 'policy.not-found', id: input.id });
        return view(policy, pending);
      }),

    create: tenantProcedure('policy.create', rest('POST', '/tenants/{tenantId}/policies', 'Makes an outbound policy'))
      .input(createPolicyInput)
      .output(policyView)
      .mutation(async ({ ctx, input }) =>
        view(await ctx.audited((tx) => createPolicy(tx, input)), await deps.pendingOf(ctx.scope)),
      ),

    duplicate: tenantProcedure(
      'policy.create',
      rest('POST', '/tenants/{tenantId}/policies/{id}/duplicate', 'Makes another outbound policy with the same rules'),
    )
      .input(duplicatePolicyInput)
      .output(policyView)
      .mutation(async ({ ctx, input }) =>
        view(await ctx.audited((tx) => duplicatePolicy(tx, input)), await deps.pendingOf(ctx.scope)),
      ),

    update: tenantProcedure(
      'policy.update',
      rest('PATCH', '/tenants/{tenantId}/policies/{id}', 'Changes the name or all rules of an outbound policy'),
    )
      .input(updatePolicyInput)
      .output(policyView)
      .mutation(async ({ ctx, input }) =>
        view(await ctx.audited((tx) => updatePolicy(tx, input)), await deps.pendingOf(ctx.scope)),
      ),

    delete: tenantProcedure(
      'policy.delete',
      rest('DELETE', '/tenants/{tenantId}/policies/{id}', 'Removes an outbound policy that nobody goes by'),
    )
      .input(policyInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        await ctx.audited((tx) => deletePolicy(tx, input));
        return {};
      }),

    settings: tenantProcedure(
      'policy.read',
      rest('GET', '/tenants/{tenantId}/outbound', 'Shows what holds for all calls out of a tenant'),
    )
      .input(outboundInput)
      .output(outboundSettingsView)
      .query(async ({ ctx, input }) => {
        const settings = await ctx.read((tx) => readOutbound(tx, input.tenantId));
        if (!settings) throw new FailureError({ code: 'tenant.not-found', id: input.tenantId });
        return settings;
      }),

    updateSettings: tenantProcedure(
      'policy.settings',
      rest('PATCH', '/tenants/{tenantId}/outbound', 'Changes what holds for all calls out of a tenant'),
    )
      .input(updateOutboundInput)
      .output(outboundSettingsView)
      .mutation(async ({ ctx, input }) => {
        // Without any price nothing would ever be counted.
        if (input.spendPerDay && !(await deps.hasPrices(ctx.scope.tenantId)))
          throw new FailureError({ code: 'spending.no-prices', tenant: null });
        return ctx.audited((tx) => updateOutbound(tx, input));
      }),
  });

const view = (policy: StoredPolicy, pending: ReadonlyMap<string, 'new' | 'changed'>): PolicyView => ({
  ...policy,
  pending: pending.get(policy.id) ?? 'none',
});
