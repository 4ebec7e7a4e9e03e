import type { IncomingMessage } from 'node:http';
import type { AppDatabase } from '../platform/database/index.ts';
import type { Logger } from '../platform/log/index.ts';
import type { RequestContext, Session } from '../rpc/index.ts';

/** SECURITY: `__Host-` ties the cookie to this origin: Secure, no Domain, Path=/. */
export const SESSION_COOKIE = '__Host-synergycall';
export const CSRF_HEADER = 'x-synergycall-csrf';

export interface ContextDeps {
  readonly database: AppDatabase;
  readonly log: Logger;
  /** How often open streams look whether their session still holds; 15 s unless said. */
  readonly recheckMs?: number;
  readonly resolveSession: (token: string, via: Session['via']) => Promise<Session | undefined>;
}

/** Reads who asks, and lets the answer set or clear the session cookie on `headers`. */
export async function requestContext(
  deps: ContextDeps,
  request: Request,
  at: { readonly incoming: IncomingMessage | undefined; readonly headers: Headers },
): Promise<RequestContext> {
  const presented = presentedToken(request);
  const readSession = () =>
    presented ? deps.resolveSession(presented.token, presented.via) : Promise.resolve(undefined);
  return {
    database: deps.database,
    log: deps.log,
    source: sourceOf(at.incoming),
    userAgent: request.headers.get('user-agent'),
    session: await readSession(),
    readSession,
    recheckMs: deps.recheckMs,
    csrfHeader: request.headers.get(CSRF_HEADER),
    cookie: {
      set: (token, expiresAt) =>
        at.headers.append(
          'set-cookie',
          `${SESSION_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict; Expires=${expiresAt.toUTCString()}`,
        ),
      clear: () =>
        at.headers.append('set-cookie', `${SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`),
    },
  };
}

function presentedToken(request: Request): { token: string; via: Session['via'] } | undefined {
  const bearer = /^Bearer ([\w-]{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (bearer) return { token: bearer, via: 'bearer' };
  // SECURITY: a page of another origin never acts by the cookie, whatever SameSite makes of it.
  const origin = request.headers.get('origin');
  if (origin && hostOf(origin) !== request.headers.get('host')) return undefined;
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value) return { token: value, via: 'cookie' };
  }
  return undefined;
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

/** The peer's address; null on a unix socket. No proxy header is believed. */
function sourceOf(incoming: IncomingMessage | undefined): string | null {
  return incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? null;
}
