import { sql } from 'kysely';
import type { E164, LocationId, LocationSnapshot, LocationView, TenantId, UserId } from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantScope, TenantTx } from '../../platform/database/index.ts';

type AnyRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;
/** A location as stored; `pending` is known to apply alone. */
export type StoredLocation = Omit<LocationView, 'pending'>;

interface Row {
  id: LocationId;
  tenant_id: TenantId;
  name: string;
  address: string;
  caller_id: string | null;
  notify_emails: string[];
  notify_user_ids: UserId[];
  is_default: boolean;
  device_count: number;
  revision: number;
  created_at: Date;
}
const COLUMNS = sql`l.id, l.tenant_id, l.name, l.address, l.caller_id, l.notify_emails, l.notify_user_ids, l.revision,
  l.created_at,
  exists (select 1 from tenants t where t.id = l.tenant_id and t.default_location_id = l.id) as is_default,
  (select count(*)::int from devices d where d.tenant_id = l.tenant_id and d.location_id = l.id
    and d.revoked_at is null) as device_count`;

const toLocation = (row: Row): StoredLocation => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  address: row.address,
  // The foreign key lets nothing else in.
  callerId: row.caller_id as E164 | null,
  notifyEmails: row.notify_emails,
  notifyUserIds: row.notify_user_ids,
  isDefault: row.is_default,
  deviceCount: row.device_count,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

export async function findLocation(tx: ReadTx, id: LocationId): Promise<StoredLocation | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from locations l
    where l.tenant_id = ${tx.scope.tenantId} and l.id = ${id} and l.deleted_at is null`.execute(tx.db);
  return rows[0] && toLocation(rows[0]);
}

/** All of them by name: a tenant has few (MOST_LOCATIONS). */
export async function listLocations(tx: ReadTx): Promise<StoredLocation[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from locations l where l.tenant_id = ${tx.scope.tenantId} and l.deleted_at is null
    order by lower(l.name collate "und-x-icu"), l.id`.execute(tx.db);
  return rows.map(toLocation);
}

/** Until the end of the transaction nobody changes it, nor sets it for a device. */
export async function lockLocation(tx: TenantTx, id: LocationId): Promise<StoredLocation | undefined> {
  await sql`
    select id from locations where tenant_id = ${tx.scope.tenantId} and id = ${id} for update`.execute(tx.db);
  return findLocation(tx, id);
}

export type LocationFields = Pick<LocationView, 'name' | 'address' | 'callerId' | 'notifyEmails' | 'notifyUserIds'>;
const columnsOf = (fields: LocationFields) => ({
  name: fields.name,
  address: fields.address,
  caller_id: fields.callerId,
  notify_emails: [...fields.notifyEmails],
  notify_user_ids: [...fields.notifyUserIds],
});

/** Throws a violation of `locations_caller_id` when the number is not the tenant's. */
export async function insertLocation(tx: TenantTx, id: LocationId, fields: LocationFields): Promise<void> {
  await tx.db
    .insertInto('locations')
    .values({ id, tenant_id: tx.scope.tenantId, ...columnsOf(fields) })
    .execute();
}

/** The same; needs the lock. Counts the revision up; one that was deleted is there again. */
export async function saveLocation(tx: TenantTx, id: LocationId, fields: LocationFields): Promise<void> {
  await tx.db
    .updateTable('locations')
    .set((eb) => ({ ...columnsOf(fields), deleted_at: null, revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** Lets go of its number; the row stays for the record. Needs the lock; nothing may stand there any more. */
export async function removeLocation(tx: TenantTx, id: LocationId): Promise<void> {
  await tx.db
    .updateTable('locations')
    .set((eb) => ({ deleted_at: sql<Date>`now()`, caller_id: null, revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** Needs the tenant's lock. Counts its revision up. */
export async function saveDefault(tx: TenantTx, id: LocationId | null): Promise<void> {
  await tx.db
    .updateTable('tenants')
    .set((eb) => ({ default_location_id: id, revision: eb('revision', '+', 1) }))
    .where('id', '=', tx.scope.tenantId)
    .execute();
}

/** Whose phones stand at the first stand at the other from then on, revoked ones too. Answers with their labels. */
export async function moveDevices(tx: TenantTx, from: LocationId, to: LocationId | null): Promise<string[]> {
  const moved = await tx.db
    .updateTable('devices')
    .set((eb) => ({ location_id: to, revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('location_id', '=', from)
    .returning('label')
    .execute();
  return moved.map(({ label }) => label);
}

export async function countLocations(tx: ReadTx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from locations where tenant_id = ${tx.scope.tenantId} and deleted_at is null`.execute(
    tx.db,
  );
  return rows[0]?.count ?? 0;
}

/** One of these who is nobody of the tenant's; undefined: all are. */
export async function strangerAmong(tx: ReadTx, ids: readonly UserId[]): Promise<UserId | undefined> {
  if (ids.length === 0) return undefined;
  const rows = await tx.db
    .selectFrom('users')
    .select('id')
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('status', '<>', 'deleted')
    .where('id', 'in', [...ids])
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  return ids.find((id) => !known.has(id));
}

/** As a snapshot has them, by id. */
export async function locationSnapshots({ db }: AnyRead, tenantId: TenantId): Promise<readonly LocationSnapshot[]> {
  const rows = await db
    .selectFrom('locations')
    .select(['id', 'name', 'caller_id'])
    .where('tenant_id', '=', tenantId)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ id, name, caller_id }) => ({
    id,
    name,
    ...(caller_id !== null && { callerId: caller_id as E164 }),
  }));
}
