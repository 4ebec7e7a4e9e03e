import {
  allowingGrant,
  mayRole,
  tenantId,
  type Action,
  type Result,
  type TenantId,
  type UserId,
} from '@synergycall/domain';
import { z } from 'zod';
import type {
  AuthScope,
  AuthTx,
  Ledger,
  PlatformScope,
  PlatformTx,
  ReadTx,
  TenantScope,
  TenantTx,
} from '../platform/database/index.ts';
import { actorOf, mintAuthScope, mintPlatformScope, mintTenantScope, strangerActor } from './auth.ts';
import type { RequestContext, Session } from './context.ts';
import { FailureError, orThrow } from './failure.ts';
import { base, type ProcedureMeta } from './trpc.ts';

/** Runs a service's change and its audit rows in one transaction; a failure of the service undoes both. */
type Audited<Tx> = <T>(work: (tx: Tx) => Promise<Result<T>>) => Promise<T>;
type Read<S extends TenantScope | PlatformScope | AuthScope> = <T>(work: (tx: ReadTx<S>) => Promise<T>) => Promise<T>;

/** No session needed. The router walk knows each of these by name. */
export const publicProcedure = (meta: ProcedureMeta = {}) =>
  base.meta({ ...withoutSession(meta), guard: { kind: 'public' } }).use(({ ctx, next }) => {
    const scope = mintAuthScope(strangerActor(ctx, 'not signed in'), ctx.ledger);
    return next({ ctx: authDoor(ctx, scope) });
  });

/** The document says of every other operation that it wants a session. */
const withoutSession = ({ openapi }: ProcedureMeta): ProcedureMeta =>
  openapi ? { openapi: { ...openapi, protect: false } } : {};

/** Any signed-in account, on its own matters (sign out, own password). */
export const signedInProcedure = (meta: ProcedureMeta = {}) =>
  base.meta({ ...meta, guard: { kind: 'signed-in' } }).use(({ ctx, next }) => {
    const session = signedIn(ctx);
    const scope = mintAuthScope(actorOf(session, session.grants[0], ctx.source), ctx.ledger);
    return next({ ctx: { session, ...authDoor(ctx, scope) } });
  });

/** Box-wide: platform admins only, whatever the table says of other roles. `ctx.scope` sees every tenant. */
export const platformProcedure = (action: Action, meta: ProcedureMeta = {}) =>
  base.meta({ ...meta, guard: { kind: 'platform', action } }).use(async ({ ctx, next }) => {
    const session = signedIn(ctx);
    const grant = allowingGrant(session.grants, action, null);
    if (!grant) return await deny(ctx, session, { action, tenantId: null });
    const scope = mintPlatformScope(actorOf(session, grant, ctx.source), ctx.ledger);
    return next({ ctx: { session, ...platformDoor(ctx, scope) } });
  });

const tenantInput = z.object({ tenantId });

/** In one tenant, named by `input.tenantId`; `ctx.scope` sees that tenant alone, whoever asks. */
export const tenantProcedure = (action: Action, meta: ProcedureMeta = {}) =>
  base
    .meta({ ...meta, guard: { kind: 'tenant', action } })
    .use(({ ctx, next }) => next({ ctx: { session: signedIn(ctx) } }))
    .input(tenantInput)
    .use(async ({ ctx, input, next }) => {
      const grant = allowingGrant(ctx.session.grants, action, input.tenantId);
      if (!grant) return await deny(ctx, ctx.session, { action, tenantId: input.tenantId });
      const scope = mintTenantScope(input.tenantId, actorOf(ctx.session, grant, ctx.source), ctx.ledger);
      return next({ ctx: tenantDoor(ctx, scope) });
    });

/**
 * Across whatever the caller may see (a list of tenants, health): passes with any grant that allows the action.
 * `ctx.platform` is there for platform admins, `ctx.tenants` holds one scope per tenant of the others.
 */
export const grantedProcedure = (action: Action, meta: ProcedureMeta = {}) =>
  base.meta({ ...meta, guard: { kind: 'granted', action } }).use(async ({ ctx, next }) => {
    const session = signedIn(ctx);
    const grants = session.grants.filter((g) => mayRole(g.role, action));
    if (grants.length === 0) return await deny(ctx, session, { action, tenantId: null });
    const all = grants.find((g) => g.role === 'platform_admin');
    const platform = all ? mintPlatformScope(actorOf(session, all, ctx.source), ctx.ledger) : undefined;
    const tenants = new Map<string, TenantScope>();
    for (const g of grants) {
      if (g.tenantId === null || tenants.has(g.tenantId)) continue;
      // SECURITY: the id comes from the caller's own grant row, not from input.
      tenants.set(g.tenantId, mintTenantScope(g.tenantId as TenantId, actorOf(session, g, ctx.source), ctx.ledger));
    }
    return next({ ctx: { session, platform, tenants: [...tenants.values()] } });
  });

/** A person's own settings: scope and `ctx.userId` come from the grant `end_user`, never from input. */
export const selfProcedure = (action: Action, meta: ProcedureMeta = {}) =>
  base.meta({ ...meta, guard: { kind: 'self', action } }).use(async ({ ctx, next }) => {
    const session = signedIn(ctx);
    const grant = session.grants.find((g) => g.userId !== null && g.tenantId !== null && mayRole(g.role, action));
    if (!grant?.tenantId || !grant.userId) return await deny(ctx, session, { action, tenantId: null });
    const scope = mintTenantScope(grant.tenantId as TenantId, actorOf(session, grant, ctx.source), ctx.ledger);
    return next({ ctx: { session, userId: grant.userId as UserId, ...tenantDoor(ctx, scope) } });
  });

type WithLedger = RequestContext & { ledger: Ledger };

function signedIn(ctx: RequestContext): Session {
  if (!ctx.session) throw new FailureError({ code: 'auth.required' });
  return ctx.session;
}

function tenantDoor(ctx: WithLedger, scope: TenantScope) {
  const audited: Audited<TenantTx> = (work) => ctx.database.inTenant(scope, async (tx) => orThrow(await work(tx)));
  const read: Read<TenantScope> = (work) => ctx.database.read(scope, work);
  return { scope, audited, read };
}
function platformDoor(ctx: WithLedger, scope: PlatformScope) {
  const audited: Audited<PlatformTx> = (work) => ctx.database.inPlatform(scope, async (tx) => orThrow(await work(tx)));
  const read: Read<PlatformScope> = (work) => ctx.database.read(scope, work);
  return { scope, audited, read };
}
function authDoor(ctx: WithLedger, scope: AuthScope) {
  const audited: Audited<AuthTx> = (work) => ctx.database.inAuth(scope, async (tx) => orThrow(await work(tx)));
  const read: Read<AuthScope> = (work) => ctx.database.read(scope, work);
  return { scope, audited, read };
}

/**
 * SECURITY: denials are audited. The row belongs to the tenant only if the caller has a role there; otherwise only
 * platform admins see it, so that a stranger can neither fill a tenant's record nor learn whether an id exists.
 */
async function deny(
  ctx: WithLedger,
  session: Session,
  what: { action: Action; tenantId: TenantId | null },
): Promise<never> {
  const own = session.grants.find((g) => g.tenantId !== null && g.tenantId === what.tenantId);
  const scope = mintAuthScope(actorOf(session, own ?? session.grants[0], ctx.source), ctx.ledger);
  await ctx.database.inAuth(scope, (tx) =>
    tx.audit({
      action: what.action,
      outcome: 'denied',
      entity: { kind: 'tenant', id: what.tenantId, name: null },
      tenantId: own ? what.tenantId : null,
    }),
  );
  throw new FailureError({ code: 'access.denied', action: what.action });
}
