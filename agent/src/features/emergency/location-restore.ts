import { sql } from 'kysely';
import type { LocationId, LocationSnapshot, UserId } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { findLocation, saveDefault, saveLocation } from './location.store.ts';

/** Until the transaction ends, nobody changes a location of the tenant. After the tenant. */
export async function lockLocations(tx: ReadTx): Promise<void> {
  await sql`select id from locations where tenant_id = ${tx.scope.tenantId} order by id for update`.execute(tx.db);
}

/**
 * Gives locations their names and numbers of that time, with an audit row each; one that was deleted is there again, with
 * the address that it had. Needs `lockLocations` and the tenant's lock; the numbers must be the tenant's.
 */
export async function restoreLocations(
  tx: TenantTx,
  { set, defaultTo }: { readonly set: readonly LocationSnapshot[]; readonly defaultTo: LocationId | null },
): Promise<void> {
  for (const { id, name, callerId = null } of set) {
    const before = await findLocation(tx, id);
    const { address, notify_emails, notify_user_ids } = await tx.db
      .selectFrom('locations')
      .select(['address', 'notify_emails', 'notify_user_ids'])
      .where('tenant_id', '=', tx.scope.tenantId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const notifyUserIds: UserId[] = notify_user_ids;
    await saveLocation(tx, id, { name, callerId, address, notifyEmails: notify_emails, notifyUserIds });
    const after = await findLocation(tx, id);
    await tx.audit({
      action: before ? 'location.update' : 'location.create',
      entity: { kind: 'location', id, name },
      ...(before && { before }),
      after: after ?? null,
    });
  }
  if (defaultTo !== null) await saveDefault(tx, defaultTo);
}
