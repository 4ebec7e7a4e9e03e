import { allowingGrant, type AccountId, type Action, type Grant, type TenantId } from '@synergycall/domain';
import type { AppDatabase, PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { mintPlatformScope, mintTenantScope } from '../../rpc/index.ts';
import type { WaitingJob } from './queue.store.ts';

/**
 * The roles of an account as they are now; none: it was removed, or lost them. The same rule as for a session: who was
 * deleted as a person has no say left.
 */
async function grantsOf(
  { database, system }: { readonly database: AppDatabase; readonly system: PlatformScope },
  accountId: AccountId,
): Promise<readonly Grant[]> {
  return database.read(system, async ({ db }) => {
    const rows = await db
      .selectFrom('account_roles as r')
      .innerJoin('accounts as a', 'a.id', 'r.account_id')
      .leftJoin('users as u', (join) => join.onRef('u.tenant_id', '=', 'r.tenant_id').onRef('u.id', '=', 'r.user_id'))
      .select(['r.role', 'r.tenant_id', 'r.user_id', 'u.status'])
      .where('r.account_id', '=', accountId)
      .orderBy('r.created_at')
      .orderBy('r.id')
      .execute();
    return rows
      .filter((row) => row.status !== 'deleted')
      .map((row) => ({ role: row.role, tenantId: row.tenant_id, userId: row.user_id }));
  });
}

/**
 * SECURITY: a job that waited begins as who asked for it, and only if they still may: roles are read anew. undefined:
 * they may not. A job without an account is the agent's own.
 */
export async function scopeOf(
  deps: { readonly database: AppDatabase; readonly system: PlatformScope },
  job: Pick<WaitingJob, 'actor' | 'tenant'>,
): Promise<{ readonly scope: TenantScope | PlatformScope; readonly mayOverride: boolean } | undefined> {
  const tenantId: TenantId | null = job.tenant?.id ?? null;
  const { accountId, name } = job.actor;
  const action: Action = tenantId === null ? 'apply.start-all' : 'apply.start';
  const grants = accountId === null ? [] : await grantsOf(deps, accountId);
  const grant = allowingGrant(grants, action, tenantId);
  if (accountId !== null && !grant) return undefined;
  const actor = { accountId, name, role: grant?.role ?? null, sessionId: null, source: null };
  return {
    scope: tenantId === null ? mintPlatformScope(actor) : mintTenantScope(tenantId, actor),
    mayOverride: accountId === null || allowingGrant(grants, 'apply.override-freeze', tenantId) !== undefined,
  };
}
