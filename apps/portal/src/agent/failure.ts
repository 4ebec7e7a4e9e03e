import type { Result } from '@synergycall/domain';
import type { AnyFailure, Loadable } from '@synergycall/ui';
import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '@synergycall/agent/router';

/** What went wrong, with its fields. No answer at all is `client.unreachable`; an answer that isn't the agent's is `client.unexpected`. */
export function failureOf(error: unknown): AnyFailure {
  if (error instanceof TRPCClientError) {
    const { data } = error as TRPCClientError<AppRouter>;
    if (data) return data.failure;
    // fetch rejects with a TypeError when nobody answers; a broken answer is a SyntaxError.
    if (error.cause instanceof TypeError) return { code: 'client.unreachable', host: location.host };
  }
  return { code: 'client.unexpected', detail: error instanceof Error ? error.name : 'unknown' };
}

/** A query as what a screen draws. Data that is there stays when a refresh fails; the banner says how old it is. */
export function loadable<T>(query: { data: T | undefined; error: unknown }): Loadable<T> {
  if (query.data !== undefined) return { tag: 'ready', value: query.data };
  if (query.error !== null && query.error !== undefined) return { tag: 'failed', failure: failureOf(query.error) };
  return { tag: 'loading' };
}

/** A call's outcome as a Result, for forms. */
export async function outcome<T>(call: Promise<T>): Promise<Result<T, AnyFailure>> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}
