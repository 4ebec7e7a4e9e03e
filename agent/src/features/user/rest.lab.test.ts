import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { openApiDocument, restHandler } from '../../rpc/index.ts';
import { switchboard } from './caller.fake.ts';
import { office, type Office } from './office.fake.ts';

let server: LabPostgres;
let agent: Office;
let board: ReturnType<typeof switchboard>;
beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  board = switchboard(agent);
});
afterAll(async () => {
  board?.close();
  await agent?.close();
  await server?.release();
});

test('an integrator lives a person’s life over REST: create, list, change, suspend, delete', async () => {
  const answer = restHandler({ router: board.router, log: pino({ level: 'silent' }) });
  const ask = async (method: string, path: string, body?: object) => {
    const request = new Request(`https://agent.test${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    const createContext = async () => board.contextOf({ role: 'platform_admin', tenantId: null, userId: null });
    const response = await answer({ request, path: new URL(request.url).pathname, createContext });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const tenant = (await ask('POST', '/tenants', { name: 'Acme' })).body as { id: string };
  const users = `/tenants/${tenant.id}/users`;
  const made = await ask('POST', users, { name: 'Ann Lee' });
  expect(made).toMatchObject({
    status: 200,
    body: { user: { extension: 1001 }, credentials: { secret: expect.any(String) } },
  });
  const { id } = (made.body as { user: { id: string } }).user;
  expect(await ask('GET', `${users}?search=ann&limit=1&descending=false&sort=name`)).toMatchObject({
    status: 200,
    body: { total: 1, rows: [{ id }] },
  });
  expect(await ask('GET', `${users}?limit=many`)).toMatchObject({ status: 400, body: { code: 'input.invalid' } });
  expect(await ask('PATCH', `${users}/${id}`, { revision: 1, name: 'Ann Marie' })).toMatchObject({
    body: { name: 'Ann Marie', revision: 2 },
  });
  expect(await ask('PATCH', `${users}/${id}`, { revision: 1, name: 'X' })).toMatchObject({
    status: 409,
    body: { code: 'revision.stale' },
  });
  expect(await ask('POST', `${users}/${id}/suspend`)).toMatchObject({ body: { status: 'suspended', revision: 3 } });
  expect(await ask('GET', `/tenants/${tenant.id}/next-extension`)).toMatchObject({ body: { extension: 1002 } });
  expect(await ask('GET', `/tenants/${tenant.id}/devices/live`)).toMatchObject({
    body: { devices: [{ state: 'not-registered' }] },
  });
  expect(await ask('POST', `${users}/${id}/delete`, { revision: 3, releaseExtension: false })).toEqual({
    status: 200,
    body: {},
  });
  expect(await ask('GET', `${users}/${id}`)).toMatchObject({ body: { user: { status: 'deleted', extension: null } } });
});

test('the document names every operation once', async () => {
  const { paths } = (await openApiDocument(board.router, { version: '0', baseUrl: '/api/v1' })) as {
    paths: Record<string, object>;
  };
  expect(Object.keys(paths['/tenants/{tenantId}/users/{id}'] ?? {})).toEqual(expect.arrayContaining(['get', 'patch']));
  expect(Object.keys(paths['/tenants/{tenantId}/users/{id}/delete'] ?? {})).toEqual(['post']);
  expect(paths).toHaveProperty(['/box']);
  expect(paths).toHaveProperty(['/health']);
});
