import type { AccountId, Role, SessionId, TenantId } from '@synergycall/domain';

/** Who acts; travels with every call and ends in the audit row. */
export interface Actor {
  readonly accountId: AccountId | null;
  readonly name: string;
  readonly role: Role | null;
  readonly sessionId: SessionId | null;
  /** Source address of the request. */
  readonly source: string | null;
}

/** Counts the audit rows committed in one call; rpc refuses a mutation that leaves none. */
export interface Ledger {
  written: number;
}

declare const scoped: unique symbol;

/** SECURITY: proof of authorisation for one tenant; only rpc/auth.ts mints one. Row-level security stands behind it. */
export interface TenantScope {
  readonly kind: 'tenant';
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly ledger: Ledger;
  readonly [scoped]: 'tenant';
}
/** SECURITY: proof of authorisation for everything; only rpc/auth.ts mints one. */
export interface PlatformScope {
  readonly kind: 'platform';
  readonly actor: Actor;
  readonly ledger: Ledger;
  readonly [scoped]: 'platform';
}
/** SECURITY: what signing in may see and change: accounts, sessions, no tenant's people or phones. */
export interface AuthScope {
  readonly kind: 'auth';
  readonly actor: Actor;
  readonly ledger: Ledger;
  readonly [scoped]: 'auth';
}
export type Scope = TenantScope | PlatformScope | AuthScope;
