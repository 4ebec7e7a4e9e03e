import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  deviceId,
  diffSnapshots,
  sampleBoxCalls,
  sampleCalls,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  warningsOf,
  type BoxSnapshot,
  type TenantSnapshot,
  type UserId,
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
const id = (n: number) => String(n).padStart(6, '0');
const people = (count: number, from = 1): TenantSnapshot => ({
  version: 1,
  tenant: { id: tenantId.parse('0000000000t1'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: Array.from({ length: count }, (_, n) => ({
    id: userId.parse(`0000a0${id(n + from)}`),
    name: `Person ${n + from}`,
    extension: 1000 + n + from,
    voicemailEnabled: false,
  })),
  devices: Array.from({ length: count }, (_, n) => ({
    id: deviceId.parse(`0000d0${id(n + from)}`),
    userId: userId.parse(`0000a0${id(n + from)}`),
    label: 'Desk',
    sipUsername: sipUsername.parse(`a7k2-${id(n + from)}`),
    transport: 'udp' as const,
    nat: 'auto' as const,
    codecs: ['alaw' as const],
    secretVersion: 1,
  })),
});
const awake = { tenantSuspended: false, suspendedUsers: new Set<UserId>() };
function samples(before: TenantSnapshot | null, after: TenantSnapshot, live = awake) {
  const plan = compilePlan(after, box);
  if (!plan.ok) throw new Error('the model is sound');
  return sampleCalls(plan.value, diffSnapshots(before, after), live);
}
const dialled = (of: ReturnType<typeof samples>, because: string) =>
  of.calls.filter((call) => call.because === because).map((call) => call.dialled);

describe('the calls that are tried before an apply', () => {
  test('go to everyone who changed, to emergency numbers from a working and a suspended phone, and to nobody', () => {
    const three = samples(people(1), people(3));
    expect(dialled(three, 'changed-extension')).toEqual(['1002', '1003']);
    expect(dialled(three, 'emergency-number')).toEqual(['112', '911', '112', '911']);
    expect(dialled(three, 'number-of-nobody')).toEqual(['1000']);
    expect(three.calls.find((call) => call.because === 'suspended-caller')).toMatchObject({
      suspendedCaller: true,
      expected: { does: 'refuse', refusal: 'caller-suspended' },
    });
    expect(three.calls.filter((call) => call.because === 'emergency-number').map((call) => call.expected.does)).toEqual(
      Array(4).fill('emergency'),
    );
  });
  test('of a thousand changed ones forty are tried, the first and the last among them, the same each time', () => {
    const many = samples(null, people(1000));
    expect([many.changed, many.chosen]).toEqual([1000, 40]);
    expect(dialled(many, 'changed-extension').at(0)).toBe('1001');
    expect(dialled(many, 'changed-extension').at(-1)).toBe('2000');
    expect(many).toEqual(samples(null, people(1000)));
  });
  test('a phone that changed means its person; an extension that was freed is dialled too', () => {
    const before = people(3);
    const after = {
      ...before,
      users: before.users.slice(0, 2),
      devices: before.devices
        .slice(0, 2)
        .map((device) => ({ ...device, secretVersion: device.id.endsWith('1') ? 2 : 1 })),
    };
    const found = samples(before, after);
    expect(dialled(found, 'changed-extension')).toEqual(['1001']);
    expect(found.calls.find((call) => call.because === 'freed-extension')).toMatchObject({
      dialled: '1003',
      object: { kind: 'user', name: 'Person 3' },
      expected: { does: 'refuse', refusal: 'unknown' },
    });
  });
  test('someone suspended is called, and calls', () => {
    const suspendedUsers = new Set([people(1).users[0]!.id]);
    const found = samples(people(1), people(2), { tenantSuspended: false, suspendedUsers });
    expect(found.calls.find((call) => call.because === 'suspended-person')).toMatchObject({
      dialled: '1001',
      expected: { does: 'refuse', refusal: 'user-suspended' },
    });
  });
});

test('of what all tenants share, emergency numbers are tried from phones of five tenants, also from suspended ones', () => {
  const tags = Array.from({ length: 20 }, (_, n) => tenantTag.parse(`a7${n < 10 ? '0' : ''}${n}`));
  const { calls } = sampleBoxCalls(box, tags);
  expect(new Set(calls.map((call) => call.tag)).size).toBe(5);
  expect(
    calls
      .filter((call) => call.tag === tags[0])
      .map((call) => [call.dialled, call.suspendedCaller, call.expected.does]),
  ).toEqual([
    ['112', false, 'emergency'],
    ['911', false, 'emergency'],
    ['1000', false, 'refuse'],
    ['112', true, 'emergency'],
    ['911', true, 'emergency'],
    ['999999999999999', false, 'refuse'],
  ]);
  expect(calls.filter((call) => call.number)).toMatchObject([{ because: 'public-number-of-nobody', tag: tags[0] }]);
});

describe('what forbids or warns', () => {
  const problems = (change: Partial<TenantSnapshot>, numbers = ['112']) => {
    const compiled = compilePlan(
      { ...people(2), ...change },
      { ...box, box: { ...box.box, emergencyNumbers: numbers } },
    );
    return compiled.ok ? [] : compiled.error;
  };
  test('an extension that no phone can dial names its person', () =>
    expect(
      problems({ users: people(2).users.map((user) => ({ ...user, extension: user.extension * 1000 })) }),
    ).toMatchObject([
      { problem: 'invalid-extension', user: 'Person 1', target: { kind: 'user', id: '0000a0000001' } },
      { problem: 'invalid-extension', user: 'Person 2' },
    ]));
  test('two devices with one SIP username', () =>
    expect(
      problems({
        devices: people(2).devices.map((device) => ({ ...device, sipUsername: sipUsername.parse('a7k2-000001') })),
      }),
    ).toMatchObject([{ problem: 'duplicate-username', sipUsername: 'a7k2-000001', devices: ['Desk', 'Desk'] }]));
  test('a hundred devices of one person', () => {
    const { devices } = people(100);
    expect(
      problems({ devices: devices.map((device) => ({ ...device, userId: people(1).users[0]!.id })) }),
    ).toMatchObject([{ problem: 'too-many-devices', user: 'Person 1', count: 100, max: 99 }]);
  });
  test('an emergency number that is none', () =>
    expect(problems({}, ['1a2'])).toMatchObject([{ problem: 'invalid-emergency-number', number: '1a2' }]));
  test('a range without a free extension is a warning', () => {
    expect(warningsOf(people(3), { min: 1001, max: 1003, quarantined: 0 })).toHaveLength(1);
    expect(warningsOf(people(3), { min: 1001, max: 1004, quarantined: 0 })).toEqual([]);
    expect(warningsOf(people(3), { min: 1001, max: 1004, quarantined: 1 })).toEqual([
      'All 4 extensions from 1001 to 1004 are in use or in quarantine (1): the next person gets none until the range is widened.',
    ]);
    expect(warningsOf(people(3), null)).toEqual([]);
  });
});
