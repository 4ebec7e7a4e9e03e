import { type BoxId, boxDriftInput, driftInput, driftView, type DriftItem, type DriftView } from '@synergycall/domain';
import type { AppDatabase, PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { FailureError, platformProcedure, rest, router, tenantProcedure } from '../../rpc/index.ts';
import { cannot, type DriftTenant } from './drift.ts';
import type { DriftWatch } from './drift-watch.ts';

export interface DriftRouterDeps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  readonly watch: DriftWatch;
}

/** What is live otherwise than it was applied, and what to do about it. */
export const driftRouter = (deps: DriftRouterDeps) =>
  router({
    get: tenantProcedure(
      'apply.read',
      rest('GET', '/tenants/{tenantId}/drift', 'Shows what is live otherwise than it was applied'),
    )
      .input(driftInput)
      .output(driftView)
      .query(async ({ ctx, input }) => {
        const tenant = await tenantOf(deps, ctx.scope);
        if (input.now) await deps.watch.look(tenant);
        return asSeenBy(ctx.scope, deps.watch.view(tenant.id));
      }),

    box: platformProcedure(
      'apply.read-all',
      rest('GET', '/box/drift', 'Shows what all tenants share and is live otherwise than it was applied'),
    )
      .input(boxDriftInput)
      .output(driftView)
      .query(async ({ input }) => {
        if (input.now) await deps.watch.look(null);
        return deps.watch.view(null);
      }),
  });

/** SECURITY: found in the caller's own scope, and on this box. */
async function tenantOf({ database, boxId }: DriftRouterDeps, scope: TenantScope): Promise<DriftTenant> {
  const row = await database.read(scope, ({ db }) =>
    db
      .selectFrom('tenants')
      .select(['id', 'tag', 'name'])
      .where('id', '=', scope.tenantId)
      .where('box_id', '=', boxId)
      .executeTakeFirst(),
  );
  if (!row) throw new FailureError({ code: 'tenant.not-found', id: scope.tenantId });
  return row;
}

/** SECURITY: dialplan by hand runs with Asterisk's rights, so only platform admins keep it. */
function asSeenBy(scope: TenantScope | PlatformScope, view: DriftView): DriftView {
  const isPlatform = scope.kind === 'platform' || scope.actor.role === 'platform_admin';
  const seen = (item: DriftItem): DriftItem =>
    !isPlatform && item.adopt.can && item.adopt.into === 'file'
      ? { ...item, adopt: cannot('needs-platform-admin') }
      : item;
  return { ...view, items: view.items.map(seen) };
}
