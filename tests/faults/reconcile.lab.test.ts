import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, newTenantTag } from '../../agent/src/platform/random/index.ts';
import { mintTenantScope, systemActor } from '../../agent/src/rpc/index.ts';
import { pointerKey, type BoxId, type TenantId, type TenantTag } from '../../packages/domain/src/index.ts';
import { must, testBox, type TestBox } from './box.ts';

let box: TestBox;
let deaf = false;
beforeAll(async () => {
  box = await testBox({
    watch: (deps) => ({
      ...deps,
      records: {
        ...deps.records,
        finish: (order, job) => (deaf ? Promise.reject(new Error('not now')) : deps.records.finish(order, job)),
      },
    }),
  });
}, 120_000);
afterAll(() => box?.release());

test('an apply whose end PostgreSQL has not heard is not taken back by a reconciliation that still believes the old one', async () => {
  const { scope, view } = await box.tenant('Acme');
  await box.users(scope, ['Ann']);
  const first = await box.applied(scope);
  await box.users(scope, ['Ben']);
  deaf = true;
  const second = await box.applied(scope);
  const pointer = async () => must(await box.writer.dbGet(pointerKey(view.tag as TenantTag)));
  expect([first.status, second.status]).toEqual(['SUCCESS', 'SUCCESS']);
  expect(await box.service.reconcile()).toBeUndefined();
  expect(await pointer()).toBe(String(second.generation));
  deaf = false;
  expect(await box.service.reconcile()).toMatchObject({ complete: true, repaired: [] });
  expect(await pointer()).toBe(String(second.generation));
});

test('the end of a rejected apply that PostgreSQL did not hear is told as soon as it does, with its reason', async () => {
  const { scope, view } = await box.tenant('Globex');
  await box.users(scope, ['Ann']);
  await box.applied(scope);
  expect(await box.service.reconcile()).toMatchObject({ complete: true });
  expect(box.service.behind).toBe(false);
  const file = join(box.address.asterisk.etc, `extensions.d/synergycall/tenants/${view.tag}.conf`);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, '; by hand\n');
  await box.users(scope, ['Ben']);
  deaf = true;
  const job = await box.applied(scope);
  writeFileSync(file, text);
  const stored = () =>
    box.database.inPlatform(box.platform, (tx) =>
      tx.db.selectFrom('apply_jobs').select(['status', 'error']).where('id', '=', job.id).executeTakeFirst(),
    );
  expect(job.status).toBe('FAILED');
  expect(await box.service.recover()).toEqual([]);
  expect(await stored()).toMatchObject({ status: 'RUNNING' });
  expect(box.service.behind).toBe(true);
  deaf = false;
  await box.service.recover();
  expect(await stored()).toMatchObject({ status: 'FAILED', error: { code: 'apply.drift', step: 'validate' } });
  expect(box.service.behind).toBe(false);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
});

test('the tenant of another box of the same database is neither applied nor suspended on this one', async () => {
  const [boxId, tenantId, tag] = [newId<BoxId>(), newId<TenantId>(), newTenantTag()];
  const scope = mintTenantScope(tenantId, systemActor('test'));
  await box.database.inPlatform(box.platform, async ({ db }) => {
    await db
      .insertInto('boxes')
      .values({ id: boxId, name: 'elsewhere', emergency_numbers: ['112'] })
      .execute();
    await db
      .insertInto('tenants')
      .values({
        id: tenantId,
        box_id: boxId,
        tag,
        name: 'Elsewhere',
        timezone: 'UTC',
        ext_min: 1001,
        ext_max: 1999,
        ext_next: 1001,
        quarantine_days: 30,
        max_users: 10,
        max_devices_per_user: 10,
        status: 'suspended',
      })
      .execute();
  });
  expect(await box.service.start(scope)).toEqual({
    ok: false,
    error: { code: 'tenant.not-found', id: tenantId },
  });
  await box.service.live.suspendTenant(tag);
  expect(must(await box.writer.dbGet({ family: `sc/live/${tag}`, key: 'state' }))).toBeUndefined();
});
