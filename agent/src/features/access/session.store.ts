import { createHash } from 'node:crypto';
import type { AccountId, SessionId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { AppDatabase, AuthTx } from '../../platform/database/index.ts';
import { newId, newToken } from '../../platform/random/index.ts';
import { mintAuthScope, systemActor, type Session } from '../../rpc/index.ts';

/** A session ends 30 days after sign-in, and 12 hours after its last request. */
const ABSOLUTE_MS = 30 * 24 * 3_600_000;
const IDLE = '12 hours';

export type Client = 'desktop' | 'portal' | 'api';
export interface OpenedSession {
  readonly id: SessionId;
  /** SECURITY: in clear only here and at the client; the database has its SHA-256. */
  readonly token: string;
  readonly expiresAt: Date;
}

export async function openSession(
  tx: AuthTx,
  of: { accountId: AccountId; client: Client; source: string | null; userAgent: string | null },
): Promise<OpenedSession> {
  const opened = { id: newId<SessionId>(), token: newToken(), expiresAt: new Date(Date.now() + ABSOLUTE_MS) };
  await tx.db
    .insertInto('sessions')
    .values({
      id: opened.id,
      account_id: of.accountId,
      token_hash: hashOf(opened.token),
      client: of.client,
      source: of.source,
      user_agent: of.userAgent?.slice(0, 300) ?? null,
      expires_at: opened.expiresAt,
    })
    .execute();
  return opened;
}

/** What the function auth_session answers; `unseen`: `last_seen_at` is older than a minute, so reading rarely writes. */
interface FoundSession {
  readonly id: SessionId;
  readonly account_id: AccountId;
  readonly client: Client;
  readonly expires_at: Date;
  readonly name: string;
  readonly email: string;
  readonly grants: Session['grants'];
  readonly unseen: boolean;
}

/** Whose token this is, with roles as they are now; undefined if unknown, revoked, idle too long or expired. */
export async function resolveSession(
  database: AppDatabase,
  token: string,
  via: Session['via'],
): Promise<Session | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const [found] = await database.call<FoundSession>('auth_session', [hashOf(token), IDLE]);
  // SECURITY: a portal session lives in a cookie only; its token is no bearer, so a stolen cookie can't shed the CSRF check.
  if (!found || (found.client === 'portal') !== (via === 'cookie')) return undefined;
  if (found.unseen)
    await database.inAuth(mintAuthScope(systemActor('sign-in')), ({ db }) =>
      db
        .updateTable('sessions')
        .set({ last_seen_at: sql<Date>`now()` })
        .where('id', '=', found.id)
        .execute(),
    );
  return {
    id: found.id,
    accountId: found.account_id,
    name: found.name,
    email: found.email,
    grants: found.grants,
    expiresAt: found.expires_at,
    via,
    csrf: via === 'cookie' ? csrfOf(token) : null,
  };
}

export async function revokeSession(tx: AuthTx, id: SessionId): Promise<void> {
  await tx.db
    .updateTable('sessions')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Ends every session of the account but one. @returns how many ended */
export async function revokeOtherSessions(tx: AuthTx, accountId: AccountId, keep: SessionId): Promise<number> {
  const done = await tx.db
    .updateTable('sessions')
    .set({ revoked_at: sql<Date>`now()` })
    .where('account_id', '=', accountId)
    .where('id', '!=', keep)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

/** SECURITY: derived from the cookie's token, which scripts can't read, so a reloaded page gets the same and others none. */
export const csrfOf = (token: string): string => createHash('sha256').update(`csrf:${token}`).digest('base64url');

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
