import type { AccountId, AccountView, TenantId, UserId } from '@synergycall/domain';
import type { Kysely } from 'kysely';
import type { Tables } from '../../platform/database/index.ts';

type Db = { readonly db: Kysely<Tables> };

/** The account with the roles that the transaction's scope may see (a tenant sees its own roles only). */
export async function findAccount(tx: Db, id: AccountId): Promise<AccountView | undefined> {
  const row = await tx.db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await withGrants(tx, [row]))[0];
}

export async function findAccountByEmail(tx: Db, email: string): Promise<AccountView | undefined> {
  const row = await tx.db.selectFrom('accounts').selectAll().where('email', '=', email).executeTakeFirst();
  return row && (await withGrants(tx, [row]))[0];
}

/** Everyone with a role in the tenant, by name. */
export async function listAccounts(tx: Db, tenantId: TenantId): Promise<AccountView[]> {
  const holders = tx.db.selectFrom('account_roles').select('account_id').where('tenant_id', '=', tenantId);
  const rows = await tx.db
    .selectFrom('accounts')
    .selectAll()
    .where('id', 'in', holders)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return withGrants(tx, rows);
}

/** SECURITY: names its columns; password hashes live in a table that only sign-in may read. */
async function withGrants(
  tx: Db,
  accounts: readonly { id: AccountId; name: string; email: string; created_at: Date }[],
): Promise<AccountView[]> {
  if (accounts.length === 0) return [];
  const grants = await tx.db
    .selectFrom('account_roles as r')
    .leftJoin('tenants as t', 't.id', 'r.tenant_id')
    .select(['r.account_id', 'r.role', 'r.tenant_id', 'r.user_id', 't.name as tenant_name'])
    .where(
      'r.account_id',
      'in',
      accounts.map((a) => a.id),
    )
    .orderBy('r.created_at')
    .orderBy('r.id')
    .execute();
  return accounts.map((account) => ({
    id: account.id,
    name: account.name,
    email: account.email,
    createdAt: account.created_at.toISOString(),
    grants: grants
      .filter((g) => g.account_id === account.id)
      .map((g) => ({ role: g.role, tenantId: g.tenant_id, tenantName: g.tenant_name, userId: g.user_id })),
  }));
}

/** Writes an account and its first password. Throws the constraint `accounts_email_key` when the e-mail is taken. */
export async function insertAccount(
  tx: Db,
  account: { id: AccountId; name: string; email: string; passwordHash: string },
): Promise<void> {
  const { passwordHash, ...row } = account;
  await tx.db.insertInto('accounts').values(row).execute();
  await tx.db.insertInto('account_passwords').values({ account_id: account.id, hash: passwordHash }).execute();
}

export async function insertRole(
  tx: Db,
  grant: {
    id: string;
    accountId: AccountId;
    role: AccountView['grants'][number]['role'];
    tenantId: TenantId | null;
    userId: UserId | null;
  },
): Promise<void> {
  await tx.db
    .insertInto('account_roles')
    .values({
      id: grant.id,
      account_id: grant.accountId,
      role: grant.role,
      tenant_id: grant.tenantId,
      user_id: grant.userId,
    })
    .execute();
}
