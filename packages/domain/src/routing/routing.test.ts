import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  decide,
  deviceId,
  diffBoxSnapshots,
  diffSnapshots,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  type BoxSnapshot,
  type DeviceSnapshot,
  type LiveState,
  type TenantSnapshot,
  type UserSnapshot,
} from '../index.ts';

const box: BoxSnapshot = {
  version: 1,
  box: {
    id: boxId.parse('b00000000000'),
    realm: 'asterisk',
    emergencyNumbers: ['112', '911'],
    emergencyEndpoint: null,
  },
};
const user = (n: number, name: string, extension: number): UserSnapshot => ({
  id: userId.parse(`0000000000a${n}`),
  name,
  extension,
  voicemailEnabled: false,
});
const device = (n: number, owner: UserSnapshot, part: Partial<DeviceSnapshot> = {}): DeviceSnapshot => ({
  id: deviceId.parse(`0000000000d${n}`),
  userId: owner.id,
  label: `Phone ${n}`,
  sipUsername: sipUsername.parse(`a7k2-00000${n}`),
  transport: 'udp',
  nat: 'auto',
  codecs: ['alaw', 'ulaw'],
  secretVersion: 1,
  ...part,
});
const ann = user(1, 'Ann Lee', 1004);
const bob = user(2, 'Bob', 1005);
const eve = user(3, 'Eve', 1006);
const model: TenantSnapshot = {
  version: 1,
  tenant: { id: tenantId.parse('0000000000t1'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'Europe/Berlin' },
  users: [ann, bob, eve],
  devices: [device(1, ann), device(2, ann), device(3, bob)],
};
const problemsOf = (change: Partial<TenantSnapshot>) => {
  const result = compilePlan({ ...model, ...change }, box);
  return result.ok ? [] : result.error;
};
const compiled = () => {
  const result = compilePlan(model, box);
  if (!result.ok) throw new Error('the model is sound');
  return result.value;
};

describe('compiling a model', () => {
  test('gives the same plan whatever the order of rows', () => {
    const shuffled = compilePlan(
      { ...model, users: model.users.toReversed(), devices: model.devices.toReversed() },
      box,
    );
    expect(shuffled).toEqual({ ok: true, value: compiled() });
    expect([...compiled().extensions.keys()]).toEqual([1004, 1005, 1006]);
  });
  test('finds two users with one extension, and names both', () =>
    expect(problemsOf({ users: [ann, bob, { ...eve, extension: 1004 }] })).toMatchObject([
      {
        problem: 'duplicate-extension',
        extension: 1004,
        users: ['Ann Lee', 'Eve'],
        target: { kind: 'user', id: ann.id },
      },
    ]));
  test('finds a device whose user is gone', () =>
    expect(problemsOf({ users: [ann] })).toMatchObject([
      { problem: 'dangling-user', device: 'Phone 3', userId: bob.id },
    ]));
  test.each([
    [112, '112'],
    [11, '112'],
    [91, '911'],
  ])('finds extension %d in the way of %s', (extension, emergencyNumber) =>
    expect(problemsOf({ users: [ann, bob, { ...eve, extension }] })).toMatchObject([
      { problem: 'extension-shadows-emergency', extension, emergencyNumber, user: 'Eve' },
    ]),
  );
  test('lets 1120 and 2911 be', () =>
    expect(problemsOf({ users: [ann, { ...bob, extension: 1120 }, { ...eve, extension: 2911 }] })).toEqual([]));
  test('finds a device that carries another tenant’s tag', () =>
    expect(problemsOf({ devices: [device(1, ann, { sipUsername: sipUsername.parse('b8m3-000001') })] })).toMatchObject([
      { problem: 'foreign-username', device: 'Phone 1' },
    ]));
  test.each(['Eve\n[evil]', 'Eve\u202e', ''])('finds the name %j, which no display shows', (name) =>
    expect(problemsOf({ users: [ann, bob, { ...eve, name }] })).toMatchObject([{ problem: 'unrenderable-name' }]),
  );
  test('finds everything at once', () =>
    expect(problemsOf({ users: [ann, { ...bob, extension: 1004 }], devices: [device(9, eve)] })).toHaveLength(2));
});

describe('deciding', () => {
  const nothing: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
  const when = (dialled: string, live: Partial<LiveState> = {}, from: string | null = 'a7k2-000003') =>
    decide(
      compiled(),
      { ...nothing, ...live },
      { dialled, from: from === null ? null : sipUsername.parse(from), at: 0 },
    );

  test('rings all devices of the user, and says why', () =>
    expect(when('1004')).toMatchObject({
      does: 'ring',
      user: { name: 'Ann Lee' },
      members: [{ sipUsername: 'a7k2-000001' }, { sipUsername: 'a7k2-000002' }],
      because: [
        { reason: 'extension-of-user', name: 'Ann Lee' },
        { reason: 'all-devices-ring', count: 2 },
      ],
    }));
  test('leaves the calling device out when people call themselves', () => {
    expect(when('1004', {}, 'a7k2-000001')).toMatchObject({ does: 'ring', members: [{ sipUsername: 'a7k2-000002' }] });
    expect(when('1005')).toMatchObject({ does: 'refuse', refusal: 'own-extension', sip: 486 });
  });
  test.each(['9999', '01004', '10040', '*99', '+491004', '1', '1234567'])('%s is nobody’s', (dialled) =>
    expect(when(dialled)).toMatchObject({ refusal: 'unknown', sip: 404 }),
  );
  test.each([
    '',
    'h',
    '1004,1',
    '1004&PJSIP/b8m3-000001',
    '1004\n',
    '1@sink&Local/666@leak',
    '${EXTEN}',
    'a7k2-000001',
  ])('%j is no number', (dialled) => expect(when(dialled)).toMatchObject({ refusal: 'malformed', sip: 404 }));
  test('a user without devices can’t be reached', () =>
    expect(when('1006')).toMatchObject({ refusal: 'no-devices', sip: 480 }));
  test('suspension of caller, callee and tenant', () => {
    expect(when('1004', { suspendedUsers: new Set([ann.id]) })).toMatchObject({ refusal: 'user-suspended', sip: 480 });
    expect(when('1004', { suspendedUsers: new Set([bob.id]) })).toMatchObject({
      refusal: 'caller-suspended',
      sip: 403,
    });
    expect(when('1004', { tenantSuspended: true })).toMatchObject({ refusal: 'tenant-suspended', sip: 403 });
  });
  test('emergency numbers go out whoever is suspended', () =>
    expect(when('112', { tenantSuspended: true, suspendedUsers: new Set([bob.id]) })).toMatchObject({
      does: 'emergency',
      number: '112',
    }));
  test('a tenant that was never applied has no numbers', () =>
    expect(decide(null, nothing, { dialled: '1004', from: null, at: 0 })).toMatchObject({
      refusal: 'no-generation',
      sip: 500,
    }));
});

describe('the difference of two models', () => {
  test('equal models differ in nothing, whatever the order', () =>
    expect(
      diffSnapshots(model, { ...model, users: model.users.toReversed(), devices: model.devices.toReversed() }),
    ).toEqual([]));
  test('the first apply shows everything as new, in the words of people', () => {
    const changes = diffSnapshots(null, model);
    expect(changes.map(({ kind, name, detail, change }) => [kind, name, detail, change].join(' / '))).toEqual([
      'tenant / Acme /  / new',
      'user / Ann Lee / 1004 / new',
      'user / Bob / 1005 / new',
      'user / Eve / 1006 / new',
      'device / Phone 1 / Ann Lee 1004 / new',
      'device / Phone 2 / Ann Lee 1004 / new',
      'device / Phone 3 / Bob 1005 / new',
    ]);
    expect(changes[1]?.fields).toContainEqual({ field: 'extension', from: null, to: '1004' });
  });
  test('names the fields that changed, before and after', () => {
    const after = {
      ...model,
      users: [{ ...ann, name: 'Ann Smith', extension: 1010 }, bob, eve],
      devices: model.devices.map((one, index) =>
        index === 2 ? { ...one, codecs: ['g722' as const], transport: 'tls' as const } : one,
      ),
    };
    expect(diffSnapshots(model, after)).toEqual([
      {
        kind: 'user',
        id: ann.id,
        name: 'Ann Smith',
        detail: '1010',
        change: 'changed',
        fields: [
          { field: 'name', from: 'Ann Lee', to: 'Ann Smith' },
          { field: 'extension', from: '1004', to: '1010' },
        ],
      },
      {
        kind: 'device',
        id: '0000000000d3',
        name: 'Phone 3',
        detail: 'Bob 1005',
        owner: { id: bob.id, name: 'Bob', detail: '1005' },
        change: 'changed',
        fields: [
          { field: 'transport', from: 'udp', to: 'tls' },
          { field: 'codecs', from: 'alaw, ulaw', to: 'g722' },
        ],
      },
    ]);
  });
  test('a renamed owner does not make the phones look changed', () =>
    expect(
      diffSnapshots(model, { ...model, users: [{ ...ann, name: 'Ann Smith' }, bob, eve] }).map((change) => change.kind),
    ).toEqual(['user']));
  test('a new secret shows as changed, and is not there', () =>
    expect(
      diffSnapshots(model, { ...model, devices: [device(1, ann, { secretVersion: 2 }), ...model.devices.slice(1)] }),
    ).toMatchObject([{ name: 'Phone 1', fields: [{ field: 'secret', from: null, to: '[changed]' }] }]));
  test('what is gone is removed', () =>
    expect(diffSnapshots(model, { ...model, users: [ann, bob], devices: model.devices.slice(1) })).toMatchObject([
      { kind: 'user', name: 'Eve', change: 'removed' },
      { kind: 'device', name: 'Phone 1', change: 'removed' },
    ]));
  test('of a box', () => {
    expect(diffBoxSnapshots(box, box)).toEqual([]);
    expect(diffBoxSnapshots(box, { ...box, box: { ...box.box, emergencyEndpoint: 'carrier' } })).toMatchObject([
      { kind: 'box', change: 'changed', fields: [{ field: 'emergencyEndpoint', from: '', to: 'carrier' }] },
    ]);
  });
});
