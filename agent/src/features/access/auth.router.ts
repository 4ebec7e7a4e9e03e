import {
  bootstrapInput,
  changePasswordInput,
  meView,
  ok,
  signedIn,
  signInInput,
  type SignedIn,
} from '@synergycall/domain';
import { z } from 'zod';
import type { Ledger } from '../../platform/database/index.ts';
import {
  FailureError,
  orThrow,
  publicProcedure,
  rest,
  router,
  signedInProcedure,
  type RequestContext,
} from '../../rpc/index.ts';
import { findAccount } from './account.store.ts';
import { bootstrap, isBootstrapOpen } from './bootstrap.service.ts';
import { csrfOf, revokeSession } from './session.store.ts';
import { changePassword, signIn, type SignedInAccount, type SignInDeps } from './sign-in.service.ts';

export interface AuthDeps extends SignInDeps {
  readonly version: string;
  /** For the sign-in page. */
  readonly boxName: () => Promise<string>;
}

export const statusView = z.object({ bootstrapOpen: z.boolean(), version: z.string(), boxName: z.string() });
const nothing = z.object({});

export const authRouter = (deps: AuthDeps) =>
  router({
    status: publicProcedure(rest('GET', '/auth/status', 'Says whether the first admin is still to be made'))
      .output(statusView)
      .query(async () => ({
        bootstrapOpen: await isBootstrapOpen(deps.database),
        version: deps.version,
        boxName: await deps.boxName(),
      })),
    bootstrap: publicProcedure(rest('POST', '/auth/bootstrap', 'Makes the first platform admin with the one-time code'))
      .input(bootstrapInput)
      .output(signedIn)
      .mutation(async ({ ctx, input }) => bearer(orThrow(await bootstrap(deps, callerOf(ctx), input)))),
    signIn: publicProcedure(rest('POST', '/auth/sign-in', 'Opens a session'))
      .input(signInInput)
      .output(signedIn)
      .mutation(async ({ ctx, input }) => {
        const done = orThrow(await signIn(deps, callerOf(ctx), input));
        if (input.client !== 'portal') return bearer(done);
        ctx.cookie.set(done.session.token, done.session.expiresAt);
        // SECURITY: the token goes into the HttpOnly cookie alone, where scripts of the page can't read it.
        return { ...bearer(done), token: null, csrf: csrfOf(done.session.token) };
      }),
    signOut: signedInProcedure(rest('POST', '/auth/sign-out', 'Ends this session'))
      .output(nothing)
      .mutation(async ({ ctx }) => {
        const { session } = ctx;
        await ctx.audited(async (tx) => {
          await revokeSession(tx, session.id);
          await tx.audit({
            action: 'auth.sign-out',
            entity: { kind: 'account', id: session.accountId, name: session.name },
          });
          return ok({});
        });
        if (session.via === 'cookie') ctx.cookie.clear();
        return {};
      }),
    me: signedInProcedure(rest('GET', '/auth/me', 'Shows who is signed in'))
      .output(meView)
      .query(async ({ ctx }) => {
        const account = await ctx.read((tx) => findAccount(tx, ctx.session.accountId));
        if (!account) throw new FailureError({ code: 'auth.required' });
        return { account, csrf: ctx.session.csrf, expiresAt: ctx.session.expiresAt.toISOString() };
      }),
    changePassword: signedInProcedure(
      rest('POST', '/auth/password', 'Changes one’s own password and ends all other sessions'),
    )
      .input(changePasswordInput)
      .output(nothing)
      .mutation(async ({ ctx, input }) => {
        const caller = { ...callerOf(ctx), session: ctx.session, actor: ctx.scope.actor };
        return orThrow(await changePassword(deps, caller, input));
      }),
  });

const callerOf = (ctx: RequestContext & { ledger: Ledger }) => ({
  source: ctx.source,
  userAgent: ctx.userAgent,
  ledger: ctx.ledger,
});

const bearer = ({ account, session }: SignedInAccount): SignedIn => ({
  token: session.token,
  csrf: null,
  expiresAt: session.expiresAt.toISOString(),
  account,
});
