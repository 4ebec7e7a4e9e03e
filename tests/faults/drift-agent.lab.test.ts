import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DriftItem } from '../../packages/domain/src/index.ts';
import { labAgent, type AgentClient, type LabAgent } from '../lab/index.ts';

let lab: LabAgent;
beforeAll(async () => {
  lab = await labAgent({ realtime: 'sqlite' });
}, 120_000);
afterAll(() => lab?.release());

const file = (name: string) => join(lab.asterisk.paths.etc, 'extensions.d/synergycall', name);
const seen = (items: readonly DriftItem[]) => items.map(({ key, seen: mark }) => ({ key, seen: mark }));
const codeOf = (error: unknown) => (error as { data?: { failure?: { code: string } } }).data?.failure?.code;
const failing = (call: Promise<unknown>) => call.then(() => 'done', codeOf);
const ended = async (client: AgentClient, id: string) => {
  for (;;) {
    const job = await client.applies.boxJob.query({ id: id as never });
    if (!['RUNNING', 'PENDING'].includes(job.status)) return job;
    await sleep(100);
  }
};

test('a hand edit of the core keeps no agent from starting, is the box’s difference, and is written over when named', async () => {
  const core = file('generated_internal.conf');
  const ours = readFileSync(core, 'utf8');
  appendFileSync(core, '; by hand\n');
  const jobs = (await lab.admin.applies.allJobs.query({ limit: 200 })).total;
  await lab.restartAgent();
  expect(lab.agent.core).toBe('live');
  expect((await lab.admin.applies.allJobs.query({ limit: 200 })).total).toBe(jobs);

  const { items } = await lab.admin.drift.box.query({ now: true });
  expect(items).toMatchObject([
    { store: 'file', found: 'changed', name: 'extensions.d/synergycall/generated_internal.conf', meant: ours },
  ]);
  expect((await lab.admin.applies.boxPending.query({})).driftCount).toBe(1);
  const refused = await lab.admin.applies.startBox.mutate({});
  expect(await ended(lab.admin, refused.id)).toMatchObject({ status: 'FAILED', error: { code: 'apply.drift' } });
  const job = await lab.admin.drift.reapplyBox.mutate({ items: seen(items), reason: 'ours' });
  expect(await ended(lab.admin, job.id)).toMatchObject({ status: 'SUCCESS', reason: 'ours' });
  expect(readFileSync(core, 'utf8')).toBe(ours);
  expect((await lab.admin.drift.box.query({ now: true })).items).toEqual([]);
  expect(await failing(lab.admin.drift.reapplyBox.mutate({ items: seen(items) }))).toBe('drift.stale');
}, 60_000);

test('a tenant’s admin sees the own company’s differences in pending, preview and page, and may not keep a file', async () => {
  const { tenant } = await lab.company('Acme', ['Ann']);
  const other = await lab.company('Globex', ['Zoe'], { extMin: 3000, extMax: 3999 });
  const login = { email: 'tina@acme.example', password: 'kelp-lantern-orbit-42' };
  await lab.admin.account.create.mutate({ tenantId: tenant.id, name: 'Tina', role: 'tenant_admin', ...login });
  const tina = await lab.signIn(login.email, login.password);
  appendFileSync(file(`tenants/${tenant.tag}.conf`), '; by hand\n');
  appendFileSync(file(`tenants/${other.tenant.tag}.conf`), '; secret of Globex\n');

  const asked = { tenantId: tenant.id };
  const { items } = await tina.drift.get.query({ ...asked, now: true });
  expect(items).toMatchObject([
    {
      name: `extensions.d/synergycall/tenants/${tenant.tag}.conf`,
      object: { kind: 'tenant', name: 'Acme' },
      adopt: { can: false, because: 'needs-platform-admin' },
    },
  ]);
  expect((await tina.applies.pending.query(asked)).driftCount).toBe(1);
  const preview = await tina.applies.preview.query(asked);
  expect(preview.drift).toEqual(items);
  expect(JSON.stringify([items, preview])).not.toContain('Globex');
  expect(await failing(tina.drift.get.query({ tenantId: other.tenant.id, now: true }))).toBe('access.denied');
  expect(await failing(tina.drift.box.query({ now: true }))).toBe('access.denied');
  expect(await failing(tina.drift.adopt.mutate({ ...asked, items: seen(items) }))).toBe('drift.not-adoptable');

  const hour = (from: number) => new Date(Date.now() + from * 3_600_000).toISOString();
  const window = { kind: 'once', from: hour(-1), until: hour(1) } as const;
  const freeze = await tina.freeze.add.mutate({ ...asked, window, reason: 'Sale' });
  expect(await failing(tina.drift.reapply.mutate({ ...asked, items: seen(items) }))).toBe('apply.frozen');
  await tina.freeze.remove.mutate({ ...asked, id: freeze.id });

  const [own] = (await lab.admin.drift.get.query({ ...asked, now: true })).items;
  expect(own?.adopt).toEqual({ can: true, into: 'file' });
  expect(await lab.admin.drift.adopt.mutate({ ...asked, items: seen([own!]) })).toEqual({
    adopted: 1,
    pendingCount: 0,
  });
  expect((await tina.drift.get.query({ ...asked, now: true })).items).toEqual([]);
  await lab.restartAgent();
  // Globex’s edit is no matter of the box, and is still there.
  expect(lab.agent.core).toBe('live');
  expect(readFileSync(file(`tenants/${tenant.tag}.conf`), 'utf8')).toContain('by hand');
  expect(readFileSync(file(`tenants/${other.tenant.tag}.conf`), 'utf8')).toContain('secret of Globex');
}, 60_000);
