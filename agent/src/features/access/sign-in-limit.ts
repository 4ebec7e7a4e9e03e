import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { AuthTx } from '../../platform/database/index.ts';

/** Failed attempts allowed per window of 15 minutes. */
export interface SignInLimits {
  /** One account from one address: what a person mistypes. */
  readonly accountAndAddress: number;
  /** One account from anywhere: a distributed guess. Well above, so that a stranger can't easily lock someone out. */
  readonly account: number;
  /** One address, any account. */
  readonly address: number;
}
export const DEFAULT_LIMITS: SignInLimits = { accountAndAddress: 5, account: 50, address: 50 };
const WINDOW = '15 minutes';

export interface Attempt {
  readonly email: string;
  readonly source: string | null;
}

interface Over {
  readonly retryAfterSeconds: number;
  readonly justLocked: boolean;
}

/**
 * Counts an attempt before it is judged, so that parallel guesses all count; a right password gives it back.
 * @returns seconds until the next try, or undefined if this one may go on; `justLocked` is true once per window
 */
export async function takeAttempt(tx: AuthTx, attempt: Attempt, limits: SignInLimits): Promise<Over | undefined> {
  const { address, others } = keysOf(attempt, limits);
  // SECURITY: the address first and, over its limit, alone: made-up e-mails must not fill the table.
  return (await count(tx, [address])) ?? (await count(tx, others));
}

async function count(tx: AuthTx, keys: readonly Key[]): Promise<Over | undefined> {
  const { rows } = await sql<{ key_hash: Buffer; failures: number; wait: number }>`
    insert into sign_in_limits (key_hash, failures, window_ends)
    select k, 1, now() + ${WINDOW}::interval from unnest(${keys.map((k) => k.hash)}::bytea[]) k order by k
    on conflict (key_hash) do update set
      failures = case when sign_in_limits.window_ends <= now() then 1 else sign_in_limits.failures + 1 end,
      window_ends = case when sign_in_limits.window_ends <= now() then excluded.window_ends else sign_in_limits.window_ends end
    returning key_hash, failures, ceil(extract(epoch from window_ends - now()))::integer as wait`.execute(tx.db);
  let over: Over | undefined;
  for (const row of rows) {
    const max = keys.find((k) => k.hash.equals(row.key_hash))?.max ?? 0;
    if (row.failures <= max) continue;
    over = {
      retryAfterSeconds: Math.max(over?.retryAfterSeconds ?? 1, row.wait),
      justLocked: (over?.justLocked ?? false) || row.failures === max + 1,
    };
  }
  return over;
}

/** The attempt was right: forgets the account's mistakes from this address, and takes it off the other counts. */
export async function giveBackAttempt(tx: AuthTx, attempt: Attempt, limits: SignInLimits): Promise<void> {
  const { address, pair, others } = keysOf(attempt, limits);
  const keys = [address, ...others].map((key) => key.hash);
  // Locked in the order in which takeAttempt takes them, and none deleted (one made anew would be out of that order):
  // else two sign-ins of one account wait for each other until PostgreSQL ends one (deadlock, seen).
  await sql`select from sign_in_limits where key_hash = any(${keys}::bytea[]) order by key_hash <> ${address.hash}, key_hash for update`.execute(
    tx.db,
  );
  await sql`update sign_in_limits set failures = case when key_hash = ${pair.hash} then 0 else greatest(failures - 1, 0) end
    where key_hash = any(${keys}::bytea[])`.execute(tx.db);
  // What guesses left behind goes with the next right password.
  await sql`delete from sign_in_limits where key_hash in (
    select key_hash from sign_in_limits where window_ends < now() - interval '1 day' for update skip locked)`.execute(
    tx.db,
  );
}

interface Key {
  readonly hash: Buffer;
  readonly max: number;
}

function keysOf({ email, source }: Attempt, limits: SignInLimits) {
  const from = source ?? 'local';
  const key = (kind: string, max: number): Key => ({ hash: createHash('sha256').update(kind).digest(), max });
  const pair = key(`both|${email}|${from}`, limits.accountAndAddress);
  return {
    address: key(`address|${from}`, limits.address),
    pair,
    others: [pair, key(`account|${email}`, limits.account)],
  };
}
