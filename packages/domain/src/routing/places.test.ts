import { describe, expect, test } from 'vitest';
import { boxId, deviceId, didId, locationId, sipUsername, tenantId, tenantTag, userId } from '../ids.ts';
import { e164 } from '../numbers.ts';
import { decideInbound, type LiveState } from './decide.ts';
import { diffSnapshots } from './diff.ts';
import { compilePlan, type RoutePlan } from './plan.ts';
import { warningsOf } from './problems.ts';
import type { BoxSnapshot, TenantSnapshot } from './snapshot.ts';

const [OFFICE, BRANCH] = [locationId.parse('000000000001'), locationId.parse('000000000002')];
const [office, branch, anns, companys] = ['+15550100', '+15550101', '+15550102', '+15550103'].map((text) =>
  e164.parse(text),
);
const [desk, soft] = [sipUsername.parse('a7k2-000001'), sipUsername.parse('a7k2-000002')];
const ANN = userId.parse('0000000000a1');
const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const device = (n: number, name: typeof desk) => ({
  id: deviceId.parse(`d0000000000${n}`),
  userId: ANN,
  label: `Phone ${n}`,
  sipUsername: name,
  transport: 'udp' as const,
  nat: 'auto' as const,
  codecs: ['alaw' as const],
  secretVersion: 1,
});
const bare: TenantSnapshot = {
  version: 1,
  tenant: { id: tenantId.parse('t00000000000'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: [{ id: ANN, name: 'Ann', extension: 1001, voicemailEnabled: true }],
  devices: [device(1, desk), device(2, soft)],
  dids: [office, branch, anns, companys].map((number, n) => ({
    id: didId.parse(`n0000000000${n}`),
    number: number!,
    target: { kind: 'user', userId: ANN },
  })),
};
const locations = [
  { id: OFFICE, name: 'Head office', callerId: office! },
  { id: BRANCH, name: 'Branch', callerId: branch! },
];
const placed: TenantSnapshot = {
  ...bare,
  tenant: { ...bare.tenant, defaultLocationId: OFFICE },
  locations,
  devices: [device(1, desk), { ...device(2, soft), locationId: BRANCH }],
};
const planOf = (model: TenantSnapshot): RoutePlan => {
  const plan = compilePlan(model, box);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
};
const shown = (model: TenantSnapshot) =>
  [...(planOf(model).places ?? [])].map(([phone, { locationId: id, shown: digits }]) => [phone, id, digits]);

describe('an emergency call shows', () => {
  test('the number of the phone’s own location, else of the default one', () =>
    expect(shown(placed)).toEqual([
      [desk, OFFICE, '15550100'],
      [soft, BRANCH, '15550101'],
    ]));
  test('where the location has none: the person’s, else the company’s', () => {
    const outbound = {
      dialling: null,
      defaultPolicyId: null,
      callerId: companys!,
      callsPerMinute: null,
      callsAtOnce: null,
    };
    const model = { ...placed, outbound, locations: [{ id: OFFICE, name: 'Head office' }, locations[1]!] };
    expect(shown(model)[0]).toEqual([desk, OFFICE, '15550103']);
    const users = [{ ...bare.users[0]!, callerId: anns! }];
    expect(shown({ ...model, users })[0]).toEqual([desk, OFFICE, '15550102']);
    expect(shown({ ...model, users, locations: [] })).toEqual([
      [desk, null, '15550102'],
      [soft, null, '15550102'],
    ]);
  });
  test('nothing of which nothing is known, and the plan is what it was before there were locations', () =>
    expect(planOf(bare)).not.toHaveProperty('places'));
});

test('a number of somebody else’s is refused, naming the location', () => {
  const foreign = { ...placed, locations: [{ ...locations[0]!, callerId: e164.parse('+4930123456') }] };
  const plan = compilePlan(foreign, box);
  expect(plan.ok ? [] : plan.error).toMatchObject([
    { problem: 'foreign-caller-id', user: 'Head office', target: { kind: 'location', id: OFFICE } },
  ]);
});

test('phones that can’t be called back are a line in the job, once calls can go out', () => {
  const trunks = [{ id: 't1' }];
  expect(warningsOf(placed, null, trunks)).toEqual([]);
  expect(warningsOf(bare, null, [])).toEqual([]);
  expect(warningsOf(bare, null, trunks)).toEqual([expect.stringContaining('2 phones show no number')]);
  const half = { ...placed, tenant: bare.tenant };
  expect(warningsOf(half, null, trunks)).toEqual([expect.stringContaining('1 phone shows no number')]);
});

test('what differs is told: the location, the default, where a phone stands', () => {
  const fields = diffSnapshots(bare, placed).map(({ kind, change, fields: all }) => [
    kind,
    change,
    ...all.map(({ field, to }) => `${field}=${to}`),
  ]);
  expect(fields).toEqual([
    ['tenant', 'changed', 'defaultLocation=Head office'],
    ['device', 'changed', 'location=Branch'],
    ['location', 'new', 'name=Branch', 'callerId=+15550101'],
    ['location', 'new', 'name=Head office', 'callerId=+15550100'],
  ]);
});

describe('for half an hour a call to the number that was shown', () => {
  const at = 1_796_032_800_000;
  const ago = (seconds: number) => ({ number: office!, sipUsername: desk, at: at - seconds * 1_000 });
  const asked = (live: Partial<LiveState>) =>
    decideInbound(
      planOf(placed),
      { tenantSuspended: false, suspendedUsers: new Set(), ...live },
      { number: office!, at },
    );
  const reasons = (live: Partial<LiveState>) => asked(live).because.map(({ reason }) => reason);
  test('rings the phone first and then goes where the number leads', () => {
    expect(asked({ ringBacks: [ago(1_799)] })).toMatchObject({
      does: 'ring',
      because: [
        { reason: 'number-of-tenant' },
        { reason: 'rings-back', devices: ['Ann, Phone 1'] },
        { reason: 'number-of-user' },
        { reason: 'all-devices-ring' },
      ],
    });
  });
  test('also while the company is suspended', () =>
    expect(reasons({ tenantSuspended: true, ringBacks: [ago(5)] })).toEqual([
      'number-of-tenant',
      'rings-back',
      'tenant-suspended',
    ]));
  test.each([
    ['after that', [ago(1_800)]],
    ['for a moment to come', [ago(-60)]],
    ['by another number', [{ ...ago(5), number: branch! }]],
  ])('%s it does not', (_, ringBacks) => expect(reasons({ ringBacks })).not.toContain('rings-back'));
});
