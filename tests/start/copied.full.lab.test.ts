import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { phone, type Phone } from '../lab/phones/index.ts';
import { firstAdmin, installation, type Installation } from './installation.ts';

let place: Installation;
const phones: Phone[] = [];
afterEach(async () => {
  for (const one of phones.splice(0)) await one.leaves();
  await place.remove();
});

test('a copy of the stopped state folder is a whole back-up: phones register and call from it', async () => {
  place = await installation();
  const first = place.start();
  const admin = await firstAdmin(place, first);
  const { id: tenantId } = await admin.tenant.create.mutate({ name: 'Acme' });
  const lines = [];
  for (const name of ['Ann Lee', 'Ben Ode'])
    lines.push((await admin.user.create.mutate({ tenantId, name })).credentials!);
  let job = await admin.applies.start.mutate({ tenantId });
  while (job.status === 'PENDING' || job.status === 'RUNNING')
    job = await admin.applies.job.query({ tenantId, id: job.id });
  expect(job.status).toBe('SUCCESS');
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);

  const copy = join(place.state, 'copy');
  const parts = ['settings.json', 'keys.json', 'postgres', 'asterisk', 'tls', 'journal', 'apply'];
  mkdirSync(copy, { mode: 0o711 });
  // cp -a keeps owners, which PostgreSQL and Asterisk need; the original is gone.
  for (const part of parts) {
    const copied = spawnSync('cp', ['-a', '--', join(place.state, part), copy]);
    const removed = spawnSync('rm', ['-r', '--', join(place.state, part)]);
    expect([copied.status, removed.status], part).toEqual([0, 0]);
  }
  const restored = place.start('--state', copy);
  await restored.up();
  for (const { sipUsername: username, secret, server: host, port } of lines)
    phones.push(await phone({ username, secret, server: { host, port } }));
  await Promise.all(phones.map((one) => one.registers()));
  const call = await phones[0]!.calls('1002');
  await (await phones[1]!.rings()).answers();
  await call.answered();
  await call.hangUp();
  restored.signal('SIGTERM');
  expect(await restored.ended).toBe(0);
  expect(place.processes()).toEqual([]);
});
