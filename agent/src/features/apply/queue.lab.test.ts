import type { JobId, JobView, Result } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { DatabaseDown } from '../../platform/database/index.ts';
import { createLog } from '../../platform/log/index.ts';
import { orThrow } from '../../rpc/index.ts';
import type { ApplyService } from './apply.service.ts';
import { addFreeze } from './freeze.service.ts';
import { keepQueue } from './keep-queue.ts';
import { queueScene, type QueueScene } from './queue-scene.fake.ts';

let server: LabPostgres;
let at: QueueScene;
let service: ApplyService;
beforeAll(async () => {
  server = await labPostgres();
  const { url } = await server.createMigrated();
  at = await queueScene(url);
  service = at.agent('one');
  orThrow((await service.ensureCore()) ?? { ok: false, error: { code: 'apply.nothing-pending' } });
});
afterEach(() => {
  at.open();
  at.asterisk.ages = [];
});
afterAll(async () => {
  await at?.close();
  await server?.release();
});

const HOUR = 3_600_000;
const inMs = (ms: number): string => new Date(at.clock.now + ms).toISOString();
const ended = async (started: Result<JobView>): Promise<JobView> => {
  const job = orThrow(started);
  return (await service.ended(job.id)) ?? job;
};
/** Looks at the queue, and waits for what began. */
const round = async (which = service): Promise<void> => {
  await which.takeDue();
  await which.close();
};
const waiting = async (): Promise<readonly JobId[]> => {
  const rows = await at.database.read(at.platform, ({ db }) =>
    db.selectFrom('apply_jobs').select('id').where('status', '=', 'PENDING').execute(),
  );
  return rows.map((row) => row.id);
};

describe('one at a time (FR-023)', () => {
  test('a second apply is told since when and by whom; queued ones follow in the order they came', async () => {
    const [a, b, c] = [await at.company('A'), await at.company('B'), await at.company('C')];
    at.shut();
    const first = orThrow(await service.start(a.scope, { reason: 'first' }));
    expect(first).toMatchObject({ status: 'RUNNING', schedule: { mode: 'now' } });
    expect(await service.start(b.scope)).toMatchObject({
      error: { code: 'apply.busy', by: 'test', since: expect.stringMatching(/^20/) },
    });
    const second = orThrow(await service.start(b.scope, { schedule: { mode: 'after' }, reason: 'second' }));
    const third = orThrow(await service.start(c.scope, { schedule: { mode: 'after' } }));
    expect(second).toMatchObject({ status: 'PENDING', startedAt: null, schedule: { mode: 'after', jobId: first.id } });
    const keeper = keepQueue(service, { log: createLog({ level: 'silent' }), everyMs: 20 });
    await new Promise((done) => setTimeout(done, 100));
    expect(await waiting()).toHaveLength(2);
    at.open();
    await vi.waitFor(async () => expect((await at.job(third.id)).status).toBe('SUCCESS'), 10_000);
    await keeper.stop();
    const [one, two, three] = await Promise.all([first, second, third].map(({ id }) => at.job(id)));
    expect([one!.status, two!.status, three!.status]).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(Date.parse(two!.startedAt!)).toBeGreaterThanOrEqual(Date.parse(one!.finishedAt!));
    expect(Date.parse(three!.startedAt!)).toBeGreaterThanOrEqual(Date.parse(two!.finishedAt!));
    expect(await at.record(second.id)).toEqual(['apply.start by test', 'apply.begin by test', 'apply.end by test']);
  });

  test('queued while none is in progress, it begins at once', async () => {
    const { scope } = await at.company('Alone');
    expect(await ended(await service.start(scope, { schedule: { mode: 'after' } }))).toMatchObject({
      status: 'SUCCESS',
      schedule: { mode: 'after', jobId: null },
    });
  });

  test('who asks for now and finds the box free is not held up by what waits', async () => {
    const [frozen, other] = [await at.company('Frozen queue'), await at.company('Urgent')];
    const until = inMs(HOUR);
    const window = { kind: 'once', from: inMs(-HOUR), until } as const;
    await at.run(frozen.scope, (tx) =>
      addFreeze(tx, { tenantId: frozen.tenant.id, window, reason: 'Fair' }, at.clock.now),
    );
    const waits = orThrow(await service.start(frozen.scope, { schedule: { mode: 'after' } }));
    expect((await at.applied(service, other.scope)).status).toBe('SUCCESS');
    expect((await at.job(waits.id)).status).toBe('PENDING');
    await service.cancel(frozen.scope, waits.id);
  });

  test('SECURITY: a tenant’s admin is not told who administers another tenant', async () => {
    const [own, foreign] = [await at.company('Curious'), await at.company('Discreet')];
    const [curious, discreet] = [
      await at.account('tenant_admin', own.tenant.id),
      await at.account('tenant_admin', foreign.tenant.id),
    ];
    at.shut();
    const running = orThrow(await service.start(discreet.scope));
    expect(await service.start(curious.scope)).toMatchObject({ error: { code: 'apply.busy', by: 'somebody else' } });
    expect(await service.start(discreet.scope)).toMatchObject({
      error: { code: 'apply.busy', by: 'A tenant_admin' },
    });
    at.open();
    await service.ended(running.id);
  });

  test('of several agents that look at one queue, one takes the job', async () => {
    const { scope } = await at.company('Shared');
    const other = at.agent('two');
    const job = orThrow(await service.start(scope, { schedule: { mode: 'at', at: inMs(HOUR) } }));
    at.clock.now += HOUR;
    await Promise.all([service.takeDue(), other.takeDue(), service.takeDue(), other.takeDue()]);
    await Promise.all([service.close(), other.close()]);
    expect((await at.job(job.id)).status).toBe('SUCCESS');
    expect(await at.record(job.id)).toEqual(['apply.start by test', 'apply.begin by test', 'apply.end by test']);
  });
});

describe('a job that can’t begin', () => {
  test('holds nobody else up', async () => {
    const [broken, fine] = [await at.company('Broken'), await at.company('Behind it')];
    const schedule = { mode: 'quiet', deadline: inMs(HOUR), atDeadline: 'apply' } as const;
    const stuck = orThrow(await service.start(broken.scope, { schedule }));
    const next = orThrow(await service.start(fine.scope, { schedule }));
    const { channelAges } = at.asterisk;
    const asked = vi
      .spyOn(at.asterisk, 'channelAges')
      .mockImplementation((tag) =>
        tag === broken.tenant.tag ? Promise.reject(new Error('unheard of')) : channelAges(tag),
      );
    await round();
    asked.mockRestore();
    expect([(await at.job(stuck.id)).status, (await at.job(next.id)).status]).toEqual(['PENDING', 'SUCCESS']);
    await round();
    expect((await at.job(stuck.id)).status).toBe('SUCCESS');
  });

  test('is not RUNNING for ever when PostgreSQL goes while it begins', async () => {
    const { scope } = await at.company('Cut off');
    let cuts = true;
    const { database } = at;
    const flaky: typeof database = {
      ...database,
      // The answer to the commit is lost: the row says RUNNING.
      inTenant: async (...args) => {
        const done = await database.inTenant(...args);
        if (cuts) throw new DatabaseDown('cut');
        return done;
      },
    };
    const agent = at.agent('cut off', { database: flaky });
    await agent.recover();
    expect(agent.behind).toBe(false);
    await expect(agent.start(scope)).rejects.toThrow('unreachable');
    const running = () =>
      at.database.read(at.platform, ({ db }) =>
        db.selectFrom('apply_jobs').select('id').where('status', '=', 'RUNNING').execute(),
      );
    const [cutOff] = await running();
    expect(cutOff).toBeDefined();
    cuts = false;
    // The agent knows that it has something to clear up, without a restart.
    expect(agent.behind).toBe(true);
    await agent.reconcile({ onlyOwed: true });
    expect(await running()).toEqual([]);
    expect(agent.behind).toBe(false);
    expect(await at.record(cutOff!.id)).toEqual(['apply.start by test', 'apply.end by system']);
    expect((await at.applied(service, scope)).status).toBe('SUCCESS');
  });
});

describe('at a time', () => {
  test('what is applied is what is pending when it begins; before, nothing happens', async () => {
    const { scope } = await at.company('Night');
    const job = orThrow(await service.start(scope, { schedule: { mode: 'at', at: inMs(HOUR) }, reason: 'at night' }));
    await round();
    expect((await at.job(job.id)).status).toBe('PENDING');
    await at.user(scope, { name: 'Came Later' });
    at.clock.now += HOUR;
    await round();
    const done = await at.job(job.id);
    expect(done).toMatchObject({ status: 'SUCCESS', reason: 'at night', actor: 'test' });
    expect(done.warnings.join()).not.toContain('held back');
    expect(done.changes.map((change) => change.name)).toContain('Came Later');
    expect(done.changeCount).toBe(done.changes.length);
  });

  test('with nothing pending by then it is withdrawn and says so', async () => {
    const { scope } = await at.company('Early');
    const job = orThrow(await service.start(scope, { schedule: { mode: 'at', at: inMs(HOUR) } }));
    await at.applied(service, scope);
    at.clock.now += HOUR;
    await round();
    expect(await at.job(job.id)).toMatchObject({ status: 'CANCELLED', error: { code: 'apply.nothing-pending' } });
    expect(await at.record(job.id)).toEqual(['apply.start by test', 'apply.cancel by system']);
  });

  test('a restart of the agent loses none; one whose time passed long ago still runs, with a warning', async () => {
    const { scope } = await at.company('Restart');
    const job = orThrow(await service.start(scope, { schedule: { mode: 'at', at: inMs(HOUR) } }));
    at.clock.now += 3 * HOUR;
    const next = at.agent('next');
    await next.recover();
    expect(await next.reconcile()).toBeDefined();
    expect((await at.job(job.id)).status).toBe('PENDING');
    await round(next);
    expect(await at.job(job.id)).toMatchObject({
      status: 'SUCCESS',
      warnings: expect.arrayContaining([expect.stringContaining('held back until')]),
    });
  });

  test('an Asterisk that does not answer then fails it as any other, and the next one runs', async () => {
    const [first, second] = [await at.company('Down'), await at.company('Up')];
    const schedule = { mode: 'at', at: inMs(HOUR) } as const;
    const failing = orThrow(await service.start(first.scope, { schedule }));
    at.clock.now += HOUR;
    at.asterisk.down = true;
    await round();
    at.asterisk.down = false;
    expect(await at.job(failing.id)).toMatchObject({ status: 'FAILED', error: { code: 'apply.asterisk-unreachable' } });
    const fine = orThrow(await service.start(second.scope, { schedule: { mode: 'at', at: inMs(1) } }));
    at.clock.now += HOUR;
    await round();
    expect((await at.job(fine.id)).status).toBe('SUCCESS');
  });
});

describe('SECURITY: who asked for it', () => {
  test('has to be allowed still when it begins', async () => {
    const { scope, tenant } = await at.company('Fired');
    const admin = await at.account('tenant_admin', tenant.id);
    const supporter = await at.account('support', tenant.id);
    const schedule = { mode: 'at', at: inMs(HOUR) } as const;
    const asked = orThrow(await service.start(admin.scope, { schedule }));
    const never = orThrow(await service.start(supporter.scope, { schedule }));
    await admin.losesRole();
    at.clock.now += HOUR;
    await round();
    for (const { id } of [asked, never]) {
      expect(await at.job(id)).toMatchObject({ status: 'CANCELLED', error: { code: 'access.denied' } });
      expect(await at.record(id)).toContain('apply.cancel by system');
    }
    expect((await service.readPending(scope, scope.tenantId))?.generation).toBeNull();
  });

  test('is whom the record names, for what the agent then does', async () => {
    const { tenant } = await at.company('Kept');
    const admin = await at.account('tenant_admin', tenant.id);
    const job = orThrow(await service.start(admin.scope, { schedule: { mode: 'at', at: inMs(HOUR) } }));
    at.clock.now += HOUR;
    await round();
    expect(await at.job(job.id)).toMatchObject({ status: 'SUCCESS', actor: 'A tenant_admin' });
    expect(await at.record(job.id)).toEqual([
      'apply.start by A tenant_admin',
      'apply.begin by A tenant_admin',
      'apply.end by A tenant_admin',
    ]);
  });
});

describe('cancelling', () => {
  test('withdraws a job that waits, once; one that has begun goes on', async () => {
    const { scope } = await at.company('Regret');
    const job = orThrow(await service.start(scope, { schedule: { mode: 'at', at: inMs(HOUR) } }));
    expect(await service.cancel(scope, job.id)).toMatchObject({
      ok: true,
      value: { status: 'CANCELLED', warnings: ['Cancelled by test.'], error: null },
    });
    expect(await service.cancel(scope, job.id)).toMatchObject({
      error: { code: 'apply.not-waiting', status: 'CANCELLED' },
    });
    at.clock.now += HOUR;
    await round();
    expect((await at.job(job.id)).status).toBe('CANCELLED');
    expect(await at.record(job.id)).toEqual(['apply.start by test', 'apply.cancel by test']);

    at.shut();
    const running = orThrow(await service.start(scope));
    expect(await service.cancel(scope, running.id)).toMatchObject({
      error: { code: 'apply.not-waiting', status: 'RUNNING' },
    });
    at.open();
    expect((await service.ended(running.id))?.status).toBe('SUCCESS');
  });

  test('knows no other tenant’s jobs', async () => {
    const [own, foreign] = [await at.company('Own'), await at.company('Foreign')];
    const job = orThrow(await service.start(foreign.scope, { schedule: { mode: 'at', at: inMs(HOUR) } }));
    expect(await service.cancel(own.scope, job.id)).toMatchObject({ error: { code: 'apply.job-not-found' } });
    expect(await service.cancel(at.platform, job.id)).toMatchObject({ value: { status: 'CANCELLED' } });
  });

  test('meets its beginning: one of the two wins, and the row says which', async () => {
    const { scope } = await at.company('Race');
    for (let turn = 0; turn < 12; turn += 1) {
      await at.user(scope, { name: `Person ${turn}` });
      const job = orThrow(await service.start(scope, { schedule: { mode: 'at', at: inMs(HOUR) } }));
      at.clock.now += HOUR;
      const pause = new Promise((done) => setTimeout(done, turn * 2));
      const [cancelled] = await Promise.all([pause.then(() => service.cancel(scope, job.id)), service.takeDue()]);
      await service.close();
      expect((await at.job(job.id)).status).toBe(cancelled.ok ? 'CANCELLED' : 'SUCCESS');
      expect(await at.record(job.id)).toHaveLength(cancelled.ok ? 2 : 3);
    }
  });
});

describe('when it is quiet', () => {
  const deadline = (atDeadline: 'apply' | 'cancel') =>
    ({ schedule: { mode: 'quiet', deadline: inMs(HOUR), atDeadline } }) as const;

  test('it waits for calls to end', async () => {
    const { scope } = await at.company('Quiet');
    at.asterisk.ages = [12];
    const job = orThrow(await service.start(scope, deadline('apply')));
    await round();
    expect((await at.job(job.id)).status).toBe('PENDING');
    at.asterisk.ages = [];
    await round();
    expect((await at.job(job.id)).status).toBe('SUCCESS');
  });

  test('Asterisk is asked once for all that wait, and not at all while another apply runs', async () => {
    const { scope } = await at.company('Many');
    const other = await at.company('In progress');
    const jobs = [];
    for (let n = 0; n < 5; n += 1) jobs.push(orThrow(await service.start(scope, deadline('apply'))));
    at.asterisk.ages = [12];
    const asked = vi.spyOn(at.asterisk, 'channelAges');
    await round();
    expect(asked).toHaveBeenCalledTimes(1);
    at.shut();
    const running = orThrow(await service.start(other.scope));
    asked.mockClear();
    await service.takeDue();
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    at.open();
    await service.ended(running.id);
    for (const { id } of jobs) await service.cancel(scope, id);
  });

  test('at the deadline it begins all the same, or is withdrawn', async () => {
    const [first, second] = [await at.company('Busy'), await at.company('Busier')];
    at.asterisk.ages = [12];
    const applied = orThrow(await service.start(first.scope, deadline('apply')));
    const withdrawn = orThrow(await service.start(second.scope, deadline('cancel')));
    at.clock.now += HOUR;
    await round();
    expect((await at.job(applied.id)).status).toBe('SUCCESS');
    expect(await at.job(withdrawn.id)).toMatchObject({ status: 'CANCELLED', error: { code: 'apply.not-quiet' } });
  });

  test('an Asterisk that can’t be asked is not quiet', async () => {
    const { scope } = await at.company('Silent');
    at.asterisk.down = true;
    const job = orThrow(await service.start(scope, deadline('apply')));
    await round();
    at.asterisk.down = false;
    expect((await at.job(job.id)).status).toBe('PENDING');
    await round();
    expect((await at.job(job.id)).status).toBe('SUCCESS');
  });
});
