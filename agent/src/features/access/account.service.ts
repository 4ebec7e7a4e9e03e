import {
  fail,
  ok,
  type AccountId,
  type AccountView,
  type CreateAccount,
  type Result,
  type UserId,
} from '@synergycall/domain';
import {
  violatedConstraint,
  type AppDatabase,
  type TenantScope,
  type TenantTx,
} from '../../platform/database/index.ts';
import { weaknessOf, type Passwords } from '../../platform/password/index.ts';
import { newId } from '../../platform/random/index.ts';
import { mintPlatformScope } from '../../rpc/index.ts';
import { findAccount, findAccountByEmail, insertAccount, insertRole } from './account.store.ts';

export interface AccountDeps {
  readonly database: AppDatabase;
  readonly passwords: Passwords;
}

/**
 * Makes a login for an admin or supporter of the tenant, or for one of its people. An e-mail that has an account already
 * is refused; a platform admin adds the role to it instead, and its name and password stay as they are.
 * SECURITY: a tenant admin must not gain a say over an account that also works elsewhere.
 */
export async function createAccount(
  deps: AccountDeps,
  scope: TenantScope,
  command: CreateAccount,
): Promise<Result<AccountView>> {
  const { tenantId, name, email, role } = command;
  const userId = command.userId ?? null;
  if ((role === 'end_user') !== (userId !== null)) return wrongUser('account.user-for-end-user-only');
  const weakness = weaknessOf(command.password, email);
  if (weakness) return fail({ code: 'auth.weak-password', reason: weakness });

  const existing = await existingAccount(deps, scope, email);
  if (existing === 'taken') return fail({ code: 'account.email-taken', email });
  const passwordHash = existing ? undefined : await deps.passwords.hash(command.password);
  const id = existing?.id ?? newId<AccountId>();
  try {
    return await deps.database.inTenant(scope, async (tx): Promise<Result<AccountView>> => {
      if (userId && !(await isLivingUser(tx, userId))) return fail({ code: 'user.not-found', id: userId });
      if (passwordHash) await insertAccount(tx, { id, name, email, passwordHash });
      await insertRole(tx, { id: newId(), accountId: id, role, tenantId, userId });
      const account = await findAccount(tx, id);
      if (!account) throw new Error('the account just made is gone');
      const action = existing ? 'account.add-role' : 'account.create';
      await tx.audit({
        action,
        entity: { kind: 'account', id, name: account.name },
        after: { name: account.name, email, role, userId },
      });
      return ok(account);
    });
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === 'accounts_email_key' || constraint === 'account_roles_once')
      return fail({ code: 'account.email-taken', email });
    if (constraint === 'account_roles_user') return wrongUser('account.user-has-one');
    throw error;
  }
}

async function existingAccount(
  { database }: AccountDeps,
  scope: TenantScope,
  email: string,
): Promise<AccountView | 'taken' | undefined> {
  if (scope.actor.role !== 'platform_admin')
    return (await database.read(scope, (tx) => findAccountByEmail(tx, email))) ? 'taken' : undefined;
  // SECURITY: the caller's own role, as the guard found it, allows to see every account.
  const found = await database.read(mintPlatformScope(scope.actor, scope.ledger), (tx) =>
    findAccountByEmail(tx, email),
  );
  return found?.grants.some((g) => g.tenantId === scope.tenantId) ? 'taken' : found;
}

async function isLivingUser({ db, scope }: TenantTx, id: UserId): Promise<boolean> {
  const user = await db
    .selectFrom('users')
    .select('status')
    .where('tenant_id', '=', scope.tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return user !== undefined && user.status !== 'deleted';
}

const wrongUser = (problem: string): Result<never> =>
  fail({ code: 'input.invalid', issues: [{ path: 'userId', problem }] });
