import { afterAll, beforeAll, expect, test } from 'vitest';
import { testBox, type TestBox } from './box.ts';

let box: TestBox;
beforeAll(async () => {
  box = await testBox();
}, 120_000);
afterAll(() => box?.release());

const steps = (job: { steps: readonly { step: string; state: string; ms: number | null }[] }) =>
  job.steps.map((s) => `${s.step} ${s.state}`);

test('a tenant with a user and a phone becomes live and is verified; a second apply has nothing to do', async () => {
  const { view, scope } = await box.tenant('Acme');
  await box.users(scope, ['Ann', 'Ben']);
  const job = await box.applied(scope);
  expect(job.error).toBeNull();
  expect(job.status).toBe('SUCCESS');
  expect(steps(job)).toEqual([
    'check done',
    'render done',
    'validate done',
    'backup done',
    'write done',
    'reload done',
    'flip done',
    'verify done',
    'clean-up done',
    'restore skipped',
  ]);
  expect(await box.asterisk.cli(`dialplan show sc-t-${view.tag}`)).toContain(`sc-in-${view.tag}`);
  const endpoints = await box.writer.pjsipShowEndpoints();
  expect(endpoints.ok && endpoints.value.filter((e) => e.id.startsWith(view.tag))).toHaveLength(2);
  expect(await box.service.start(scope)).toEqual({ ok: false, error: { code: 'apply.nothing-pending' } });
});

test('a new user reloads nothing', async () => {
  const { scope } = await box.tenant('Beta');
  await box.users(scope, ['Cid']);
  expect((await box.applied(scope)).status).toBe('SUCCESS');
  await box.users(scope, ['Dora']);
  const job = await box.applied(scope);
  expect(job.status).toBe('SUCCESS');
  expect(job.steps.find((s) => s.step === 'reload')?.detail).toBe('nothing to reload');
});
