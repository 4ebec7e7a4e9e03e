import { afterEach, expect, test } from 'vitest';
import type { TenantView } from '@synergycall/domain';
import type { AgentClient } from '../lab/index.ts';
import { phone, type Phone } from '../lab/phones/index.ts';
import { firstAdmin, installation, signIn, type Installation } from './installation.ts';

let place: Installation;
const phones: Phone[] = [];
afterEach(async () => {
  for (const one of phones.splice(0)) await one.leaves();
  await place.remove();
});

test('kill -9 of the agent: calls and registrations go on, and the next start takes all over', async () => {
  place = await installation();
  const first = place.start();
  const admin = await firstAdmin(place, first);
  const tenant = await admin.tenant.create.mutate({ name: 'Acme' });
  const [ann, ben] = [await desk(admin, tenant, 'Ann Lee', 440), await desk(admin, tenant, 'Ben Ode', 620)];
  await apply(admin, tenant);
  await Promise.all([ann.registers(), ben.registers()]);
  const call = await ann.calls('1002');
  const incoming = await ben.rings();
  await incoming.answers();
  await call.answered();
  const asterisk = /private \(pid (\d+)/.exec(first.printed)?.[1];

  first.signal('SIGKILL');
  expect(await first.ended).toBeNull();
  await ann.hears(620);
  await ben.hears(440);
  await call.hangUp();
  await incoming.ended();
  const second = await ben.calls('1001');
  const toAnn = await ann.rings();
  await toAnn.answers();
  await second.answered();

  const again = place.start();
  await again.up();
  expect(again.printed).toContain(`private (pid ${asterisk}, still running from before)`);
  await ann.hears(620);
  const back = await signIn(place);
  await expect
    .poll(async () => (await back.device.live.query({ tenantId: tenant.id })).devices.map(({ state }) => state), {
      timeout: 10_000,
    })
    .toEqual(['in-call', 'in-call']);
  expect((await back.health.get.query()).state).toBe('ok');
  const cleo = await desk(back, tenant, 'Cleo Ray', 880);
  await apply(back, tenant);
  await cleo.registers();
  await second.hangUp();
  await toAnn.ended();
  const third = await ann.calls('1003');
  await (await cleo.rings()).answers();
  await third.answered();
  await third.hangUp();

  again.signal('SIGTERM');
  expect(await again.ended).toBe(0);
  expect(place.processes()).toEqual([]);
});

async function desk(admin: AgentClient, { id: tenantId }: TenantView, name: string, tone: number): Promise<Phone> {
  const { credentials } = await admin.user.create.mutate({ tenantId, name });
  const { sipUsername: username, secret, server: host, port } = credentials!;
  const made = await phone({ username, secret, server: { host, port }, name, tone });
  phones.push(made);
  return made;
}

async function apply(admin: AgentClient, { id: tenantId }: TenantView): Promise<void> {
  let job = await admin.applies.start.mutate({ tenantId });
  while (job.status === 'PENDING' || job.status === 'RUNNING')
    job = await admin.applies.job.query({ tenantId, id: job.id });
  expect([job.status, job.error]).toEqual(['SUCCESS', null]);
}
