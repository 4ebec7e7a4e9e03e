import type { BoxId, TenantId, TrunkId, TrunkSnapshot, TrunkView } from '@synergycall/domain';
import type { Secret } from '../../platform/crypto/index.ts';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';

/** Tenants and the platform read and write the same tables; row-level security says what each of them meets. */
export type TrunkRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;
export type TrunkTx = Tx<TenantScope | PlatformScope>;

export type StoredTrunk = Omit<TrunkView, 'pending'> & {
  readonly boxId: BoxId;
  readonly credentialsVersion: number | null;
};
export type TrunkFields = Omit<
  StoredTrunk,
  | 'id'
  | 'boxId'
  | 'tenantId'
  | 'tenantName'
  | 'username'
  | 'hasCredentials'
  | 'credentialsVersion'
  | 'revision'
  | 'createdAt'
>;

/** What a sealed password belongs to: in another trunk's row it doesn't open. */
const secretPlace = (id: TrunkId): string => `trunk:${id}`;

/** SECURITY: never `secret_sealed`; what opens it reads it by itself. */
const query = ({ db }: TrunkRead) =>
  db
    .selectFrom('trunks')
    // Both outer: of a trunk of the box a tenant sees neither.
    .leftJoin('trunk_credentials', 'trunk_credentials.trunk_id', 'trunks.id')
    .leftJoin('tenants', 'tenants.id', 'trunks.tenant_id')
    .selectAll('trunks')
    .select(['trunk_credentials.username', 'tenants.name as tenant_name'])
    .orderBy('trunks.id');

type Row = Awaited<ReturnType<ReturnType<typeof query>['execute']>>[number];

const toTrunk = (row: Row): StoredTrunk => ({
  id: row.id,
  boxId: row.box_id,
  tenantId: row.tenant_id,
  tenantName: row.tenant_name,
  name: row.name,
  kind: row.kind,
  host: row.host,
  port: row.port,
  transport: row.transport,
  username: row.username,
  hasCredentials: row.credentials_version !== null,
  credentialsVersion: row.credentials_version,
  fromUser: row.from_user,
  fromDomain: row.from_domain,
  matchAddresses: row.match_addresses,
  codecs: row.codecs,
  callerId: row.caller_id,
  called: row.called,
  inbound: row.inbound,
  channelLimit: row.channel_limit,
  allowPrivate: row.allow_private,
  enabled: row.enabled,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

/** All that the scope sees on a box: the platform every one, a tenant its own and those of the box. */
export const listTrunks = async (tx: TrunkRead, boxId: BoxId): Promise<readonly StoredTrunk[]> =>
  (await query(tx).where('trunks.box_id', '=', boxId).execute()).map(toTrunk);

export async function findTrunk(tx: TrunkRead, id: TrunkId): Promise<StoredTrunk | undefined> {
  const row = await query(tx).where('trunks.id', '=', id).executeTakeFirst();
  return row && toTrunk(row);
}

/** The trunks that a tenant's rules may name, enabled or not: its own and those of its box. */
export async function trunkNames({ db }: TrunkRead, tenantId: TenantId): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('trunks')
    .select(['id', 'name'])
    .where((eb) =>
      eb.or([
        eb('tenant_id', '=', tenantId),
        eb.and([
          eb('tenant_id', 'is', null),
          eb('box_id', '=', eb.selectFrom('tenants').select('tenants.box_id').where('tenants.id', '=', tenantId)),
        ]),
      ]),
    )
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The trunks of the box that are switched on; a tenant sees which, but not whether they were applied. */
export const enabledBoxTrunks = ({ db }: TrunkRead, boxId: BoxId): Promise<{ readonly id: TrunkId }[]> =>
  db
    .selectFrom('trunks')
    .select('id')
    .where('box_id', '=', boxId)
    .where('tenant_id', 'is', null)
    .where('enabled', '=', true)
    .execute();

/** Until the end of the transaction nobody else changes it. */
export async function lockTrunk(tx: TrunkTx, id: TrunkId): Promise<StoredTrunk | undefined> {
  const locked = await tx.db.selectFrom('trunks').select('id').where('id', '=', id).forUpdate().execute();
  return locked.length === 0 ? undefined : findTrunk(tx, id);
}

const columns = (fields: TrunkFields) => ({
  name: fields.name,
  kind: fields.kind,
  host: fields.host,
  port: fields.port,
  transport: fields.transport,
  from_user: fields.fromUser,
  from_domain: fields.fromDomain,
  match_addresses: [...fields.matchAddresses],
  codecs: [...fields.codecs],
  caller_id: JSON.stringify(fields.callerId),
  called: JSON.stringify(fields.called),
  inbound: JSON.stringify(fields.inbound),
  channel_limit: fields.channelLimit,
  allow_private: fields.allowPrivate,
  enabled: fields.enabled,
});

export async function insertTrunk(
  tx: TrunkTx,
  trunk: {
    readonly id: TrunkId;
    readonly boxId: BoxId;
    readonly tenantId: TenantId | null;
    readonly fields: TrunkFields;
  },
): Promise<void> {
  const { id, boxId, tenantId, fields } = trunk;
  await tx.db
    .insertInto('trunks')
    .values({ id, box_id: boxId, tenant_id: tenantId, credentials_version: null, ...columns(fields) })
    .execute();
}

export async function saveTrunk(tx: TrunkTx, id: TrunkId, fields: TrunkFields): Promise<void> {
  await tx.db
    .updateTable('trunks')
    .set((eb) => ({ ...columns(fields), revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export const removeTrunk = async (tx: TrunkTx, id: TrunkId): Promise<void> =>
  void (await tx.db.deleteFrom('trunks').where('id', '=', id).execute());

/** Each change of user name or password is a version of its own. `secret` undefined: the password stays. */
export async function saveCredentials(
  tx: TrunkTx,
  keyring: Keyring,
  what: {
    readonly trunk: Pick<StoredTrunk, 'id' | 'tenantId'>;
    readonly username: string;
    readonly secret: Secret | undefined;
  },
): Promise<void> {
  const { trunk, username, secret } = what;
  if (secret) {
    const secret_sealed = keyring.seal(secret, secretPlace(trunk.id));
    await tx.db
      .insertInto('trunk_credentials')
      .values({ trunk_id: trunk.id, tenant_id: trunk.tenantId, username, secret_sealed })
      .onConflict((conflict) => conflict.column('trunk_id').doUpdateSet({ username, secret_sealed }))
      .execute();
  } else {
    await tx.db.updateTable('trunk_credentials').set({ username }).where('trunk_id', '=', trunk.id).execute();
  }
  await tx.db
    .updateTable('trunks')
    .set((eb) => ({ credentials_version: eb(eb.fn.coalesce('credentials_version', eb.lit(0)), '+', 1) }))
    .where('id', '=', trunk.id)
    .execute();
}

/** The enabled trunks of a tenant (null: of the box itself) as a snapshot has them, by id. */
export async function trunkSnapshots(
  tx: TrunkRead,
  of: { readonly boxId: BoxId; readonly tenantId: null } | { readonly tenantId: TenantId },
): Promise<readonly TrunkSnapshot[]> {
  const some = query(tx).where('trunks.enabled', '=', true);
  const rows = await (
    of.tenantId === null
      ? some.where('trunks.tenant_id', 'is', null).where('trunks.box_id', '=', of.boxId)
      : some.where('trunks.tenant_id', '=', of.tenantId)
  ).execute();
  return rows.map((row) => {
    const { id, name, kind, host, port, transport, username, credentialsVersion, ...trunk } = toTrunk(row);
    const { fromUser, fromDomain, matchAddresses, codecs, callerId, called, inbound, channelLimit } = trunk;
    const how = { fromUser, fromDomain, matchAddresses, codecs, callerId, called, inbound, channelLimit };
    return { id, name, kind, host, port, transport, username, credentialsVersion, ...how };
  });
}

/** SECURITY: opens the passwords of a tenant's trunks (null: the box's), for `ps_auths` alone. */
export async function trunkCredentials(
  { db }: TrunkRead,
  keyring: Keyring,
  tenantId: TenantId | null,
): Promise<ReadonlyMap<TrunkId, { readonly username: string; readonly password: Secret }>> {
  const rows = await db
    .selectFrom('trunk_credentials')
    .selectAll()
    .where((eb) => (tenantId === null ? eb('tenant_id', 'is', null) : eb('tenant_id', '=', tenantId)))
    .execute();
  return new Map(
    rows.map(({ trunk_id: id, username, secret_sealed: sealed }) => [
      id,
      { username, password: keyring.open(sealed, secretPlace(id)) },
    ]),
  );
}
