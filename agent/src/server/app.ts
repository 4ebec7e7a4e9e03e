import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { allowingGrant, mayRole, type Action } from '@synergycall/domain';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { AnyRouter } from '@trpc/server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { remembered } from '../platform/remembered/index.ts';
import { openApiDocument, restHandler, toTrpcError } from '../rpc/index.ts';
import { requestContext, type ContextDeps } from './request-context.ts';
import { RECORDINGS, recordings } from './recordings.ts';
import { staticPages } from './static.ts';

export interface AppOptions extends ContextDeps {
  readonly router: AnyRouter;
  readonly version: string;
  /** Folder of the built portal; absent: the API alone. */
  readonly portalDirectory: string | undefined;
  /** Is all well? Asked by /healthz, which waits 400 ms for it at most. */
  readonly isHealthy: () => Promise<boolean>;
}
type Env = { Bindings: HttpBindings };

/** Larger than any input of ours but a file of numbers. */
const BODY_LIMIT = 1024 * 1024;
/** 100,000 numbers with long labels and notes, as JSON in JSON. */
const IMPORT_LIMIT = 48 * 1024 * 1024;
const IMPORTS = [
  '/trpc/did.previewImport',
  '/trpc/did.import',
  '/api/v1/numbers/imports',
  '/api/v1/numbers/imports/preview',
];
const PRICE_LISTS = new Set([
  '/trpc/spending.previewPrices',
  '/trpc/spending.importPrices',
  '/api/v1/prices',
  '/api/v1/prices/preview',
]);
/** A sound of 5 MB, in base64; a price list of 20,000 rows. */
const UPLOAD_LIMIT = 8 * 1024 * 1024;
/** Which action somebody needs who sends one there; undefined: neither is sent there. */
function uploadAction(path: string): Action | undefined {
  if (path === '/trpc/prompt.create' || /^\/api\/v1\/tenants\/[0-9a-z]+\/prompts$/.test(path)) return 'prompt.create';
  if (PRICE_LISTS.has(path)) return 'price.update';
  if (path === '/trpc/self.setGreeting' || path === '/api/v1/self/greeting') return 'self.update';
  return undefined;
}
const HEALTH_PATIENCE_MS = 400;
/** As the document says a failure looks. */
const TOO_LARGE = {
  code: 'input.invalid',
  failure: { code: 'input.invalid', issues: [{ path: '', problem: 'too-large' }] },
};

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  // 'unsafe-inline' for styles alone: Mantine writes its variables into the page.
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** Everything the agent answers over HTTPS. */
export function agentApp(options: AppOptions): Hono<Env> {
  const app = new Hono<Env>();
  const pages = staticPages(options.portalDirectory);
  const rest = restHandler(options);
  const document = remembered(() => openApiDocument(options.router, { version: options.version, baseUrl: '/api/v1' }));

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
  });
  const limits = (rest: Omit<Parameters<typeof bodyLimit>[0], 'maxSize'>) => {
    const [small, large, upload] = [BODY_LIMIT, IMPORT_LIMIT, UPLOAD_LIMIT].map((maxSize) =>
      bodyLimit({ maxSize, ...rest }),
    );
    return createMiddleware<Env>(async (c, next) => {
      // SECURITY: before anything of it is read, so that nobody else makes the agent hold and parse that much.
      const isLarge = IMPORTS.includes(c.req.path) && (await mayImport(options, c.req.raw, c.env?.incoming));
      const action = uploadAction(c.req.path);
      const isSound = action !== undefined && (await mayUpload(options, action, [c.req.raw, c.env?.incoming]));
      return (isLarge ? large : isSound ? upload : small)?.(c, next);
    });
  };
  app.use('/trpc/*', limits({}));
  app.use('/api/*', limits({ onError: (c) => c.json(TOO_LARGE, 400) }));

  app.get('/healthz', async (c) => {
    const healthy = await settled(options.isHealthy());
    return c.json({ status: healthy ? 'ok' : 'degraded' }, healthy ? 200 : 503, { 'cache-control': 'no-store' });
  });

  app.all('/trpc/*', (c) => {
    const headers = new Headers({ 'cache-control': 'no-store' });
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: c.req.raw,
      router: options.router,
      maxBatchSize: 20,
      createContext: () => contextOf(options, c.req.raw, { incoming: c.env?.incoming, headers }),
      // Read when the headers of the answer go out: by then a sign-in has set its cookie.
      responseMeta: () => ({ headers }),
    });
  });

  app.get('/api/openapi.json', async (c) => c.json(await document()));
  app.all('/api/v1/*', async (c) => {
    const headers = new Headers();
    const response = await rest({
      request: c.req.raw,
      path: c.req.path.slice('/api/v1'.length),
      createContext: () => contextOf(options, c.req.raw, { incoming: c.env?.incoming, headers }),
    });
    for (const [name, value] of headers) response.headers.append(name, value);
    return response;
  });
  app.all('/api/*', (c) => c.json({ code: 'not-found', failure: { code: 'not-found', what: 'path' } }, 404));

  const sounds = recordings(options);
  app.get(`${RECORDINGS}*`, (c) =>
    sounds(c.req.raw, () => contextOf(options, c.req.raw, { incoming: c.env?.incoming, headers: new Headers() })),
  );
  app.all('*', (c) => pages(c.req.raw));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    const known = toTrpcError(error, { log: options.log, path: c.req.path });
    return c.json({ code: known.message }, 500);
  });
  return app;
}

async function mayImport(
  options: AppOptions,
  request: Request,
  incoming: IncomingMessage | undefined,
): Promise<boolean> {
  const { session } = await contextOf(options, request, { incoming, headers: new Headers() });
  return session !== undefined && allowingGrant(session.grants, 'did.import', null) !== undefined;
}

/** Somewhere; where, the procedure asks once it has been read. */
async function mayUpload(
  options: AppOptions,
  action: Action,
  [request, incoming]: readonly [Request, IncomingMessage | undefined],
): Promise<boolean> {
  const { session } = await contextOf(options, request, { incoming, headers: new Headers() });
  return session?.grants.some(({ role }) => mayRole(role, action)) ?? false;
}

async function contextOf(options: AppOptions, ...rest: [Request, Parameters<typeof requestContext>[2]]) {
  try {
    return await requestContext(options, ...rest);
  } catch (error) {
    // The database may be down before any procedure ran.
    throw toTrpcError(error, { log: options.log, path: 'session' });
  }
}

/** SECURITY: answers in time and says nothing but yes or no, since anybody may ask. */
async function settled(question: Promise<boolean>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), HEALTH_PATIENCE_MS);
  try {
    return await Promise.race([question.catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
