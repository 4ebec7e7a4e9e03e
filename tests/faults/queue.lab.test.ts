import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { keepQueue } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import type { JobId } from '../../packages/domain/src/index.ts';
import type { Errand } from './agent-process.ts';
import { must, testBox, type TestBox } from './box.ts';

let box: TestBox;
let queue: ReturnType<typeof keepQueue> | undefined;
beforeAll(async () => {
  box = await testBox();
}, 120_000);
afterAll(async () => {
  await queue?.stop();
  await box?.release();
});

const jobs = () =>
  box.database.read(box.platform, ({ db }) =>
    db.selectFrom('apply_jobs').select(['id', 'tenant_id', 'status']).execute(),
  );
const statusOf = async (id: JobId) => (await jobs()).find((job) => job.id === id)?.status;

test('an agent killed in the middle of an apply: what it left is ended, and the queue goes on (FR-023)', async () => {
  const [killed, queued] = [await box.tenant('Killed'), await box.tenant('Queued')];
  await box.users(killed.scope, ['Ann']);
  await box.users(queued.scope, ['Ben']);
  const at = new Date(Date.now() + 500).toISOString();
  const waits = must(await box.service.start(queued.scope, { schedule: { mode: 'at', at } }));
  const errand: Errand = {
    address: box.address,
    tenantId: killed.scope.tenantId,
    die: { point: 'asterisk.setPointer', when: 'after', nth: 1 },
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'agent-process.ts')], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.end(JSON.stringify(errand));
  const ended = await new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  expect(ended).toBe('SIGKILL');
  expect(await statusOf(waits.id)).toBe('PENDING');
  queue = keepQueue(box.service, { log: createLog({ level: 'silent' }), everyMs: 100 });
  await vi.waitFor(async () => expect(await statusOf(waits.id)).toBe('SUCCESS'), { timeout: 20_000, interval: 100 });
  const left = (await jobs()).filter((job) => job.tenant_id === killed.scope.tenantId);
  expect(left.map((job) => job.status)).toEqual(['ROLLED_BACK']);
  await queue.stop();
});

test('while an earlier apply can’t be undone yet the queue waits; then it goes on', async () => {
  const [killed, queued] = [await box.tenant('Stuck'), await box.tenant('Patient')];
  await box.users(killed.scope, ['Ann']);
  await box.users(queued.scope, ['Ben']);
  const errand: Errand = {
    address: box.address,
    tenantId: killed.scope.tenantId,
    die: { point: 'realtime.transact', when: 'after', nth: 1 },
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'agent-process.ts')], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.end(JSON.stringify(errand));
  await new Promise((resolve) => child.on('exit', resolve));
  box.ami.cut();
  const at = new Date(Date.now() + 200).toISOString();
  const waits = must(await box.service.start(queued.scope, { schedule: { mode: 'at', at } }));
  await new Promise((done) => setTimeout(done, 300));
  for (let round = 0; round < 2; round += 1) await box.service.takeDue();
  expect(await statusOf(waits.id)).toBe('PENDING');
  box.ami.mend();
  expect(await box.writer.waitLive(20_000)).toBe(true);
  queue = keepQueue(box.service, { log: createLog({ level: 'silent' }), everyMs: 100 });
  await vi.waitFor(async () => expect(await statusOf(waits.id)).toBe('SUCCESS'), { timeout: 20_000, interval: 100 });
});
