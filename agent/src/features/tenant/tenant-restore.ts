import { sql } from 'kysely';
import type { Destination } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { findTenant, saveTenant } from './tenant.store.ts';

/**
 * Does another tenant of the box have this name? SECURITY: other tenants are out of a tenant's sight, so this one
 * question is asked in the scope `auth`, and nothing but yes or no comes out (as a refused renaming tells too).
 */
export async function isNameTaken(tx: ReadTx, name: string): Promise<boolean> {
  await sql`select set_config('app.scope', 'auth', true)`.execute(tx.db);
  const { rows } = await sql<{ taken: boolean }>`
    select exists (select from tenants t where lower(t.name) = lower(${name}::text) and t.id <> ${tx.scope.tenantId}
      and t.box_id = (select o.box_id from tenants o where o.id = ${tx.scope.tenantId})) as taken`.execute(tx.db);
  await sql`select set_config('app.scope', 'tenant', true)`.execute(tx.db);
  return rows[0]?.taken ?? false;
}

/** Name, timezone, default destination and parking time of an earlier time. Needs the tenant's lock; the name must be free. */
export async function restoreTenant(
  tx: TenantTx,
  fields: {
    readonly name: string;
    readonly timezone: string;
    readonly defaultDestination: Destination | null;
    readonly parkSeconds: number;
  },
): Promise<void> {
  const { tenantId } = tx.scope;
  const before = await findTenant(tx, tenantId);
  await saveTenant(tx, tenantId, fields);
  const after = await findTenant(tx, tenantId);
  if (!before || !after) throw new Error('the tenant of this scope is gone');
  const { userCount: _was, ...was } = before;
  const { userCount: _is, ...is } = after;
  const entity = { kind: 'tenant', id: tenantId, name: after.name };
  await tx.audit({ action: 'tenant.update', entity, before: was, after: is });
}
