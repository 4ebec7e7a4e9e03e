import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiForm, type OpenApi, type Operation } from './openapi-form.ts';
import { PASSWORD, procedures, scene, type Procedure, type Scene } from './scene.ts';
import type { At } from './sample.ts';
import { SAMPLES } from './samples.ts';

/* The REST face as an integrator meets it: over HTTPS, by the document that the agent itself hands out. */
const REST = procedures().filter(({ meta }) => meta.openapi);
let at: Scene;
let document: OpenApi;
let ajv: Ajv2020;
beforeAll(async () => {
  at = await scene();
  document = JSON.parse((await at.http('/api/openapi.json')).text) as OpenApi;
  // `pattern` says all that `format` does. References into the document are resolved by its id.
  ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'document', ...document });
});
afterAll(() => at?.close());

describe('the document', () => {
  test('has the form of OpenAPI 3.1', () => {
    expect(openApiForm.safeParse(document).error?.issues).toBeUndefined();
  });

  test('holds valid JSON Schemas only, and every reference leads somewhere', () => {
    const schemas = schemasIn(document);
    expect(schemas.length).toBeGreaterThan(60);
    for (const [where, schema] of schemas) expect(ajv.validateSchema(schema as object), where).toBe(true);
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g))
      expect(
        pointer.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document),
        pointer,
      ).toBeDefined();
  });

  test('offers every procedure but the streams, each under a name and a path of its own', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        id: `${method} ${path}`,
        operation: operation as Operation,
      })),
    );
    expect(operations.map(({ id }) => id).toSorted()).toEqual(
      REST.map(({ meta }) => `${meta.openapi!.method.toLowerCase()} ${meta.openapi!.path}`).toSorted(),
    );
    expect(procedures().filter(({ meta, type }) => !meta.openapi && type !== 'subscription')).toEqual([]);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { id, operation } of operations) {
      const declared = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
      const inPath = [...id.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
      expect(declared.toSorted(), id).toEqual(inPath.toSorted());
    }
  });

  test('says which operations need a session', () => {
    const open = REST.filter(({ meta }) => meta.guard?.kind === 'public');
    expect(open.map(({ path }) => path).toSorted()).toEqual(['auth.bootstrap', 'auth.signIn', 'auth.status']);
    for (const procedure of REST)
      expect((operationOf(procedure).security ?? []).length > 0, procedure.path).toBe(!open.includes(procedure));
    const named = REST.flatMap((procedure) =>
      (operationOf(procedure).security ?? []).flatMap((one) => Object.keys(one)),
    );
    for (const name of new Set(named)) expect(Object.keys(document.components.securitySchemes ?? {})).toContain(name);
  });
});

describe.each(REST.map((procedure) => [procedure.path, procedure] as const))('%s', (path, procedure) => {
  test('a good call, as the document wants it, is answered as it says', async () => {
    const who = procedure.meta.guard?.kind === 'self' ? 'end_user' : 'platform_admin';
    const sample = SAMPLES[path]!;
    const stage: At = { ...at.own, admin: at.admin, email: at.emails[who] };
    const input = await sample.input(stage);
    const body = bodySchemaOf(procedure);
    if (body) expect(complaints(body, withoutPath(procedure, input)), 'the input is as documented').toEqual([]);
    const answer = await ask(procedure, input, at.tokenOf(who));
    if (sample.failsWith) expect(answer.body).toMatchObject({ code: sample.failsWith });
    else expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    if (!sample.failsWith) await sample.after?.(stage, answer.body);
    if (sample.spendsSession) await at.renew(who);
  });

  if (takesInput(procedure))
    test('bad input is refused by path, and not repeated', async () => {
      const who = procedure.meta.guard?.kind === 'self' ? 'end_user' : 'platform_admin';
      const garbage = { tenantId: '../etc/passwd', id: '$(reboot)', limit: 'many', name: { $ne: null }, email: 7 };
      const answer = await ask(procedure, garbage, at.tokenOf(who));
      expect([answer.status, answer.body['code']]).toEqual([400, 'input.invalid']);
      const { issues } = answer.body['failure'] as { issues: { path: string; problem: string }[] };
      expect(issues.length).toBeGreaterThan(0);
      expect(answer.text).not.toMatch(/etc\/passwd|reboot|\$ne/);
    });

  if (procedure.meta.guard?.kind !== 'public')
    test('a stranger is asked to sign in', async () => {
      for (const token of [undefined, 'x'.repeat(43)]) {
        const { status, body } = await ask(procedure, { ...at.own, id: at.own.userId }, token);
        expect([status, body['code'], body['failure']]).toEqual([401, 'auth.required', { code: 'auth.required' }]);
      }
    });
});

describe('what the document does not know', () => {
  test.each([
    ['GET', '/api/v1/nothing'],
    ['DELETE', '/api/v1/tenants'],
    ['GET', '/api/v2/tenants'],
    ['GET', '/api/v1/tenants/%E0%A4%A'],
    ['POST', '/api/v1/tenants/x/../../auth/status'],
  ])('%s %s is not found, in the form of a failure', async (method, path) => {
    const { status, text } = await at.http(path, { method, headers: bearer(at.tokenOf('platform_admin')) });
    const body = JSON.parse(text) as { code: string };
    expect([status, body.code]).toEqual([404, 'not-found']);
    expect(complaints({ $ref: 'document#/components/schemas/Failed' }, body)).toEqual([]);
  });

  test.each([
    ['{"name":', 'application/json', 400],
    ['[]', 'application/json', 400],
    ['name=Acme', 'application/x-www-form-urlencoded', undefined],
    [JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) }), 'application/json', undefined],
  ])('a body like %.12s of %s is refused', async (body, type, wanted) => {
    const headers = { ...bearer(at.tokenOf('platform_admin')), 'content-type': type, connection: 'close' };
    const { status, text } = await at.http('/api/v1/tenants', { method: 'POST', headers, body });
    if (wanted) expect(status).toBe(wanted);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toContain('xxxx');
  });
});

test('a failure that is no fault of the input carries its code and fields, with its own status', async () => {
  const { tenantId } = at.own;
  const create = (name: string, more: object = {}) =>
    ask(named('user.create'), { tenantId, name, ...more }, at.tokenOf('tenant_admin'));
  const { body: made } = await create('Taken');
  const { extension } = made['user'] as { extension: number };
  expect(await create('Again', { extension })).toMatchObject({
    status: 409,
    body: { code: 'extension.taken', failure: { code: 'extension.taken', extension, byName: 'Taken' } },
  });
  expect(await ask(named('user.create'), { tenantId, name: 'X' }, at.tokenOf('support'))).toMatchObject({
    status: 403,
    body: { failure: { code: 'access.denied', action: 'user.create' } },
  });
  expect(await ask(named('user.get'), { tenantId, id: at.foreign.userId }, at.tokenOf('tenant_admin'))).toMatchObject({
    status: 404,
    body: { code: 'user.not-found' },
  });
  expect(
    await ask(named('auth.signIn'), { email: 'petra@box.example', password: `${PASSWORD}?` }, undefined),
  ).toMatchObject({ status: 401, body: { code: 'auth.wrong-credentials' } });
});

interface RestAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** Calls as documented, and holds the answer against the document: its status is named, its body has the form. */
async function ask(procedure: Procedure, input: object, token: string | undefined): Promise<RestAnswer> {
  const { method, path } = procedure.meta.openapi!;
  const given = new Map(Object.entries(input));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given.get(name))));
  const rest = withoutPath(procedure, input);
  const inBody = method !== 'GET' && method !== 'DELETE';
  const query = new URLSearchParams(Object.entries(rest).map(([key, value]) => [key, String(value)])).toString();
  const { status, text } = await at.http(`/api/v1${filled}${inBody || query === '' ? '' : `?${query}`}`, {
    method,
    headers: { ...bearer(token), ...(inBody && { 'content-type': 'application/json' }) },
    ...(inBody && { body: JSON.stringify(rest) }),
  });
  const body = JSON.parse(text) as Record<string, unknown>;
  const pointer = `document#/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method.toLowerCase()}/responses/${status}`;
  expect(Object.keys(operationOf(procedure).responses), 'the status is documented').toContain(String(status));
  expect(
    complaints({ $ref: `${pointer}/content/application~1json/schema` }, body),
    'the answer is as documented',
  ).toEqual([]);
  return { status, text, body };
}

/** What a validator of JSON Schema has to say, without values. */
function complaints(schema: object, value: unknown): string[] {
  const check = ajv.compile(schema);
  return check(value)
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

const named = (path: string): Procedure => REST.find((procedure) => procedure.path === path)!;
const operationOf = ({ meta }: Procedure): Operation =>
  (document.paths[meta.openapi!.path] as Record<string, Operation>)[meta.openapi!.method.toLowerCase()]!;
const bodySchemaOf = (procedure: Procedure): object | undefined => {
  const { path, method } = procedure.meta.openapi!;
  const pointer = `document#/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method.toLowerCase()}/requestBody`;
  return operationOf(procedure).requestBody && { $ref: `${pointer}/content/application~1json/schema` };
};
const withoutPath = ({ meta }: Procedure, input: object): object =>
  Object.fromEntries(Object.entries(input).filter(([key]) => !meta.openapi!.path.includes(`{${key}}`)));
const bearer = (token: string | undefined): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {};

/** Something can be wrong with its input: it has a path parameter, or a body or query with keys. */
function takesInput({ path, meta }: Procedure): boolean {
  if (meta.openapi!.path.includes('{')) return true;
  return (
    ['POST', 'PATCH', 'PUT'].includes(meta.openapi!.method) &&
    !['auth.signOut', 'applies.startBox', 'applies.startAll'].includes(path)
  );
}

/** Every JSON Schema of the document with its place. */
function schemasIn(root: unknown): [string, unknown][] {
  const found: [string, unknown][] = [];
  const walk = (node: unknown, where: string) => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'schema') found.push([`${where}/${key}`, value]);
      else walk(value, `${where}/${key}`);
    }
  };
  walk((root as OpenApi).paths, '');
  for (const [name, schema] of Object.entries((root as OpenApi).components.schemas ?? {})) found.push([name, schema]);
  return found;
}
