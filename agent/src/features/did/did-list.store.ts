import { sql, type RawBuilder } from 'kysely';
import {
  searchedDigits,
  type DidId,
  type E164,
  type ListDids,
  type ListInventory,
  type TenantId,
  type UserId,
} from '@synergycall/domain';
import { containing, writeCursor, type Cursor } from '../user/index.ts';
import { findDids, inSpace, type AnyReadTx, type DidSpace, type StoredDid } from './did.store.ts';

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
  readonly write: RawBuilder<string>;
  readonly read: (key: string) => RawBuilder<unknown>;
}
const NUMBER = sql`d.number collate "C"`;
/** Each key with the number after it is an index of the box and of each tenant. */
const SORTS: Record<ListDids['sort'], Sort> = {
  number: { key: NUMBER, write: sql`p.key`, read: (key) => sql`${key}::text` },
  label: { key: sql`d.label_key`, write: sql`p.key`, read: (key) => sql`${key}::text` },
  created: {
    key: sql`d.created_at`,
    write: sql`(extract(epoch from p.key) * 1000000)::bigint::text`,
    read: (key) => sql`(timestamptz 'epoch' + ${key}::bigint * interval '1 microsecond')`,
  },
};

/** Did a list sorted like this give out the cursor? One made up must not become an error of the database. */
export const fitsSort = (cursor: Cursor, sort: ListDids['sort']): boolean =>
  sort !== 'created' || /^\d{1,17}$/.test(cursor.key);

/** A page of the numbers in the space, how many pass the filters, and the providers that occur in the space. */
export async function listDids(tx: AnyReadTx, space: DidSpace, query: DidQuery): Promise<DidList> {
  const { rows, total } = await (query.search ? searchPage : indexPage)(tx, space, query);
  const shown = rows.slice(0, query.limit);
  const views = await findDids(
    tx,
    space,
    shown.map(({ id }) => id),
  );
  const byId = new Map(views.map((did) => [did.id, did]));
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    rows: shown.flatMap(({ id }) => byId.get(id) ?? []),
    nextCursor: last ? writeCursor({ key: last.key, id: last.number }) : null,
    total,
    providers: await providersIn(tx, space),
  };
}

interface PageRow {
  readonly id: DidId;
  readonly number: E164;
  readonly key: string;
}
type Page = { readonly rows: readonly PageRow[]; readonly total: number };

/** The order of the list and what is behind the cursor, of key and number as they are called there. */
function orderOf(
  { sort, descending, cursor }: DidQuery,
  [key, number]: readonly [RawBuilder<unknown>, RawBuilder<unknown>],
) {
  const [beyond, direction] = descending ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  // The number itself settles ties: a box has it once.
  const order = sort === 'number' ? [number] : [key, number];
  const values = cursor && [SORTS[sort].read(cursor.key), sql`${cursor.id}::text`].slice(-order.length);
  return {
    after: values ? sql`(${sql.join(order)}) ${beyond} (${sql.join(values)})` : sql`true`,
    order: sql.join(order.map((one) => sql`${one} ${direction}`)),
  };
}

/** Along the index to the page; counted by itself. */
async function indexPage(tx: AnyReadTx, space: DidSpace, query: DidQuery): Promise<Page> {
  const { key, write } = SORTS[query.sort];
  const filter = filterOf(space, query);
  const { after, order } = orderOf(query, [key, NUMBER]);
  const { rows } = await sql<PageRow>`
    select p.id, p.number, ${write} as key from (
      select d.id, d.number, ${key} as key from dids d where ${filter} and ${after}
      order by ${order} limit ${query.limit + 1}) p`.execute(tx.db);
  const count = await sql<{ total: number }>`
    select count(*)::int as total from dids d where ${filter}`.execute(tx.db);
  return { rows, total: count.rows[0]?.total ?? 0 };
}

/** A search reads every number of the space: once, for the page and the count. */
async function searchPage(tx: AnyReadTx, space: DidSpace, query: DidQuery): Promise<Page> {
  const { key, write } = SORTS[query.sort];
  const { after, order } = orderOf(query, [sql`hit.key`, sql`hit.number`]);
  const { rows } = await sql<(PageRow | { readonly id: null }) & { total: number }>`
    with hit as materialized (
      select d.id, ${NUMBER} as number, ${key} as key from dids d where ${filterOf(space, query)})
    select p.id, p.number, ${write} as key, counted.total from (select count(*)::int as total from hit) counted
      left join (select * from hit where ${after} order by ${order} limit ${query.limit + 1}) p on true
    order by ${orderOf(query, [sql`p.key`, sql`p.number`]).order}`.execute(tx.db);
  return { rows: rows.flatMap((row) => (row.id === null ? [] : [row])), total: rows[0]?.total ?? 0 };
}

const filterOf = (space: DidSpace, query: DidQuery): RawBuilder<unknown> =>
  sql.join([inSpace(space), ...filtersOf(query)], sql` and `);

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
  allocated: sql`(d.tenant_id is not null and d.target_kind is null)`,
  assigned: sql`d.target_kind is not null`,
} as const;

function matches(term: string): RawBuilder<unknown> {
  // Line breaks stand between the texts of a number and in none of them.
  const words = sql`d.words like lower(${containing(term.replaceAll('\n', '\0'))}::text collate "und-x-icu") collate "C"`;
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
