import { sql, type RawBuilder } from 'kysely';
import { searchedDigits, type ListDids, type ListInventory, type TenantId, type UserId } from '@synergycall/domain';
import { containing, writeCursor, type Cursor } from '../user/index.ts';
import { inSpace, toDid, VIEW, type AnyReadTx, type DidRow, type DidSpace, type StoredDid } from './did.store.ts';

export type DidQuery = Pick<ListDids, 'search' | 'status' | 'provider' | 'sort' | 'descending' | 'limit'> & {
  readonly cursor: Cursor | undefined;
  readonly userId?: UserId | undefined;
  readonly inTenant?: ListInventory['inTenant'];
};
export interface DidList {
  readonly rows: StoredDid[];
  readonly nextCursor: string | null;
  readonly total: number;
  readonly providers: string[];
}

/** A filter that nobody can look through helps nobody. */
const MOST_PROVIDERS = 500;

interface Sort {
  readonly key: RawBuilder<unknown>;
  /** The key as a cursor carries it, and back. */
  readonly text: RawBuilder<string>;
  readonly read: (key: string) => RawBuilder<unknown>;
}
const NUMBER = sql`d.number collate "C"`;
/** Each key with the number after it is an index of the box and of each tenant. */
const SORTS: Record<ListDids['sort'], Sort> = {
  number: { key: NUMBER, text: sql`d.number`, read: (key) => sql`${key}` },
  label: { key: sql`d.label_key`, text: sql`d.label_key`, read: (key) => sql`${key}` },
  created: {
    key: sql`d.created_at`,
    text: sql`(extract(epoch from d.created_at) * 1000000)::bigint::text`,
    read: (key) => sql`(timestamptz 'epoch' + ${key}::bigint * interval '1 microsecond')`,
  },
};

/** Did a list sorted like this give out the cursor? One made up must not become an error of the database. */
export const fitsSort = (cursor: Cursor, sort: ListDids['sort']): boolean =>
  sort !== 'created' || /^\d{1,17}$/.test(cursor.key);

/** A page of the numbers in the space, how many pass the filters, and the providers that occur in the space. */
export async function listDids(tx: AnyReadTx, space: DidSpace, query: DidQuery): Promise<DidList> {
  const filter = sql.join([inSpace(space), ...filtersOf(query)], sql` and `);
  const { key, text, read } = SORTS[query.sort];
  const [beyond, direction] = query.descending ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  // The number itself settles ties: a box has it once.
  const order = query.sort === 'number' ? [NUMBER] : [key, NUMBER];
  const after = query.cursor && [read(query.cursor.key), sql`${query.cursor.id}`].slice(-order.length);
  const { rows } = await sql<DidRow & { sort_key: string }>`
    with d as materialized (
      select d.*, ${text} as sort_key, row_number() over () as place from (
        select d.* from dids d where ${filter}
          ${after ? sql`and (${sql.join(order)}) ${beyond} (${sql.join(after)})` : sql``}
        order by ${sql.join(order.map((one) => sql`${one} ${direction}`))} limit ${query.limit + 1}) d)
    select ${VIEW}, d.sort_key from d order by d.place`.execute(tx.db);
  const count = await sql<{ total: number }>`
    select count(*)::int as total from dids d where ${filter}`.execute(tx.db);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(toDid),
    nextCursor: last ? writeCursor({ key: last.sort_key, id: last.number }) : null,
    total: count.rows[0]?.total ?? 0,
    providers: await providersIn(tx, space),
  };
}

function filtersOf({ search, status, provider, userId, inTenant }: DidQuery): RawBuilder<unknown>[] {
  return [
    ...(search === undefined || search === '' ? [] : [matches(search)]),
    ...(status === undefined ? [] : [IN_STATUS[status]]),
    ...(provider === undefined ? [] : [sql`d.provider collate "C" = ${provider}`]),
    ...(userId === undefined ? [] : [sql`d.target_user_id = ${userId}`]),
    ...(inTenant === undefined ? [] : [ofTenant(inTenant)]),
  ];
}
const ofTenant = (id: TenantId | null) => (id === null ? sql`d.tenant_id is null` : sql`d.tenant_id = ${id}`);
const IN_STATUS = {
  free: sql`d.tenant_id is null`,
  allocated: sql`(d.tenant_id is not null and d.target_user_id is null)`,
  assigned: sql`d.target_user_id is not null`,
} as const;

function matches(term: string): RawBuilder<unknown> {
  const words = sql`d.words like lower(${containing(term)}::text collate "und-x-icu") collate "C"`;
  const digits = searchedDigits(term);
  return digits === '' ? words : sql`(d.number collate "C" like ${containing(digits)} or ${words})`;
}

/** From one to the next by index: as many steps as there are providers, however many numbers. */
async function providersIn(tx: AnyReadTx, space: DidSpace): Promise<string[]> {
  const next = (after: RawBuilder<unknown>) =>
    sql`(select d.provider from dids d where ${inSpace(space)} and d.provider collate "C" > ${after}
      order by d.provider collate "C" limit 1)`;
  const { rows } = await sql<{ provider: string }>`
    with recursive one(provider) as (
      select ${next(sql`''`)} union all select ${next(sql`one.provider`)} from one where one.provider is not null)
    select provider from one where provider is not null limit ${MOST_PROVIDERS}`.execute(tx.db);
  return rows.map((row) => row.provider).sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }));
}
