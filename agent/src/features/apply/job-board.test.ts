import type { JobId, JobView } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { jobBoard } from './job-board.ts';
import { newJob, stepStarted } from './job.ts';
import type { JobOrder } from './ports.ts';

const order = (id: string): JobOrder => ({
  id: id as JobId,
  boxId: 'b' as JobOrder['boxId'],
  tenant: null,
  actor: { accountId: null, name: 'Ada' },
  reason: null,
  requestedAt: '2026-11-22T19:00:00.000Z',
  overwrite: [],
});
const done = (job: JobView): JobView => ({ ...job, status: 'SUCCESS' });

test('who watches sees what is now, then what comes, and is let go at the end', async () => {
  const board = jobBoard();
  const job = newJob(order('j1'));
  board.post(job);
  const seen: string[] = [];
  const watching = (async () => {
    for await (const picture of board.follow(job.id, undefined))
      seen.push(`${picture.status} ${picture.steps.find((step) => step.state === 'running')?.step ?? '-'}`);
  })();
  await Promise.resolve();
  board.post(stepStarted(job, 'check', 0));
  await new Promise((resolve) => setImmediate(resolve));
  board.post(done(job));
  await watching;
  expect(seen[0]).toMatch(/^RUNNING/);
  expect(seen.at(-1)).toBe('SUCCESS -');
});

test('a watcher that leaves is let go at once', async () => {
  const board = jobBoard();
  const job = newJob(order('j1'));
  board.post(job);
  const leave = new AbortController();
  const pictures = board.follow(job.id, leave.signal);
  await pictures.next();
  const next = pictures.next();
  leave.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('ended jobs are forgotten before running ones', () => {
  const board = jobBoard(2);
  const running = newJob(order('j1'));
  board.post(running);
  for (const id of ['j2', 'j3', 'j4']) board.post(done(newJob(order(id))));
  expect(board.get(running.id)).toBe(running);
  expect(board.get('j2' as JobId)).toBeUndefined();
});
