import type { Result } from '@synergycall/domain';
import type { AnyFailure, Loadable } from '@synergycall/ui';
import { failureOf } from './link.ts';

/** A query as what a screen draws. Data that is there stays on screen when a refresh fails (the banner says how old). */
export function loadable<T>(query: {
  readonly data: T | undefined;
  readonly error: unknown;
}): Loadable<NonNullable<T>> {
  if (query.data !== undefined && query.data !== null) return { tag: 'ready', value: query.data };
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
