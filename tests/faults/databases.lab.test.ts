import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { keepReconciled } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import { pointerKey, type JobView, type TenantTag } from '../../packages/domain/src/index.ts';
import { labMariadb, type LabServer } from '../lab/index.ts';
import { must, testBox, type TestBox, type Watch } from './box.ts';

let box: TestBox;
let mariadb: LabServer;
let fault: { at: 'putKeys' | 'finish' | 'transact'; run: () => Promise<void> } | undefined;
const once = async (at: NonNullable<typeof fault>['at']): Promise<void> => {
  if (fault?.at !== at) return;
  const { run } = fault;
  fault = undefined;
  await run();
};
const watch: Watch = (deps) => ({
  ...deps,
  asterisk: { ...deps.asterisk, putKeys: (entries) => once('putKeys').then(() => deps.asterisk.putKeys(entries)) },
  records: { ...deps.records, finish: (order, job) => once('finish').then(() => deps.records.finish(order, job)) },
  realtime: { ...deps.realtime, transact: (change) => once('transact').then(() => deps.realtime.transact(change)) },
});

beforeAll(async () => {
  mariadb = await labMariadb({ own: true });
  box = await testBox({ realtime: 'mariadb', mariadb, ownPostgres: true, watch });
}, 180_000);
afterAll(async () => {
  await box?.release();
  await mariadb?.release();
});
afterEach(() => {
  fault = undefined;
});

async function tenantWithBenPending() {
  const tenant = await box.tenant(`Acme ${Math.random()}`);
  await box.users(tenant.scope, ['Ann']);
  expect((await box.applied(tenant.scope)).status).toBe('SUCCESS');
  await box.users(tenant.scope, ['Ben']);
  return { ...tenant, tag: tenant.view.tag as TenantTag, pointer: await pointer(tenant.view.tag) };
}
const pointer = async (tag: string) => must(await box.writer.dbGet(pointerKey(tag as TenantTag)));
const stored = (id: JobView['id']) =>
  box.database.inPlatform(box.platform, (tx) =>
    tx.db.selectFrom('apply_jobs').select('status').where('id', '=', id).executeTakeFirst(),
  );
async function until(holds: () => Promise<boolean>, limit: number): Promise<number> {
  for (const began = Date.now(); Date.now() < began + limit; await sleep(50))
    if (await holds().catch(() => false)) return Date.now() - began;
  throw new Error(`it did not come true within ${limit} ms`);
}

test('PostgreSQL killed when the result is due: what is live stays, and the record follows within 5 s of its return', async () => {
  const { scope, tag, pointer: old } = await tenantWithBenPending();
  const keeper = keepReconciled(box.service, { writer: box.writer, log: createLog({ level: 'silent' }) });
  fault = { at: 'finish', run: () => box.postgres.kill() };
  const job = await box.applied(scope);
  expect(job.status).toBe('SUCCESS');
  expect(job.warnings.join()).toContain('kept in the journal');
  expect(await pointer(tag)).not.toBe(old);
  await box.postgres.start();
  await until(async () => (await stored(job.id))?.status === 'SUCCESS', 5_000);
  await keeper.stop();
  expect(await box.service.start(scope)).toMatchObject({ ok: false, error: { code: 'apply.nothing-pending' } });
});

test('PostgreSQL killed before the flip: the lock may have gone with it, so it is rolled back', async () => {
  const { scope, tag, pointer: old } = await tenantWithBenPending();
  fault = {
    at: 'putKeys',
    run: () =>
      box.postgres
        .kill()
        .then(() => sleep(200))
        .then(() => undefined),
  };
  const job = await box.applied(scope);
  expect(job).toMatchObject({ status: 'ROLLED_BACK', error: { code: 'database.down' } });
  expect(await pointer(tag)).toBe(old);
  expect(must(await box.realtime.readAll(tag))).toHaveLength(1);
  const keeper = keepReconciled(box.service, { writer: box.writer, log: createLog({ level: 'silent' }) });
  await box.postgres.start();
  await until(async () => (await stored(job.id))?.status === 'ROLLED_BACK', 5_000);
  await keeper.stop();
  expect((await box.applied(scope)).status).toBe('SUCCESS');
});

test('realtime database down at the start: refused; killed in the middle: rolled back once it is back', async () => {
  const { scope, tag, pointer: old } = await tenantWithBenPending();
  await mariadb.kill();
  expect(await box.applied(scope)).toMatchObject({ status: 'FAILED', error: { code: 'realtime.down', step: 'check' } });
  await mariadb.start();
  await until(async () => (await box.realtime.ping()).ok, 10_000);
  fault = {
    at: 'putKeys',
    run: async () => {
      await mariadb.kill();
      void sleep(1_500).then(() => mariadb.start());
    },
  };
  const job = await box.applied(scope);
  // Its rows were in; verification needs Asterisk to see them.
  expect(['ROLLED_BACK', 'SUCCESS']).toContain(job.status);
  expect((await pointer(tag)) === old).toBe(job.status === 'ROLLED_BACK');
  expect(must(await box.realtime.readAll(tag))).toHaveLength(job.status === 'ROLLED_BACK' ? 1 : 2);
});

test('one tenant’s applies leave the other’s file, keys, rows and loaded contexts as they were, byte for byte', async () => {
  const other = await tenantWithBenPending();
  const of = async () => ({
    file: readFileSync(join(box.asterisk.paths.extensionsD, `tenants/${other.tag}.conf`), 'utf8'),
    keys: must(box.astdb.read(`sc/g/${other.tag}`)),
    pointer: await pointer(other.tag),
    rows: must(await box.realtime.readAll(other.tag)),
    loaded: must(await box.writer.showDialPlan(`sc-t-${other.tag}`)),
  });
  const before = await of();
  await tenantWithBenPending();
  const { scope } = await tenantWithBenPending();
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  expect(await of()).toEqual(before);
});
