import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FreezeWindow, Result, TenantId } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { contextOf } from '../../router.fake.ts';
import { hashOf } from '../../platform/files/index.ts';
import { createCallerFactory, failureOf, orThrow, router } from '../../rpc/index.ts';
import { applyRouter } from './apply.router.ts';
import type { ApplyService } from './apply.service.ts';
import { freezeRouter } from './freeze.router.ts';
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
  await service.ensureCore();
});
afterEach(() => at.open());
afterAll(async () => {
  await at?.close();
  await server?.release();
});

const HOUR = 3_600_000;
const inMs = (ms: number): string => new Date(at.clock.now + ms).toISOString();
const forHours = (hours: number): FreezeWindow => ({ kind: 'once', from: inMs(-HOUR), until: inMs(hours * HOUR) });
const freeze = (scope: QueueScene['platform'] | Parameters<QueueScene['run']>[0], window: FreezeWindow) =>
  at.run(scope as never, (tx) =>
    addFreeze(tx, { tenantId: tx.scope.tenantId, window, reason: 'Year end' }, at.clock.now),
  );
const round = async (): Promise<void> => {
  await service.takeDue();
  await service.close();
};
const callerOf = (role: 'platform_admin' | 'tenant_admin' | 'support', tenantId: TenantId) => {
  const grant = { role, tenantId: role === 'platform_admin' ? null : tenantId, userId: null };
  const feature = router({ applies: applyRouter({ ...at.deps('one'), service }), freeze: freezeRouter() });
  return createCallerFactory(feature)(contextOf(at.database, [grant]));
};
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { cause?: unknown }) => failureOf(error.cause),
  );

describe('during a change freeze', () => {
  test('nothing is applied; the refusal says until when and why', async () => {
    const { scope } = await at.company('Frozen');
    const window = forHours(5);
    await freeze(scope, window);
    expect(await service.start(scope)).toEqual({
      ok: false,
      error: { code: 'apply.frozen', until: (window as { until: string }).until, reason: 'Year end' },
    });
    // Another tenant is not concerned.
    const other = await at.company('Not frozen');
    expect((await at.applied(service, other.scope)).status).toBe('SUCCESS');
  });

  test('what comes due waits until it is over, and lets others pass', async () => {
    const [held, free] = [await at.company('Held'), await at.company('Free')];
    const schedule = { mode: 'at', at: inMs(HOUR) } as const;
    const waits = orThrow(await service.start(held.scope, { schedule }));
    const runs = orThrow(await service.start(free.scope, { schedule }));
    // Announced after the apply was scheduled.
    await freeze(held.scope, forHours(4));
    const after = orThrow(await service.start(held.scope, { schedule: { mode: 'after' } }));
    at.clock.now += HOUR;
    await round();
    await round();
    expect((await at.job(runs.id)).status).toBe('SUCCESS');
    expect([(await at.job(waits.id)).status, (await at.job(after.id)).status]).toEqual(['PENDING', 'PENDING']);
    const view = await callerOf('support', held.tenant.id).applies.pending({ tenantId: held.tenant.id });
    expect(view.frozenUntil).toBe(inMs(3 * HOUR));
    expect(view.waitingJobIds.toSorted()).toEqual([waits.id, after.id].toSorted());
    at.clock.now += 3 * HOUR;
    await round();
    await round();
    const [one, two] = [await at.job(waits.id), await at.job(after.id)];
    // Whichever came first took everything with it.
    expect([one.status, two.status].toSorted()).toEqual(['CANCELLED', 'SUCCESS']);
  });

  test('taken back, it lets go what waited', async () => {
    const { scope } = await at.company('Let go');
    const made = await freeze(scope, forHours(10));
    const job = orThrow(await service.start(scope, { schedule: { mode: 'after' } }));
    await round();
    expect((await at.job(job.id)).status).toBe('PENDING');
    await at.run(scope, (tx) => removeFreeze(tx, { tenantId: scope.tenantId, id: made.id }));
    await round();
    expect((await at.job(job.id)).status).toBe('SUCCESS');
  });

  test('a time within one that is known is refused', async () => {
    const { scope } = await at.company('Planner');
    await freeze(scope, { kind: 'once', from: inMs(10 * HOUR), until: inMs(20 * HOUR) });
    const asked = (ms: number) => service.start(scope, { schedule: { mode: 'at', at: inMs(ms) } });
    expect(await asked(15 * HOUR)).toMatchObject({ error: { code: 'apply.schedule-invalid', reason: 'in-freeze' } });
    const job = orThrow(await asked(9 * HOUR));
    expect(job.status).toBe('PENDING');
    await service.cancel(scope, job.id);
  });

  test('SECURITY: only who may pass over it can; that is on the record, and so is asking in vain', async () => {
    const { scope, tenant } = await at.company('Urgent');
    await freeze(scope, forHours(5));
    const wish = { tenantId: tenant.id, ignoreFreeze: true, reason: 'phones are down' };
    expect(await refusal(callerOf('tenant_admin', tenant.id).applies.start(wish))).toEqual({
      code: 'access.denied',
      action: 'apply.override-freeze',
    });
    const job = await callerOf('platform_admin', tenant.id).applies.start(wish);
    expect((await service.ended(job.id))?.status).toBe('SUCCESS');
    const rows = await at.database.read(scope, ({ db }) =>
      db
        .selectFrom('audit')
        .select(['action', 'outcome', 'after'])
        .where('action', 'like', 'apply.%')
        .orderBy('id')
        .execute(),
    );
    expect(rows).toMatchObject([
      { action: 'apply.override-freeze', outcome: 'denied' },
      { action: 'apply.start', outcome: 'done', after: { ignoreFreeze: true, reason: 'phones are down' } },
      { action: 'apply.end', outcome: 'done' },
    ]);
  });

  test('SECURITY: who may pass over freezes no more when the time comes waits like everybody', async () => {
    const { scope, tenant } = await at.company('Demoted');
    const admin = await at.account('tenant_admin', tenant.id);
    const schedule = { mode: 'at', at: inMs(HOUR) } as const;
    const job = orThrow(await service.start(admin.scope, { schedule, ignoreFreeze: true }));
    await freeze(scope, forHours(3));
    at.clock.now += HOUR;
    await round();
    expect((await at.job(job.id)).status).toBe('PENDING');
    at.clock.now += 2 * HOUR;
    await round();
    expect((await at.job(job.id)).status).toBe('SUCCESS');
  });
});

describe('the part of the box that all tenants share', () => {
  test('is nobody’s freeze, unless it would write a frozen tenant’s file anew', async () => {
    const { scope, tenant } = await at.company('Cold');
    expect((await at.applied(service, scope)).status).toBe('SUCCESS');
    await freeze(scope, forHours(5));
    expect(orThrow(await service.startBox(at.platform)).status).toBe('RUNNING');
    await service.close();

    // As after an update of the agent, whose files look otherwise.
    const path = `${DIALPLAN_FOLDER}/tenants/${tenant.tag}.conf`;
    const older = '; of an older version\n';
    writeFileSync(join(at.etc, path), older);
    orThrow((await at.deps('one').files.remember([{ path, hash: hashOf(older) }])) as Result<unknown>);
    expect(await service.startBox(at.platform)).toMatchObject({
      error: { code: 'apply.frozen', reason: 'Cold: Year end' },
    });
    const waits = orThrow(await service.startBox(at.platform, { schedule: { mode: 'after' } }));
    await round();
    expect((await at.job(waits.id)).status).toBe('PENDING');
    // The agent itself brings its version's files along, or no call would find its way.
    expect(await service.ensureCore()).toMatchObject({ ok: true, value: { status: 'SUCCESS' } });
    await round();
    expect((await at.job(waits.id)).status).toBe('SUCCESS');
  });
});

describe('freezes of a tenant', () => {
  test('are announced, listed and taken back, each on the record', async () => {
    const { tenant } = await at.company('Freezer', { timezone: 'Europe/Berlin' });
    const { freeze: own } = callerOf('tenant_admin', tenant.id);
    const tenantId = tenant.id;
    const weekly: FreezeWindow = { kind: 'weekly', days: ['fri'], from: '22:00', until: '06:00' };
    const made = await own.add({ tenantId, window: weekly, reason: 'Night shift' });
    const year = await own.add({
      tenantId,
      window: { kind: 'once', from: new Date(Date.now() - HOUR).toISOString(), until: inMs(100 * HOUR) },
      reason: 'Year end',
    });
    expect(year).toMatchObject({ active: true, by: 'Someone' });
    const { rows } = await own.list({ tenantId });
    expect(rows.map((row) => row.reason)).toEqual(['Year end', 'Night shift']);
    expect(rows[1]?.window).toEqual(weekly);
    await own.remove({ tenantId, id: made.id });
    expect((await own.list({ tenantId })).rows).toHaveLength(1);
    expect(await refusal(own.remove({ tenantId, id: made.id }))).toMatchObject({ code: 'freeze.not-found' });
    expect(await refusal(own.remove({ tenantId, id: '\0 nothing' }))).toMatchObject({ code: 'freeze.not-found' });
    const record = await at.database.read(at.platform, ({ db }) =>
      db
        .selectFrom('audit')
        .select(['action', 'entity_name'])
        .where('action', 'like', 'freeze.%')
        .where('tenant_id', '=', tenantId)
        .orderBy('id')
        .execute(),
    );
    expect(record.map((row) => `${row.action} ${row.entity_name}`)).toEqual([
      'freeze.add Night shift',
      'freeze.add Year end',
      'freeze.remove Night shift',
    ]);
  });

  test('SECURITY: can’t pile up without end, nor can applies that wait', async () => {
    const { scope } = await at.company('Hoarder');
    const later = () => service.start(scope, { schedule: { mode: 'at', at: inMs(100 * HOUR) } });
    for (let n = 0; n < 50; n += 1) {
      await freeze(scope, { kind: 'weekly', days: ['mon'], from: '00:00', until: '00:01' });
      if (n < 45) orThrow(await later());
    }
    // Asked all at once they are counted all the same.
    const together = await Promise.all(Array.from({ length: 20 }, later));
    expect(together.filter((one) => one.ok)).toHaveLength(5);
    await expect(freeze(scope, forHours(1))).rejects.toThrow('input.invalid');
    expect(await later()).toMatchObject({ error: { code: 'rate.limited' } });
    await at.database.inPlatform(at.platform, ({ db }) =>
      db.updateTable('apply_jobs').set({ status: 'CANCELLED' }).where('tenant_id', '=', scope.tenantId).execute(),
    );
  });

  test('that are over or end before they begin are refused; another tenant’s can’t be taken back', async () => {
    const [own, foreign] = [await at.company('Strict'), await at.company('Stranger')];
    const { freeze: asked } = callerOf('tenant_admin', own.tenant.id);
    const add = (from: number, until: number) =>
      refusal(
        asked.add({
          tenantId: own.tenant.id,
          window: {
            kind: 'once',
            from: new Date(Date.now() + from).toISOString(),
            until: new Date(Date.now() + until).toISOString(),
          },
          reason: 'x',
        }),
      );
    expect(await add(-2 * HOUR, -HOUR)).toMatchObject({ code: 'apply.schedule-invalid', reason: 'past' });
    expect(await add(2 * HOUR, HOUR)).toMatchObject({ code: 'input.invalid', issues: [{ path: 'window.until' }] });
    const made = await freeze(foreign.scope, forHours(2));
    expect(await refusal(asked.remove({ tenantId: own.tenant.id, id: made.id }))).toMatchObject({
      code: 'freeze.not-found',
    });
  });
});
