import { initTRPC, TRPCError } from '@trpc/server';
import type { Action } from '@synergycall/domain';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { RequestContext } from './context.ts';
import { failureFromTrpc, toTrpcError } from './errors.ts';
import { newLedger } from './auth.ts';
import { FailureError } from './failure.ts';
import { isStream, whileSignedIn } from './subscription.ts';

/** How a procedure is guarded; tests walk the router and ask for it. */
export type Guard =
  | { kind: 'public' }
  | { kind: 'signed-in' }
  | { kind: 'platform' | 'tenant' | 'granted' | 'self'; action: Action };

export type ProcedureMeta = { guard?: Guard; openapi?: NonNullable<OpenApiMeta['openapi']> };

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    // SECURITY: never a stack to the client, whatever NODE_ENV says.
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 45_000 } },
    errorFormatter: ({ shape, error }) => ({
      code: shape.code,
      message: failureFromTrpc(error).code,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        failure: failureFromTrpc(error),
      },
    }),
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/**
 * Every procedure starts here: CSRF for cookie sessions, one shape for failures, and a mutation that commits no
 * audit row is refused as the programming error it is.
 */
export const base = t.procedure.use(async ({ ctx, type, path, next, getRawInput }) => {
  if (type === 'mutation' && ctx.session?.via === 'cookie' && ctx.csrfHeader !== ctx.session.csrf) {
    throw toTrpcError(new FailureError({ code: 'auth.csrf' }), { log: ctx.log, path });
  }
  // Read here, since broken JSON comes out of it as a bare SyntaxError, which further down would look like our own fault.
  await getRawInput().catch((error: unknown) => {
    throw toTrpcError(error instanceof SyntaxError ? new TRPCError({ code: 'PARSE_ERROR' }) : error, {
      log: ctx.log,
      path,
    });
  });
  const ledger = newLedger();
  const result = await next({ ctx: { ledger } });
  if (!result.ok) throw toTrpcError(result.error, { log: ctx.log, path });
  if (type === 'mutation' && ledger.written === 0)
    throw toTrpcError(new Error(`${path} left no audit row`), { log: ctx.log, path });
  if (type === 'subscription' && isStream(result.data)) return { ...result, data: whileSignedIn(result.data, ctx) };
  return result;
});

/** REST face of a procedure: `rest('GET', '/tenants/{tenantId}/users', 'Lists users')`. */
export const rest = (
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: `/${string}`,
  summary: string,
): ProcedureMeta => ({
  openapi: { method, path, summary, tags: [path.split('/').filter((p) => p && !p.startsWith('{'))[0] ?? 'api'] },
});
