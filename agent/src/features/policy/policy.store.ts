import { sql } from 'kysely';
import type { ListPolicies, OutboundRule, PolicyId, PolicyView, TenantId, TrunkId } from '@synergycall/domain';
import { violatedConstraint, type ReadTx, type TenantTx } from '../../platform/database/index.ts';
import { containing, writeCursor, type Cursor } from '../user/index.ts';

/** A policy as stored; `pending` is known to apply alone. */
export type StoredPolicy = Omit<PolicyView, 'pending'>;

interface Row {
  id: PolicyId;
  tenant_id: TenantId;
  name: string;
  rules: OutboundRule[];
  is_default: boolean;
  user_count: number;
  revision: number;
  created_at: Date;
}
const COLUMNS = sql`p.id, p.tenant_id, p.name, p.rules, p.revision, p.created_at,
  exists (select 1 from tenants t where t.id = p.tenant_id and t.default_policy_id = p.id) as is_default,
  (select count(*)::int from users u where u.tenant_id = p.tenant_id and u.policy_id = p.id) as user_count`;

const toPolicy = (row: Row): StoredPolicy => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  rules: row.rules,
  isDefault: row.is_default,
  userCount: row.user_count,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

export async function findPolicy(tx: ReadTx, id: PolicyId): Promise<StoredPolicy | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from outbound_policies p where p.tenant_id = ${tx.scope.tenantId} and p.id = ${id}`.execute(
    tx.db,
  );
  return rows[0] && toPolicy(rows[0]);
}

/** Until the end of the transaction nobody changes it, nor makes it a default or somebody's. */
export async function lockPolicy(tx: TenantTx, id: PolicyId): Promise<StoredPolicy | undefined> {
  const { rows } = await sql`
    select id from outbound_policies where tenant_id = ${tx.scope.tenantId} and id = ${id} for update`.execute(tx.db);
  return rows.length > 0 ? findPolicy(tx, id) : undefined;
}

/** ICU: Ä stands beside A, as people expect, whatever the locale of the database. */
const KEY = sql`(lower(p.name collate "und-x-icu"))`;

/** By name. */
export async function listPolicies(
  tx: ReadTx,
  query: Pick<ListPolicies, 'search' | 'limit'> & { readonly cursor: Cursor | undefined },
): Promise<{ rows: StoredPolicy[]; nextCursor: string | null; total: number }> {
  const { search = '', limit, cursor } = query;
  const filter = [
    sql`p.tenant_id = ${tx.scope.tenantId}`,
    ...(search === '' ? [] : [sql`${KEY} like lower(${containing(search)}::text collate "und-x-icu")`]),
  ];
  const after = cursor ? [sql`(${KEY}, p.id::text collate "C") > (${cursor.key}, ${cursor.id})`] : [];
  const { rows } = await sql<Row & { sort_key: string }>`
    select ${COLUMNS}, ${KEY} as sort_key from outbound_policies p
    where ${sql.join([...filter, ...after], sql` and `)}
    order by ${KEY}, p.id::text collate "C" limit ${limit + 1}`.execute(tx.db);
  const count = await sql<{ total: number }>`
    select count(*)::int as total from outbound_policies p where ${sql.join(filter, sql` and `)}`.execute(tx.db);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(toPolicy),
    nextCursor: last ? writeCursor({ key: last.sort_key, id: last.id }) : null,
    total: count.rows[0]?.total ?? 0,
  };
}

export interface PolicyFields {
  readonly name: string;
  readonly rules: readonly OutboundRule[];
}

/** Throws a violation of `outbound_policies_name` when the tenant has one of this name. Trunks: `linkTrunks`. */
export async function insertPolicy(tx: TenantTx, id: PolicyId, { name, rules }: PolicyFields): Promise<void> {
  await tx.db
    .insertInto('outbound_policies')
    .values({ id, tenant_id: tx.scope.tenantId, name, rules: JSON.stringify(rules) })
    .execute();
}

/** The same; needs the lock. Counts the revision up. */
export async function savePolicy(tx: TenantTx, id: PolicyId, { name, rules }: PolicyFields): Promise<void> {
  await tx.db
    .updateTable('outbound_policies')
    .set((eb) => ({ name, rules: JSON.stringify(rules), revision: eb('revision', '+', 1) }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** Throws a violation of `users_policy` or `tenants_default_policy` while somebody has it. */
export async function removePolicy(tx: TenantTx, id: PolicyId): Promise<void> {
  await tx.db.deleteFrom('outbound_policies').where('tenant_id', '=', tx.scope.tenantId).where('id', '=', id).execute();
}

/** Which trunks a policy names from now on. Answers with one that is not there, if there is such; then nothing is kept. */
export async function linkTrunks(tx: TenantTx, id: PolicyId, trunks: readonly TrunkId[]): Promise<TrunkId | undefined> {
  const { tenantId } = tx.scope;
  await tx.db
    .deleteFrom('outbound_policy_trunks')
    .where('tenant_id', '=', tenantId)
    .where('policy_id', '=', id)
    .execute();
  for (const trunk of new Set(trunks))
    try {
      await tx.db
        .insertInto('outbound_policy_trunks')
        .values({ tenant_id: tenantId, policy_id: id, trunk_id: trunk })
        .execute();
    } catch (error) {
      // Somebody else's by row-level security (42501), or deleted at this very moment.
      if (violatedConstraint(error) === 'outbound_policy_trunks_trunk' || isRefused(error)) return trunk;
      throw error;
    }
  return undefined;
}
const isRefused = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '42501';

/** People who have the policy by name: the first of them, and how many. */
export async function peopleWith(
  tx: ReadTx,
  id: PolicyId,
  most: number,
): Promise<{ readonly names: string[]; readonly count: number }> {
  const { rows } = await sql<{ name: string; count: number }>`
    select u.name, (count(*) over ())::int as count from users u
    where u.tenant_id = ${tx.scope.tenantId} and u.policy_id = ${id}
    order by lower(u.name collate "und-x-icu"), u.id limit ${most}`.execute(tx.db);
  return { names: rows.map(({ name }) => name), count: rows[0]?.count ?? 0 };
}
