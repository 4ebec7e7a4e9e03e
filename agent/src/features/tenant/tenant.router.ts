import {
  createTenantInput,
  tenantId,
  tenantView,
  updateTenantInput,
  type BoxId,
  type TenantTag,
  type TenantView,
} from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, grantedProcedure, platformProcedure, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { createTenant, setTenantStatus, updateTenant } from './tenant.service.ts';
import { findTenant, listTenants } from './tenant.store.ts';

/** PostgreSQL is committed before either is called; `queued`: Asterisk couldn't be told yet, the reconciler will. */
export interface TenantLiveActs {
  suspendTenant(tenantTag: TenantTag): Promise<'live' | 'queued'>;
  restoreTenant(tenantTag: TenantTag): Promise<'live' | 'queued'>;
}

export interface TenantDeps {
  readonly boxId: BoxId;
  readonly live: TenantLiveActs;
}

const byId = z.object({ tenantId });

export const tenantRouter = (deps: TenantDeps) =>
  router({
    list: grantedProcedure('tenant.list', rest('GET', '/tenants', 'Lists the tenants that the caller may see'))
      .output(z.object({ rows: z.array(tenantView) }))
      .query(async ({ ctx }) => {
        if (ctx.platform) return { rows: await ctx.database.read(ctx.platform, listTenants) };
        // One scope per tenant: row-level security never shows two to someone who isn't a platform admin.
        const rows = await Promise.all(ctx.tenants.map((scope) => ctx.database.read(scope, listTenants)));
        return { rows: rows.flat().sort((a, b) => compareNames(a, b)) };
      }),

    get: tenantProcedure('tenant.read', rest('GET', '/tenants/{tenantId}', 'Shows a tenant'))
      .output(tenantView)
      .query(async ({ ctx, input }) => {
        const tenant = await ctx.read((tx) => findTenant(tx, input.tenantId));
        if (!tenant) throw new FailureError({ code: 'tenant.not-found', id: input.tenantId });
        return tenant;
      }),

    create: platformProcedure('tenant.create', rest('POST', '/tenants', 'Makes a tenant'))
      .input(createTenantInput)
      .output(tenantView)
      .mutation(({ ctx, input }) => ctx.audited((tx) => createTenant(tx, deps.boxId, input))),

    update: tenantProcedure('tenant.update', rest('PATCH', '/tenants/{tenantId}', 'Changes a tenant'))
      .input(updateTenantInput)
      .output(tenantView)
      .mutation(({ ctx, input }) => ctx.audited((tx) => updateTenant(tx, input))),

    suspend: tenantProcedure(
      'tenant.suspend',
      rest('POST', '/tenants/{tenantId}/suspend', 'Blocks all calling of a tenant at once, emergency calls excepted'),
    )
      .input(byId)
      .output(tenantView)
      .mutation(async ({ ctx, input }) => {
        const tenant = await ctx.audited((tx) => setTenantStatus(tx, input.tenantId, 'suspended'));
        const effect = await deps.live.suspendTenant(tenant.tag);
        ctx.log.info({ tenantId: tenant.id, effect }, 'tenant suspended');
        return tenant;
      }),

    restore: tenantProcedure(
      'tenant.suspend',
      rest('POST', '/tenants/{tenantId}/restore', 'Lifts the suspension of a tenant at once'),
    )
      .input(byId)
      .output(tenantView)
      .mutation(async ({ ctx, input }) => {
        const tenant = await ctx.audited((tx) => setTenantStatus(tx, input.tenantId, 'active'));
        const effect = await deps.live.restoreTenant(tenant.tag);
        ctx.log.info({ tenantId: tenant.id, effect }, 'tenant restored');
        return tenant;
      }),
  });

const compareNames = (a: TenantView, b: TenantView): number => a.name.localeCompare(b.name) || a.id.localeCompare(b.id);
