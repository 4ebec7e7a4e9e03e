import { TRPCError } from '@trpc/server';
import type { Failure, FailureCode } from '@synergycall/domain';
import { ZodError } from 'zod';
import type { Logger } from '../platform/log/index.ts';
import { errorReference } from '../platform/random/index.ts';
import { FailureError, failureOf } from './failure.ts';

type Code = ConstructorParameters<typeof TRPCError>[0]['code'];

/** The HTTP meaning of each failure; what isn't listed is a conflict with the state of things. */
const CODES: Partial<Record<FailureCode, Code>> = {
  'auth.required': 'UNAUTHORIZED',
  'auth.wrong-credentials': 'UNAUTHORIZED',
  'auth.wrong-bootstrap-code': 'UNAUTHORIZED',
  'auth.too-many-attempts': 'TOO_MANY_REQUESTS',
  'rate.limited': 'TOO_MANY_REQUESTS',
  'auth.csrf': 'FORBIDDEN',
  'auth.bootstrap-closed': 'FORBIDDEN',
  'access.denied': 'FORBIDDEN',
  'auth.weak-password': 'BAD_REQUEST',
  'input.invalid': 'BAD_REQUEST',
  'account.not-found': 'NOT_FOUND',
  'tenant.not-found': 'NOT_FOUND',
  'user.not-found': 'NOT_FOUND',
  'device.not-found': 'NOT_FOUND',
  'did.not-found': 'NOT_FOUND',
  'flow.not-found': 'NOT_FOUND',
  'did.import-unreadable': 'BAD_REQUEST',
  'trunk.not-found': 'NOT_FOUND',
  'trunk.platform-only': 'FORBIDDEN',
  'policy.not-found': 'NOT_FOUND',
  'policy.rule-invalid': 'BAD_REQUEST',
  'apply.job-not-found': 'NOT_FOUND',
  'not-found': 'NOT_FOUND',
  'database.down': 'SERVICE_UNAVAILABLE',
  'realtime.down': 'SERVICE_UNAVAILABLE',
  'asterisk.down': 'SERVICE_UNAVAILABLE',
  'apply.asterisk-unreachable': 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
};

/** Every HTTP status that a failure may come with. */
export const STATUS_CODES_IN_USE: readonly number[] = [400, 401, 403, 404, 409, 429, 500, 503];

const BY_TRPC_CODE: Partial<Record<Code, Failure>> = {
  NOT_FOUND: { code: 'not-found', what: 'procedure' },
  METHOD_NOT_SUPPORTED: { code: 'not-found', what: 'procedure' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'input.invalid', issues: [{ path: '', problem: 'content-type' }] },
  BAD_REQUEST: { code: 'input.invalid', issues: [{ path: '', problem: 'malformed' }] },
  PARSE_ERROR: { code: 'input.invalid', issues: [{ path: '', problem: 'not-json' }] },
  PAYLOAD_TOO_LARGE: { code: 'input.invalid', issues: [{ path: '', problem: 'too-large' }] },
};

/**
 * Turns whatever was thrown into the one error that crosses the wire. Expected failures keep their fields; wrong
 * input names path and problem (never the value); everything else is logged under a reference, and only the
 * reference goes out.
 */
export function toTrpcError(error: unknown, to: { log: Logger; path: string }): TRPCError {
  const cause = error instanceof TRPCError ? error.cause : error;
  const carried = failureOf(cause);
  if (carried) return wrap(carried);
  if (error instanceof TRPCError && error.code === 'BAD_REQUEST' && cause instanceof ZodError)
    return wrap({ code: 'input.invalid', issues: cause.issues.map(issue) });
  const known = error instanceof TRPCError ? knownOf(error) : undefined;
  if (known) return wrap(known);
  if (isNulInText(cause)) return wrap({ code: 'input.invalid', issues: [{ path: '', problem: 'characters' }] });
  const reference = errorReference();
  to.log.error({ err: cause ?? error, reference, path: to.path }, 'unexpected error');
  return wrap({ code: 'internal', reference });
}

/** What the formatter shows: the carried failure. Errors that never met a procedure (unknown path, broken JSON) too. */
export function failureFromTrpc(error: TRPCError): Failure {
  return failureOf(error.cause) ?? knownOf(error) ?? { code: 'internal', reference: 'unlogged' };
}

/** What tRPC itself refuses. A body that is no JSON comes as PARSE_ERROR or, where an input is parsed late, as BAD_REQUEST. */
const knownOf = ({ code, cause }: TRPCError): Failure | undefined =>
  BY_TRPC_CODE[code === 'BAD_REQUEST' && cause instanceof SyntaxError ? 'PARSE_ERROR' : code];

/** PostgreSQL keeps no NUL in a text (22021); whoever sends one meant to. */
const isNulInText = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '22021';

function wrap(failure: Failure): TRPCError {
  return new TRPCError({
    code: CODES[failure.code] ?? 'CONFLICT',
    message: failure.code,
    cause: new FailureError(failure),
  });
}

function issue(of: ZodError['issues'][number]): { path: string; problem: string } {
  // Our own schemas say their problem as a code (`text.empty`); zod's words may quote what was sent, so its code is used.
  const problem = of.code === 'custom' || /^[a-z]+\.[a-z-]+$/.test(of.message) ? of.message : of.code;
  return { path: of.path.map(String).join('.'), problem };
}
