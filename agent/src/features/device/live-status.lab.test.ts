import { createHash } from 'node:crypto';
import type { DeviceSnapshot, TenantSnapshot } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labAsterisk, type LabAsterisk } from '../../../../tests/lab/index.ts';
import { phone, type Phone } from '../../../../tests/lab/phones/index.ts';
import { connectAmi, type Ami } from '../../platform/ami/index.ts';
import { sqliteRealtime, type RealtimeStore } from '../../platform/realtime/index.ts';
import { acme } from '../callflow/sample.ts';
import { deviceRows } from './device.conf.ts';
import { liveStatus, type LiveStatus } from './live-status.ts';

// The phone calls a number that answers and waits; the dialplan of the product is not what is looked at here.
const DIALPLAN = '\n[answering]\nexten => 600,1,Answer()\n same => n,Wait(60)\n';
const [ann, annsOther, bob] = acme.devices.map((device) => device.sipUsername) as [
  DeviceSnapshot['sipUsername'],
  DeviceSnapshot['sipUsername'],
  DeviceSnapshot['sipUsername'],
];
const secretOf = (username: string): string => `secret of ${username}`;
let asterisk: LabAsterisk;
let realtime: RealtimeStore;
let writer: Ami;
let reader: Ami;
let status: LiveStatus;
const phones: Phone[] = [];

const rows = (model: TenantSnapshot) =>
  model.devices.map((device) => {
    const md5Cred = createHash('md5')
      .update(`${device.sipUsername}:asterisk:${secretOf(device.sipUsername)}`)
      .digest('hex');
    return deviceRows(model, device, { md5Cred, realm: 'asterisk', context: 'answering' });
  });
async function take(username: string): Promise<Phone> {
  const taken = await phone({
    username,
    secret: secretOf(username),
    server: { host: '127.0.0.1', port: asterisk.ports.sip },
  });
  phones.push(taken);
  return taken;
}
const state = (username = ann) => status.phone(username).state;
const done = (result: { ok: boolean }): void => {
  if (!result.ok) throw new Error(JSON.stringify(result));
};
const soon = { timeout: 15_000, interval: 50 };

beforeAll(async () => {
  asterisk = await labAsterisk({
    realtime: 'sqlite',
    handWritten: { extensions: DIALPLAN },
    schema: async (store, { runAs }) => {
      if (store.kind !== 'sqlite') throw new Error('this lab runs on SQLite');
      realtime = sqliteRealtime({ file: store.file, owner: runAs });
      done(await realtime.ensureSchema());
    },
  });
  done(await realtime.transact({ insert: rows(acme) }));
  const [account, events] = [asterisk.ami.writer, asterisk.ami.reader];
  writer = connectAmi({
    host: '127.0.0.1',
    port: account.port,
    username: account.username,
    secret: account.password,
    role: 'writer',
  });
  reader = connectAmi({
    host: '127.0.0.1',
    port: events.port,
    username: events.username,
    secret: events.password,
    role: 'events',
  });
  status = liveStatus({ events: reader, query: writer });
});
afterAll(async () => {
  status?.close();
  for (const one of phones) await one.leaves();
  await reader?.close();
  await writer?.close();
  await realtime?.close();
  await asterisk?.release();
});

test('a real phone registers, calls, hangs up and leaves, and each shows', async () => {
  await expect.poll(() => status.asterisk, soon).toBe('live');
  expect(state()).toBe('not-registered');
  const desk = await take(ann);
  await desk.registers();
  await expect.poll(() => state(), soon).toBe('registered');
  await expect.poll(() => status.phone(ann).contacts[0]?.userAgent, soon).toMatch(/baresip/i);
  const [contact] = status.phone(ann).contacts;
  expect(contact?.address).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(new Date(contact?.expiresAt ?? 0).getTime()).toBeGreaterThan(Date.now());
  expect(status.phone(ann).lastSeenAt).not.toBeNull();
  const call = await desk.calls('600');
  await call.answered();
  await expect.poll(() => state(), soon).toBe('in-call');
  await call.hangUp();
  await expect.poll(() => state(), soon).toBe('registered');
  await desk.unregisters();
  await expect.poll(() => state(), soon).toBe('not-registered');
  expect(state(annsOther)).toBe('not-registered');
});

test('who comes late learns what is registered and who talks', async () => {
  const desk = await take(bob);
  await desk.registers();
  const call = await desk.calls('600');
  await call.answered();
  const late = liveStatus({ events: reader, query: writer });
  await expect.poll(() => late.asterisk, soon).toBe('live');
  expect(late.phone(bob)).toMatchObject({
    state: 'in-call',
    contacts: [{ userAgent: expect.stringMatching(/baresip/i) }],
  });
  late.close();
  await call.hangUp();
});

test('while Asterisk is gone nothing is claimed; after its restart the contacts it kept are back', async () => {
  await asterisk.kill('SIGTERM');
  await expect.poll(() => status.asterisk, soon).toBe('down');
  expect(state(bob)).toBe('unknown');
  await asterisk.start();
  await expect.poll(() => status.asterisk, { ...soon, timeout: 30_000 }).toBe('live');
  await expect.poll(() => state(bob), soon).toBe('registered');
});
