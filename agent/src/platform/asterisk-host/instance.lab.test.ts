import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { claimPorts, ownFolder, removeFolder, type PortClaim } from '../../../../tests/lab/index.ts';
import {
  addMissing,
  keepRunning,
  neededChanges,
  provisionRootfs,
  readExisting,
  startInstance,
  type AsteriskInstance,
  type StartOptions,
} from './index.ts';

let dir: string;
let claim: PortClaim;
let options: StartOptions;
const started: AsteriskInstance[] = [];

beforeEach(async () => {
  dir = ownFolder('i');
  claim = await claimPorts(26);
  const at = (offset: number) => claim.first + offset;
  const ports = { sip: at(0), sipTls: at(1), ws: at(2), wss: at(3), ami: at(4), rtp: [at(6), at(25)] as const };
  options = { rootfs: (await provisionRootfs()).dir, dir, name: 'test', ports };
});
afterEach(async () => {
  for (const instance of started.splice(0)) await instance.stop();
  claim.release();
  removeFolder(dir);
});

const start = async (changes: Partial<StartOptions> = {}) => {
  const instance = await startInstance({ ...options, ...changes });
  started.push(instance);
  return instance;
};

test('an Asterisk left over from a crash is taken over, so its calls go on; its secrets stay', async () => {
  const first = await start();
  const second = await start();
  expect(second.pid).toBe(first.pid);
  expect(second.ami).toEqual(first.ami);
  let ends = 0;
  second.onExit(() => (ends += 1));
  await second.stop();
  expect(first.pid).toBeUndefined();
  expect(ends).toBe(1);
});

test('one that is killed is started again by its keeper, once; its shell command reaches it', async () => {
  const instance = await start();
  const keeper = keepRunning(instance);
  const first = instance.pid;
  const back = new Promise((resolve) => instance.onExit(resolve));
  process.kill(first ?? 0, 'SIGKILL');
  await back;
  await vi.waitFor(() => expect(instance.pid).toBeDefined(), { timeout: 5_000 });
  await instance.waitFullyBooted();
  expect(instance.pid).not.toBe(first);
  const said = execFileSync('/bin/sh', ['-c', `${instance.shell} -rx 'core show version'`]).toString();
  expect(said).toContain(`Asterisk ${instance.version}`);
  keeper.stop();
  await instance.stop();
  await sleep(1_000);
  expect(instance.pid).toBeUndefined();
});

test('a leftover with other base files is replaced', async () => {
  const first = await start();
  const second = await start({ handWritten: { extensions: '[other]\nexten => 1,1,Hangup()\n' } });
  expect(second.pid).not.toBe(first.pid);
  expect(await second.cli('dialplan show other')).toContain('Hangup');
});

test('a stale pidfile ends nobody: the process it names is another one now', async () => {
  const first = await start();
  const stale = { ...(JSON.parse(readFileSync(first.paths.pidfile, 'utf8')) as object), pid: process.pid };
  await first.stop();
  writeFileSync(first.paths.pidfile, JSON.stringify(stale));
  const second = await start();
  expect(second.pid).toBeDefined();
  expect(second.pid).not.toBe(process.pid);
});

test('a taken SIP port is a clear failure and leaves nothing running', async () => {
  const first = await start();
  const other = ownFolder('i');
  await expect(
    startInstance({ ...options, dir: other, ports: { ...options.ports, ami: claim.first + 5 } }),
  ).rejects.toThrow(/could not open transport-udp/);
  expect(first.pid).toBeDefined();
  removeFolder(other);
});

test('Debian’s own configuration files, once completed, give a working realtime, dialplan and AMI', async () => {
  // A private one first, for its folders; then its hand-written part is replaced by Debian's, completed.
  const instance = await start();
  await instance.stop();
  const { etc } = instance.paths;
  const debian = join(options.rootfs, 'etc/asterisk');
  for (const file of [
    'extensions.conf',
    'sorcery.conf',
    'extconfig.conf',
    'voicemail.conf',
    'manager.conf',
    'res_config_sqlite3.conf',
  ]) {
    rmSync(join(etc, file), { force: true });
    writeFileSync(join(etc, file), readFileSync(join(debian, file)), { mode: 0o640 });
  }
  mkdirSync(join(etc, 'manager.d'), { recursive: true });
  // An #include that matches nothing loses the whole file; Debian ships a file of comments there.
  writeFileSync(join(etc, 'manager.d/README.conf'), '; nothing\n');
  const needs = neededChanges(readExisting(etc, 'sqlite'), instance);
  addMissing(etc, needs, 'TEST');
  const conflicts = needs.flatMap((need) => need.conflicts);
  expect(conflicts).toEqual([]);
  const manager = join(etc, 'manager.conf');
  writeFileSync(manager, readFileSync(manager, 'utf8').replace(/^port = .*/m, `port = ${options.ports.ami}`));
  writeFileSync(join(instance.paths.extensionsD, 'generated_internal.conf'), '[ours]\nexten => 1,1,Hangup()\n', {
    mode: 0o640,
  });
  await instance.start();
  expect(await instance.cli('dialplan show ours')).toContain('Hangup');
  expect(await instance.cli('manager show users')).toContain('synergycall-writer');
  expect(await instance.cli('core show config mappings')).toContain('ps_endpoints (db=pbx, table=ps_endpoints)');
  expect(
    neededChanges(readExisting(etc, 'sqlite'), instance)
      .map((need) => need.missing)
      .join(''),
  ).toBe('');
});
