import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { TenantView } from '@synergycall/domain';
import type { AgentClient } from '../lab/index.ts';
import { phone, type Phone } from '../lab/phones/index.ts';
import { firstAdmin, installation, signIn, type Installation, type Started } from './installation.ts';
import { ASTERISK, ownAsterisk, type OwnAsterisk } from './own-asterisk.ts';

let place: Installation | undefined;
let own: OwnAsterisk;
const phones: Phone[] = [];
const umask = process.umask();
afterEach(async () => {
  process.umask(umask);
  for (const one of phones.splice(0)) await one.leaves();
  await place?.remove();
  await own.remove();
});

test('an Asterisk of its own: shown, added when told, used after its restart, and never stopped', async () => {
  own = await ownAsterisk();
  await own.start();
  // A careful root's: what Asterisk must read may not hang on it.
  process.umask(0o077);
  place = await installation({ PATH: `${own.bin}:${process.env['PATH']}`, SYNERGYCALL_ASTERISK_ETC: own.etc });
  const asOperatorLeftIt = own.texts();
  const ownersBefore = own.owners();

  // First: it tells what it needs, and touches nothing.
  const first = place.start();
  const admin = await firstAdmin(place, first);
  const password = /secret = (?!\(secret\))/;
  for (const line of [
    '#tryinclude extensions.d/synergycall/*.conf',
    'ps_endpoints => sqlite3,pbx',
    'secret = (secret)',
  ])
    expect(first.printed).toContain(`+ ${line}`);
  expect(first.printed).not.toMatch(password);
  expect(first.printed).toMatch(/not used yet: the lines above are missing/);
  expect(own.texts()).toEqual(asOperatorLeftIt);
  expect((await admin.health.get.query()).components).toContainEqual(
    expect.objectContaining({ name: 'asterisk', state: 'absent' }),
  );
  await ends(first);

  // Then: told to, it appends; each file is copied first, and keeps its owner, its mode and every byte.
  const adding = place.start('--add-to-asterisk');
  await adding.up();
  expect(adding.printed).toContain('Restart Asterisk, then start SynergyCall again');
  await ends(adding);
  const now = own.texts();
  for (const [file, text] of asOperatorLeftIt) {
    expect(now.get(file)?.startsWith(text), file).toBe(true);
    if (now.get(file) !== text) {
      const [copy = ''] = [...now.keys()].filter((name) => name.startsWith(`${file}.before-synergycall-`));
      expect(now.get(copy), file).toBe(text);
    }
    expect(own.owners().get(file), file).toBe(ownersBefore.get(file));
  }
  expect(now.get('manager.conf')).toMatch(password);
  const folder = lstatSync(join(own.etc, 'extensions.d/synergycall'));
  expect([folder.gid, folder.mode & 0o7777]).toEqual([ASTERISK, 0o2750]);

  await own.stop();
  await own.start();
  const pid = own.pid;

  // Now it is used.
  const using = place.start();
  await using.up();
  expect(using.printed).toMatch(/Asterisk +22\.\S+ of this host/);
  expect(using.printed).toContain(`udp ${own.ports.sip} on 127.0.0.1`);
  expect(using.printed).not.toContain('Apply         not possible yet');
  const again = await signIn(place);
  await expect.poll(async () => (await again.health.get.query()).state, { timeout: 10_000 }).toBe('ok');
  const tenant = await again.tenant.create.mutate({ name: 'Acme' });
  const [ann, ben] = [await desk(again, tenant, 'Ann Lee', 440), await desk(again, tenant, 'Ben Ode', 620)];
  await apply(again, tenant);
  await Promise.all([ann.registers(), ben.registers()]);
  const call = await ann.calls('1002');
  const incoming = await ben.rings();
  await incoming.answers();
  await call.answered();

  // The agent leaves; the call and the operator's Asterisk don't.
  await ends(using);
  expect(own.pid).toBe(pid);
  await ann.hears(620);
  await ben.hears(440);
  await call.hangUp();
  await incoming.ended();
  const written = readFileSync(join(own.etc, 'extensions.conf'), 'utf8');
  expect(written.startsWith(asOperatorLeftIt.get('extensions.conf')!)).toBe(true);

  // After a restart of Asterisk phones go on without the agent, too.
  await own.stop();
  await own.start();
  const second = await ben.calls('1001');
  await (await ann.rings()).answers();
  await second.answered();
  await second.hangUp();
});

async function ends(started: Started): Promise<void> {
  started.signal('SIGTERM');
  expect(await started.ended).toBe(0);
}

async function desk(admin: AgentClient, { id: tenantId }: TenantView, name: string, tone: number): Promise<Phone> {
  const { credentials } = await admin.user.create.mutate({ tenantId, name });
  const { sipUsername: username, secret, server: host, port } = credentials!;
  expect([host, port]).toEqual(['127.0.0.1', own.ports.sip]);
  const made = await phone({ username, secret, server: { host, port }, name, tone });
  phones.push(made);
  return made;
}

async function apply(admin: AgentClient, { id: tenantId }: TenantView): Promise<void> {
  let job = await admin.applies.start.mutate({ tenantId });
  while (job.status === 'PENDING' || job.status === 'RUNNING')
    job = await admin.applies.job.query({ tenantId, id: job.id });
  expect([job.status, job.error, job.warnings]).toEqual(['SUCCESS', null, []]);
  // Another process of this very Asterisk tried it first.
  expect(job.steps.find((step) => step.step === 'validate')?.detail).toContain('tried in a throwaway Asterisk');
}
