import { sql, type RawBuilder } from 'kysely';
import type { E164, Extension, ListUsers, PolicyId, UserId, UserStatus, UserView } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { containing, writeCursor, type Cursor } from './cursor.ts';

/** A user as stored; `pending` is known to apply alone. */
export type StoredUser = Omit<UserView, 'pending'>;

interface Row {
  id: UserId;
  tenant_id: UserView['tenantId'];
  name: string;
  email: string | null;
  outbound_caller_id: string | null;
  policy_id: PolicyId | null;
  voicemail_enabled: boolean;
  status: UserStatus;
  revision: number;
  created_at: Date;
  extension: number | null;
  device_count: number;
  has_account: boolean;
}

const toUser = (row: Row): StoredUser => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  email: row.email,
  extension: row.extension as Extension | null,
  outboundCallerId: row.outbound_caller_id as E164 | null,
  policyId: row.policy_id,
  voicemailEnabled: row.voicemail_enabled,
  status: row.status,
  deviceCount: row.device_count,
  hasAccount: row.has_account,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
});

const COLUMNS = sql`u.id, u.tenant_id, u.name, u.email, u.outbound_caller_id, u.policy_id, u.voicemail_enabled, u.status,
  u.revision, u.created_at,
  e.number as extension,
  (select count(*)::int from devices d where d.tenant_id = u.tenant_id and d.user_id = u.id and d.enabled and d.revoked_at is null) as device_count,
  exists (select 1 from account_roles r where r.tenant_id = u.tenant_id and r.user_id = u.id) as has_account`;
/**
 * One look-up by the whole key per person: a plain join of two tables behind row-level security is estimated at one row
 * until the first ANALYZE, and then runs every person against every number (1 s for 1,000, seen on PostgreSQL 15).
 */
const FROM = sql`users u left join lateral (
  select x.number from extensions x
  where x.tenant_id = u.tenant_id and x.owner_id = u.id and x.quarantined_until is null limit 1) e on true`;

export async function findUser(tx: ReadTx, id: UserId): Promise<StoredUser | undefined> {
  const { rows } =
    await sql<Row>`select ${COLUMNS} from ${FROM} where u.tenant_id = ${tx.scope.tenantId} and u.id = ${id}`.execute(
      tx.db,
    );
  return rows[0] && toUser(rows[0]);
}

/** Several at once, deleted ones too, by id. */
export async function findUsers(tx: ReadTx, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, StoredUser>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select ${COLUMNS} from ${FROM} where u.tenant_id = ${tx.scope.tenantId} and u.id = any(${ids}::text[])`.execute(
    tx.db,
  );
  return new Map(rows.map((row) => [row.id, toUser(row)]));
}

/** Locks the user's row: changes of a person and of the number of their devices take turns. Deleted ones aren't found. */
export async function lockUser(tx: ReadTx, id: UserId): Promise<StoredUser | undefined> {
  const { rows } = await sql`
    select id from users where tenant_id = ${tx.scope.tenantId} and id = ${id} and status <> 'deleted' for update`.execute(
    tx.db,
  );
  return rows.length > 0 ? findUser(tx, id) : undefined;
}

/** How many count towards the tenant's limit, and who of them has this e-mail address. */
export async function countAndHolder(
  tx: ReadTx,
  email: string | null,
): Promise<{ count: number; holder: { id: UserId; name: string } | undefined }> {
  const { rows } = await sql<{ count: number; id: UserId | null; name: string | null }>`
    select count(*)::int as count,
      min(id) filter (where lower(email) = lower(${email}::text)) as id, min(name) filter (where lower(email) = lower(${email}::text)) as name
    from users where tenant_id = ${tx.scope.tenantId} and status <> 'deleted'`.execute(tx.db);
  const [row] = rows;
  return { count: row?.count ?? 0, holder: row?.id ? { id: row.id, name: row.name ?? '' } : undefined };
}

export type NewUser = Pick<StoredUser, 'id' | 'name' | 'email' | 'voicemailEnabled'> & { readonly pinHash?: string };

/** Returns when it was made. */
export async function insertUser(tx: TenantTx, user: NewUser): Promise<Date> {
  const row = await tx.db
    .insertInto('users')
    .values({
      id: user.id,
      tenant_id: tx.scope.tenantId,
      name: user.name,
      email: user.email,
      voicemail_enabled: user.voicemailEnabled,
      voicemail_pin_hash: user.pinHash ?? null,
    })
    .returning('created_at')
    .executeTakeFirstOrThrow();
  return row.created_at;
}

export type UserFields = Partial<
  Pick<StoredUser, 'name' | 'email' | 'outboundCallerId' | 'policyId' | 'voicemailEnabled' | 'status'>
>;

/**
 * Needs the lock. Counts the revision up. Throws a violation of `users_policy` or `users_caller_id` when the tenant has no
 * such policy or number; who is deleted holds neither.
 */
export async function saveUser(tx: TenantTx, id: UserId, fields: UserFields): Promise<void> {
  await tx.db
    .updateTable('users')
    .set((eb) => ({
      ...(fields.name === undefined ? {} : { name: fields.name }),
      ...(fields.email === undefined ? {} : { email: fields.email }),
      ...(fields.outboundCallerId === undefined ? {} : { outbound_caller_id: fields.outboundCallerId }),
      ...(fields.policyId === undefined ? {} : { policy_id: fields.policyId }),
      ...(fields.voicemailEnabled === undefined ? {} : { voicemail_enabled: fields.voicemailEnabled }),
      ...(fields.status === undefined
        ? {}
        : {
            status: fields.status,
            deleted_at: fields.status === 'deleted' ? sql<Date>`now()` : null,
            // Who is restored later is as suspended as before.
            was_suspended: fields.status === 'deleted' ? sql<boolean>`status = 'suspended'` : false,
          }),
      ...(fields.status === 'deleted' ? { policy_id: null, outbound_caller_id: null } : {}),
      revision: eb('revision', '+', 1),
    }))
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** Text for every sort, so that a cursor is text too; numbers are padded to sort as numbers do. */
const SORT_KEYS: Record<ListUsers['sort'], RawBuilder<string>> = {
  // ICU: Ä stands beside A, as people expect, whatever the locale of the database.
  name: sql`(lower(u.name collate "und-x-icu"))`,
  extension: sql`(lpad(coalesce(e.number, 9999999)::text, 7, '0') collate "C")`,
  created: sql`(lpad((extract(epoch from u.created_at) * 1000000)::bigint::text, 17, '0') collate "C")`,
};

/** Deleted people are listed only when asked for. */
export async function listUsers(
  tx: ReadTx,
  query: Omit<ListUsers, 'cursor' | 'tenantId'> & { cursor: Cursor | undefined },
): Promise<{ rows: StoredUser[]; nextCursor: string | null; total: number }> {
  const filter = [
    sql`u.tenant_id = ${tx.scope.tenantId}`,
    query.status === undefined ? sql`u.status <> 'deleted'` : sql`u.status = ${query.status}`,
    ...(query.search === undefined || query.search === '' ? [] : [matches(query.search)]),
  ];
  const key = SORT_KEYS[query.sort];
  const beyond = query.descending ? sql`<` : sql`>`;
  const direction = query.descending ? sql`desc` : sql`asc`;
  const after = query.cursor
    ? [sql`(${key}, u.id::text collate "C") ${beyond} (${query.cursor.key}, ${query.cursor.id})`]
    : [];
  const { rows } = await sql<Row & { sort_key: string }>`
    select ${COLUMNS}, ${key} as sort_key from ${FROM}
    where ${sql.join([...filter, ...after], sql` and `)}
    order by ${key} ${direction}, u.id::text collate "C" ${direction} limit ${query.limit + 1}`.execute(tx.db);
  const count = await sql<{ total: number }>`
    select count(*)::int as total from ${FROM} where ${sql.join(filter, sql` and `)}`.execute(tx.db);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    rows: shown.map(toUser),
    nextCursor: last ? writeCursor({ key: last.sort_key, id: last.id }) : null,
    total: count.rows[0]?.total ?? 0,
  };
}

function matches(term: string): RawBuilder<unknown> {
  const pattern = sql`lower(${containing(term)}::text collate "und-x-icu")`;
  return sql`(lower(u.name collate "und-x-icu") like ${pattern} or lower(u.email collate "und-x-icu") like ${pattern} or e.number::text like ${containing(term)})`;
}

/**
 * Takes the role end_user of this person from the account that has it, and ends the account's sessions if no role is
 * left. Returns the accounts concerned.
 * SECURITY: sessions, and an account's roles in other tenants, are out of a tenant's sight, so these statements run in
 * the scope `auth` and name the accounts found in the tenant's own.
 */
export async function removeUserAccess(
  tx: TenantTx,
  id: UserId,
): Promise<{ accountId: string; name: string; sessionsEnded: number }[]> {
  const roles = await sql<{ account_id: string; name: string }>`
    delete from account_roles r where r.tenant_id = ${tx.scope.tenantId} and r.user_id = ${id} and r.role = 'end_user'
    returning r.account_id, coalesce((select a.name from accounts a where a.id = r.account_id), '') as name`.execute(
    tx.db,
  );
  if (roles.rows.length === 0) return [];
  const accounts = roles.rows.map((row) => row.account_id);
  await sql`select set_config('app.scope', 'auth', true)`.execute(tx.db);
  const ended = await sql<{ account_id: string }>`
    update sessions s set revoked_at = now()
    where s.account_id = any(${accounts}::text[]) and s.revoked_at is null
      and not exists (select 1 from account_roles r where r.account_id = s.account_id)
    returning s.account_id`.execute(tx.db);
  await sql`select set_config('app.scope', 'tenant', true)`.execute(tx.db);
  return roles.rows.map((row) => ({
    accountId: row.account_id,
    name: row.name,
    sessionsEnded: ended.rows.filter((session) => session.account_id === row.account_id).length,
  }));
}
