import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxId, SignedIn, TenantId, UserId } from '@synergycall/domain';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { labPostgres, type LabDatabase, type LabPostgres } from '../../../../tests/lab/index.ts';
import { openDatabase, type AppDatabase } from '../../platform/database/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { passwords } from '../../platform/password/index.ts';
import { newId, newTenantTag } from '../../platform/random/index.ts';
import { tlsMaterial } from '../../platform/tls/index.ts';
import { mintAuthScope, mintPlatformScope, mintTenantScope, newLedger, router, systemActor } from '../../rpc/index.ts';
import { startServer, type RunningServer } from '../../server.ts';
import { auditRouter } from '../audit/index.ts';
import { accountRouter, authRouter, ensureBootstrapCode, resolveSession, signIn as signInWith } from './index.ts';

const PASSWORD = 'tall giraffe eats 7';
const OTHER = 'quiet river bends 8';
const state = mkdtempSync(join(tmpdir(), 'access-'));
const actor = systemActor('test');
const everywhere = mintPlatformScope(actor);
const acme = newId<TenantId>();
const globex = newId<TenantId>();
const person = newId<UserId>();
let lab: LabPostgres;
let its: LabDatabase;
let database: AppDatabase;
let server: RunningServer;
let ca: string;
let logged = '';
let admin: string;

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read whatever came
  readonly body: any;
  readonly text: string;
}
const agent = new Agent({ keepAlive: false });

/** A raw request, so that cookies and headers are what the test says and nothing else. */
function send(
  method: string,
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const call = request(
    {
      host: '127.0.0.1',
      port: server.httpsPort,
      path,
      method,
      ca: [ca],
      agent,
      headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const isJson = response.headers['content-type']?.startsWith('application/json');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: isJson ? JSON.parse(text) : undefined,
        });
      });
    },
  );
  call.on('error', reject).end(sent);
  return promise;
}
const mutate = (path: string, body?: unknown, headers?: Record<string, string>) =>
  send('POST', `/trpc/${path}`, { body: body ?? {}, ...(headers && { headers }) });
const query = (path: string, input?: unknown, headers?: Record<string, string>) =>
  send('GET', `/trpc/${path}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`, {
    ...(headers && { headers }),
  });
const as = (token: string) => ({ authorization: `Bearer ${token}` });
const failure = (answer: Answer) => answer.body?.error?.data?.failure as unknown;
const data = (answer: Answer) => answer.body?.result?.data as SignedIn;

beforeAll(async () => {
  lab = await labPostgres();
  its = await lab.createMigrated();
  database = openDatabase(its.url);
  await database.inPlatform(everywhere, async ({ db }) => {
    const boxId = newId<BoxId>();
    await db.insertInto('boxes').values({ id: boxId, name: 'Head office' }).execute();
    const range = { box_id: boxId, timezone: 'UTC', ext_min: 1001, ext_max: 1999, ext_next: 1001 };
    await db
      .insertInto('tenants')
      .values([
        { id: acme, tag: newTenantTag(), name: 'Acme', ...range },
        { id: globex, tag: newTenantTag(), name: 'Globex', ...range },
      ])
      .execute();
    await db.insertInto('users').values({ id: person, tenant_id: acme, name: 'Pat', email: null }).execute();
  });
  const log = createLog({ level: 'debug', to: { write: (line: string) => void (logged += line) } });
  const access = { database, passwords: passwords(), version: '0.1.0', boxName: () => Promise.resolve('Head office') };
  const tls = await tlsMaterial({ directory: state, names: [] });
  ca = tls.ca;
  server = await startServer({
    database,
    log,
    tls,
    host: '127.0.0.1',
    httpsPort: 0,
    httpPort: 0,
    version: '0.1.0',
    portalDirectory: undefined,
    router: router({ auth: authRouter(access), account: accountRouter(access), audit: auditRouter() }),
    resolveSession: (token, via) => resolveSession(database, token, via),
    isHealthy: () => Promise.resolve(true),
  });
});
afterAll(async () => {
  await server?.close(0);
  await database?.close();
  await lab?.release();
  rmSync(state, { recursive: true });
});

describe('the first admin', () => {
  test('signs up once, with the code printed at the start and no other', async () => {
    const voided = await ensureBootstrapCode(database);
    const code = await ensureBootstrapCode(database);
    expect((await query('auth.status')).body.result.data).toEqual({
      bootstrapOpen: true,
      version: '0.1.0',
      boxName: 'Head office',
    });
    const person = { name: 'Root', email: 'Root@Example.com', password: PASSWORD };
    expect(failure(await mutate('auth.bootstrap', { ...person, code: voided }))).toEqual({
      code: 'auth.wrong-bootstrap-code',
    });
    // However often: a password to be thought over is no wrong code.
    for (let tries = 0; tries < 6; tries++)
      expect(failure(await mutate('auth.bootstrap', { ...person, code, password: 'short' }))).toEqual({
        code: 'auth.weak-password',
        reason: 'too-short',
      });
    const done = await mutate('auth.bootstrap', { ...person, code });
    expect(done.status).toBe(200);
    admin = data(done).token!;
    expect(data(done).account).toMatchObject({
      email: 'root@example.com',
      grants: [{ role: 'platform_admin', tenantId: null }],
    });
    expect(failure(await mutate('auth.bootstrap', { ...person, email: 'two@example.com', code }))).toEqual({
      code: 'auth.bootstrap-closed',
    });
    expect(await ensureBootstrapCode(database)).toBeUndefined();
    expect((await query('auth.status')).body.result.data.bootstrapOpen).toBe(false);
  });
});

describe('accounts', () => {
  const make = (email: string, more: object = {}) => ({
    tenantId: acme,
    name: 'Ann',
    email,
    password: PASSWORD,
    role: 'tenant_admin',
    ...more,
  });

  test('an admin makes logins for admins, supporters and people', async () => {
    const made = await mutate('account.create', make('ann@acme.example'), as(admin));
    expect(made.body.result.data).toMatchObject({
      email: 'ann@acme.example',
      grants: [{ role: 'tenant_admin', tenantId: acme, tenantName: 'Acme' }],
    });
    expect(
      (await mutate('account.create', make('sue@acme.example', { name: 'Sue', role: 'support' }), as(admin))).status,
    ).toBe(200);
    expect(
      (
        await mutate(
          'account.create',
          make('pat@acme.example', { name: 'Pat', role: 'end_user', userId: person }),
          as(admin),
        )
      ).status,
    ).toBe(200);
    const twice = await mutate(
      'account.create',
      make('pat2@acme.example', { role: 'end_user', userId: person }),
      as(admin),
    );
    expect(failure(twice)).toMatchObject({
      code: 'input.invalid',
      issues: [{ path: 'userId', problem: 'account.user-has-one' }],
    });
    const nobody = await mutate(
      'account.create',
      make('x@acme.example', { role: 'end_user', userId: newId() }),
      as(admin),
    );
    expect(failure(nobody)).toMatchObject({ code: 'user.not-found' });
    expect(
      failure(await mutate('account.create', make('y@acme.example', { role: 'end_user' }), as(admin))),
    ).toMatchObject({ code: 'input.invalid' });
  });

  test('an e-mail with an account is refused to tenant admins; a platform admin adds a role, the password stays', async () => {
    const ann = data(await mutate('auth.signIn', { email: 'ann@acme.example', password: PASSWORD })).token!;
    const taken = await mutate('account.create', make('root@example.com'), as(ann));
    expect(failure(taken)).toEqual({ code: 'account.email-taken', email: 'root@example.com' });
    const added = await mutate(
      'account.create',
      { ...make('ann@acme.example', { password: OTHER }), tenantId: globex, role: 'support' },
      as(admin),
    );
    expect(added.status).toBe(200);
    expect((await mutate('auth.signIn', { email: 'ann@acme.example', password: OTHER })).status).toBe(401);
    const again = await mutate(
      'account.create',
      { ...make('ann@acme.example'), tenantId: globex, role: 'support' },
      as(admin),
    );
    expect(failure(again)).toMatchObject({ code: 'account.email-taken' });
    // Acme's admin doesn't learn of the role in Globex.
    const seen = await query('account.list', { tenantId: acme }, as(ann));
    const rows = seen.body.result.data.rows as { email: string; grants: { tenantId: string }[] }[];
    expect(rows.map((row) => row.email)).toEqual(['ann@acme.example', 'pat@acme.example', 'sue@acme.example']);
    expect(rows.flatMap((row) => row.grants.map((g) => g.tenantId))).toEqual([acme, acme, acme]);
    expect(seen.text).not.toMatch(/hash|argon2|password/i);
  });
});

describe('signing in', () => {
  const signIn = (body: object) => mutate('auth.signIn', { email: 'ann@acme.example', password: PASSWORD, ...body });

  beforeEach(() => database.inAuth(mintAuthScope(actor), ({ db }) => db.deleteFrom('sign_in_limits').execute()));

  test('e-mail in any case; wrong password and unknown account are the same answer', async () => {
    expect((await signIn({ email: ' ANN@acme.example' })).status).toBe(200);
    const wrong = await signIn({ password: 'wrong' });
    const unknown = await signIn({ email: 'nobody@acme.example' });
    expect(wrong.status).toBe(401);
    expect(failure(wrong)).toEqual({ code: 'auth.wrong-credentials' });
    expect(unknown.body).toEqual(wrong.body);
  });

  test('five mistakes lock the account out from there, also when they come at once, and the right password too', async () => {
    const tries = await Promise.all(Array.from({ length: 12 }, () => signIn({ password: 'wrong' })));
    const codes = tries.map((t) => (failure(t) as { code: string }).code).toSorted();
    expect(codes.filter((c) => c === 'auth.wrong-credentials')).toHaveLength(5);
    const late = await signIn({});
    expect(late.status).toBe(429);
    expect(failure(late)).toEqual({ code: 'auth.too-many-attempts', retryAfterSeconds: expect.any(Number) });
    // Others from the same address still come in.
    expect((await signIn({ email: 'sue@acme.example' })).status).toBe(200);
    const audit = await query('audit.list', { tenantId: acme, limit: 200 }, as(admin));
    const lockouts = (audit.body.result.data.rows as { action: string }[]).filter(
      (row) => row.action === 'auth.locked-out',
    );
    // Ann works in two tenants, so her lock-out is the platform's to see.
    expect(lockouts).toHaveLength(0);
    const platform = await database.read(everywhere, ({ db }) =>
      db.selectFrom('audit').select('id').where('action', '=', 'auth.locked-out').execute(),
    );
    expect(platform).toHaveLength(1);
  });

  test('a right password gives the mistakes back', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) await signIn({ password: 'wrong' });
      expect((await signIn({})).status).toBe(200);
    }
  });

  test('an address over its limit fills no table with made-up e-mails', async () => {
    const strange = { hash: (p: string) => Promise.resolve(p), verify: () => Promise.resolve(false) };
    const limits = { accountAndAddress: 5, account: 50, address: 3 };
    const caller = { source: '192.0.2.2', userAgent: null, ledger: newLedger() };
    for (let n = 0; n < 10; n++)
      await signInWith({ database, passwords: strange, limits }, caller, {
        email: `${n}@x.example`,
        password: 'x',
        client: 'api',
      });
    const rows = await database.inAuth(mintAuthScope(actor), ({ db }) =>
      db.selectFrom('sign_in_limits').select('key_hash').execute(),
    );
    expect(rows).toHaveLength(1 + 3 * 2);
  });

  test('one account may sign in from many places of one address at the same moment', async () => {
    // Without the work of a hash the transactions meet.
    const quick = { hash: (p: string) => Promise.resolve(p), verify: () => Promise.resolve(true) };
    const limits = { accountAndAddress: 1_000, account: 1_000, address: 1_000 };
    const caller = { source: '192.0.2.1', userAgent: null, ledger: newLedger() };
    const input = { email: 'ann@acme.example', password: PASSWORD, client: 'api' } as const;
    for (let round = 0; round < 5; round++) {
      const all = await Promise.all(
        [1, 2, 3, 4, 5].map(() => signInWith({ database, passwords: quick, limits }, caller, input)),
      );
      expect(all.every((one) => one.ok)).toBe(true);
    }
  });

  test('a token is known by its hash alone, and ends by sign-out, idleness and age', async () => {
    const client = new pg.Client(its.url);
    await client.connect();
    await client.query(`begin; select set_config('app.scope', 'auth', false)`);
    const token = async () => data(await signIn({})).token!;
    const [one, two, three] = [await token(), await token(), await token()];
    await client.query('commit');
    const dump = JSON.stringify((await client.query('select * from sessions')).rows);
    expect(dump).not.toContain(one);
    expect(dump.length).toBeGreaterThan(100);
    const works = async (t: string) => (await query('auth.me', undefined, as(t))).status;
    expect([await works(one), await works(two), await works(three)]).toEqual([200, 200, 200]);
    expect((await mutate('auth.signOut', undefined, as(one))).status).toBe(200);
    const newest = 'select id from sessions where revoked_at is null order by created_at desc';
    await client.query(
      `update sessions set last_seen_at = now() - interval '12 hours 1 second' where id = (${newest} limit 1)`,
    );
    await client.query(
      `update sessions set expires_at = now() - interval '1 second' where id = (${newest} offset 1 limit 1)`,
    );
    await client.end();
    expect([await works(one), await works(two), await works(three)]).toEqual([401, 401, 401]);
    expect(await works('x'.repeat(43))).toBe(401);
  });

  test('a changed password ends every other session and is asked for from then on', async () => {
    const email = { email: 'sue@acme.example' };
    const [here, there] = [data(await signIn(email)).token!, data(await signIn(email)).token!];
    const change = (next: string, current = PASSWORD) => mutate('auth.changePassword', { current, next }, as(here));
    expect(failure(await change(OTHER, 'wrong'))).toEqual({ code: 'auth.wrong-credentials' });
    expect(failure(await change('password1234'))).toMatchObject({ code: 'auth.weak-password' });
    expect((await change(OTHER)).status).toBe(200);
    expect((await query('auth.me', undefined, as(here))).status).toBe(200);
    expect((await query('auth.me', undefined, as(there))).status).toBe(401);
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn({ ...email, password: OTHER })).status).toBe(200);
  });
});

describe('the portal’s cookie', () => {
  const signIn = () => mutate('auth.signIn', { email: 'pat@acme.example', password: PASSWORD, client: 'portal' });
  const cookieOf = (answer: Answer) => answer.headers['set-cookie']?.[0] ?? '';

  test('is out of reach of scripts and other sites; the token is in no answer', async () => {
    const done = await signIn();
    expect(cookieOf(done)).toMatch(
      /^__Host-synergycall=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Expires=/,
    );
    const token = /=([\w-]{43});/.exec(cookieOf(done))![1]!;
    expect(data(done)).toMatchObject({ token: null, csrf: expect.any(String) });
    expect(done.text).not.toContain(token);
    // Nor does it work as a bearer.
    expect((await query('auth.me', undefined, as(token))).status).toBe(401);
  });

  test('changes nothing without the CSRF header, nor for a page of another origin', async () => {
    const done = await signIn();
    const cookie = cookieOf(done).split(';')[0]!;
    const { csrf } = data(done);
    expect((await query('auth.me', undefined, { cookie })).body.result.data.csrf).toBe(csrf);
    const change = (headers: Record<string, string>) =>
      mutate('auth.changePassword', { current: PASSWORD, next: OTHER }, { cookie, ...headers });
    for (const headers of [{}, { 'x-synergycall-csrf': 'wrong' }] as Record<string, string>[]) {
      const refused = await change(headers);
      expect([refused.status, failure(refused)]).toEqual([403, { code: 'auth.csrf' }]);
    }
    const foreign = await change({ 'x-synergycall-csrf': csrf!, origin: 'https://evil.example' });
    expect(failure(foreign)).toEqual({ code: 'auth.required' });
    const rest = await send('POST', '/api/v1/auth/sign-out', { headers: { cookie } });
    expect([rest.status, rest.body]).toEqual([403, { code: 'auth.csrf', failure: { code: 'auth.csrf' } }]);
    const out = await mutate('auth.signOut', undefined, {
      cookie,
      'x-synergycall-csrf': csrf!,
      origin: `https://127.0.0.1:${server.httpsPort}`,
    });
    expect(out.status).toBe(200);
    expect(cookieOf(out)).toContain('Max-Age=0');
    expect((await query('auth.me', undefined, { cookie })).status).toBe(401);
  });
});

describe('the guard', () => {
  test('denies strangers, other roles and other tenants, and records it', async () => {
    expect(failure(await query('account.list', { tenantId: acme }))).toEqual({ code: 'auth.required' });
    const pat = data(await mutate('auth.signIn', { email: 'pat@acme.example', password: PASSWORD })).token!;
    const denied = await query('account.list', { tenantId: acme }, as(pat));
    expect([denied.status, failure(denied)]).toEqual([403, { code: 'access.denied', action: 'account.read' }]);
    const foreign = await query('account.list', { tenantId: globex }, as(pat));
    expect(failure(foreign)).toEqual({ code: 'access.denied', action: 'account.read' });
    const mine = await database.read(mintTenantScope(acme, actor), ({ db }) =>
      db.selectFrom('audit').selectAll().where('outcome', '=', 'denied').where('action', '=', 'account.read').execute(),
    );
    expect(mine).toMatchObject([
      { actor_name: 'Pat', actor_role: 'end_user', source: '127.0.0.1', entity_kind: 'tenant', entity_id: acme },
    ]);
    // The foreign tenant's record is not a place where strangers write.
    expect(
      await database.read(mintTenantScope(globex, actor), ({ db }) =>
        db.selectFrom('audit').select('id').where('actor_name', '=', 'Pat').execute(),
      ),
    ).toEqual([]);
  });

  test('a person who was deleted keeps no say, also with a session that was open', async () => {
    const pat = data(await mutate('auth.signIn', { email: 'pat@acme.example', password: PASSWORD })).token!;
    const grants = async () => (await resolveSession(database, pat, 'bearer'))?.grants;
    expect(await grants()).toEqual([{ role: 'end_user', tenantId: acme, userId: person }]);
    const set = (status: 'active' | 'deleted') =>
      database.inTenant(mintTenantScope(acme, actor), ({ db }) =>
        db
          .updateTable('users')
          .set({ status, deleted_at: status === 'deleted' ? new Date() : null })
          .where('id', '=', person)
          .execute(),
      );
    await set('deleted');
    expect(await grants()).toEqual([]);
    await set('active');
  });

  test('the record pages without losing or repeating a row', async () => {
    const all = (await query('audit.list', { tenantId: acme, limit: 200 }, as(admin))).body.result.data as {
      rows: { id: string }[];
      total: number;
    };
    const paged: { id: string }[] = [];
    for (let cursor: string | undefined; paged.length < 500;) {
      const page = (await query('audit.list', { tenantId: acme, limit: 2, ...(cursor && { cursor }) }, as(admin))).body
        .result.data as { rows: { id: string }[]; nextCursor: string | null };
      paged.push(...page.rows);
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.rows);
    expect(all.total).toBe(all.rows.length);
    expect(failure(await query('audit.list', { tenantId: acme, cursor: "1' or '1" }, as(admin)))).toMatchObject({
      code: 'input.invalid',
    });
  });
});

describe('the server', () => {
  test('HTTP only points to HTTPS', async () => {
    const { promise, resolve } = Promise.withResolvers<{ status: number | undefined; location: string | undefined }>();
    httpRequest(
      { port: server.httpPort, host: '127.0.0.1', path: '/users?x=1', headers: { host: 'pbx.example:80' } },
      (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, location: answer.headers.location });
      },
    ).end();
    expect(await promise).toEqual({ status: 308, location: `https://pbx.example:${server.httpsPort}/users?x=1` });
  });

  test('wrong input names path and problem, never the value', async () => {
    const answer = await mutate('auth.signIn', { email: 7, password: '' });
    expect(answer.status).toBe(400);
    expect(failure(answer)).toEqual({
      code: 'input.invalid',
      issues: [
        { path: 'email', problem: 'invalid_type' },
        { path: 'password', problem: 'too_small' },
      ],
    });
    expect((await send('POST', '/trpc/auth.signIn', { body: 'x'.repeat(1_100_000) })).status).toBe(413);
    expect(failure(await query('no.such'))).toEqual({ code: 'not-found', what: 'procedure' });
  });

  test('REST speaks the same: typed queries, failures with their status', async () => {
    const page = await send('GET', `/api/v1/tenants/${acme}/audit?limit=1`, { headers: as(admin) });
    expect(page.status).toBe(200);
    expect(page.body.rows).toHaveLength(1);
    const bad = await send('GET', `/api/v1/tenants/${acme}/audit?limit=many`, { headers: as(admin) });
    expect([bad.status, bad.body.failure]).toEqual([
      400,
      { code: 'input.invalid', issues: [{ path: 'limit', problem: 'invalid_type' }] },
    ]);
    expect((await send('GET', '/api/v1/nowhere')).status).toBe(404);
    expect((await send('GET', `/api/v1/tenants/${acme}/audit`)).status).toBe(401);
    const made = await send('POST', '/api/v1/auth/sign-in', {
      body: { email: 'pat@acme.example', password: PASSWORD },
    });
    expect(made.body.token).toEqual(expect.any(String));
  });

  test('the OpenAPI document is 3.1 and knows each REST procedure', async () => {
    const { body } = await send('GET', '/api/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain('/tenants/{tenantId}/audit');
    expect(Object.keys(body.paths['/auth/sign-in'].post.responses)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '409',
      '429',
      '500',
      '503',
    ]);
  });

  test('every answer carries the security headers', async () => {
    for (const path of ['/', '/healthz', '/trpc/auth.status', '/api/openapi.json']) {
      const { headers } = await send('GET', path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=31536000',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
    expect((await send('GET', '/healthz')).body).toEqual({ status: 'ok' });
  });

  test('no password, token or hash was ever logged', () => {
    expect(logged).not.toContain(PASSWORD);
    expect(logged).not.toContain(OTHER);
    expect(logged).not.toContain(admin);
    expect(logged).not.toContain('argon2');
  });
});
