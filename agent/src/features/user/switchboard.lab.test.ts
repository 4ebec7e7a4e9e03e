import type { DeviceLiveSnapshot, TenantView } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { switchboard } from './caller.fake.ts';
import { office, type Office } from './office.fake.ts';

let server: LabPostgres;
let agent: Office;
let board: ReturnType<typeof switchboard>;
const platformAdmin = { role: 'platform_admin', tenantId: null, userId: null } as const;
const adminOf = (tenant: TenantView) => ({ role: 'tenant_admin', tenantId: tenant.id, userId: null }) as const;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  board = switchboard(agent);
});
afterAll(async () => {
  board?.close();
  await agent?.close();
  await server?.release();
});

const refusalOf = async (work: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return (error as { cause?: { failure?: unknown } } | undefined)?.cause?.failure ?? error;
};
let count = 0;
const newTenant = (): Promise<TenantView> => board.as(platformAdmin).tenant.create({ name: `Company ${++count}` });

test('a platform admin makes tenants and sees all; a tenant admin sees those of their own grants', async () => {
  const [acme, globex] = [await newTenant(), await newTenant()];
  const everyone = await board.as(platformAdmin).tenant.list();
  expect(everyone.rows.map((row) => row.id)).toEqual(expect.arrayContaining([acme.id, globex.id]));
  const own = await board.as(adminOf(acme)).tenant.list();
  expect(own.rows.map((row) => row.id)).toEqual([acme.id]);
  const both = await board.as(adminOf(globex), { role: 'support', tenantId: acme.id, userId: null }).tenant.list();
  expect(both.rows.map((row) => row.name)).toEqual([acme.name, globex.name]);
  expect(await refusalOf(board.as(adminOf(acme)).tenant.get({ tenantId: globex.id }))).toMatchObject({
    code: 'access.denied',
  });
  expect(await refusalOf(board.as(adminOf(acme)).tenant.create({ name: 'Mine' }))).toMatchObject({
    code: 'access.denied',
  });
});

test('a tenant has a name of its own, whatever its case', async () => {
  const acme = await newTenant();
  const again = board.as(platformAdmin).tenant.create({ name: acme.name.toUpperCase() });
  expect(await refusalOf(again)).toEqual({ code: 'tenant.name-taken', name: acme.name.toUpperCase() });
  const globex = await newTenant();
  const renamed = board.as(platformAdmin).tenant.update({ tenantId: globex.id, revision: 1, name: acme.name });
  expect(await refusalOf(renamed)).toEqual({ code: 'tenant.name-taken', name: acme.name });
});

test('a range is in order, leaves something to hand out, and never leaves numbers in use outside', async () => {
  const admin = board.as(platformAdmin);
  const make = (extMin: number, extMax: number) => admin.tenant.create({ name: `Ranged ${++count}`, extMin, extMax });
  expect(await refusalOf(make(200, 100))).toMatchObject({ code: 'tenant.range-invalid', reason: 'order' });
  expect(await refusalOf(make(911, 911))).toMatchObject({
    code: 'tenant.range-invalid',
    reason: 'emergency',
    detail: '911',
  });
  expect(await refusalOf(make(11, 11))).toMatchObject({
    code: 'tenant.range-invalid',
    reason: 'emergency',
    detail: '11 (begins 112)',
  });
  const tenant = await make(100, 199);
  await admin.user.create({ tenantId: tenant.id, name: 'Ann', extension: 150 });
  const shrunk = admin.tenant.update({ tenantId: tenant.id, revision: tenant.revision, extMax: 149 });
  expect(await refusalOf(shrunk)).toEqual({
    code: 'tenant.range-invalid',
    range: [100, 149],
    reason: 'in-use',
    detail: '150',
  });
  const wider = await admin.tenant.update({ tenantId: tenant.id, revision: tenant.revision, extMin: 90 });
  expect(wider).toMatchObject({ extMin: 90, revision: 2 });
  // 91 begins 911.
  expect(await admin.user.nextExtension({ tenantId: tenant.id })).toEqual({ extension: 90, extMin: 90, extMax: 199 });
  await admin.user.create({ tenantId: tenant.id, name: 'Ben' });
  expect((await admin.user.nextExtension({ tenantId: tenant.id })).extension).toBe(92);
  expect(await refusalOf(admin.tenant.update({ tenantId: tenant.id, revision: 1, name: 'Old' }))).toMatchObject({
    code: 'revision.stale',
    expected: 1,
    actual: 2,
  });
});

test('suspension and revocation reach Asterisk after they are committed', async () => {
  const tenant = await newTenant();
  const admin = board.as(platformAdmin);
  const { user, device } = await admin.user.create({ tenantId: tenant.id, name: 'Ann' });
  const second = await admin.device.create({
    tenantId: tenant.id,
    userId: user.id,
    label: 'Soft phone',
    transport: 'wss',
  });
  expect(second).toMatchObject({
    device: { codecs: ['opus', 'alaw', 'ulaw'], pending: 'new' },
    credentials: { port: 8089, transport: 'wss' },
  });
  board.acts.length = 0;
  const one = { tenantId: tenant.id, id: user.id };
  expect((await admin.user.suspend(one)).status).toBe('suspended');
  expect((await admin.user.restore(one)).status).toBe('active');
  expect((await admin.tenant.suspend({ tenantId: tenant.id })).status).toBe('suspended');
  expect((await admin.tenant.restore({ tenantId: tenant.id })).status).toBe('active');
  const third = await admin.device.create({ tenantId: tenant.id, userId: user.id, label: 'Hall phone' });
  const revoked = await admin.device.revoke({ tenantId: tenant.id, id: device!.id });
  expect(revoked.revokedAt).not.toBeNull();
  const detail = await admin.user.get(one);
  expect(detail.user.deviceCount).toBe(2);
  await admin.user.delete({ ...one, revision: detail.user.revision });
  const [desk, soft, hall] = [device!.sipUsername, second.device.sipUsername, third.device.sipUsername];
  expect(board.acts).toEqual([
    `suspendUser ${tenant.tag} ${user.id} ${desk} ${soft}`,
    `restoreUser ${tenant.tag} ${user.id} ${desk} ${soft}`,
    `suspendTenant ${tenant.tag}`,
    `restoreTenant ${tenant.tag}`,
    `revokeDevice ${tenant.tag} ${desk}`,
    // A person's phones go in one act, however many there are.
    `revokeDevices ${tenant.tag} ${soft} ${hall}`,
  ]);
});

test('a device changes with its revision; a new secret is shown once and differs; a revoked one is final', async () => {
  const tenant = await newTenant();
  const admin = board.as(adminOf(tenant));
  const { user, device, credentials } = await admin.user.create({ tenantId: tenant.id, name: 'Ann' });
  const one = { tenantId: tenant.id, id: device!.id };
  const renamed = await admin.device.update({ ...one, revision: 1, label: 'Kitchen', enabled: false });
  expect(renamed).toMatchObject({ label: 'Kitchen', enabled: false, revision: 2 });
  expect((await admin.user.get({ tenantId: tenant.id, id: user.id })).user.deviceCount).toBe(0);
  expect(await refusalOf(admin.device.update({ ...one, revision: 1, label: 'X' }))).toMatchObject({
    code: 'revision.stale',
    entity: 'device',
  });
  const reset = await admin.device.resetSecret(one);
  expect(reset.device.revision).toBe(3);
  expect(reset.credentials.sipUsername).toBe(credentials!.sipUsername);
  expect(reset.credentials.secret).not.toBe(credentials!.secret);
  const stored = await agent.database.read(agent.platform, (tx) =>
    tx.db.selectFrom('devices').selectAll().where('id', '=', device!.id).executeTakeFirstOrThrow(),
  );
  expect(stored.secret_version).toBe(2);
  expect(agent.deps.keyring.open(stored.secret_sealed, `device:${device!.id}`).reveal('test')).toBe(
    reset.credentials.secret,
  );
  expect(() => agent.deps.keyring.open(stored.secret_sealed, 'device:000000000000')).toThrow('another row');
  await admin.device.revoke(one);
  expect(await refusalOf(admin.device.resetSecret(one))).toEqual({
    code: 'device.revoked',
    id: device!.id,
    label: 'Kitchen',
  });
  expect(await refusalOf(admin.device.update({ ...one, revision: 4, enabled: true }))).toMatchObject({
    code: 'device.revoked',
  });
});

test('the limit of devices per person holds, also for two at once', async () => {
  const tenant = await board.as(platformAdmin).tenant.create({ name: `Few phones ${++count}`, maxDevicesPerUser: 2 });
  const admin = board.as(adminOf(tenant));
  const { user } = await admin.user.create({ tenantId: tenant.id, name: 'Ann' });
  const both = await Promise.allSettled(
    ['A', 'B'].map((label) => admin.device.create({ tenantId: tenant.id, userId: user.id, label })),
  );
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('lists say what is pending', async () => {
  const tenant = await newTenant();
  const admin = board.as(adminOf(tenant));
  const [ann, ben] = [
    await admin.user.create({ tenantId: tenant.id, name: 'Ann' }),
    await admin.user.create({ tenantId: tenant.id, name: 'Ben' }),
  ];
  board.pending.set(ann.user.id, 'changed').set(ann.device!.id, 'new');
  const { rows } = await admin.user.list({ tenantId: tenant.id });
  expect(rows.map((row) => [row.name, row.pending])).toEqual([
    ['Ann', 'changed'],
    ['Ben', 'none'],
  ]);
  const devices = await admin.device.list({ tenantId: tenant.id, search: 'ann' });
  expect(devices).toMatchObject({ total: 1, rows: [{ userId: ann.user.id, pending: 'new' }] });
  expect(await admin.device.list({ tenantId: tenant.id, search: 'ann\0' })).toMatchObject({ total: 0, rows: [] });
  expect((await admin.device.list({ tenantId: tenant.id, userId: ben.user.id })).rows).toMatchObject([
    { id: ben.device!.id, pending: 'none' },
  ]);
  expect(await refusalOf(admin.user.list({ tenantId: tenant.id, cursor: 'forged' }))).toMatchObject({
    code: 'input.invalid',
  });
});

test('devices page in a stable order', async () => {
  const tenant = await newTenant();
  const admin = board.as(adminOf(tenant));
  for (let n = 0; n < 7; n++) await admin.user.create({ tenantId: tenant.id, name: `P${n}` });
  const first = await admin.device.list({ tenantId: tenant.id });
  await admin.device.revoke({ tenantId: tenant.id, id: first.rows[0]!.id });
  const whole = await admin.device.list({ tenantId: tenant.id });
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await admin.device.list({
      tenantId: tenant.id,
      limit: 3,
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...page.rows.map((row) => row.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(ids).toEqual(whole.rows.map((row) => row.id));
  expect(ids.at(-1)).toBe(first.rows[0]!.id);
});

test('a person sees their own phones, and what Asterisk says of them, and nobody else’s', async () => {
  const tenant = await newTenant();
  const admin = board.as(adminOf(tenant));
  const [ann, ben] = [
    await admin.user.create({ tenantId: tenant.id, name: 'Ann' }),
    await admin.user.create({ tenantId: tenant.id, name: 'Ben' }),
  ];
  const self = board.as({ role: 'end_user', tenantId: tenant.id, userId: ann.user.id });
  expect(await self.self.profile()).toMatchObject({
    user: { id: ann.user.id },
    tenantName: tenant.name,
    extension: 1001,
  });
  expect((await self.self.devices()).rows.map((row) => row.id)).toEqual([ann.device!.id]);
  const username = ann.device!.sipUsername;
  board.query.script('PJSIPShowEndpoint', ({ Endpoint }) => [
    { event: 'EndpointDetail', objectname: String(Endpoint), devicestate: 'Not in use' },
    {
      event: 'ContactStatusDetail',
      aor: String(Endpoint),
      uri: `sip:${String(Endpoint)}@203.0.113.7:5060`,
      status: 'Reachable',
      useragent: 'Yealink',
      viaaddress: '203.0.113.7:5060',
      roundtripusec: '1500',
    },
  ]);
  board.events.emit({
    event: 'ContactStatus',
    uri: `sip:${username}@203.0.113.7:5060`,
    contactstatus: 'Created',
    aor: username,
    endpointname: username,
  });
  await expect
    .poll(async () => (await self.self.live()).devices)
    .toMatchObject([
      {
        deviceId: ann.device!.id,
        state: 'registered',
        contacts: [{ address: '203.0.113.7:5060', userAgent: 'Yealink', roundTripMs: 1.5 }],
      },
    ]);
  const whole = await admin.device.live({ tenantId: tenant.id });
  expect(whole).toMatchObject({ asterisk: 'live' });
  expect(new Map(whole.devices.map((d) => [d.deviceId, d.state]))).toEqual(
    new Map([
      [ann.device!.id, 'registered'],
      [ben.device!.id, 'not-registered'],
    ]),
  );
  expect(await refusalOf(self.device.live({ tenantId: tenant.id }))).toMatchObject({ code: 'access.denied' });
});

test('who watches is told of changes, and of an Asterisk that went away', async () => {
  const tenant = await newTenant();
  const admin = board.as(adminOf(tenant));
  const ann = await admin.user.create({ tenantId: tenant.id, name: 'Ann' });
  const pictures = (await admin.device.onLive({ tenantId: tenant.id }))[Symbol.asyncIterator]();
  const next = async () => (await pictures.next()).value as DeviceLiveSnapshot;
  const until = async (says: (picture: DeviceLiveSnapshot) => boolean): Promise<DeviceLiveSnapshot> => {
    for (;;) {
      const picture = await next();
      if (says(picture)) return picture;
    }
  };
  expect((await next()).devices).toMatchObject([
    { deviceId: ann.device!.id, userId: ann.user.id, state: 'not-registered' },
  ]);
  const username = ann.device!.sipUsername;
  board.events.emit({ event: 'DeviceStateChange', device: `PJSIP/${username}`, state: 'INUSE' });
  await until((picture) => picture.devices[0]?.state === 'in-call');
  const soft = await admin.device.create({ tenantId: tenant.id, userId: ann.user.id, label: 'Soft' });
  await until((picture) => picture.devices.length === 2);
  board.events.setState({ tag: 'down', since: 0, reason: 'closed-by-asterisk' });
  const dark = await until((picture) => picture.asterisk === 'down');
  expect(dark.devices.map((device) => device.state)).toEqual(['unknown', 'unknown']);
  board.events.setState({ tag: 'live', since: 0, booted: true });
  await until((picture) => picture.asterisk === 'live');
  await admin.device.revoke({ tenantId: tenant.id, id: soft.device.id });
  await until((picture) => picture.devices.length === 1);
  await pictures.return?.(undefined);
});

test('the box is shown and changed by platform admins', async () => {
  const admin = board.as(platformAdmin);
  const box = await admin.box.get();
  expect(box).toMatchObject({ id: agent.boxId, emergencyNumbers: ['112', '911', '999'], signalling: { udp: 5060 } });
  const changed = await admin.box.update({
    revision: box.revision,
    emergencyNumbers: ['112', '911', '999', '110'],
    emergencyEndpoint: 'carrier',
  });
  expect(changed).toMatchObject({
    emergencyNumbers: ['112', '911', '999', '110'],
    emergencyEndpoint: 'carrier',
    revision: box.revision + 1,
  });
  expect(await refusalOf(admin.box.update({ revision: box.revision, name: 'X' }))).toMatchObject({
    code: 'revision.stale',
  });
  const tenant = await newTenant();
  expect(await refusalOf(board.as(adminOf(tenant)).box.get())).toMatchObject({ code: 'access.denied' });
  // What no longer begins an emergency number is handed out, though the search had passed it.
  const small = await admin.tenant.create({ name: `Near 110 ${++count}`, extMin: 109, extMax: 113 });
  for (const expected of [109, 111]) {
    const { user } = await admin.user.create({ tenantId: small.id, name: 'P' });
    expect(user.extension).toBe(expected);
  }
  await admin.box.update({ revision: changed.revision, emergencyNumbers: ['112', '911', '999'] });
  expect((await admin.user.nextExtension({ tenantId: small.id })).extension).toBe(110);
});

test('ids of another tenant are nobody’s, whichever procedure they are given to', async () => {
  const [acme, globex] = [await newTenant(), await newTenant()];
  const ann = await board.as(adminOf(acme)).user.create({ tenantId: acme.id, name: 'Ann' });
  const admin = board.as(adminOf(globex));
  const user = { tenantId: globex.id, id: ann.user.id };
  const device = { tenantId: globex.id, id: ann.device!.id };
  const tries: Record<string, () => Promise<unknown>> = {
    'user.not-found get': () => admin.user.get(user),
    'user.not-found update': () => admin.user.update({ ...user, revision: 1, name: 'Eve' }),
    'user.not-found suspend': () => admin.user.suspend(user),
    'user.not-found restore': () => admin.user.restore(user),
    'user.not-found delete': () => admin.user.delete({ ...user, revision: 1 }),
    'user.not-found device': () => admin.device.create({ tenantId: globex.id, userId: ann.user.id, label: 'Tap' }),
    'device.not-found update': () => admin.device.update({ ...device, revision: 1, label: 'Eve' }),
    'device.not-found revoke': () => admin.device.revoke(device),
    'device.not-found reset': () => admin.device.resetSecret(device),
    'access.denied foreign': () => admin.user.get({ tenantId: acme.id, id: ann.user.id }),
  };
  const answers: string[] = [];
  for (const [expected, attempt] of Object.entries(tries)) {
    const { code } = (await refusalOf(attempt())) as { code?: string };
    answers.push(`${code} ${expected.split(' ')[1]}`);
  }
  expect(answers).toEqual(Object.keys(tries));
  expect(await admin.user.list({ tenantId: globex.id })).toMatchObject({ rows: [], total: 0 });
  expect(await admin.device.list({ tenantId: globex.id, userId: ann.user.id })).toMatchObject({ rows: [], total: 0 });
  expect((await admin.device.live({ tenantId: globex.id })).devices).toEqual([]);
  const untouched = await board.as(adminOf(acme)).user.get({ tenantId: acme.id, id: ann.user.id });
  expect(untouched).toMatchObject({
    user: { name: 'Ann', status: 'active', revision: 1 },
    devices: [{ revision: 1, revokedAt: null }],
  });
});
