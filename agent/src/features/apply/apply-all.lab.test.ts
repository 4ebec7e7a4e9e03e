import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOST_SHOWN, type BoxId, type JobId, type Result, type TenantId } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { contextOf } from '../../router.fake.ts';
import { hashOf } from '../../platform/files/index.ts';
import { newId } from '../../platform/random/index.ts';
import { createCallerFactory, failureOf, orThrow } from '../../rpc/index.ts';
import { applyRouter } from './apply.router.ts';
import type { ApplyService } from './apply.service.ts';
import { addFreeze, removeFreeze } from './freeze.service.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { queueScene, type QueueScene } from './queue-scene.fake.ts';

let server: LabPostgres;
let at: QueueScene;
let service: ApplyService;
beforeAll(async () => {
  server = await labPostgres();
  const { url } = await server.createMigrated();
  at = await queueScene(url);
  service = at.agent('one');
});
afterEach(() => at.open());
afterAll(async () => {
  await at?.close();
  await server?.release();
});
const HOUR = 3_600_000;
const inMs = (ms: number): string => new Date(at.clock.now + ms).toISOString();
const drift = { countOf: (tenantId: TenantId | null) => (tenantId === null ? 3 : 2) };
/** Somebody who has an account: what waits begins only as one who may. */
const caller = async (tenantId: TenantId | null) => {
  const role = tenantId === null ? 'platform_admin' : 'tenant_admin';
  const { id } = await at.account(role, tenantId);
  const context = contextOf(at.database, [{ role, tenantId, userId: null }]);
  const session = context.session && { ...context.session, accountId: id };
  return createCallerFactory(applyRouter({ ...at.deps('one'), service, drift }))({ ...context, session });
};
const finish = async (ids: readonly string[]): Promise<void> => {
  for (const _ of ids) {
    await service.close();
    await service.takeDue();
  }
  await service.close();
};

describe('everything at once', () => {
  test('the box first, then each tenant in its turn; who is frozen is left out and named', async () => {
    const admin = await caller(null);
    const [b, a, frozen] = [await at.company('Beta'), await at.company('Acme'), await at.company('Frost')];
    const still = await at.tenant({ name: 'Quiet Ltd' });
    const until = new Date(at.clock.now + HOUR).toISOString();
    const window = { kind: 'once', from: new Date(at.clock.now - HOUR).toISOString(), until } as const;
    await at.run(frozen.scope, (tx) =>
      addFreeze(tx, { tenantId: frozen.tenant.id, window, reason: 'Fair' }, at.clock.now),
    );
    const summary = await admin.summary({});
    expect(summary.box).toBe(1);
    expect(summary.tenants).toMatchObject([
      { tenantName: 'Acme' },
      { tenantName: 'Beta' },
      { tenantName: 'Frost' },
      { tenantName: 'Quiet Ltd', count: 1 },
    ]);
    at.shut();
    const { jobs, skipped } = await admin.startAll({ reason: 'evening' });
    expect(skipped).toEqual([{ tenantId: frozen.tenant.id, tenantName: 'Frost', code: 'apply.frozen' }]);
    expect(jobs.map((job) => [job.tenantName, job.status])).toEqual([
      [null, 'RUNNING'],
      ['Acme', 'PENDING'],
      ['Beta', 'PENDING'],
      ['Quiet Ltd', 'PENDING'],
    ]);
    expect(jobs[1]?.schedule).toEqual({ mode: 'after', jobId: jobs[0]!.id });
    at.open();
    await finish(jobs.map((job) => job.id));
    for (const { id } of jobs)
      expect(await admin.boxJob({ id })).toMatchObject({ status: 'SUCCESS', reason: 'evening' });
    expect((await admin.summary({})).tenants.map((one) => one.tenantName)).toEqual(['Frost']);
    for (const { tenant } of [a, b, still]) {
      const own = await (await caller(tenant.id)).pending({ tenantId: tenant.id });
      expect(own).toMatchObject({ count: 0, waitingJobIds: [], runningJobId: null, driftCount: 2, frozenUntil: null });
    }
    // Nothing is left that may be applied; the attempt is on the record all the same.
    expect(await admin.startAll({})).toMatchObject({ jobs: [], skipped: [{ tenantName: 'Frost' }] });
  });

  test('a frozen core, and a tenant with too much in the queue, are left out and named; the others go on', async () => {
    const admin = await caller(null);
    const [cold, full] = [await at.company('Cold'), await at.company('Full')];
    await at.applied(service, cold.scope);
    const window = { kind: 'once', from: inMs(-HOUR), until: inMs(HOUR) } as const;
    const freeze = await at.run(cold.scope, (tx) =>
      addFreeze(tx, { tenantId: cold.tenant.id, window, reason: 'Fair' }, at.clock.now),
    );
    // As after an update of the agent, whose file for the frozen tenant looks otherwise.
    const path = `${DIALPLAN_FOLDER}/tenants/${cold.tenant.tag}.conf`;
    writeFileSync(join(at.etc, path), '; older\n');
    orThrow((await at.deps('one').files.remember([{ path, hash: hashOf('; older\n') }])) as Result<unknown>);
    const setBox = (emergency_endpoint: string | null) =>
      at.database.inPlatform(at.platform, ({ db }) =>
        db.updateTable('boxes').set({ emergency_endpoint }).where('id', '=', at.boxId).execute(),
      );
    await setBox('elsewhere');
    const later = { mode: 'at', at: inMs(50 * HOUR) } as const;
    const queued = [];
    for (let n = 0; n < 50; n += 1) queued.push(orThrow(await service.start(full.scope, { schedule: later })).id);
    const { scope } = await at.company('Gone on');
    const done = await admin.startAll({ schedule: { mode: 'at', at: inMs(HOUR / 2) } });
    expect(done).toMatchObject({ boxSkipped: 'apply.schedule-invalid' });
    expect(done.skipped).toContainEqual({ tenantId: full.tenant.id, tenantName: 'Full', code: 'rate.limited' });
    expect(done.jobs.map((job) => job.tenantName)).toContain('Gone on');
    for (const { id } of done.jobs) await service.cancel(at.platform, id);
    const now = await admin.startAll({});
    expect(now).toMatchObject({ boxSkipped: 'apply.frozen' });
    expect(now.jobs[0]?.status).toBe('RUNNING');
    await finish(now.jobs.map((job) => job.id));
    expect((await service.readPending(scope, scope.tenantId))?.changes).toEqual([]);
    for (const id of queued) await service.cancel(full.scope, id);
    await at.run(cold.scope, (tx) => removeFreeze(tx, { tenantId: cold.tenant.id, id: freeze.id }));
    await setBox(null);
    await service.ensureCore();
  });

  test('at a time all of them wait for it, and the box’s own part may be withdrawn', async () => {
    const admin = await caller(null);
    const { scope } = await at.company('Later');
    await at.database.inPlatform(at.platform, ({ db }) =>
      db.updateTable('boxes').set({ emergency_endpoint: 'carrier' }).where('id', '=', at.boxId).execute(),
    );
    const schedule = { mode: 'at' as const, at: new Date(at.clock.now + 2 * HOUR).toISOString() };
    const { jobs } = await admin.startAll({ schedule });
    expect(jobs.every((job) => job.status === 'PENDING' && job.schedule.mode === 'at')).toBe(true);
    const box = jobs.find((job) => job.tenantId === null)!;
    expect(await admin.boxPending({})).toMatchObject({
      count: 1,
      waitingJobIds: [box.id],
      runningJobId: null,
      driftCount: 3,
      generation: expect.any(Number),
    });
    expect(await admin.cancelBox({ id: box.id })).toMatchObject({ status: 'CANCELLED' });
    at.clock.now += 2 * HOUR;
    await finish(jobs.map((job) => job.id));
    expect((await service.readPending(scope, scope.tenantId))?.changes).toEqual([]);
    const started = await admin.startBox({ reason: 'by hand' });
    expect(started).toMatchObject({ status: 'RUNNING', tenantId: null });
    const seen = [];
    for await (const job of await admin.onBoxJob({ id: started.id })) seen.push(job.status);
    expect(seen.at(-1)).toBe('SUCCESS');
    expect((await admin.boxPending({})).count).toBe(0);
  });
});

describe('lists of jobs', () => {
  test('are filtered and searched, a page at a time, each job once', async () => {
    const { scope, tenant } = await at.company('Archive');
    const admin = await caller(null);
    const own = await caller(tenant.id);
    const tenantId = tenant.id;
    for (const reason of ['100% sure', 'weekly', 'weekly']) {
      await at.user(scope, { name: 'One More' });
      const job = orThrow(await service.start(scope, { reason }));
      await service.ended(job.id);
    }
    const planned = orThrow(
      await service.start(scope, { schedule: { mode: 'at', at: new Date(at.clock.now + HOUR).toISOString() } }),
    );
    const seen: JobId[] = [];
    let cursor: string | undefined;
    do {
      const page = await own.jobs({ tenantId, limit: 3, ...(cursor && { cursor }) });
      expect(page.total).toBe(4);
      seen.push(...page.rows.map((row) => row.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(4);
    expect(seen[0]).toBe(planned.id);
    const found = async (wish: object) => (await own.jobs({ tenantId, ...wish })).total;
    expect(await found({ search: 'WEEK' })).toBe(2);
    expect(await found({ search: '%' })).toBe(1);
    expect(await found({ statuses: ['PENDING'] })).toBe(1);
    expect(await found({ statuses: ['PENDING', 'SUCCESS'], search: 'sure' })).toBe(1);
    expect(await found({ search: 'archive' })).toBe(4);
    expect(await found({ search: 'nobody\0' })).toBe(0);
    expect((await admin.allJobs({ search: 'archive', limit: 2 })).total).toBe(4);
    expect((await admin.allJobs({ statuses: ['CANCELLED'] })).rows.every((job) => job.status === 'CANCELLED')).toBe(
      true,
    );
    await service.cancel(scope, planned.id);
  });

  test('SECURITY: what no page of ours gave out is no cursor, and is told so', async () => {
    const { tenant } = await at.company('Forger');
    const own = await caller(tenant.id);
    for (const key of ['-200000-01-01T00:00:00Z', '+200000-01-01T00:00:00Z', 'soon', '0001-01-01T00:00:00Z\0', '']) {
      const cursor = Buffer.from(JSON.stringify([key, 'x'])).toString('base64url');
      const told = await own.jobs({ tenantId: tenant.id, cursor }).then(
        () => 'answered',
        (error: { cause?: unknown }) => failureOf(error.cause)?.code,
      );
      expect(told, key).toBe('input.invalid');
    }
  });

  test('SECURITY: another box of the same database has jobs of its own', async () => {
    const admin = await caller(null);
    const { scope } = await at.company('Here');
    const job = orThrow(
      await service.start(scope, { schedule: { mode: 'at', at: new Date(at.clock.now + HOUR).toISOString() } }),
    );
    const boxId = newId<BoxId>();
    await at.database.inPlatform(at.platform, async ({ db }) => {
      await db.insertInto('boxes').values({ id: boxId, name: 'other' }).execute();
      await db.updateTable('apply_jobs').set({ box_id: boxId }).where('id', '=', job.id).execute();
    });
    const refusal = (asked: Promise<unknown>) =>
      asked.then(
        () => 'done',
        (error: { cause?: unknown }) => failureOf(error.cause)?.code,
      );
    expect(await refusal(admin.boxJob({ id: job.id }))).toBe('apply.job-not-found');
    expect(await refusal(admin.cancelBox({ id: job.id }))).toBe('apply.job-not-found');
    expect((await admin.allJobs({ limit: 200 })).rows.map((row) => row.id)).not.toContain(job.id);
    at.clock.now += 2 * HOUR;
    await service.takeDue();
    expect((await at.job(job.id)).status).toBe('PENDING');
    await service.cancel(scope, job.id);
  });

  test('carry the first few changes; the job itself has all', async () => {
    const { scope, tenant } = await at.company('Crowd');
    for (let n = 0; n < 12; n += 1) await at.user(scope, { name: `Person ${n}` });
    const job = await at.applied(service, scope);
    const own = await caller(tenant.id);
    const [row] = (await own.jobs({ tenantId: tenant.id })).rows;
    expect(row?.changes).toHaveLength(MOST_SHOWN);
    expect(row?.changeCount).toBe(job.changeCount);
    expect(job.changeCount).toBeGreaterThan(MOST_SHOWN);
    expect((await own.job({ tenantId: tenant.id, id: job.id })).changes).toHaveLength(job.changeCount);
    expect((await at.job(job.id)).changes).toHaveLength(job.changeCount);
  });

  test('SECURITY: a tenant’s list holds its own jobs only, whatever is searched for', async () => {
    const { tenant } = await at.company('Nobody');
    expect(await (await caller(tenant.id)).jobs({ tenantId: tenant.id, search: 'archive' })).toMatchObject({
      rows: [],
      total: 0,
    });
    expect(await (await caller(tenant.id)).jobs({ tenantId: tenant.id, limit: 200 })).toMatchObject({
      rows: [],
      total: 0,
    });
  });

  test('a watcher of a waiting job sees it begin and end', async () => {
    const { scope, tenant } = await at.company('Watched');
    const job = orThrow(
      await service.start(scope, { schedule: { mode: 'at', at: new Date(at.clock.now + HOUR).toISOString() } }),
    );
    const seen: string[] = [];
    const watching = (async () => {
      for await (const picture of await (await caller(tenant.id)).onJob({ tenantId: tenant.id, id: job.id }))
        seen.push(picture.status);
    })();
    await new Promise((done) => setTimeout(done, 50));
    at.clock.now += HOUR;
    await finish([job.id]);
    await watching;
    expect(seen[0]).toBe('PENDING');
    expect(seen.at(-1)).toBe('SUCCESS');
  });
});
