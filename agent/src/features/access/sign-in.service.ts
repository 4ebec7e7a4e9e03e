import { fail, ok, type AccountView, type Result } from '@synergycall/domain';
import type { Actor, AppDatabase, AuthTx, Ledger } from '../../platform/database/index.ts';
import { weaknessOf, type Passwords } from '../../platform/password/index.ts';
import { mintAuthScope, strangerActor, type Session } from '../../rpc/index.ts';
import { findAccountByEmail } from './account.store.ts';
import { openSession, revokeOtherSessions, type Client, type OpenedSession } from './session.store.ts';
import { DEFAULT_LIMITS, giveBackAttempt, takeAttempt, type SignInLimits } from './sign-in-limit.ts';

export interface SignInDeps {
  readonly database: AppDatabase;
  readonly passwords: Passwords;
  readonly limits?: SignInLimits;
}
/** Where a call comes from, and where its audit rows are counted. */
export interface Caller {
  readonly source: string | null;
  readonly userAgent: string | null;
  readonly ledger: Ledger;
}
export interface SignedInAccount {
  readonly account: AccountView;
  readonly session: OpenedSession;
}

/**
 * E-mail and password against a session. SECURITY: the attempt is counted first, the hash is computed outside any
 * transaction, unknown accounts take as long as wrong passwords, and both get the same answer.
 */
export async function signIn(
  deps: SignInDeps,
  caller: Caller,
  input: { email: string; password: string; client: Client },
): Promise<Result<SignedInAccount>> {
  const email = input.email.trim().toLowerCase();
  const attempt = { email, source: caller.source };
  const limits = deps.limits ?? DEFAULT_LIMITS;
  const stranger = mintAuthScope(strangerActor(caller, 'not signed in'), caller.ledger);
  const known = await deps.database.inAuth(stranger, async (tx) => {
    const account = await findAccountByEmail(tx, email);
    const over = await takeAttempt(tx, attempt, limits);
    // Once per window, or the record would grow with every knock.
    if (over?.justLocked) await auditAs(tx, 'auth.locked-out', { account, outcome: 'denied' });
    return { account, over, hash: account && !over ? await hashOf(tx, account) : undefined };
  });
  if (known.over) return fail({ code: 'auth.too-many-attempts', retryAfterSeconds: known.over.retryAfterSeconds });

  const right = await deps.passwords.verify(known.hash, input.password);
  const { account } = known;
  if (!right || !account) {
    await deps.database.inAuth(stranger, (tx) => auditAs(tx, 'auth.sign-in', { account, outcome: 'denied' }));
    return fail({ code: 'auth.wrong-credentials' });
  }
  const session = await deps.database.inAuth(mintAuthScope(actorFor(account, caller), caller.ledger), async (tx) => {
    await giveBackAttempt(tx, attempt, limits);
    const opened = await openSession(tx, { ...caller, accountId: account.id, client: input.client });
    await auditAs(tx, 'auth.sign-in', { account, outcome: 'done' });
    return opened;
  });
  return ok({ account, session });
}

/** Changes one's own password; every other session of the account ends. Wrong guesses count as failed sign-ins. */
export async function changePassword(
  deps: SignInDeps,
  caller: Caller & { readonly session: Session; readonly actor: Actor },
  input: { current: string; next: string },
): Promise<Result<Record<string, never>>> {
  const { session } = caller;
  const attempt = { email: session.email, source: caller.source };
  const limits = deps.limits ?? DEFAULT_LIMITS;
  const weakness = weaknessOf(input.next, session.email);
  if (weakness) return fail({ code: 'auth.weak-password', reason: weakness });
  const scope = mintAuthScope(caller.actor, caller.ledger);
  const entity = { kind: 'account', id: session.accountId, name: session.name };
  const before = await deps.database.inAuth(scope, async (tx) => ({
    over: await takeAttempt(tx, attempt, limits),
    hash: await hashOf(tx, { id: session.accountId }),
  }));
  if (before.over) return fail({ code: 'auth.too-many-attempts', retryAfterSeconds: before.over.retryAfterSeconds });
  if (!(await deps.passwords.verify(before.hash, input.current))) {
    await deps.database.inAuth(scope, (tx) => tx.audit({ action: 'auth.change-password', outcome: 'denied', entity }));
    return fail({ code: 'auth.wrong-credentials' });
  }
  const hash = await deps.passwords.hash(input.next);
  await deps.database.inAuth(scope, async (tx) => {
    await tx.db
      .updateTable('account_passwords')
      .set({ hash, changed_at: new Date() })
      .where('account_id', '=', session.accountId)
      .execute();
    await giveBackAttempt(tx, attempt, limits);
    const ended = await revokeOtherSessions(tx, session.accountId, session.id);
    await tx.audit({ action: 'auth.change-password', entity, after: { password: '[changed]', endedSessions: ended } });
  });
  return ok({});
}

export const actorFor = (
  account: Pick<AccountView, 'id' | 'name' | 'grants'>,
  caller: Pick<Caller, 'source'>,
): Actor => ({
  accountId: account.id,
  name: account.name,
  role: account.grants[0]?.role ?? null,
  sessionId: null,
  source: caller.source,
});

async function hashOf(tx: AuthTx, account: Pick<AccountView, 'id'>): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('account_passwords')
    .select('hash')
    .where('account_id', '=', account.id)
    .executeTakeFirst();
  return row?.hash;
}

/** An unknown e-mail isn't recorded: people type passwords into that field. Tenants of the account see the row too if there is one tenant only. */
async function auditAs(
  tx: AuthTx,
  action: string,
  { account, outcome }: { account: AccountView | undefined; outcome: 'done' | 'denied' },
): Promise<void> {
  const tenants = [...new Set(account?.grants.map((g) => g.tenantId))];
  const tenantId = tenants.length === 1 ? (tenants[0] ?? null) : null;
  await tx.audit({
    action,
    outcome,
    entity: { kind: 'account', id: account?.id ?? null, name: account?.name ?? null },
    tenantId,
  });
}
