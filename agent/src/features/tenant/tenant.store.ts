import { sql } from 'kysely';
import type { Destination, TenantId, TenantView } from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';
import { columnsOf, destinationOf, destinationViewOf, namedIn } from './destination.store.ts';

type AnyReadTx = ReadTx | ReadTx<PlatformScope>;

/** All tenants that the scope sees, by name. */
export async function listTenants(tx: AnyReadTx): Promise<TenantView[]> {
  return (await selectViews(tx).execute()).map(toView);
}

export async function findTenant(tx: AnyReadTx, id: TenantId): Promise<TenantView | undefined> {
  const row = await selectViews(tx).where('t.id', '=', id).executeTakeFirst();
  return row && toView(row);
}

/** Locks the tenant's row: changes of a tenant and of its numbers take turns. */
export async function lockTenant(tx: AnyReadTx, id: TenantId): Promise<boolean> {
  return (
    (await tx.db.selectFrom('tenants').select('id').where('id', '=', id).forUpdate().executeTakeFirst()) !== undefined
  );
}

const selectViews = (tx: AnyReadTx) =>
  tx.db
    .selectFrom('tenants as t')
    .selectAll('t')
    .select(
      sql<number>`(select count(*)::int from users u where u.tenant_id = t.id and u.status <> 'deleted')`.as(
        'user_count',
      ),
    )
    .select(namedIn('t', { prefix: 'default_', tenant: 'id' }).as('named'))
    .orderBy(sql`lower(t.name)`)
    .orderBy('t.id');

type Row = Awaited<ReturnType<ReturnType<typeof selectViews>['executeTakeFirstOrThrow']>>;

const toView = (row: Row): TenantView => ({
  id: row.id,
  boxId: row.box_id,
  tag: row.tag,
  name: row.name,
  timezone: row.timezone,
  extMin: row.ext_min,
  extMax: row.ext_max,
  quarantineDays: row.quarantine_days,
  maxUsers: row.max_users,
  maxDevicesPerUser: row.max_devices_per_user,
  defaultDestination: destinationViewOf(
    destinationOf({
      user_id: row.default_user_id,
      flow_id: row.default_flow_id,
      number: row.default_number,
      voicemail: row.default_voicemail,
    }),
    row,
  ),
  parkSeconds: row.park_seconds,
  status: row.status,
  userCount: row.user_count,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

export type NewTenant = Pick<
  TenantView,
  | 'id'
  | 'boxId'
  | 'tag'
  | 'name'
  | 'timezone'
  | 'extMin'
  | 'extMax'
  | 'quarantineDays'
  | 'maxUsers'
  | 'maxDevicesPerUser'
>;

/** `tag-taken`: try another tag. `name-taken`: the box has a tenant of this name. */
export async function insertTenant(
  tx: Tx<PlatformScope>,
  tenant: NewTenant,
): Promise<'made' | 'tag-taken' | 'name-taken'> {
  const made = await tx.db
    .insertInto('tenants')
    .values({
      id: tenant.id,
      box_id: tenant.boxId,
      tag: tenant.tag,
      name: tenant.name,
      timezone: tenant.timezone,
      ext_min: tenant.extMin,
      ext_max: tenant.extMax,
      ext_next: tenant.extMin,
      quarantine_days: tenant.quarantineDays,
      max_users: tenant.maxUsers,
      max_devices_per_user: tenant.maxDevicesPerUser,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return 'made';
  const tagTaken = await tx.db.selectFrom('tenants').select('id').where('tag', '=', tenant.tag).executeTakeFirst();
  return tagTaken ? 'tag-taken' : 'name-taken';
}

type Changeable = 'name' | 'timezone' | 'extMin' | 'extMax' | 'quarantineDays' | 'parkSeconds' | 'status';
export type TenantFields = { readonly [K in Changeable]?: TenantView[K] | undefined } & {
  readonly defaultDestination?: Destination | null | undefined;
};

/** Throws a unique violation of `tenants_name` when another tenant of the box has the name. Needs the lock. */
export async function saveTenant(tx: ReadTx, id: TenantId, fields: TenantFields): Promise<void> {
  await tx.db
    .updateTable('tenants')
    .set((eb) => ({
      ...(fields.name === undefined ? {} : { name: fields.name }),
      ...(fields.timezone === undefined ? {} : { timezone: fields.timezone }),
      // The search for a free number begins anew in the new range.
      ...(fields.extMin === undefined ? {} : { ext_min: fields.extMin, ext_next: fields.extMin }),
      ...(fields.extMax === undefined ? {} : { ext_max: fields.extMax }),
      ...(fields.quarantineDays === undefined ? {} : { quarantine_days: fields.quarantineDays }),
      ...(fields.parkSeconds === undefined ? {} : { park_seconds: fields.parkSeconds }),
      ...(fields.status === undefined ? {} : { status: fields.status }),
      ...(fields.defaultDestination === undefined ? {} : defaultColumns(fields.defaultDestination)),
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

function defaultColumns(to: Destination | null) {
  const { user_id, flow_id, number, voicemail } = columnsOf(to);
  return { default_user_id: user_id, default_flow_id: flow_id, default_number: number, default_voicemail: voicemail };
}

/** Numbers in use outside the range, lowest first, at most `limit`. */
export async function numbersOutside(
  tx: ReadTx<TenantScope>,
  id: TenantId,
  range: readonly [number, number],
): Promise<number[]> {
  const rows = await tx.db
    .selectFrom('extensions')
    .select('number')
    .where('tenant_id', '=', id)
    .where('quarantined_until', 'is', null)
    .where((eb) => eb.or([eb('number', '<', range[0]), eb('number', '>', range[1])]))
    .orderBy('number')
    .limit(6)
    .execute();
  return rows.map((row) => row.number);
}
