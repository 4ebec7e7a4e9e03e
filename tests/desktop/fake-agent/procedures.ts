import type * as d from '@synergycall/domain';
import { TRPCError, initTRPC } from '@trpc/server';
import { z } from 'zod';
import type { FakeState } from './state.ts';

class Refused extends Error {
  readonly failure: d.Failure;
  constructor(failure: d.Failure) {
    super(failure.code);
    this.failure = failure;
  }
}
/** Ends the call with a failure of ours. */
export const refuse = (failure: d.Failure): never => {
  throw new TRPCError({
    code: failure.code === 'auth.required' ? 'UNAUTHORIZED' : 'CONFLICT',
    message: failure.code,
    cause: new Refused(failure),
  });
};
const failureIn = (error: TRPCError): d.Failure => {
  if (error.cause instanceof Refused) return error.cause.failure;
  if (error.cause instanceof z.ZodError)
    return {
      code: 'input.invalid',
      issues: error.cause.issues.map((i) => ({
        path: i.path.join('.'),
        problem: i.code === 'custom' ? i.message : i.code,
      })),
    };
  return { code: 'internal', reference: 'fake' };
};

export const paged = <T>(rows: readonly T[], input: { cursor?: string | undefined; limit: number }) => {
  const from = Number(input.cursor ?? 0);
  const to = from + input.limit;
  return { rows: rows.slice(from, to), nextCursor: to < rows.length ? String(to) : null, total: rows.length };
};

/** What the fake agent's routers are made of: procedures that are slow, fail or refuse when a test asks for it. */
export function fakeProcedures(state: FakeState) {
  const t = initTRPC.context<{ token: string | null }>().create({
    sse: { ping: { enabled: true, intervalMs: 15_000 } },
    errorFormatter: ({ shape, error }) => ({ ...shape, data: { ...shape.data, failure: failureIn(error) } }),
  });
  const open = t.procedure.use(async ({ path, next }) => {
    const wait = state.slow.get(path);
    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait));
    const failure = state.failNext.get(path);
    if (failure) {
      state.failNext.delete(path);
      refuse(failure);
    }
    return await next();
  });
  // The session is looked at when the call is worked on, so that a slow call may outlive it.
  const guarded = open.use(({ ctx, next }) => {
    if (ctx.token === null || !state.tokens.has(ctx.token)) refuse({ code: 'auth.required' });
    return next();
  });
  /** A query of signed-in accounts, checked by the contract's schemas. */
  const q = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O, act: (input: z.output<I>) => z.input<O>) =>
    guarded
      .input(input)
      .output(output)
      .query(({ input: given }) => act(given as z.output<I>) as never);
  /** The same for a mutation. */
  const m = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O, act: (input: z.output<I>) => z.input<O>) =>
    guarded
      .input(input)
      .output(output)
      .mutation(({ input: given }) => act(given as z.output<I>) as never);
  /** Yields at once and after each change, until the listener leaves. */
  async function* follow<T>(
    signal: AbortSignal | undefined,
    read: () => T,
    until: (value: T) => boolean = () => false,
  ): AsyncGenerator<T> {
    let wake: () => void = () => undefined;
    const stop = state.onChange(() => wake());
    try {
      while (signal?.aborted !== true) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve;
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
        const value = structuredClone(read());
        yield value;
        if (until(value)) return;
        await changed;
      }
    } finally {
      stop();
    }
  }
  const tenant = (id: string): d.TenantView =>
    state.tenants.find((x) => x.id === id) ?? refuse({ code: 'tenant.not-found', id });
  return { router: t.router, open, guarded, q, m, follow, tenant };
}
export type FakeProcedures = ReturnType<typeof fakeProcedures>;
