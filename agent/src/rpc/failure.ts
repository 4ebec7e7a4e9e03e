import type { Failure, Result } from '@synergycall/domain';

/** An expected failure on its way to the caller; rpc turns it into `data.failure`. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.code);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** The value, or a throw of the failure: the one crossing from Result to the wire. */
export function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new FailureError(result.error);
}

/** The failure that an error carries, if it carries one (FailureError, DatabaseDown). */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Error && 'failure' in error) return error.failure as Failure;
  return undefined;
}
