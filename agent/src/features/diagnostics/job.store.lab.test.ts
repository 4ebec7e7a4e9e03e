import type { JobId, JobStatus } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { newId } from '../../platform/random/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { troubledJobs } from './job.store.ts';

let server: LabPostgres;
let agent: Office;
beforeAll(async () => {
  server = await labPostgres();
  const { url } = await server.createMigrated();
  agent = await office(url);
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});

const HOUR = 3_600_000;
const job = async (status: JobStatus, more: { dueAt?: Date; schedule?: object } = {}): Promise<string> => {
  const id = newId<JobId>();
  await agent.database.inPlatform(agent.platform, ({ db }) =>
    db
      .insertInto('apply_jobs')
      .values({
        id,
        box_id: agent.boxId,
        tenant_id: null,
        status,
        actor_account_id: null,
        actor_name: 'Tina',
        reason: null,
        due_at: more.dueAt ?? null,
        ...(more.schedule && { schedule: JSON.stringify(more.schedule) }),
        steps: '[]',
        changes: '[]',
        warnings: '[]',
      })
      .execute(),
  );
  return id;
};

test('applies that need a person, and those that wait long after their time, are found', async () => {
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR);
  const quietUntil = (deadline: Date) => ({ mode: 'quiet', deadline: deadline.toISOString(), atDeadline: 'apply' });
  const help = await job('NEEDS_HELP');
  const late = await job('PENDING', { dueAt: ago(2), schedule: { mode: 'after', jobId: null } });
  const quiet = await job('PENDING', { dueAt: ago(9), schedule: quietUntil(ago(3)) });
  await job('SUCCESS', { dueAt: ago(5) });
  await job('PENDING', { dueAt: ago(0.5) });
  // It waits for calls to end, and still has time.
  await job('PENDING', { dueAt: ago(9), schedule: quietUntil(ago(-3)) });
  const found = await agent.database.read(agent.platform, ({ db }) => troubledJobs(db, agent.boxId));
  expect(found.needHelp).toMatchObject([{ id: help, tenant: null }]);
  expect(found.overdue.map((one) => one.id).toSorted()).toEqual([late, quiet].toSorted());
});
