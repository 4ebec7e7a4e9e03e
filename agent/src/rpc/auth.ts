import type { Grant, TenantId } from '@synergycall/domain';
import type { Actor, AuthScope, Ledger, PlatformScope, TenantScope } from '../platform/database/index.ts';
import type { RequestContext, Session } from './context.ts';

/*
 * SECURITY: the only place where scopes are made. The guards of procedures.ts mint one after the access table said
 * yes; `systemActor` is for what the agent does by itself (recovery after a restart, the reconciler).
 */

export const newLedger = (): Ledger => ({ written: 0 });

export const mintTenantScope = (tenantId: TenantId, actor: Actor, ledger: Ledger = newLedger()): TenantScope =>
  ({ kind: 'tenant', tenantId, actor, ledger }) as TenantScope;

export const mintPlatformScope = (actor: Actor, ledger: Ledger = newLedger()): PlatformScope =>
  ({ kind: 'platform', actor, ledger }) as PlatformScope;

export const mintAuthScope = (actor: Actor, ledger: Ledger = newLedger()): AuthScope =>
  ({ kind: 'auth', actor, ledger }) as AuthScope;

/** The agent itself, acting without a person. */
export const systemActor = (name: string): Actor => ({
  accountId: null,
  name,
  role: null,
  sessionId: null,
  source: null,
});

/** The signed-in person, acting by this grant. */
export const actorOf = (session: Session, grant: Grant | undefined, source: string | null): Actor => ({
  accountId: session.accountId,
  name: session.name,
  role: grant?.role ?? null,
  sessionId: session.id,
  source,
});

/** Someone who isn't signed in (yet). */
export const strangerActor = (ctx: Pick<RequestContext, 'source'>, name: string): Actor => ({
  accountId: null,
  name,
  role: null,
  sessionId: null,
  source: ctx.source,
});
