import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  changePasswordInput,
  deviceLiveSnapshot,
  deviceView,
  extension,
  handlingView,
  meView,
  ownQueuesView,
  signedIn,
  signInInput,
  updateOwnHandlingInput,
  userView,
  type SessionId,
} from '@synergycall/domain';
import { z } from 'zod';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { tlsMaterial } from '../../agent/src/platform/tls/index.ts';
import { denyingDatabase } from '../../agent/src/router.fake.ts';
import {
  FailureError,
  publicProcedure,
  router,
  selfProcedure,
  signedInProcedure,
  type Session,
} from '../../agent/src/rpc/index.ts';
import { startServer, type RunningServer } from '../../agent/src/server.ts';
import { fakeMessages } from './fake-messages.ts';
import { changeHandling, type Scene } from './scene.ts';

/** The agent's real HTTPS server, headers, cookies, CSRF and error shape; behind them a scene in place of features and databases. */
export interface FakeAgent {
  readonly url: string;
  readonly scene: Scene;
  /** Sends the scene's live picture to whoever watches. */
  push(): void;
  /** As if an admin had ended all sessions. */
  endSessions(): void;
  /** Nobody answers any more, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export async function fakeAgent(scene: Scene, portalDirectory: string): Promise<FakeAgent> {
  const sessions = new Map<string, { csrf: string; id: string; email: string }>();
  const watchers = new Set<() => void>();
  const directory = mkdtempSync(join(tmpdir(), 'portal-agent-'));
  const tls = await tlsMaterial({ directory, names: [] });
  const expiresAt = new Date(Date.now() + 7 * 86_400_000);

  const accountOf = (email: string) => [scene.account, scene.admin].find((account) => account.email === email);
  const refuse = (path: string): void => {
    const failure = scene.failing.get(path);
    if (failure) throw new FailureError(failure);
  };
  const ready = async (path: string): Promise<void> => {
    await scene.held;
    refuse(path);
  };
  const nothing = z.object({});

  const appRouter = router({
    auth: router({
      status: publicProcedure()
        .output(z.object({ bootstrapOpen: z.boolean(), version: z.string(), boxName: z.string() }))
        .query(() => ({ bootstrapOpen: false, version: '0.1.0', boxName: scene.boxName })),
      signIn: publicProcedure()
        .input(signInInput)
        .output(signedIn)
        .mutation(({ ctx, input }) => {
          refuse('auth.signIn');
          const account = accountOf(input.email);
          if (account === undefined || input.password !== scene.password)
            throw new FailureError({ code: 'auth.wrong-credentials' });
          const token = randomBytes(16).toString('hex');
          const csrf = randomBytes(16).toString('hex');
          sessions.set(token, { csrf, id: token.slice(0, 12), email: account.email });
          ctx.cookie.set(token, expiresAt);
          ctx.ledger.written += 1;
          return { token: null, csrf, expiresAt: expiresAt.toISOString(), account };
        }),
      signOut: signedInProcedure()
        .output(nothing)
        .mutation(({ ctx }) => {
          refuse('auth.signOut');
          for (const [token, session] of sessions) if (session.id === ctx.session.id) sessions.delete(token);
          ctx.cookie.clear();
          ctx.ledger.written += 1;
          return {};
        }),
      me: signedInProcedure()
        .output(meView)
        .query(({ ctx }) => {
          refuse('auth.me');
          const account = accountOf(ctx.session.email);
          if (account === undefined) throw new FailureError({ code: 'auth.required' });
          return { account, csrf: ctx.session.csrf, expiresAt: expiresAt.toISOString() };
        }),
      changePassword: signedInProcedure()
        .input(changePasswordInput)
        .output(nothing)
        .mutation(({ ctx, input }) => {
          refuse('auth.changePassword');
          if (input.current !== scene.password) throw new FailureError({ code: 'auth.wrong-credentials' });
          if (input.next.length < 12) throw new FailureError({ code: 'auth.weak-password', reason: 'too-short' });
          scene.password = input.next;
          ctx.ledger.written += 1;
          return {};
        }),
    }),
    self: router({
      profile: selfProcedure('self.read')
        .output(z.object({ user: userView, tenantName: z.string(), extension: extension.nullable() }))
        .query(async () => {
          await ready('self.profile');
          return { user: scene.user, tenantName: scene.tenantName, extension: scene.user.extension };
        }),
      devices: selfProcedure('self.read')
        .output(z.object({ rows: z.array(deviceView) }))
        .query(async () => {
          await ready('self.devices');
          return { rows: scene.devices };
        }),
      handling: selfProcedure('self.read')
        .output(handlingView)
        .query(async () => {
          await ready('self.handling');
          return scene.handling;
        }),
      queues: selfProcedure('self.read')
        .output(ownQueuesView)
        .query(async () => {
          await ready('self.queues');
          return { rows: [] };
        }),
      updateHandling: selfProcedure('self.update')
        .input(updateOwnHandlingInput)
        .output(handlingView)
        .mutation(async ({ ctx, input }) => {
          await ready('self.updateHandling');
          changeHandling(scene, input);
          ctx.ledger.written += 1;
          return scene.handling;
        }),
      ...fakeMessages(scene.mailbox, ready),
      live: selfProcedure('self.read')
        .output(deviceLiveSnapshot)
        .query(() => scene.live),
      onLive: selfProcedure('self.read').subscription(async function* ({ signal }) {
        await ready('self.onLive');
        let wake = Promise.withResolvers<void>();
        const watcher = (): void => {
          wake.resolve();
          wake = Promise.withResolvers();
        };
        watchers.add(watcher);
        signal?.addEventListener('abort', watcher);
        try {
          while (!signal?.aborted) {
            const next = wake.promise;
            yield scene.live;
            await next;
            // An ended session ends its stream.
            if (sessions.size === 0) throw new FailureError({ code: 'auth.required' });
          }
        } finally {
          watchers.delete(watcher);
        }
      }),
    }),
  });

  const resolveSession = async (token: string, via: Session['via']): Promise<Session | undefined> => {
    const session = sessions.get(token);
    const account = session && accountOf(session.email);
    if (!account) return undefined;
    const { id, name, email, grants } = account;
    return { id: session.id as SessionId, accountId: id, name, email, grants, expiresAt, via, csrf: session.csrf };
  };
  const start = (port: number): Promise<RunningServer> =>
    startServer({
      router: appRouter,
      version: '0.1.0',
      database: denyingDatabase().database,
      log: createLog({ level: 'silent' }),
      resolveSession,
      isHealthy: () => Promise.resolve(true),
      portalDirectory,
      tls,
      host: '127.0.0.1',
      httpsPort: port,
      httpPort: null,
    });
  let server: RunningServer | undefined = await start(0);
  const port = server.httpsPort;
  const push = (): void => watchers.forEach((watcher) => watcher());
  const down = async (): Promise<void> => {
    await server?.close(0);
    server = undefined;
  };
  return {
    url: `https://127.0.0.1:${port}`,
    scene,
    push,
    endSessions() {
      sessions.clear();
      push();
    },
    down,
    async up() {
      server = await start(port);
    },
    async close() {
      await down();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
