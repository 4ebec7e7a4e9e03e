import { sql } from 'kysely';
import type { BoxId, Price, TenantId, TenantTag } from '@synergycall/domain';
import type { PlatformScope, PlatformTx, ReadTx } from '../../platform/database/index.ts';

type PlatformRead = Pick<ReadTx<PlatformScope>, 'db'>;

/** Whose list: a tenant's own, or, null, the box's. */
export interface ListOf {
  readonly boxId: BoxId;
  readonly tenantId: TenantId | null;
}

/** By prefix. */
export async function readPrices({ db }: PlatformRead, { boxId, tenantId }: ListOf): Promise<Price[]> {
  const rows = await db
    .selectFrom('prices')
    .select(['prefix', 'name', 'micros'])
    .where('box_id', '=', boxId)
    .where('tenant_id', tenantId === null ? 'is' : '=', tenantId)
    .execute();
  return rows
    .map(({ micros, ...price }) => ({ ...price, micros: Number(micros) }))
    .toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

/** The whole list. Needs `lockPrices`. */
export async function replacePrices(tx: PlatformTx, of: ListOf, prices: readonly Price[]): Promise<void> {
  const { boxId, tenantId } = of;
  await tx.db
    .deleteFrom('prices')
    .where('box_id', '=', boxId)
    .where('tenant_id', tenantId === null ? 'is' : '=', tenantId)
    .execute();
  if (prices.length === 0) return;
  await sql`
    insert into prices (box_id, tenant_id, prefix, name, micros)
    select ${boxId}, ${tenantId}, prefix, name, micros
    from unnest(${prices.map(({ prefix }) => prefix)}::text[], ${prices.map(({ name }) => name)}::text[],
      ${prices.map(({ micros }) => micros)}::bigint[]) as given (prefix, name, micros)`.execute(tx.db);
}

/** Until the transaction ends nobody changes a list of the box, or its currency. */
export async function lockPrices({ db }: PlatformRead, boxId: BoxId): Promise<void> {
  await db.selectFrom('boxes').select('id').where('id', '=', boxId).forUpdate().execute();
}

/** Is there a price for every number that this tenant may call? */
export async function hasPrices({ db }: PlatformRead, { boxId, tenantId }: ListOf): Promise<boolean> {
  const row = await db
    .selectFrom('prices')
    .select('prefix')
    .where('box_id', '=', boxId)
    .where('prefix', '=', '')
    .where((eb) => eb.or([eb('tenant_id', 'is', null), eb('tenant_id', '=', tenantId)]))
    .executeTakeFirst();
  return row !== undefined;
}

/** Is there a limit that no price would be there for, if this list had none for every other number? */
export async function whoNeedsPrices({ db }: PlatformRead, { boxId, tenantId }: ListOf): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    select t.name from tenants t
    where t.box_id = ${boxId} and t.spend_per_day is not null and (${tenantId}::text is null or t.id = ${tenantId})
      and not exists (select 1 from prices p where p.box_id = ${boxId} and p.prefix = ''
        and case when ${tenantId}::text is null then p.tenant_id = t.id else p.tenant_id is null end)
    order by t.name limit 1`.execute(db);
  return rows[0]?.name;
}

export async function currencyOf({ db }: PlatformRead, boxId: BoxId): Promise<string> {
  const box = await db.selectFrom('boxes').select('currency').where('id', '=', boxId).executeTakeFirstOrThrow();
  return box.currency;
}

export async function saveCurrency({ db }: PlatformTx, boxId: BoxId, currency: string): Promise<void> {
  await db.updateTable('boxes').set({ currency }).where('id', '=', boxId).execute();
}

/** Every list of the box as AstDB names them: a tenant's by its tag. */
export async function allPrices(
  { db }: PlatformRead,
  boxId: BoxId,
): Promise<{ readonly list: TenantTag | 'box'; readonly prefix: string; readonly micros: string }[]> {
  const rows = await db
    .selectFrom('prices as p')
    .leftJoin('tenants as t', 't.id', 'p.tenant_id')
    .select(['t.tag', 'p.prefix', 'p.micros'])
    .where('p.box_id', '=', boxId)
    .execute();
  return rows.map(({ tag, ...price }) => ({ list: tag ?? ('box' as const), ...price }));
}
