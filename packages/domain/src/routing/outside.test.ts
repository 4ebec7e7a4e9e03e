import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  decide,
  deviceId,
  didId,
  e164,
  flowId,
  policyId,
  sampleCalls,
  sipUsername,
  tenantId,
  tenantTag,
  trunkId,
  userId,
  type BoxSnapshot,
  type OutboundRule,
  type OutboundSettings,
  type TenantSnapshot,
} from '../index.ts';
import { decideOutside } from './outside.ts';

const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const [first, second] = ['t00000000001', 't00000000002'].map((id) => trunkId.parse(id)) as [T, T];
type T = ReturnType<typeof trunkId.parse>;
const [office, nobody] = ['p00000000001', 'p00000000002'].map((id) => policyId.parse(id)) as [P, P];
type P = ReturnType<typeof policyId.parse>;
const [annId, bobId] = ['0000000000a1', '0000000000a2'].map((id) => userId.parse(id)) as [U, U];
type U = ReturnType<typeof userId.parse>;
const hours = flowId.parse('f00000000001');
const [annPhone, bobPhone, stranger] = ['a7k2-000001', 'a7k2-000002', 'a7k2-000009'].map((name) =>
  sipUsername.parse(name),
) as [S, S, S];
type S = ReturnType<typeof sipUsername.parse>;

const allow = (part: Partial<OutboundRule> & { strip?: number; prepend?: string } = {}): OutboundRule => ({
  name: 'Germany',
  match: { by: 'prefix', prefix: '+49' },
  hours: null,
  ...part,
  act: { does: 'allow', strip: part.strip ?? 0, prepend: part.prepend ?? '', trunks: [first, second] },
});
const premium: OutboundRule = {
  name: 'Premium',
  match: { by: 'prefix', prefix: '+49900' },
  hours: null,
  act: { does: 'deny' },
};
const settings: OutboundSettings = {
  dialling: {
    countryCode: '49',
    nationalPrefix: '0',
    internationalPrefix: '00',
    outsidePrefix: '',
    bare: 'none',
    areaCode: '',
  },
  defaultPolicyId: office,
  callerId: e164.parse('+4930100100'),
  callsPerMinute: null,
  callsAtOnce: null,
};
const model = (rules: readonly OutboundRule[], outbound: Partial<OutboundSettings> | null = {}): TenantSnapshot => ({
  version: 1,
  tenant: { id: tenantId.parse('0000000000t1'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: [
    { id: annId, name: 'Ann', extension: 1001, voicemailEnabled: false, callerId: e164.parse('+4930100101') },
    { id: bobId, name: 'Bob', extension: 1002, voicemailEnabled: false, ...(outbound ? { policyId: nobody } : {}) },
  ],
  devices: [annPhone, bobPhone].map((name, index) => ({
    id: deviceId.parse(`0000000000d${index + 1}`),
    userId: index === 0 ? annId : bobId,
    label: 'Desk',
    sipUsername: name,
    transport: 'udp',
    nat: 'auto',
    codecs: ['alaw'],
    secretVersion: 1,
  })),
  ...(outbound
    ? {
        outbound: { ...settings, ...outbound },
        policies: [
          { id: office, name: 'Office', rules },
          { id: nobody, name: 'Nobody', rules: [] },
        ],
      }
    : {}),
  dids: ['+4930100100', '+4930100101'].map((number, n) => ({
    id: didId.parse(`0000000000n${n}`),
    number: e164.parse(number),
    target: null,
  })),
  flows: [
    {
      id: hours,
      name: 'Hours',
      extension: null,
      settings: { kind: 'schedule', timezone: null, week: [[], [], [], [], [], [], []], holidays: [] },
      exits: {},
    },
  ],
});
function planOf(...of: Parameters<typeof model>) {
  const plan = compilePlan(model(...of), box);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}
const live = { tenantSuspended: false, suspendedUsers: new Set<U>() };
const calls = (dialled: string, from: S | null = annPhone, plan = planOf([premium, allow()])) =>
  decide(plan, live, { dialled, from, at: 0 });

describe('a number outside', () => {
  test('goes by the first rule that matches, and every step says why', () =>
    expect(calls('030123456')).toEqual({
      does: 'outside',
      way: {
        wanted: '4930123456',
        digits: '4930123456',
        trunks: [first, second],
        policyId: office,
        rule: 2,
        callerId: '4930100101',
      },
      because: [
        { reason: 'number-outside', dialled: '030123456', digits: '4930123456' },
        { reason: 'policy-of-tenant', policyId: office },
        { reason: 'rule-passed-over', rule: 1, name: 'Premium', why: 'no-match' },
        { reason: 'rule-allows', rule: 2, name: 'Germany', strip: 0, prepend: '', digits: '4930123456' },
        { reason: 'trunks-in-order', trunks: [first, second] },
        { reason: 'caller-id', number: '4930100101' },
      ],
    }));
  test('is blocked by a rule that denies, and where none matches (FR-020)', () => {
    expect(calls('0900123456')).toMatchObject({ does: 'refuse', refusal: 'blocked', sip: 403 });
    expect(calls('0900123456').because.at(-1)).toEqual({ reason: 'rule-denies', rule: 1, name: 'Premium' });
    expect(calls('+15550100').because.at(-1)).toEqual({ reason: 'no-rule' });
  });
  test('goes by the person’s own policy where there is one', () =>
    expect(calls('030123456', bobPhone).because).toContainEqual({
      reason: 'policy-of-user',
      policyId: nobody,
      userId: bobId,
      name: 'Bob',
    }));
  test('from a phone that the plan does not know is blocked; from no phone at all it is the tenant’s', () => {
    expect(calls('030123456', stranger)).toMatchObject({
      refusal: 'blocked',
      because: [{}, { reason: 'phone-unknown' }],
    });
    expect(calls('030123456', null)).toMatchObject({ does: 'outside', way: { callerId: '4930100100' } });
  });
  test('is blocked where there is no policy, and nothing was ever set', () => {
    for (const outbound of [{ defaultPolicyId: null }, null])
      expect(calls('+4930123456', annPhone, planOf([allow()], outbound))).toMatchObject({
        refusal: 'blocked',
        because: [{}, { reason: 'no-policy' }],
      });
  });
  test.each(['1001', '112', '1', '0', '123456', '*97', '+0123456789', '++4930123456'])('%s is none', (dialled) =>
    expect(calls(dialled).because.map(({ reason }) => reason)).not.toContain('number-outside'),
  );
});

describe('a rule', () => {
  test('takes digits off and puts others before; too few or too many left: the next one', () => {
    const way = (strip: number, prepend: string) =>
      calls('+4930123456', annPhone, planOf([allow({ strip, prepend }), allow()]));
    expect(way(2, '0')).toMatchObject({ way: { wanted: '4930123456', digits: '030123456', rule: 1 } });
    expect(way(9, '1')).toMatchObject({ way: { digits: '4930123456', rule: 2 } });
    expect(way(0, '123456789012345')).toMatchObject({ way: { rule: 2 } });
    expect(way(9, '1').because).toContainEqual({ reason: 'rule-passed-over', rule: 1, name: 'Germany', why: 'length' });
  });
  test.each([
    [true, true, 1],
    [true, false, 2],
    [false, false, 1],
    [false, true, 2],
    [true, undefined, 2],
    [false, undefined, 2],
  ])('inside=%s its hours while open=%s: rule %i goes', (inside, open, rule) => {
    const plan = planOf([allow({ hours: { inside, flowId: hours } }), allow()]);
    const answer = decideOutside(plan, {
      dialled: '+4930123456',
      payer: { by: 'tenant' },
      at: 0,
      isOpen: () => open,
    });
    expect(answer).toMatchObject({ does: 'outside', way: { rule } });
  });
  test('that can’t be compiled is never left out: it could be the one that denies', () =>
    expect(() => planOf([{ ...premium, match: { by: 'regex', regex: '(' } }, allow()])).toThrow('rule-invalid'));
});

test('the calls tried before an apply hold numbers that each rule decides, and one that none does', () => {
  const plan = planOf([
    premium,
    allow(),
    allow({ match: { by: 'range', from: e164.parse('+43660000'), to: e164.parse('+43669999') } }),
  ]);
  const { calls: tried } = sampleCalls(plan, [], live);
  const outside = tried.filter(({ because }) => because === 'number-outside');
  expect(
    outside.map(({ expected }) => (expected.does === 'outside' ? expected.way.rule : expected.because.at(-1))),
  ).toEqual([{ reason: 'rule-denies', rule: 1, name: 'Premium' }, 2, 3, { reason: 'no-rule' }]);
});

describe('what a day may cost', () => {
  const limited = () => planOf([allow()], { spendPerDay: 50_000_000 });
  const noon = 1_796_212_800_000;
  const spent = { micros: 50_000_000, isLifted: false, until: noon + 12 * 3_600_000 };
  const asked = (of: Partial<typeof spent> | null, { dialled = '+4930123456', at = noon } = {}) =>
    decide(
      limited(),
      { tenantSuspended: false, suspendedUsers: new Set(), ...(of && { spent: { ...spent, ...of } }) },
      { from: annPhone, dialled, at },
    );
  test('stops calls out once it is reached, and says so', () => {
    const stopped = asked({});
    expect([stopped.does, stopped.does === 'refuse' && stopped.refusal]).toEqual(['refuse', 'over-limit']);
    expect(stopped.because.at(-1)).toEqual({ reason: 'spending-reached', limit: 50_000_000 });
  });
  test.each([
    ['below it', asked({ micros: 49_999_999 })],
    ['lifted by hand', asked({ isLifted: true })],
    ['on the next day', asked({}, { at: spent.until })],
    ['where nobody says what was spent, as when a probe of the core is compared', asked(null)],
  ])('but not %s', (_, decision) => expect(decision.does).toBe('outside'));
  test('and no call inside', () => expect(asked({}, { dialled: '1002' }).does).toBe('ring'));
});
