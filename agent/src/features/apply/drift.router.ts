import {
  adoptedView,
  allowingGrant,
  boxDriftInput,
  driftInput,
  driftView,
  dropAdoptionInput,
  jobView,
  resolveBoxDriftInput,
  resolveDriftInput,
} from '@synergycall/domain';
import { z } from 'zod';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import {
  actorOf,
  FailureError,
  mintPlatformScope,
  orThrow,
  platformProcedure,
  rest,
  router,
  tenantProcedure,
  type Session,
} from '../../rpc/index.ts';
import { dropAdoption, listAdopted } from './adopt-file.ts';
import { adopt } from './drift-adopt.ts';
import { reapply, type Resolve, type ResolveDeps } from './drift-reapply.ts';
import { asSeenBy, type DriftTenant } from './drift.ts';
import type { DriftWatch } from './drift-watch.ts';

export interface DriftRouterDeps extends Omit<ResolveDeps, 'watch'> {
  readonly watch: DriftWatch;
}

const nothing = z.object({});

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
        const view = deps.watch.view(tenant.id);
        return {
          ...view,
          items: asSeenBy(platformOf(ctx) !== undefined, view.items),
          adopted: await listAdopted(deps, tenant),
        };
      }),

    reapply: tenantProcedure(
      'drift.resolve',
      rest('POST', '/tenants/{tenantId}/drift/reapply', 'Writes again what was applied, over the differences named'),
    )
      .input(resolveDriftInput)
      .output(jobView)
      .mutation(async ({ ctx, input }) => orThrow(await reapply(deps, ctx.scope, await wishOf(deps, ctx, input)))),

    adopt: tenantProcedure(
      'drift.resolve',
      rest('POST', '/tenants/{tenantId}/drift/adopt', 'Takes over what is live: into the model, or as an edited file'),
    )
      .input(resolveDriftInput)
      .output(adoptedView)
      .mutation(async ({ ctx, input }) => orThrow(await adopt(deps, ctx.scope, await wishOf(deps, ctx, input)))),

    box: platformProcedure(
      'apply.read-all',
      rest('GET', '/box/drift', 'Shows what all tenants share and is live otherwise than it was applied'),
    )
      .input(boxDriftInput)
      .output(driftView)
      .query(async ({ input }) => {
        if (input.now) await deps.watch.look(null);
        return { ...deps.watch.view(null), adopted: await listAdopted(deps, null) };
      }),

    reapplyBox: platformProcedure(
      'drift.resolve-box',
      rest('POST', '/box/drift/reapply', 'Writes again what all tenants share, over the differences named'),
    )
      .input(resolveBoxDriftInput)
      .output(jobView)
      .mutation(async ({ ctx, input }) => orThrow(await reapply(deps, ctx.scope, boxWish(ctx.scope, input)))),

    adoptBox: platformProcedure(
      'drift.resolve-box',
      rest('POST', '/box/drift/adopt', 'Keeps files that all tenants share as they were edited'),
    )
      .input(resolveBoxDriftInput)
      .output(adoptedView)
      .mutation(async ({ ctx, input }) => orThrow(await adopt(deps, ctx.scope, boxWish(ctx.scope, input)))),

    dropAdoption: platformProcedure(
      'drift.resolve-box',
      rest(
        'POST',
        '/box/drift/drop-adoption',
        'Gives up a file kept as it was edited: the next apply writes SynergyCall’s',
      ),
    )
      .input(dropAdoptionInput)
      .output(nothing)
      .mutation(async ({ ctx, input }) => {
        orThrow(await dropAdoption(deps, ctx.scope, input.name));
        return {};
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

interface Asking {
  readonly session: Session;
  readonly scope: TenantScope;
}

/** SECURITY: whoever acts in a tenant gets a platform scope only by a grant that the access table allows box-wide. */
function platformOf({ session, scope }: Asking): PlatformScope | undefined {
  const grant = allowingGrant(session.grants, 'drift.resolve-box', null);
  return grant && mintPlatformScope(actorOf(session, grant, scope.actor.source), scope.ledger);
}

async function wishOf(
  deps: DriftRouterDeps,
  ctx: Asking,
  { items, reason }: z.infer<typeof resolveDriftInput>,
): Promise<Resolve> {
  return { tenant: await tenantOf(deps, ctx.scope), items, reason: reason ?? null, platform: platformOf(ctx) };
}

const boxWish = (platform: PlatformScope, { items, reason }: z.infer<typeof resolveBoxDriftInput>): Resolve => ({
  tenant: null,
  items,
  reason: reason ?? null,
  platform,
});
