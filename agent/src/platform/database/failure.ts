import type { FailureOf } from '@synergycall/domain';

/** PostgreSQL can't be reached or went away; what was under way did not commit as far as we know. */
export class DatabaseDown extends Error {
  readonly failure: FailureOf<'database.down'>;
  constructor(detail: string) {
    super(`PostgreSQL is unreachable: ${detail}`);
    this.name = 'DatabaseDown';
    this.failure = { code: 'database.down', detail };
  }
}

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
// Class 08: connection; 57P0x: the server ends; 53300: no connection left. The driver has no codes for its own.
const SQLSTATES = /^(08...|57P0[1-5]|53300)$/;
const DRIVER_WORDS =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable|connection error|client was closed|client has already been|cannot use a pool after/i;

/** DatabaseDown if this error means a lost connection, otherwise the error itself. Its words hold no address or password. */
export function mapConnectionError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseDown) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code && (SOCKET_CODES.has(code) || SQLSTATES.test(code))) return new DatabaseDown(code);
  if (!code && DRIVER_WORDS.test(error.message)) return new DatabaseDown(error.message);
  if (error instanceof AggregateError && error.errors.some((e) => mapConnectionError(e) instanceof DatabaseDown))
    return new DatabaseDown('refused');
  return error;
}

/** Name of the constraint that a write ran into, if it ran into one (`users_email`, `extensions_pkey`). */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('constraint' in error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('23') ? String(error.constraint) : undefined;
}
