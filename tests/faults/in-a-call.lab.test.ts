import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CreatedUser } from '../../packages/domain/src/index.ts';
import { rawLine } from '../lab/phones/index.ts';
import { must, testBox, type TestBox, type Watch } from './box.ts';

let box: TestBox;
let refuse = 0;
const watch: Watch = (deps) => ({
  ...deps,
  asterisk: {
    ...deps.asterisk,
    healthCall: async (probe) =>
      refuse-- > 0
        ? { ok: false, error: { kind: 'refused', detail: 'the test wants a rollback' } }
        : deps.asterisk.healthCall(probe),
  },
});
beforeAll(async () => {
  box = await testBox({ watch });
}, 120_000);
afterAll(() => box?.release());

const line = (user: CreatedUser) =>
  rawLine({
    server: { host: '127.0.0.1', port: box.asterisk.ports.sip },
    username: user.device!.sipUsername,
    secret: user.credentials!.secret,
  });
const generations = (tag: string) =>
  new Set(must(box.astdb.read(`sc/g/${tag}`)).map((entry) => entry.key.split('/')[0]));

test('a call goes on through applies, reloads and a rollback; its generation is kept until it ends', async () => {
  const { scope, view } = await box.tenant('Acme');
  const users = await box.users(scope, ['Ann', 'Ben']);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  const [ann, ben] = [await line(users[0]!), await line(users[1]!)];
  expect((await ann.register()).code).toBe(200);
  expect((await ben.register()).code).toBe(200);
  const call = await ann.invite({ dialled: '1002' });
  expect(call.code).toBe(200);
  await sleep(2_500);

  // Their own tenant grows, another one appears (a structural reload), and an apply is undone.
  await box.users(scope, ['Cid']);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  const other = await box.tenant('Globex');
  await box.users(other.scope, ['Dora']);
  const structural = await box.applied(other.scope);
  expect(structural.steps.find((step) => step.step === 'reload')?.detail).toBe('pbx_config');
  await box.users(scope, ['Eve']);
  refuse = 1;
  expect((await box.applied(scope)).status).toBe('ROLLED_BACK');

  expect(generations(view.tag).size).toBe(2);
  const channels = must(await box.writer.coreShowChannels()).filter((channel) => channel.name.includes(view.tag));
  expect(channels).toHaveLength(2);
  await call.dialog?.hangUp();
  await sleep(1_500);
  // No apply is needed for that.
  expect(await box.service.reconcile()).toMatchObject({ complete: true, repaired: [] });
  expect(generations(view.tag).size).toBe(1);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  expect(generations(view.tag).size).toBe(1);
  await ann.close();
  await ben.close();
});
