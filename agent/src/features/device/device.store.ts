import { sql, type Selectable } from 'kysely';
import type {
  Codec,
  DeviceId,
  listDevicesInput,
  LocationId,
  Nat,
  SipUsername,
  TenantTag,
  Transport,
  UserId,
} from '@synergycall/domain';
import type { DeviceTable, ReadTx, TenantTx } from '../../platform/database/index.ts';
import type { z } from 'zod';
import { containing, writeCursor, type Cursor, type StoredDevice } from '../user/index.ts';

type ListDevices = z.infer<typeof listDevicesInput>;

type Row = Omit<Selectable<DeviceTable>, 'secret_sealed' | 'replaces'>;

const toDevice = (row: Row): StoredDevice => ({
  id: row.id,
  tenantId: row.tenant_id,
  userId: row.user_id,
  label: row.label,
  sipUsername: row.sip_username,
  transport: row.transport,
  nat: row.nat,
  codecs: row.codecs,
  enabled: row.enabled,
  locationId: row.location_id,
  revokedAt: row.revoked_at?.toISOString() ?? null,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

/** SECURITY: never `secret_sealed`; what opens it reads it by itself. */
const COLUMNS = [
  'id',
  'tenant_id',
  'user_id',
  'label',
  'sip_username',
  'secret_version',
  'transport',
  'nat',
  'codecs',
  'enabled',
  'location_id',
  'revoked_at',
  'revision',
  'created_at',
] as const;

const devices = (tx: ReadTx) => tx.db.selectFrom('devices').select(COLUMNS).where('tenant_id', '=', tx.scope.tenantId);

export async function findDevice(tx: ReadTx, id: DeviceId): Promise<StoredDevice | undefined> {
  const row = await devices(tx).where('id', '=', id).executeTakeFirst();
  return row && toDevice(row);
}

/** Several at once, by id. */
export async function findDevices(tx: ReadTx, ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, StoredDevice>> {
  if (ids.length === 0) return new Map();
  const rows = await devices(tx)
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, toDevice(row)]));
}

/** Locks the device's row until the end of the transaction. */
export async function lockDevice(tx: ReadTx, id: DeviceId): Promise<StoredDevice | undefined> {
  const row = await devices(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toDevice(row);
}

/** A person's devices, oldest first, revoked ones last. */
export async function devicesOf(tx: ReadTx, userId: UserId): Promise<StoredDevice[]> {
  const rows = await devices(tx)
    .where('user_id', '=', userId)
    .orderBy(sql`revoked_at is not null`)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toDevice);
}

/** What a new device needs to know of its tenant and box, and how many of the user's devices count. */
export async function placeFor(
  tx: ReadTx,
  userId: UserId,
): Promise<{ tag: TenantTag; realm: string; maxDevicesPerUser: number; count: number } | undefined> {
  const { rows } = await sql<{ tag: TenantTag; realm: string; maxDevicesPerUser: number; count: number }>`
    select t.tag, b.realm, t.max_devices_per_user as "maxDevicesPerUser",
      (select count(*)::int from devices d where d.tenant_id = t.id and d.user_id = ${userId} and d.revoked_at is null) as count
    from tenants t join boxes b on b.id = t.box_id where t.id = ${tx.scope.tenantId}`.execute(tx.db);
  return rows[0];
}

export interface NewDevice {
  readonly id: DeviceId;
  readonly userId: UserId;
  readonly label: string;
  readonly sipUsername: SipUsername;
  readonly sealed: string;
  readonly transport: Transport;
  readonly nat: Nat;
  readonly codecs: readonly Codec[];
}

/** undefined: the SIP username is taken on this database; draw another. */
export async function insertDevice(tx: TenantTx, device: NewDevice): Promise<StoredDevice | undefined> {
  const row = await tx.db
    .insertInto('devices')
    .values({
      id: device.id,
      tenant_id: tx.scope.tenantId,
      user_id: device.userId,
      label: device.label,
      sip_username: device.sipUsername,
      secret_sealed: device.sealed,
      transport: device.transport,
      nat: device.nat,
      codecs: [...device.codecs],
    })
    .onConflict((conflict) => conflict.column('sip_username').doNothing())
    .returning(COLUMNS)
    .executeTakeFirst();
  return row && toDevice(row);
}

export interface DeviceFields {
  readonly label?: string;
  readonly transport?: Transport;
  readonly nat?: Nat;
  readonly codecs?: readonly Codec[];
  readonly enabled?: boolean;
  readonly locationId?: LocationId | null;
  readonly revoked?: true;
  /** A new sealed secret; counts the secret's version up. */
  readonly sealed?: string;
}

/** Needs the lock. Counts the revision up. */
export async function saveDevice(tx: TenantTx, id: DeviceId, fields: DeviceFields): Promise<StoredDevice> {
  const row = await tx.db
    .updateTable('devices')
    .set((eb) => ({
      ...(fields.label === undefined ? {} : { label: fields.label }),
      ...(fields.transport === undefined ? {} : { transport: fields.transport }),
      ...(fields.nat === undefined ? {} : { nat: fields.nat }),
      ...(fields.codecs === undefined ? {} : { codecs: [...fields.codecs] }),
      ...(fields.enabled === undefined ? {} : { enabled: fields.enabled }),
      ...(fields.locationId === undefined ? {} : { location_id: fields.locationId }),
      ...(fields.revoked === undefined ? {} : { revoked_at: sql<Date>`now()` }),
      ...(fields.sealed === undefined
        ? {}
        : { secret_sealed: fields.sealed, secret_version: eb('secret_version', '+', 1) }),
      revision: eb('revision', '+', 1),
    }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return toDevice(row);
}

/** Until the end of the transaction it is there and not deleted. */
export async function isLocation(tx: TenantTx, id: LocationId): Promise<boolean> {
  const { rows } = await sql`
    select id from locations where tenant_id = ${tx.scope.tenantId} and id = ${id} and deleted_at is null
    for share`.execute(tx.db);
  return rows.length > 0;
}

/** In use first, then revoked ones; each by label. `search`: part of label, SIP username or owner's name. */
export async function listDevices(
  tx: ReadTx,
  query: Omit<ListDevices, 'cursor' | 'tenantId'> & { cursor: Cursor | undefined },
): Promise<{ rows: StoredDevice[]; nextCursor: string | null; total: number }> {
  const key = sql<string>`((case when d.revoked_at is null then '0' else '1' end || lower(d.label collate "und-x-icu")) collate "und-x-icu")`;
  const pattern = query.search ? containing(query.search) : undefined;
  const filter = [
    sql`d.tenant_id = ${tx.scope.tenantId}`,
    ...(query.userId === undefined ? [] : [sql`d.user_id = ${query.userId}`]),
    ...(pattern === undefined
      ? []
      : [
          sql`(lower(d.label collate "und-x-icu") like lower(${pattern}::text collate "und-x-icu") or d.sip_username like lower(${pattern}::text)
        or lower(u.name collate "und-x-icu") like lower(${pattern}::text collate "und-x-icu"))`,
        ]),
  ];
  // By the whole key, one by one: see FROM in user.store.ts.
  const from = sql`devices d join lateral (
    select x.name from users x where x.tenant_id = d.tenant_id and x.id = d.user_id limit 1) u on true`;
  const after = query.cursor ? [sql`(${key}, d.id::text collate "C") > (${query.cursor.key}, ${query.cursor.id})`] : [];
  const columns = sql.join(COLUMNS.map((column) => sql.ref(`d.${column}`)));
  const { rows } = await sql<Row & { sort_key: string }>`
    select ${columns}, ${key} as sort_key from ${from}
    where ${sql.join([...filter, ...after], sql` and `)} order by ${key}, d.id::text collate "C" limit ${query.limit + 1}`.execute(
    tx.db,
  );
  const count = await sql<{
    total: number;
  }>`select count(*)::int as total from ${from} where ${sql.join(filter, sql` and `)}`.execute(tx.db);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(toDevice),
    nextCursor: last ? writeCursor({ key: last.sort_key, id: last.id }) : null,
    total: count.rows[0]?.total ?? 0,
  };
}

/** A phone that live status is shown for. */
export interface RosterEntry {
  readonly deviceId: DeviceId;
  readonly userId: UserId;
  readonly sipUsername: SipUsername;
}

/** The tenant's tag and its devices that aren't revoked, by id. */
export async function readRoster(tx: ReadTx): Promise<{ tag: TenantTag | undefined; phones: RosterEntry[] }> {
  const tenant = await tx.db.selectFrom('tenants').select('tag').where('id', '=', tx.scope.tenantId).executeTakeFirst();
  const rows = await devices(tx).where('revoked_at', 'is', null).orderBy('id').execute();
  return {
    tag: tenant?.tag,
    phones: rows.map((row) => ({ deviceId: row.id, userId: row.user_id, sipUsername: row.sip_username })),
  };
}
