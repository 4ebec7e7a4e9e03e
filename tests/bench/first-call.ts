/** From `git clone` to the first answered call, as a newcomer goes: clone, `npm ci`, `npm start`, two people, two phones. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { phone, type Phone } from '../lab/phones/index.ts';
import { firstAdmin, installation, type Installation } from '../start/installation.ts';
import { atMost, type BenchRow } from './row.ts';

const root = resolve(import.meta.dirname, '../..');

/** Seconds. What this machine has already (npm's cache, the Asterisk root file system) is used, as it is said by the names. */
export async function run(): Promise<BenchRow[]> {
  const clone = mkdtempSync(join(tmpdir(), 'first-call-'));
  const phones: Phone[] = [];
  let place: Installation | undefined;
  const begun = performance.now();
  let since = begun;
  const rows: BenchRow[] = [];
  const part = (name: string) => {
    const now = performance.now();
    rows.push(atMost(`first-call.${name}`, (now - since) / 1000, { unit: 's', bar: null }));
    since = now;
  };
  try {
    command('git', ['clone', '--quiet', '--no-hardlinks', root, clone], root);
    part('clone');
    // Without the workspace's own programs in PATH, as a newcomer's shell is.
    command('npm', ['ci', '--no-audit', '--no-fund'], clone);
    part('npm-ci');
    place = await installation({}, clone);
    const started = place.start();
    const admin = await firstAdmin(place, started);
    part('npm-start');
    const tenant = await admin.tenant.create.mutate({ name: 'Acme' });
    for (const name of ['Ann Lee', 'Ben Ode']) {
      const { credentials } = await admin.user.create.mutate({ tenantId: tenant.id, name });
      if (!credentials) throw new Error('no phone was made along with the person');
      const { sipUsername: username, secret, server: host, port } = credentials;
      phones.push(await phone({ username, secret, server: { host, port }, name }));
    }
    let job = await admin.applies.start.mutate({ tenantId: tenant.id });
    while (job.status === 'PENDING' || job.status === 'RUNNING')
      job = await admin.applies.job.query({ tenantId: tenant.id, id: job.id });
    if (job.status !== 'SUCCESS') throw new Error(`the apply ended ${job.status}: ${job.error?.detail ?? ''}`);
    part('people-and-apply');
    const [ann, ben] = phones;
    if (!ann || !ben) throw new Error('two phones are needed');
    await Promise.all([ann.registers(), ben.registers()]);
    const call = await ann.calls('1002');
    await (await ben.rings()).answers();
    await call.answered();
    part('register-and-call');
    rows.push(atMost('first-call', (performance.now() - begun) / 1000, { unit: 's', bar: null }));
    await call.hangUp();
    started.signal('SIGTERM');
    await started.ended;
    return rows;
  } finally {
    for (const one of phones) await one.leaves();
    await place?.remove();
    rmSync(clone, { recursive: true, force: true });
  }
}

function command(program: string, args: readonly string[], cwd: string): void {
  const PATH = (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, PATH } });
  if (status !== 0) throw new Error(`${program} ${args[0] ?? ''} failed: ${stderr.split('\n').slice(-5).join(' ')}`);
}
