import { updateUserInput, type Failure, type Grant, type TenantId } from '@synergycall/domain';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { updateUser } from '../user/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { historyCaller, madeLive } from './history.fake.ts';

let server: LabPostgres;
let agent: Office;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});

const as = (tenantId: TenantId, role: Grant['role'] = 'tenant_admin') =>
  historyCaller(agent, [{ role, tenantId, userId: null }]);
const refusalOf = (asked: Promise<unknown>): Promise<Failure | undefined> =>
  asked.then(
    () => undefined,
    (error: { cause?: unknown }) => failureOf(error.cause),
  );
const rename = (scope: Parameters<Office['run']>[0], user: { id: never; revision: number }, name: string) =>
  agent.run(scope, (tx) => updateUser(tx, updateUserInput.parse({ tenantId: scope.tenantId, ...user, name })));

describe('the list of versions', () => {
  test('newest first, with who and why, the live one marked, a page at a time', async () => {
    const { tenant, scope } = await agent.tenant();
    const generations: number[] = [];
    for (const reason of ['first', 'second', 'third']) generations.push(await madeLive(agent, scope, { reason }));
    const first = await as(tenant.id).generations({ tenantId: tenant.id, limit: 2 });
    expect(first).toMatchObject({
      total: 3,
      rows: [
        { generation: generations[2], reason: 'third', actor: 'Tina', live: true, changeCount: 1 },
        { generation: generations[1], reason: 'second', live: false },
      ],
    });
    const rest = await as(tenant.id).generations({ tenantId: tenant.id, limit: 2, cursor: first.nextCursor! });
    expect(rest).toMatchObject({ rows: [{ generation: generations[0], reason: 'first' }], nextCursor: null, total: 3 });
  });
  test('a job whose model was never live is no version', async () => {
    const { tenant, scope } = await agent.tenant();
    const generation = await madeLive(agent, scope);
    await agent.database.inPlatform(agent.platform, (tx) =>
      sql`update apply_snapshots set live_since = null where generation = ${generation}`.execute(tx.db),
    );
    expect(await as(tenant.id).generations({ tenantId: tenant.id })).toEqual({ rows: [], nextCursor: null, total: 0 });
  });
  test('a made-up cursor is refused', async () => {
    const { tenant } = await agent.tenant();
    expect(await refusalOf(as(tenant.id).generations({ tenantId: tenant.id, cursor: 'bm9uZQ' }))).toMatchObject({
      code: 'input.invalid',
    });
  });
});

describe('comparing two versions', () => {
  test('names who differs and how, as objects and as text, and nothing else', async () => {
    const { tenant, scope } = await agent.tenant();
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    await agent.user(scope, { name: 'Bob' });
    const from = await madeLive(agent, scope);
    await rename(scope, { id: ann.user.id as never, revision: 1 }, 'Ann Smith');
    const to = await madeLive(agent, scope);
    const { changes, text } = await as(tenant.id).compare({ tenantId: tenant.id, from, to });
    expect(changes).toEqual([
      {
        kind: 'user',
        id: ann.user.id,
        name: 'Ann Smith',
        detail: '1001',
        change: 'changed',
        fields: [{ field: 'name', from: 'Ann Lee', to: 'Ann Smith' }],
      },
    ]);
    // A name stands in the rows of the phone only; extensions are as they were.
    expect(text.map(({ target, name }) => [target, name])).toEqual([['realtime', ann.device!.sipUsername]]);
    expect(text[0]!.before).toContain('callerid = "Ann Lee" <1001>');
    expect(text[0]!.after).toContain('callerid = "Ann Smith" <1001>');
    expect(text[0]!.after).not.toContain('codecs');
  });
  test('also with what is meant now, either way round', async () => {
    const { tenant, scope } = await agent.tenant();
    const generation = await madeLive(agent, scope);
    const ann = await agent.user(scope, { name: 'Ann Lee' });
    const onwards = await as(tenant.id).compare({ tenantId: tenant.id, from: generation, to: 'model' });
    expect(onwards.changes.map(({ kind, name, change }) => [kind, name, change])).toEqual([
      ['user', 'Ann Lee', 'new'],
      ['device', 'Desk phone', 'new'],
    ]);
    const keys = onwards.text.find((one) => one.target === 'astdb');
    expect(keys).toMatchObject({ name: `sc/g/${tenant.tag}`, before: '' });
    expect(keys!.after).toContain(`x/1001 = user:${ann.user.id}`);
    const back = await as(tenant.id).compare({ tenantId: tenant.id, from: 'model', to: generation });
    expect(back.changes.map(({ change }) => change)).toEqual(['removed', 'removed']);
  });
  test('a new secret is seen to have changed, and is not shown', async () => {
    const { tenant, scope } = await agent.tenant();
    const ann = await agent.user(scope);
    const from = await madeLive(agent, scope);
    await agent.database.inTenant(scope, (tx) =>
      sql`update devices set secret_version = 2 where id = ${ann.device!.id}`.execute(tx.db),
    );
    const answer = await as(tenant.id).compare({ tenantId: tenant.id, from, to: 'model' });
    expect(answer.text).toEqual([
      {
        target: 'realtime',
        name: ann.device!.sipUsername,
        before: 'ps_auths.md5_cred = [secret]',
        after: 'ps_auths.md5_cred = [changed]',
      },
    ]);
    expect(JSON.stringify(answer)).not.toContain(ann.credentials!.secret);
  });
  test('another tenant’s version is nobody’s here (SC-019)', async () => {
    const { tenant, scope } = await agent.tenant();
    const other = await agent.tenant();
    const generation = await madeLive(agent, scope);
    const foreign = await madeLive(agent, other.scope);
    const unknown = { code: 'history.generation-not-found', generation: foreign };
    expect(await refusalOf(as(tenant.id).compare({ tenantId: tenant.id, from: foreign, to: generation }))).toEqual(
      unknown,
    );
    expect(await refusalOf(as(tenant.id).compare({ tenantId: tenant.id, from: 'model', to: foreign }))).toEqual(
      unknown,
    );
    expect(await refusalOf(as(tenant.id).generations({ tenantId: other.tenant.id }))).toMatchObject({
      code: 'access.denied',
    });
  });
  test('a version that does not exist', async () => {
    const { tenant } = await agent.tenant();
    expect(await refusalOf(as(tenant.id).compare({ tenantId: tenant.id, from: 999_999, to: 'model' }))).toEqual({
      code: 'history.generation-not-found',
      generation: 999_999,
    });
  });
});
