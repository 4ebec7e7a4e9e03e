import type { AccountId, Grant, SessionId } from '@synergycall/domain';
import type { Logger } from '../platform/log/index.ts';
import type { AppDatabase } from '../platform/database/index.ts';

/** Who is signed in, as read from the database for this request. */
export interface Session {
  readonly id: SessionId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly email: string;
  readonly grants: readonly Grant[];
  readonly expiresAt: Date;
  /** SECURITY: a cookie travels by itself, so its mutations need the CSRF header; a bearer token doesn't. */
  readonly via: 'cookie' | 'bearer';
  /** What the CSRF header must say; null for bearer sessions. */
  readonly csrf: string | null;
}

/** What the server knows of one HTTP request; procedures get it as `ctx`. */
export interface RequestContext {
  readonly database: AppDatabase;
  readonly log: Logger;
  /** Address the request came from. */
  readonly source: string | null;
  readonly userAgent: string | null;
  readonly session: Session | undefined;
  /** The session as it is now, for streams that outlive their first look. */
  readonly readSession?: (() => Promise<Session | undefined>) | undefined;
  /** How often streams look again; tests are less patient. */
  readonly recheckMs?: number | undefined;
  /** Value of the header `x-synergycall-csrf`. */
  readonly csrfHeader: string | null;
  /** The session cookie of the answer; absent where there is no HTTP answer to set it on. */
  readonly cookie: { set(token: string, expiresAt: Date): void; clear(): void };
}
