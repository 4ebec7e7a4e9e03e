import type { BoxId, JobId, TenantId } from '@synergycall/domain';
import type { Kysely } from 'kysely';
import type { AuthScope, PlatformScope, Scope, TenantScope } from './scope.ts';
import type { Tables } from './tables.ts';

/** What happened, for the record. `action` defaults to the one the procedure was guarded with. */
export interface AuditEntry {
  readonly action: string;
  readonly outcome?: 'done' | 'denied';
  readonly entity: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  /** Fields before and after; secrets are never put in here (known names and Secret values read "[changed]" anyway). */
  readonly before?: object | null;
  readonly after?: object | null;
  /** Only in a platform or auth scope: whose record it also is. A tenant's scope always records its own tenant. */
  readonly tenantId?: TenantId | null;
}

/** Reads within a scope: every query sees what row-level security shows to the scope. */
export interface ReadTx<S extends Scope = TenantScope> {
  readonly db: Kysely<Tables>;
  readonly scope: S;
}
/** A transaction within a scope; `audit` writes in the same transaction. */
export interface Tx<S extends Scope = TenantScope> extends ReadTx<S> {
  audit(entry: AuditEntry): Promise<void>;
  /** Many at once, in their order: for changes of thousands of objects. */
  auditAll(entries: readonly AuditEntry[]): Promise<void>;
}
export type TenantTx = Tx<TenantScope>;
export type PlatformTx = Tx<PlatformScope>;
export type AuthTx = Tx<AuthScope>;

export interface LockHolder {
  readonly name: string;
  readonly jobId: JobId | null;
  readonly tenantId: TenantId | null;
  readonly since: Date;
}
export interface LockHandle {
  /** Aborted once the connection that holds the lock is lost: from then on another agent may hold it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}
export interface BoxLock {
  /** undefined: someone else holds it (ask `holder`). Each lock has a connection of its own; death of the holder frees it. */
  tryLock(boxId: BoxId, as: Omit<LockHolder, 'since'>): Promise<LockHandle | undefined>;
  /** Who holds it now, undefined if nobody does. */
  holder(boxId: BoxId): Promise<LockHolder | undefined>;
}

/**
 * The application's database (PostgreSQL). Each method is one transaction: it commits when `work` resolves and rolls
 * back when it throws. Throws DatabaseDown when the connection is lost or can't be made.
 */
export interface AppDatabase {
  inTenant<T>(scope: TenantScope, work: (tx: TenantTx) => Promise<T>): Promise<T>;
  inPlatform<T>(scope: PlatformScope, work: (tx: PlatformTx) => Promise<T>): Promise<T>;
  inAuth<T>(scope: AuthScope, work: (tx: AuthTx) => Promise<T>): Promise<T>;
  /** Read only. */
  read<S extends Scope, T>(scope: S, work: (tx: ReadTx<S>) => Promise<T>): Promise<T>;
  /** Read only, all queries see one moment (REPEATABLE READ). */
  snapshot<S extends Scope, T>(scope: S, work: (tx: ReadTx<S>) => Promise<T>): Promise<T>;
  /** Calls a function of the schema that brings its own scope; one round trip, no transaction around it. */
  call<Row extends object>(name: 'auth_session', args: readonly unknown[]): Promise<readonly Row[]>;
  readonly boxLock: BoxLock;
  /** Round trip in ms; rejects with DatabaseDown after `timeoutMs` (400 by default). */
  ping(timeoutMs?: number): Promise<number>;
  close(): Promise<void>;
}
