import { sql, type RawBuilder } from 'kysely';
import type { BoxId, Destination, DidId, DidView, E164, FlowId, TenantId, UserId } from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantScope, TenantTx, Tx } from '../../platform/database/index.ts';
import { destinationViewOf, leadsThere, namedIn, targetColumns, targetOf, type NamedRow } from '../tenant/index.ts';

/** A number as stored; `pending` is known to apply alone. */
export type StoredDid = Omit<DidView, 'pending'>;
export type AnyReadTx = ReadTx<TenantScope> | ReadTx<PlatformScope>;
export type AnyTx = TenantTx | Tx<PlatformScope>;
/** Whose numbers: a tenant's, or all of the box. */
export type DidSpace = { readonly tenantId: TenantId } | { readonly boxId: BoxId };

export interface DidRow extends NamedRow {
  id: DidId;
  number: E164;
  label: string;
  provider: string;
  note: string;
  port_in_on: string | null;
  tenant_id: TenantId | null;
  tenant_name: string | null;
  target_user_id: UserId | null;
  target_flow_id: FlowId | null;
  target_number: string | null;
  target_voicemail: boolean;
  revision: number;
  created_at: Date;
}

/** Of `dids d`. The names are looked up row by row: lists fetch a page first, and name what is on it. */
export const VIEW = sql`d.id, d.number, d.label, d.provider, d.note, to_char(d.port_in_on, 'YYYY-MM-DD') as port_in_on,
  d.tenant_id, (select t.name from tenants t where t.id = d.tenant_id) as tenant_name, d.target_user_id, d.target_flow_id,
  d.target_number, d.target_voicemail, ${namedIn('d', { prefix: 'target_', tenant: 'tenant_id' })} as named, d.revision, d.created_at`;

export const toDid = (row: DidRow): StoredDid => ({
  id: row.id,
  number: row.number,
  label: row.label,
  provider: row.provider,
  note: row.note,
  portInOn: row.port_in_on,
  status: row.tenant_id === null ? 'free' : targetOf(row) === null ? 'allocated' : 'assigned',
  tenantId: row.tenant_id,
  tenantName: row.tenant_name,
  target: destinationViewOf(targetOf(row), row),
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

export const inSpace = (space: DidSpace): RawBuilder<unknown> =>
  'tenantId' in space ? sql`d.tenant_id = ${space.tenantId}` : sql`d.box_id = ${space.boxId}`;

/** Those of the ids that are in the space, by number. */
export async function findDids(tx: AnyReadTx, space: DidSpace, ids: readonly DidId[]): Promise<StoredDid[]> {
  const { rows } = await sql<DidRow>`
    select ${VIEW} from dids d where ${inSpace(space)} and d.id = any(${ids}::text[])
    order by d.number collate "C"`.execute(tx.db);
  return rows.map(toDid);
}

/**
 * Locks the rows until the end of the transaction; everybody locks tenants first, then people, then numbers, each by id.
 * Those that aren't in the space are missing from the answer.
 */
export async function lockDids(tx: AnyReadTx, space: DidSpace, ids: readonly DidId[]): Promise<StoredDid[]> {
  await sql`
    select d.id from dids d where ${inSpace(space)} and d.id = any(${ids}::text[]) order by d.id for update`.execute(
    tx.db,
  );
  return findDids(tx, space, ids);
}

/** Those that lead there. */
export const leadsTo = (to: Destination): RawBuilder<unknown> => leadsThere('d', to);

/** The numbers that lead to one destination, locked, by number. */
export async function lockDidsOf(tx: TenantTx, to: Destination): Promise<StoredDid[]> {
  const { rows } = await sql<{ id: DidId }>`
    select d.id from dids d where d.tenant_id = ${tx.scope.tenantId} and ${leadsTo(to)}
    order by d.id for update`.execute(tx.db);
  const { tenantId } = tx.scope;
  return findDids(
    tx,
    { tenantId },
    rows.map(({ id }) => id),
  );
}

/** Keeps a tenant of this box where it is until the end of the transaction; undefined: there is none. */
export async function holdTenant(tx: Tx<PlatformScope>, boxId: BoxId, id: TenantId): Promise<boolean> {
  const { rows } = await sql`
    select id from tenants where box_id = ${boxId} and id = ${id} for key share`.execute(tx.db);
  return rows.length > 0;
}

export interface NewDid {
  readonly id: DidId;
  readonly boxId: BoxId;
  readonly number: E164;
  readonly label: string;
  readonly provider: string;
  readonly note: string;
  readonly portInOn: string | null;
}

/** false: the box has the number already (FR-102). */
export async function insertDid(tx: Tx<PlatformScope>, did: NewDid): Promise<boolean> {
  const made = await tx.db
    .insertInto('dids')
    .values({
      id: did.id,
      box_id: did.boxId,
      number: did.number,
      label: did.label,
      provider: did.provider,
      note: did.note,
      port_in_on: did.portInOn,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export async function findNumber(tx: Tx<PlatformScope>, boxId: BoxId, number: E164): Promise<StoredDid | undefined> {
  const { rows } = await sql<DidRow>`
    select ${VIEW} from dids d where d.box_id = ${boxId} and d.number collate "C" = ${number}`.execute(tx.db);
  return rows[0] && toDid(rows[0]);
}

export interface DidFields {
  readonly label?: string | undefined;
  readonly provider?: string | undefined;
  readonly note?: string | undefined;
  readonly portInOn?: string | null | undefined;
  readonly tenantId?: TenantId | null;
  readonly target?: Destination | null;
}

/** The same for all of them. Needs their lock. Counts each revision up. */
export async function saveDids(tx: AnyTx, ids: readonly DidId[], fields: DidFields): Promise<void> {
  await tx.db
    .updateTable('dids')
    .set((eb) => ({
      ...(fields.label === undefined ? {} : { label: fields.label }),
      ...(fields.provider === undefined ? {} : { provider: fields.provider }),
      ...(fields.note === undefined ? {} : { note: fields.note }),
      ...(fields.portInOn === undefined ? {} : { port_in_on: fields.portInOn }),
      ...(fields.tenantId === undefined ? {} : { tenant_id: fields.tenantId }),
      ...(fields.target === undefined ? {} : targetColumns(fields.target)),
      revision: eb('revision', '+', 1),
    }))
    .where(sql<boolean>`id = any(${ids}::text[])`)
    .execute();
}

/**
 * Gives a tenant's own numbers, without a destination, back to the platform.
 * SECURITY: numbers of nobody are out of a tenant's sight, so this one statement runs in the scope `platform`; it names
 * the tenant again, whatever ids it is given.
 */
export async function releaseDids(tx: TenantTx, ids: readonly DidId[]): Promise<void> {
  await sql`select set_config('app.scope', 'platform', true)`.execute(tx.db);
  await sql`
    update dids set tenant_id = null, label = '', revision = revision + 1
    where id = any(${ids}::text[]) and tenant_id = ${tx.scope.tenantId} and target_kind is null`.execute(tx.db);
  await sql`select set_config('app.scope', 'tenant', true)`.execute(tx.db);
}

export async function deleteDids(tx: Tx<PlatformScope>, ids: readonly DidId[]): Promise<void> {
  await sql`delete from dids where id = any(${ids}::text[])`.execute(tx.db);
}
