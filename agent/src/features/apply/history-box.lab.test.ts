import type { Failure } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { failureOf, orThrow } from '../../rpc/index.ts';
import { findBox, updateBox } from '../box/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { historyCaller, madeLive } from './history.fake.ts';

/* The part that all tenants share: emergency numbers, and who takes them. For platform admins alone. */
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

const platform = () => historyCaller(agent, [{ role: 'platform_admin', tenantId: null, userId: null }]);
const box = () => agent.database.read(agent.platform, (tx) => findBox(tx, agent.boxId));
const change = async (fields: { emergencyNumbers?: string[]; emergencyEndpoint?: string | null; name?: string }) => {
  const revision = (await box())?.revision ?? 0;
  await agent.database.inPlatform(agent.platform, async (tx) =>
    orThrow(await updateBox(tx, agent.boxId, { revision, ...fields })),
  );
};
const refusalOf = (asked: Promise<unknown>): Promise<Failure | undefined> =>
  asked.then(
    () => undefined,
    (error: { cause?: unknown }) => failureOf(error.cause),
  );

test('its versions are listed, compared and restored, apart from those of tenants', async () => {
  const first = await madeLive(agent, 'box', { reason: 'first' });
  const { scope } = await agent.tenant();
  const ofTenant = await madeLive(agent, scope);
  await change({ emergencyNumbers: ['112', '15'], emergencyEndpoint: 'carrier', name: 'Head office' });
  const second = await madeLive(agent, 'box', { reason: 'second' });

  const page = await platform().boxGenerations({});
  expect(page.rows.map(({ generation, reason, live }) => [generation, reason, live])).toEqual([
    [second, 'second', true],
    [first, 'first', false],
  ]);
  const { changes, text } = await platform().boxCompare({ from: first, to: 'model' });
  expect(changes).toMatchObject([
    {
      kind: 'box',
      fields: [
        { field: 'emergencyNumbers', from: '112, 911, 999', to: '112, 15' },
        { field: 'emergencyEndpoint', from: '', to: 'carrier' },
      ],
    },
  ]);
  expect(text.length).toBeGreaterThan(0);
  expect(text.every((one) => one.target === 'file' && one.before !== one.after)).toBe(true);
  expect(await refusalOf(platform().boxCompare({ from: ofTenant, to: 'model' }))).toEqual({
    code: 'history.generation-not-found',
    generation: ofTenant,
  });

  const planned = await platform().boxRestorePlan({ generation: first });
  const done = await platform().boxRestore({ generation: first, mark: planned.mark });
  expect(done).toEqual({ changes: planned.changes, notes: [], pendingCount: 1 });
  // The name of the box is in no version.
  expect(await box()).toMatchObject({
    emergencyNumbers: ['112', '911', '999'],
    emergencyEndpoint: null,
    name: 'Head office',
  });
  const records = await agent.database.read(agent.platform, ({ db }) =>
    db.selectFrom('audit').select(['action', 'entity_kind', 'actor_name']).orderBy('id', 'desc').limit(2).execute(),
  );
  expect(records.map((row) => `${row.entity_kind} ${row.action} ${row.actor_name}`)).toEqual([
    'box box.update Someone',
    'box history.restore Someone',
  ]);
  expect(await refusalOf(platform().boxRestore({ generation: first, mark: planned.mark }))).toEqual({
    code: 'restore.stale',
  });
  const { mark } = await platform().boxRestorePlan({ generation: first });
  expect(await refusalOf(platform().boxRestore({ generation: first, mark }))).toEqual({
    code: 'restore.nothing',
    generation: first,
  });
});

test('is nothing for a tenant’s admin', async () => {
  const { tenant } = await agent.tenant();
  const theirs = historyCaller(agent, [{ role: 'tenant_admin', tenantId: tenant.id, userId: null }]);
  for (const ask of [
    () => theirs.boxGenerations({}),
    () => theirs.boxCompare({ from: 'model', to: 'model' }),
    () => theirs.boxRestorePlan({ generation: 1 }),
    () => theirs.boxRestore({ generation: 1, mark: '' }),
  ])
    expect(await refusalOf(ask())).toMatchObject({ code: 'access.denied' });
});
