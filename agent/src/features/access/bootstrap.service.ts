import { createHash } from 'node:crypto';
import { fail, ok, type AccountId, type Result } from '@synergycall/domain';
import { sql } from 'kysely';
import type { AppDatabase, AuthTx } from '../../platform/database/index.ts';
import { weaknessOf } from '../../platform/password/index.ts';
import { newBootstrapCode, newId } from '../../platform/random/index.ts';
import { mintAuthScope, strangerActor, systemActor } from '../../rpc/index.ts';
import { findAccount, insertAccount, insertRole } from './account.store.ts';
import { openSession } from './session.store.ts';
import { actorFor, type Caller, type SignedInAccount, type SignInDeps } from './sign-in.service.ts';
import { DEFAULT_LIMITS, giveBackAttempt, takeAttempt } from './sign-in-limit.ts';

/**
 * The one-time code with which the first platform admin signs up; undefined once an account exists. A new start gives a
 * new code and voids the one before, since only its hash is kept.
 */
export async function ensureBootstrapCode(database: AppDatabase): Promise<string | undefined> {
  const code = newBootstrapCode();
  return database.inAuth(mintAuthScope(systemActor('start')), async (tx) => {
    await oneAtATime(tx);
    if (await hasAccounts(tx)) return undefined;
    await tx.db.deleteFrom('bootstrap_codes').where('used_at', 'is', null).execute();
    await tx.db
      .insertInto('bootstrap_codes')
      .values({ code_hash: hashOf(code) })
      .execute();
    return code;
  });
}

export const isBootstrapOpen = (database: AppDatabase): Promise<boolean> =>
  database.read(mintAuthScope(systemActor('start')), async (tx) => !(await hasAccounts(tx)));

/** Makes the first platform admin and signs them in. */
export async function bootstrap(
  deps: SignInDeps,
  caller: Caller,
  input: { code: string; name: string; email: string; password: string },
): Promise<Result<SignedInAccount>> {
  const attempt = { email: 'bootstrap', source: caller.source };
  // Per address alone: a stranger must not be able to lock the owner out of their new machine.
  const limits = { ...(deps.limits ?? DEFAULT_LIMITS), account: Infinity };
  const stranger = mintAuthScope(strangerActor(caller, 'not signed in'), caller.ledger);
  // First, so that a password to be thought over is no wrong code.
  const weakness = weaknessOf(input.password, input.email);
  if (weakness) return fail({ code: 'auth.weak-password', reason: weakness });
  const before = await deps.database.inAuth(stranger, async (tx) => ({
    open: !(await hasAccounts(tx)),
    over: await takeAttempt(tx, attempt, limits),
  }));
  if (!before.open) return fail({ code: 'auth.bootstrap-closed' });
  if (before.over) return fail({ code: 'auth.too-many-attempts', retryAfterSeconds: before.over.retryAfterSeconds });
  const passwordHash = await deps.passwords.hash(input.password);

  const id = newId<AccountId>();
  const actor = actorFor(
    { id, name: input.name, grants: [{ role: 'platform_admin', tenantId: null, tenantName: null, userId: null }] },
    caller,
  );
  return deps.database.inAuth(mintAuthScope(actor, caller.ledger), async (tx): Promise<Result<SignedInAccount>> => {
    await oneAtATime(tx);
    if (await hasAccounts(tx)) return fail({ code: 'auth.bootstrap-closed' });
    const used = await tx.db
      .updateTable('bootstrap_codes')
      .set({ used_at: new Date() })
      .where('code_hash', '=', hashOf(input.code.trim().toLowerCase()))
      .where('used_at', 'is', null)
      .executeTakeFirst();
    if (used.numUpdatedRows !== 1n) return fail({ code: 'auth.wrong-bootstrap-code' });
    await insertAccount(tx, { id, name: input.name, email: input.email, passwordHash });
    await insertRole(tx, { id: newId(), accountId: id, role: 'platform_admin', tenantId: null, userId: null });
    await giveBackAttempt(tx, attempt, limits);
    const session = await openSession(tx, { ...caller, accountId: id, client: 'desktop' });
    const account = await findAccount(tx, id);
    if (!account) throw new Error('the account just made is gone');
    await tx.audit({
      action: 'auth.bootstrap',
      entity: { kind: 'account', id, name: input.name },
      after: { name: input.name, email: input.email, role: 'platform_admin' },
    });
    return ok({ account, session });
  });
}

const hasAccounts = async ({ db }: Pick<AuthTx, 'db'>): Promise<boolean> =>
  (await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()) !== undefined;
/** Two agents, or two people with the code, take turns. */
const oneAtATime = async ({ db }: AuthTx): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(hashtext('synergycall bootstrap'))`.execute(db));
const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();
