import type { Failure } from './failure.ts';

/** An expected outcome: either a value or a closed failure. Broken assumptions throw instead. */
export type Result<T, E = Failure> = { ok: true; value: T } | { ok: false; error: E };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const fail = <E>(error: E): { ok: false; error: E } => ({ ok: false, error });
