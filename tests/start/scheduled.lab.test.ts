import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { labAgent, type LabAgent } from '../lab/index.ts';
import { longRun } from '../lab/runs.ts';

let lab: LabAgent;
beforeAll(async () => {
  lab = await labAgent({ realtime: 'sqlite' });
}, 120_000);
afterAll(() => lab?.release());

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

test('a scheduled apply outlives the agent that took it in, and begins by itself at its time', async () => {
  const { tenant } = await lab.company('Acme', ['Ann Lee'], { apply: false });
  const tenantId = tenant.id;
  const soon = await lab.admin.applies.start.mutate({
    tenantId,
    reason: 'tonight',
    schedule: { mode: 'at', at: inMs(4_000) },
  });
  const later = await lab.admin.applies.start.mutate({ tenantId, schedule: { mode: 'at', at: inMs(3_600_000) } });
  expect([soon.status, later.status]).toEqual(['PENDING', 'PENDING']);

  await lab.restartAgent();

  expect((await lab.admin.applies.pending.query({ tenantId })).waitingJobIds).toContain(later.id);
  const cancelled = await lab.admin.applies.cancel.mutate({ tenantId, id: later.id });
  expect(cancelled.status).toBe('CANCELLED');
  await vi.waitFor(
    async () => expect((await lab.admin.applies.job.query({ tenantId, id: soon.id })).status).toBe('SUCCESS'),
    { timeout: 20_000, interval: 100 },
  );
  const done = await lab.admin.applies.job.query({ tenantId, id: soon.id });
  expect(Date.parse(done.startedAt!)).toBeGreaterThanOrEqual(
    Date.parse(done.schedule.mode === 'at' ? done.schedule.at : ''),
  );
  expect((await lab.admin.applies.pending.query({ tenantId })).count).toBe(0);
  const { rows } = await lab.admin.audit.list.query({ tenantId, limit: 200 });
  const actions = rows.filter((row) => row.action.startsWith('apply.')).map((row) => row.action);
  expect(actions.toSorted()).toEqual(['apply.begin', 'apply.cancel', 'apply.end', 'apply.start', 'apply.start']);
});

longRun('applies of everybody follow one another without anybody’s help', async () => {
  for (const name of ['Beta', 'Gamma', 'Delta']) await lab.company(name, ['Ann Lee'], { apply: false });
  const { jobs } = await lab.admin.applies.startAll.mutate({ reason: 'all' });
  expect(jobs.map((job) => job.tenantName)).toEqual(['Beta', 'Delta', 'Gamma']);
  await vi.waitFor(
    async () => {
      for (const { id } of jobs) expect((await lab.admin.applies.boxJob.query({ id })).status, id).toBe('SUCCESS');
    },
    { timeout: 30_000, interval: 100 },
  );
  expect((await lab.admin.applies.summary.query({})).tenants).toEqual([]);
});
