import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { keepQueue } from '../../agent/src/features/apply/index.ts';
import { createLog } from '../../agent/src/platform/log/index.ts';
import type { CreatedUser, JobId } from '../../packages/domain/src/index.ts';
import { rawLine } from '../lab/phones/index.ts';
import { must, testBox, type TestBox } from '../faults/box.ts';

let box: TestBox;
let queue: ReturnType<typeof keepQueue>;
beforeAll(async () => {
  box = await testBox();
  queue = keepQueue(box.service, { log: createLog({ level: 'silent' }), everyMs: 100 });
}, 120_000);
afterAll(async () => {
  await queue?.stop();
  await box?.release();
});

const line = (user: CreatedUser) =>
  rawLine({
    server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
    username: user.device!.sipUsername,
    secret: user.credentials!.secret,
  });
const statusOf = async (id: JobId): Promise<string | undefined> => {
  const row = await box.database.read(box.platform, ({ db }) =>
    db.selectFrom('apply_jobs').select('status').where('id', '=', id).executeTakeFirst(),
  );
  return row?.status;
};
const quiet = () =>
  ({
    schedule: { mode: 'quiet', deadline: new Date(Date.now() + 600_000).toISOString(), atDeadline: 'cancel' },
  }) as const;

test('a call of the tenant delays its quiet apply, and no other tenant’s; its end lets it go', async () => {
  const [acme, globex] = [await box.tenant('Acme'), await box.tenant('Globex')];
  const [ann, ben] = await box.users(acme.scope, ['Ann', 'Ben']);
  await box.users(globex.scope, ['Gil']);
  expect((await box.applied(acme.scope)).status).toBe('SUCCESS');
  expect((await box.applied(globex.scope)).status).toBe('SUCCESS');
  const [caller, called] = [await line(ann!), await line(ben!)];
  expect((await caller.register()).code).toBe(200);
  expect((await called.register()).code).toBe(200);
  const call = await caller.invite({ dialled: '1002' });
  expect(call.code).toBe(200);

  await box.users(acme.scope, ['Cid']);
  await box.users(globex.scope, ['Hal']);
  const held = must(await box.service.start(acme.scope, quiet()));
  const free = must(await box.service.start(globex.scope, quiet()));
  expect(held.status).toBe('PENDING');
  await vi.waitFor(async () => expect(await statusOf(free.id)).toBe('SUCCESS'), 10_000);
  const whole = must(await box.service.startBox(box.platform, quiet()));
  // Looked at several times meanwhile.
  await sleep(1_000);
  expect([await statusOf(held.id), await statusOf(whole.id)]).toEqual(['PENDING', 'PENDING']);

  await call.dialog?.hangUp();
  await vi.waitFor(async () => expect(await statusOf(held.id)).toBe('SUCCESS'), 10_000);
  await vi.waitFor(async () => expect(await statusOf(whole.id)).toBe('SUCCESS'), 10_000);
  await caller.close();
  await called.close();
});
