import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labAsterisk, type LabAsterisk } from '../../../../tests/lab/index.ts';
import { connectAmi, type Ami } from '../ami/index.ts';
import { dropContacts, expireDevices } from './contacts.ts';
import { deviceRows, must } from './device.fake.ts';
import { mariadbRealtime, sqliteRealtime, type RealtimeStore } from './index.ts';
import { sipProbe, type SipProbe } from './sip-probe.fake.ts';

describe.each(['sqlite', 'mariadb'] as const)('phones of a real Asterisk over %s', (kind) => {
  let asterisk: LabAsterisk;
  let store: RealtimeStore;
  let ami: Ami;
  let phone: SipProbe;

  beforeAll(async () => {
    asterisk = await labAsterisk({
      realtime: kind,
      schema: async (realtime, prepared) => {
        store =
          realtime.kind === 'sqlite'
            ? sqliteRealtime({ file: realtime.file, owner: prepared.runAs })
            : mariadbRealtime(realtime);
        must(await store.ensureSchema());
      },
    });
    const { host, port, username, password } = asterisk.ami.writer;
    ami = connectAmi({ host, port, username, secret: password, role: 'writer' });
    await ami.waitLive(10_000);
    phone = await sipProbe({ port: asterisk.ports.sip });
  }, 120_000);
  afterAll(async () => {
    phone?.close();
    await ami?.close();
    await store?.close();
    await asterisk?.release();
  });

  const expire = async (id: string): Promise<void> => must(await expireDevices(ami, [id]));

  test('a new device registers at once with its digest; a wrong secret is refused', async () => {
    // Asked for before it exists: "unknown" must not be remembered.
    expect((await phone.register('k1-new', 'right')).status).toBe(401);
    expect(await store.transact({ insert: [deviceRows('k1-new', { secret: 'right' })] })).toMatchObject({ ok: true });
    expect(await phone.register('k1-new', 'right')).toEqual({ status: 200, realm: 'asterisk' });
    expect((await phone.register('k1-new', 'wrong')).status).toBe(401);
    const shown = await ami.pjsipShowEndpoint('k1-new');
    expect(shown).toMatchObject({
      ok: true,
      value: { id: 'k1-new', context: 'from-test', contacts: [{ aor: 'k1-new' }] },
    });
    const contacts = await ami.pjsipShowContacts();
    expect(contacts.ok && contacts.value.find((contact) => contact.aor === 'k1-new')).toMatchObject({
      uri: expect.stringContaining('sip:k1-new@127.0.0.1'),
      viaAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    const endpoints = await ami.pjsipShowEndpoints();
    expect(endpoints.ok && endpoints.value.map((endpoint) => endpoint.id)).toContain('k1-new');
  });

  test('unknown users are challenged with the same realm as known ones', async () => {
    expect(await phone.register('k1-nobody', 'x')).toEqual({ status: 401, realm: 'asterisk' });
  });

  test('no digest leaves the AMI adapter', async () => {
    const cred = deviceRows('k1-new', { secret: 'right' }).auth.md5_cred;
    const raw = await ami.list('PJSIPShowEndpoint', { Endpoint: 'k1-new' });
    expect(raw.ok && raw.value.length).toBeGreaterThan(1);
    expect(JSON.stringify(raw)).not.toContain(cred);
  });

  test('a changed secret counts from the next REGISTER, once the cache has expired', async () => {
    await store.transact({ insert: [deviceRows('k1-chg', { secret: 'old' })] });
    expect((await phone.register('k1-chg', 'old')).status).toBe(200);
    const { md5_cred } = deviceRows('k1-chg', { secret: 'new' }).auth;
    expect(await store.transact({ update: [{ id: 'k1-chg', auth: { md5_cred } }] })).toMatchObject({ ok: true });
    // MariaDB is read through a cache, SQLite is not: without this step the test would prove nothing.
    expect((await phone.register('k1-chg', 'old')).status).toBe(kind === 'mariadb' ? 200 : 401);
    await expire('k1-chg');
    expect((await phone.register('k1-chg', 'old')).status).toBe(401);
    expect((await phone.register('k1-chg', 'new')).status).toBe(200);
  });

  test('expiring what the cache does not hold is no failure', async () => {
    must(await store.transact({ insert: [deviceRows('k1-never')] }));
    expect(await expireDevices(ami, ['k1-never', 'k1-nobody'])).toEqual({ ok: true, value: undefined });
  });

  test('a deleted device is refused at once and its contact is gone', async () => {
    await store.transact({ insert: [deviceRows('k1-del', { secret: 's' }), deviceRows('k1-del2', { secret: 's' })] });
    expect((await phone.register('k1-del', 's')).status).toBe(200);
    expect((await phone.register('k1-del2', 's')).status).toBe(200);
    expect(await store.transact({ delete: ['k1-del'] })).toMatchObject({ ok: true });
    await expire('k1-del');
    expect((await phone.register('k1-del', 's')).status).toBe(401);
    expect(await dropContacts(ami, ['k1-del'])).toEqual({ ok: true, value: 1 });
    const contacts = await ami.pjsipShowContacts();
    expect(
      contacts.ok && contacts.value.map((contact) => contact.aor).filter((aor) => aor.startsWith('k1-del')),
    ).toEqual(['k1-del2']);
    // Whoever gets the name again does not inherit the old phone.
    await store.transact({ insert: [deviceRows('k1-del', { secret: 'other' })] });
    const again = await ami.pjsipShowEndpoint('k1-del');
    expect(again).toMatchObject({ ok: true, value: { contacts: [] } });
  });

  test('a suspended device keeps its registration and gets another context', async () => {
    await store.transact({ insert: [deviceRows('k1-susp', { secret: 's' })] });
    expect((await phone.register('k1-susp', 's')).status).toBe(200);
    expect(await store.setContext(['k1-susp', 'k1-absent'], 'suspended')).toEqual({
      ok: true,
      value: [{ id: 'k1-susp', context: 'from-test' }],
    });
    await expire('k1-susp');
    expect(await ami.pjsipShowEndpoint('k1-susp')).toMatchObject({ ok: true, value: { context: 'suspended' } });
    expect((await phone.register('k1-susp', 's')).status).toBe(200);
  });

  test('the log has no complaint about our tables', async () => {
    const { readFileSync } = await import('node:fs');
    const complaints = readFileSync(asterisk.paths.fullLog, 'utf8')
      .split('\n')
      .filter((line) => /\] (WARNING|ERROR)/.test(line));
    expect(complaints).toEqual([]);
  });
});
