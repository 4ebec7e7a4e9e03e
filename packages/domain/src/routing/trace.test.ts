import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  decide,
  decideInbound,
  deviceId,
  didId,
  e164,
  flowId,
  goingBy,
  policyId,
  reaches,
  showDecision,
  sipUsername,
  tenantId,
  tenantTag,
  trunkId,
  userId,
  type BoxSnapshot,
  type LiveState,
  type TenantSnapshot,
} from '../index.ts';
import { DAY, dayNumber, HOUR } from './calendar.ts';

const [ann, bob, cleo] = ['a', 'b', 'c'].map((letter, n) => ({
  id: userId.parse(`00000000000${letter}`),
  name: ['Ann Lee', 'Bob Ode', 'Cleo Kim'][n]!,
  extension: 1001 + n,
  voicemailEnabled: false,
})) as [Person, Person, Person];
type Person = TenantSnapshot['users'][number];
const [support, hours] = [flowId.parse('00000000f001'), flowId.parse('00000000f002')];
const [main, direct, spare] = ['+15550100', '+15550101', '+15550102'].map((number) => e164.parse(number));
const carrier = trunkId.parse('0000000000t9');
const abroad = policyId.parse('0000000000p1');
const day = { from: '09:00', to: '17:00' };

/** Its number leads to a schedule: in the day to a group of Ann and Bob, then to Cleo; at night to a number outside. */
const tenant: TenantSnapshot = {
  version: 1,
  tenant: {
    id: tenantId.parse('0000000000t1'),
    tag: tenantTag.parse('a7k2'),
    name: 'Acme',
    timezone: 'UTC',
    defaultDestination: { kind: 'user', userId: cleo.id },
  },
  users: [ann, bob, cleo],
  devices: [ann, bob, cleo].map(({ id }, n) => ({
    id: deviceId.parse(`0000000000d${n}`),
    userId: id,
    label: `Desk ${n}`,
    sipUsername: sipUsername.parse(`a7k2-00000${n}`),
    transport: 'udp',
    nat: 'auto',
    codecs: ['alaw'],
    secretVersion: 1,
  })),
  dids: [
    { id: didId.parse('0000000000n1'), number: main!, target: { kind: 'flow', flowId: hours } },
    { id: didId.parse('0000000000n2'), number: direct!, target: { kind: 'user', userId: ann.id } },
    { id: didId.parse('0000000000n3'), number: spare!, target: null },
  ] as unknown as NonNullable<TenantSnapshot['dids']>,
  flows: [
    {
      id: support,
      name: 'Support',
      extension: 1010,
      settings: {
        kind: 'ring_group',
        strategy: 'all',
        ringSeconds: 20,
        callerIdPrefix: '',
        members: [ann, bob].map(({ id }) => ({ userId: id, delaySeconds: 0 })),
      },
      exits: { noanswer: { kind: 'user', userId: cleo.id } },
    },
    {
      id: hours,
      name: 'Office hours',
      extension: null,
      settings: { kind: 'schedule', timezone: null, week: [[day], [day], [day], [day], [day], [], []], holidays: [] },
      exits: { open: { kind: 'flow', flowId: support }, closed: { kind: 'external', number: e164.parse('+15559999') } },
    },
  ],
  policies: [
    {
      id: abroad,
      name: 'Abroad',
      rules: [
        {
          name: 'Everywhere',
          match: { by: 'any' },
          hours: null,
          act: { does: 'allow', strip: 0, prepend: '', trunks: [carrier] },
        },
      ],
    },
  ],
  outbound: { dialling: null, defaultPolicyId: abroad, callerId: main!, callsPerMinute: null, callsAtOnce: null },
};
const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const trunks = new Map([[carrier as string, 'Carrier One']]);
const live: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
const compiled = compilePlan(tenant, box);
if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
const plan = compiled.value;
const monday = dayNumber('2026-11-30') * DAY + 10 * HOUR;
const sunday = monday - DAY;

describe('why does this number ring there', () => {
  const shown = (number: typeof main, at: number) =>
    showDecision(decideInbound(plan, live, { number: number!, at }), { plan, tenant, trunks });

  test('on Monday: the schedule, the group, its people with their phones', () => {
    const { does, rings, steps } = shown(main, monday);
    expect(does).toBe('group');
    expect(rings.map(({ name, devices }) => [name, devices])).toEqual([
      ['Ann Lee', ['Desk 0']],
      ['Bob Ode', ['Desk 1']],
    ]);
    expect(steps.find(({ reason }) => reason === 'schedule')?.values).toMatchObject({
      name: 'Office hours',
      state: 'open',
      local: '2026-11-30 10:00',
      next: 'Support',
    });
  });

  test('on Sunday: outside, by the tenant’s policy and trunk, in their names', () => {
    const { does, steps } = shown(main, sunday);
    expect(does).toBe('outside');
    const values = Object.assign({}, ...steps.map((each) => each.values)) as Record<string, string>;
    expect(values).toMatchObject({ policy: 'Abroad', trunks: 'Carrier One', name: 'Everywhere' });
  });

  test('every value is text, whatever the step', () => {
    for (const dialled of ['1001', '1010', '112', '+15559999', '1999', 'x']) {
      const { steps } = showDecision(decide(plan, live, { from: null, dialled, at: monday }), { plan, tenant, trunks });
      expect(steps.length).toBeGreaterThan(0);
      for (const { values } of steps) for (const value of Object.values(values)) expect(typeof value).toBe('string');
    }
  });
});

test('US5: a policy is asked as whoever goes by it, whatever the tenant’s default', () => {
  const strict = policyId.parse('0000000000p2');
  const rules = [{ name: 'Nobody', match: { by: 'any' as const }, hours: null, act: { does: 'deny' as const } }];
  const two = compilePlan({ ...tenant, policies: [...tenant.policies!, { id: strict, name: 'Strict', rules }] }, box);
  if (!two.ok) throw new Error('it compiles');
  const does = (asked: typeof plan) => decide(asked, live, { from: null, dialled: '+4930123456', at: monday }).does;
  expect(does(two.value)).toBe('outside');
  expect(does(goingBy(two.value, strict))).toBe('refuse');
  expect(does(goingBy(two.value, abroad))).toBe('outside');
});

describe('FR-108: what reaches a person', () => {
  const rowsOf = (who: Person, at: number) =>
    reaches(plan, { userId: who.id, at, live, dids: tenant.dids ?? [] }).map(({ name, through, now }) => [
      name,
      through.map((step) => (step.exit ? `${step.name}: ${step.exit}` : step.name)).join(' > '),
      now,
    ]);

  test('directly, through flows, and whether it rings them now', () => {
    expect(rowsOf(ann, monday)).toEqual([
      ['1001', '', true],
      ['1010', 'Support', true],
      ['+15550100', 'Office hours: open > Support', true],
      ['+15550101', '', true],
    ]);
    expect(rowsOf(ann, sunday)).toContainEqual(['+15550100', 'Office hours: open > Support', false]);
  });

  test('who comes when nobody answers is reached too, and by the tenant’s default', () => {
    expect(rowsOf(cleo, monday)).toEqual([
      ['1003', '', true],
      ['1010', 'Support: noanswer', false],
      ['+15550100', 'Office hours: open > Support: noanswer', false],
      ['+15550102', '', true],
      ['', '', true],
    ]);
  });
});
