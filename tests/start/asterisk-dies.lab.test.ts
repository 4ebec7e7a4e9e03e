import { afterEach, expect, test } from 'vitest';
import { rawLine, type RawLine } from '../lab/phones/index.ts';
import { firstAdmin, installation, type Installation } from './installation.ts';

let place: Installation;
const lines: RawLine[] = [];
afterEach(async () => {
  for (const line of lines.splice(0)) await line.close();
  await place.remove();
});

test('kill -9 of a private Asterisk under a running agent: it is started again by itself, and phones call', async () => {
  place = await installation();
  const started = place.start();
  const admin = await firstAdmin(place, started);
  const { id: tenantId } = await admin.tenant.create.mutate({ name: 'Acme' });
  const people = [];
  for (const name of ['Ann Lee', 'Ben Ode']) people.push(await admin.user.create.mutate({ tenantId, name }));
  let job = await admin.applies.start.mutate({ tenantId });
  while (job.status === 'PENDING' || job.status === 'RUNNING')
    job = await admin.applies.job.query({ tenantId, id: job.id });
  expect(job.status).toBe('SUCCESS');
  for (const { credentials } of people) {
    const { sipUsername: username, secret, server: host, port } = credentials!;
    lines.push(await rawLine({ server: { host, port }, username, secret }));
  }
  const [ann, ben] = [lines[0]!, lines[1]!];
  const bothRegister = async (): Promise<boolean> =>
    (await ann.register()).code === 200 && (await ben.register()).code === 200;
  expect(await bothRegister()).toBe(true);

  process.kill(Number(/private \(pid (\d+)/.exec(started.printed)?.[1]), 'SIGKILL');
  await expect.poll(() => started.printed, { timeout: 20_000 }).toContain('runs again');
  expect(started.printed).toContain('ended (SIGKILL)');
  await expect.poll(() => bothRegister().catch(() => false), { timeout: 20_000 }).toBe(true);
  const call = await ann.invite({ dialled: '1002' });
  expect(call.code).toBe(200);
  await call.dialog?.hangUp();
  await expect.poll(async () => (await admin.health.get.query()).state, { timeout: 20_000 }).toBe('ok');

  started.signal('SIGTERM');
  expect(await started.ended).toBe(0);
  // Stopped on purpose: it stays so.
  expect(place.processes()).toEqual([]);
});
