import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request, type RequestOptions } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, BoxId } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { labPostgres, type LabPostgres } from '../../../tests/lab/index.ts';
import { resolveSession } from '../features/access/index.ts';
import { openSession } from '../features/access/session.store.ts';
import { openDatabase, type AppDatabase } from '../platform/database/index.ts';
import { createLog } from '../platform/log/index.ts';
import { newId } from '../platform/random/index.ts';
import { tlsMaterial, type TlsMaterial } from '../platform/tls/index.ts';
import { fakeRouter, silent } from '../router.fake.ts';
import { mintAuthScope, mintPlatformScope, router, signedInProcedure, systemActor } from '../rpc/index.ts';
import { startServer, type RunningServer, type ServerOptions } from '../server.ts';

const folder = mkdtempSync(join(tmpdir(), 'server-'));
const actor = systemActor('test');
let postgres: LabPostgres;
let database: AppDatabase;
let tls: TlsMaterial;
let walked: ReturnType<typeof fakeRouter>;
const running: RunningServer[] = [];
const agent = new Agent({ keepAlive: false });

async function serve(more: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const server = await startServer({
    database,
    log: silent,
    tls,
    host: '127.0.0.1',
    httpsPort: 0,
    httpPort: null,
    version: '0',
    portalDirectory: undefined,
    router: walked.router,
    resolveSession: (token, via) => resolveSession(database, token, via),
    isHealthy: () => Promise.resolve(true),
    ...more,
  });
  running.push(server);
  return server;
}

async function signIn(role?: 'platform_admin'): Promise<{ token: string; id: string }> {
  const accountId = newId<AccountId>();
  await database.inPlatform(mintPlatformScope(actor), async ({ db }) => {
    await db
      .insertInto('accounts')
      .values({ id: accountId, name: 'A', email: `${accountId}@x.example` })
      .execute();
    const grant = { id: newId(), account_id: accountId, tenant_id: null, user_id: null };
    if (role)
      await db
        .insertInto('account_roles')
        .values({ ...grant, role })
        .execute();
  });
  return database.inAuth(mintAuthScope(actor), (tx) =>
    openSession(tx, { accountId, client: 'api', source: null, userAgent: null }),
  );
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}
const get = (where: RequestOptions, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', ca: [tls.ca], servername: 'localhost', agent, ...where }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
      response.on('error', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    })
      .on('error', reject)
      .end(body);
  });

beforeAll(async () => {
  // Paused and killed below: a server of this test's own.
  postgres = await labPostgres({ own: true });
  const lab = await postgres.createMigrated();
  database = openDatabase(lab.url);
  tls = await tlsMaterial({ directory: join(folder, 'tls'), names: [] });
  walked = fakeRouter(database, newId<BoxId>());
});
afterAll(async () => {
  for (const server of running) await server.close(0);
  walked?.close();
  await database?.close();
  await postgres?.release();
  rmSync(folder, { recursive: true });
});

describe('the portal’s pages', () => {
  test('are served with their type; routes of the portal get the page, missing files do not', async () => {
    const portal = join(folder, 'portal');
    mkdirSync(join(portal, 'assets'), { recursive: true });
    writeFileSync(join(portal, 'index.html'), '<!doctype html><title>Portal</title>');
    writeFileSync(join(portal, 'assets/app-1.js'), 'export {}');
    writeFileSync(join(folder, 'outside.txt'), 'private');
    const { httpsPort: port } = await serve({ portalDirectory: portal });
    for (const path of ['/', '/devices', '/devices/abc?x=1']) {
      const page = await get({ port, path });
      expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
    }
    const script = await get({ port, path: '/assets/app-1.js' });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await get({ port, path: '/assets/app-2.js' })).status).toBe(404);
    const again = await get({
      port,
      path: '/',
      headers: { 'if-none-match': String((await get({ port, path: '/' })).headers['etag']) },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    for (const path of [
      '/../outside.txt',
      '/..%2foutside.txt',
      '/%2e%2e/outside.txt',
      '/assets/..%2f..%2f..%2foutside.txt',
    ])
      expect((await get({ port, path })).text).not.toContain('private');
  });

  test('go out compressed to those who take it', async () => {
    const portal = join(folder, 'compressed');
    mkdirSync(portal, { recursive: true });
    const page = `<!doctype html>${'<p>the same line</p>'.repeat(200)}`;
    writeFileSync(join(portal, 'index.html'), page);
    const { httpsPort: port } = await serve({ portalDirectory: portal });
    const plain = await get({ port, path: '/' });
    const packed = await get({ port, path: '/', headers: { 'accept-encoding': 'gzip, br' } });
    expect([plain.headers['content-encoding'], plain.text]).toEqual([undefined, page]);
    expect([packed.headers['content-encoding'], packed.headers['vary']]).toEqual(['gzip', 'accept-encoding']);
    expect(packed.text.length).toBeLessThan(page.length / 4);
  });

  test('say so when they are not built', async () => {
    const { httpsPort: port } = await serve();
    const page = await get({ port, path: '/' });
    expect([page.status, page.text]).toEqual([404, 'The portal is not built: run `npm run build`.']);
  });
});

test('health answers no within its time while a dependency hangs, and says nothing else', async () => {
  const { httpsPort: port } = await serve({ isHealthy: () => new Promise(() => undefined) });
  const health = await get({ port, path: '/healthz' });
  expect([health.status, health.text]).toEqual([503, '{"status":"degraded"}']);
  const broken = await serve({ isHealthy: () => Promise.reject(new Error('password=x')) });
  expect((await get({ port: broken.httpsPort, path: '/healthz' })).text).toBe('{"status":"degraded"}');
});

test.each([
  ['broken JSON', '/trpc/auth.signIn', '{x', 400, 'not-json'],
  ['broken JSON over REST', '/api/v1/auth/sign-in', '{x', 400, 'not-json'],
  ['a NUL in a text', '/api/v1/auth/sign-in', '{"email":"a\\u0000","password":"x"}', 400, 'characters'],
  ['too much', '/api/v1/auth/sign-in', `"${'x'.repeat(1024 * 1024)}"`, 400, 'too-large'],
])('a stranger’s %s is told what is wrong with it, and fills no log', async (_, path, body, status, problem) => {
  let logged = '';
  const log = createLog({ to: { write: (line: string) => void (logged += line) } });
  const { httpsPort: port } = await serve({ log });
  const answer = await get({ port, path, method: 'POST', headers: { 'content-type': 'application/json' } }, body);
  expect([answer.status, logged]).toEqual([status, '']);
  expect(answer.text).toContain(`"failure":{"code":"input.invalid","issues":[{"path":"","problem":"${problem}"}]}`);
});

describe('a body of more than a megabyte', () => {
  const big = JSON.stringify({ format: 'csv', text: `number\n${'+49301234567\n'.repeat(100_000)}` });
  const IMPORTS = ['/trpc/did.previewImport', '/api/v1/numbers/imports/preview'];
  const bearer = async (role?: 'platform_admin'): Promise<Record<string, string>> => ({
    'content-type': 'application/json',
    authorization: `Bearer ${(await signIn(role)).token}`,
  });
  const post = async (path: string, headers: Record<string, string>, body = big) => {
    const { httpsPort: port } = await serve();
    return get({ port, path, method: 'POST', headers }, body);
  };
  const sound = JSON.stringify({
    tenantId: '0000000000t1',
    name: 'Welcome',
    sound: Buffer.alloc(3 * 1024 * 1024).toString('base64'),
  });

  test.each(IMPORTS)('is taken at %s from who may import', async (path) => {
    const answer = await post(path, await bearer('platform_admin'));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject(path.startsWith('/trpc') ? { result: {} } : { counts: { new: 1 } });
  });

  test.each(IMPORTS)('is refused at %s from anybody else, before it is read', async (path) => {
    for (const headers of [await bearer(), { 'content-type': 'application/json' }])
      expect([400, 413]).toContain((await post(path, headers)).status);
  });

  test.each(['/trpc/prompt.create', '/api/v1/tenants/0000000000t1/prompts'])(
    'with a sound is taken at %s from who may upload, and from nobody else',
    async (path) => {
      // What stands in it is looked at, so it was read.
      expect((await post(path, await bearer('platform_admin'), sound)).text).toContain('prompt.not-a-sound');
      for (const headers of [await bearer(), { 'content-type': 'application/json' }])
        expect([400, 413]).toContain((await post(path, headers, sound)).status);
    },
  );

  test.each(['/trpc/did.create', '/trpc/did.import,did.create?batch=1', '/api/v1/numbers'])(
    'is refused at %s from everybody',
    async (path) => {
      expect([400, 413]).toContain((await post(path, await bearer('platform_admin'))).status);
    },
  );
});

test('a query with a broken path or too long a batch is the caller’s mistake', async () => {
  const { httpsPort: port } = await serve();
  for (const path of ['/trpc/%E0%A4%A?input=%7B', `/trpc/${Array(30).fill('auth.status').join(',')}?batch=1`]) {
    const answer = await get({ port, path });
    expect([answer.status, answer.text.includes('"code":"input.invalid"')]).toEqual([400, true]);
  }
});

test('the unix socket speaks the same, to its owner alone', async () => {
  const socketPath = join(folder, 'agent.sock');
  writeFileSync(socketPath, 'left behind');
  await serve({ socketPath });
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  expect((await get({ socketPath, path: '/healthz' })).text).toBe('{"status":"ok"}');
});

test('a taken port is an error that names it, and leaves nothing open', async () => {
  const first = await serve();
  await expect(serve({ httpsPort: 0, httpPort: first.httpsPort })).rejects.toThrow('EADDRINUSE');
});

test('renewed certificates are used for new connections', async () => {
  const server = await serve();
  const other = await tlsMaterial({ directory: join(folder, 'other'), names: [] });
  server.setTls(other);
  await expect(get({ port: server.httpsPort, path: '/healthz' })).rejects.toThrow(/certificate/);
  expect((await get({ port: server.httpsPort, path: '/healthz', ca: [other.ca] })).status).toBe(200);
});

test('who connects and says nothing does not keep the server from stopping', async () => {
  const server = await serve();
  const mute = connect(server.httpsPort, '127.0.0.1').on('error', () => undefined);
  const ended = once(mute, 'close');
  await once(mute, 'connect');
  // Taken, and in its handshake, before the next one is answered.
  await get({ port: server.httpsPort, path: '/healthz' });
  await server.close(50);
  await ended;
}, 9_000);

describe('a stream', () => {
  const ticking = router({
    tick: signedInProcedure()
      .output(z.unknown())
      .subscription(async function* ({ signal }) {
        for (let n = 0; !signal?.aborted; n++) {
          yield n;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }),
  });

  test('ends when its session is revoked, and does not keep the server from stopping', async () => {
    const server = await serve({ router: ticking, recheckMs: 50 });
    const { token, id } = await signIn();
    const stream = get({
      port: server.httpsPort,
      path: '/trpc/tick',
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await database.inAuth(mintAuthScope(actor), ({ db }) =>
      db
        .updateTable('sessions')
        .set({ revoked_at: new Date() })
        .where('id', '=', id as never)
        .execute(),
    );
    const ended = await stream;
    expect(ended.headers['content-type']).toContain('text/event-stream');
    expect(ended.text).toContain('data: 1\n');
    expect(ended.text).toContain('auth.required');

    const { token: next } = await signIn();
    const cut = get({
      port: server.httpsPort,
      path: '/trpc/tick',
      headers: { authorization: `Bearer ${next}`, accept: 'text/event-stream' },
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.close(50);
    expect((await cut).text).toContain('data: 1\n');
  });
});

test('without its database the agent answers database.down, and recovers', async () => {
  const { httpsPort: port } = await serve();
  const headers = { authorization: `Bearer ${'x'.repeat(43)}` };
  expect((await get({ port, path: '/trpc/auth.me', headers })).status).toBe(401);
  await postgres.kill();
  for (const path of ['/trpc/auth.me', '/trpc/auth.status', '/api/v1/auth/me']) {
    const answer = await get({ port, path, headers });
    expect([path, answer.status]).toEqual([path, 503]);
    expect(answer.text).toContain('"code":"database.down"');
    expect(answer.text).not.toMatch(/postgres:\/\/|at .*\.ts:/);
  }
  await postgres.start();
  expect((await get({ port, path: '/trpc/auth.me', headers })).status).toBe(401);
});
