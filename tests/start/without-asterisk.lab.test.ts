import { afterEach, expect, test } from 'vitest';
import type { JobView } from '@synergycall/domain';
import type { AgentClient } from '../lab/index.ts';
import { firstAdmin, installation, signIn, type Installation } from './installation.ts';

let place: Installation;
afterEach(() => place.remove());

test('without Asterisk everything but the live part works, and what is changed waits', async () => {
  place = await installation();
  const started = place.start('--no-asterisk');
  const admin = await firstAdmin(place, started);
  expect(started.printed).toMatch(/Asterisk {6}none, as told/);
  expect(started.printed).toContain('kept as pending');
  expect(place.processes().some((command) => command.includes('asterisk.conf'))).toBe(false);

  const { id: tenantId } = await admin.tenant.create.mutate({ name: 'Acme' });
  const { user, credentials } = await admin.user.create.mutate({ tenantId, name: 'Ann Lee' });
  expect([user.extension, credentials?.secret.length]).toEqual([1001, expect.any(Number)]);
  expect((await admin.applies.preview.query({ tenantId })).changes.map(({ name }) => name)).toContain('Ann Lee');
  const pending = await admin.applies.pending.query({ tenantId });
  expect(pending.count).toBeGreaterThan(0);
  const refused = await ended(admin, await admin.applies.start.mutate({ tenantId }));
  expect([refused.status, refused.error?.code]).toEqual(['FAILED', 'apply.asterisk-unreachable']);
  expect(refused.error?.remedy).not.toBe('');
  expect((await admin.applies.pending.query({ tenantId })).count).toBe(pending.count);
  const live = await admin.device.live.query({ tenantId });
  expect([live.asterisk, live.devices.map(({ state }) => state)]).toEqual(['down', ['unknown']]);
  const { components } = await admin.health.get.query();
  expect(Object.fromEntries(components.map(({ name, state }) => [name, state]))).toMatchObject({
    database: 'ok',
    asterisk: 'absent',
    ami: 'absent',
  });
  // At once in the database; on Asterisk as soon as there is one.
  expect((await admin.user.suspend.mutate({ tenantId, id: user.id })).status).toBe('suspended');
  expect((await admin.user.restore.mutate({ tenantId, id: user.id })).status).toBe('active');
  started.signal('SIGTERM');
  expect(await started.ended).toBe(0);

  // An Asterisk that comes later gets what waited.
  const later = place.start();
  await later.up();
  const again = await signIn(place);
  expect((await again.applies.pending.query({ tenantId })).count).toBe(pending.count);
  const job = await ended(again, await again.applies.start.mutate({ tenantId }));
  expect([job.status, job.error]).toEqual(['SUCCESS', null]);
  later.signal('SIGTERM');
  expect(await later.ended).toBe(0);
  expect(place.processes()).toEqual([]);
});

async function ended(client: AgentClient, job: JobView): Promise<JobView> {
  for (let now = job; ;) {
    if (now.status !== 'PENDING' && now.status !== 'RUNNING') return now;
    now = await client.applies.job.query({ tenantId: now.tenantId!, id: now.id });
  }
}
