import { describe, expect, test } from 'vitest';
import {
  compilePlan,
  diffSnapshots,
  swallowedEmergency,
  warningsOf,
  type BoxId,
  type Dialling,
  type E164,
  type FlowId,
  type OutboundRule,
  type OutboundSettings,
  type PolicyId,
  type PolicySnapshot,
  type TenantSnapshot,
  type TrunkId,
  type UserId,
} from '../index.ts';

/* Calls out in a model: what differs, in the words of a diff, and what forbids it. */
const carrier = 'k00000000001' as TrunkId;
const backup = 'k00000000002' as TrunkId;
const trunks = new Map([
  [carrier as string, 'Carrier'],
  [backup as string, 'Backup'],
]);
const germany: OutboundRule = {
  name: 'Germany',
  match: { by: 'country', codes: ['49'] },
  hours: null,
  act: { does: 'allow', strip: 0, prepend: '', trunks: [carrier, backup] },
};
const premium: OutboundRule = {
  name: 'Premium',
  match: { by: 'prefix', prefix: '+491900' },
  hours: null,
  act: { does: 'deny' },
};
const abroad: OutboundRule = {
  name: 'Abroad',
  match: { by: 'any' },
  hours: null,
  act: { does: 'allow', strip: 2, prepend: '00', trunks: [backup] },
};
const policy = (rules: readonly OutboundRule[], name = 'Standard'): PolicySnapshot => ({
  id: 'p00000000001' as PolicyId,
  name,
  rules,
});
const dialling: Dialling = {
  countryCode: '49',
  nationalPrefix: '0',
  internationalPrefix: '00',
  outsidePrefix: '9',
  bare: 'local',
  areaCode: '30',
};
const settings = (change: Partial<OutboundSettings>): OutboundSettings => ({
  dialling: null,
  defaultPolicyId: null,
  callerId: null,
  callsPerMinute: null,
  callsAtOnce: null,
  ...change,
});
const ann = { id: 'a00000000001' as UserId, name: 'Ann Lee', extension: 1004, voicemailEnabled: false };
const number = '+4930123456' as E164;
const base: TenantSnapshot = {
  version: 1,
  tenant: {
    id: 't00000000001' as TenantSnapshot['tenant']['id'],
    tag: 'a7k2' as TenantSnapshot['tenant']['tag'],
    name: 'Acme',
    timezone: 'UTC',
  },
  users: [ann],
  devices: [],
};
const box = {
  version: 1,
  box: { id: 'b00000000001' as BoxId, realm: 'asterisk', emergencyNumbers: ['112', '911'], emergencyEndpoint: null },
} as const;
const differs = (before: TenantSnapshot | null, after: TenantSnapshot) =>
  diffSnapshots(before, after, trunks)
    .filter(({ kind }) => kind !== 'device')
    .map(({ kind, name, change, fields }) =>
      [`${kind} ${name} ${change}`, ...fields.map((f) => `${f.field}: ${f.from} -> ${f.to}`)].join(' / '),
    );
const withRules = (...rules: OutboundRule[]) => ({ ...base, policies: [policy(rules)] });

describe('FR-017: what differs', () => {
  test('a model in which nothing was ever set says nothing of calls out', () => {
    expect(differs(null, base).join()).not.toMatch(/polic|dialling|caller/i);
    expect(differs(base, { ...base, outbound: settings({}) })).toEqual([]);
  });

  test('a new policy is told rule by rule, each with its place, what it matches and by what calls leave', () => {
    expect(differs(base, withRules(premium, germany, abroad))).toEqual([
      [
        'policy Standard new',
        'name: null -> Standard',
        'rule: null -> 1. Premium: +491900… deny',
        'rule: null -> 2. Germany: +49… allow by Carrier, Backup',
        'rule: null -> 3. Abroad: +… allow by Backup (first 2 digits off, 00 before)',
      ].join(' / '),
    ]);
  });

  test('rules that were added, changed, removed and moved are told apart', () => {
    const before = withRules(premium, germany, abroad);
    expect(differs(before, withRules(premium, germany))).toEqual([
      'policy Standard changed / rule: 3. Abroad: +… allow by Backup (first 2 digits off, 00 before) -> null',
    ]);
    expect(differs(withRules(germany), withRules(premium, germany))).toEqual([
      'policy Standard changed / rule: null -> 1. Premium: +491900… deny',
    ]);
    expect(differs(before, withRules(germany, premium, abroad))).toEqual([
      'policy Standard changed / order: Premium, Germany, Abroad -> Germany, Premium, Abroad',
    ]);
    const narrower = { ...germany, match: { by: 'range' as const, from: '+4930000' as E164, to: '+4930999' as E164 } };
    expect(differs(before, withRules(premium, narrower, abroad))).toEqual([
      'policy Standard changed / rule: 2. Germany: +49… allow by Carrier, Backup -> 2. Germany: +4930000–+4930999 allow by Carrier, Backup',
    ]);
  });

  test('rules of one name are not taken for each other; keys in another order are no change', () => {
    const twin = { ...premium, name: 'Germany' };
    expect(differs(withRules(germany, twin), withRules(twin, germany))).toEqual([
      'policy Standard changed / order: Germany, Germany -> Germany, Germany',
    ]);
    const { act, hours, match, name } = germany;
    expect(differs(withRules(germany), withRules({ act, hours, name, match }))).toEqual([]);
  });

  test('settings are the tenant’s, policy and number of a person theirs; a renamed policy is no change of people', () => {
    const after: TenantSnapshot = {
      ...base,
      users: [{ ...ann, policyId: policy([]).id, callerId: number }],
      outbound: settings({ dialling, defaultPolicyId: policy([]).id, callerId: number, callsPerMinute: 30 }),
      policies: [policy([])],
    };
    expect(differs(base, after)).toEqual([
      [
        'tenant Acme changed',
        'dialling:  -> +49, national 0, international 00, outside 9, without prefix local, area 30',
        'defaultPolicy:  -> Standard',
        'callerId:  -> +4930123456',
        'callsPerMinute:  -> 30',
      ].join(' / '),
      'user Ann Lee changed / policy:  -> Standard / callerId:  -> +4930123456',
      'policy Standard new / name: null -> Standard',
    ]);
    expect(differs(after, { ...after, policies: [policy([], 'Other')] })).toEqual([
      'policy Other changed / name: Standard -> Other',
    ]);
  });
});

describe('what forbids a model', () => {
  const problems = (change: Partial<TenantSnapshot>) => {
    const plan = compilePlan({ ...base, dids: [], ...change }, box);
    return plan.ok ? [] : plan.error;
  };
  const own = { dids: [{ id: 'n00000000001' as never, number, target: null }] };

  test('a rule that Asterisk can’t be told of, or that goes by hours that are not there, by its place', () => {
    const bad = { ...premium, match: { by: 'regex' as const, regex: '(1+)+' } };
    const timed = { ...germany, hours: { inside: true, flowId: 'f00000000001' as FlowId } };
    expect(problems({ policies: [policy([germany, bad, timed])] })).toEqual([
      {
        problem: 'rule-invalid',
        policy: 'Standard',
        rule: 2,
        name: 'Premium',
        reason: 'regex',
        target: { kind: 'policy', id: policy([]).id },
      },
      {
        problem: 'rule-without-schedule',
        policy: 'Standard',
        rule: 3,
        name: 'Germany',
        target: { kind: 'policy', id: policy([]).id },
      },
    ]);
  });

  test('a trunk that is no id of ours never gets into a key', () => {
    const evil = { ...germany, act: { ...germany.act, trunks: ['x,1)System(id' as TrunkId] } } as OutboundRule;
    expect(problems({ policies: [policy([evil])] })).toMatchObject([{ problem: 'rule-foreign-trunk', rule: 1 }]);
  });

  test('a policy or number that is not the tenant’s, on the tenant and on a person', () => {
    const gone = 'p00000000009' as PolicyId;
    expect(
      problems({
        users: [{ ...ann, policyId: gone, callerId: number }],
        outbound: settings({ defaultPolicyId: gone, callerId: number }),
      }),
    ).toMatchObject([
      { problem: 'dangling-policy', user: null, target: { kind: 'tenant' } },
      { problem: 'foreign-caller-id', user: null, number },
      { problem: 'dangling-policy', user: 'Ann Lee', target: { kind: 'user', id: ann.id } },
      { problem: 'foreign-caller-id', user: 'Ann Lee' },
    ]);
    expect(problems({ ...own, outbound: settings({ callerId: number }) })).toEqual([]);
  });

  test('a prefix that is an emergency number; 9 beside 911 is none', () => {
    const dials = (outsidePrefix: string) => settings({ dialling: { ...dialling, outsidePrefix } });
    expect(problems({ outbound: dials('112') })).toMatchObject([
      { problem: 'prefix-swallows-emergency', prefix: '112', emergencyNumber: '112' },
    ]);
    for (const prefix of ['9', '91', '0', '']) expect(problems({ outbound: dials(prefix) }), prefix).toEqual([]);
    expect(swallowedEmergency({ ...dialling, internationalPrefix: '9110' }, ['911'])?.prefix).toBe('9110');
  });
});

test('FR-018: rules all of whose trunks are off are worth a line; one trunk that is on is enough', () => {
  const on = (id: TrunkId) => ({ id });
  const said = (model: TenantSnapshot, boxTrunks: { id: TrunkId }[]) => warningsOf(model, null, boxTrunks);
  const model = withRules(premium, germany, abroad);
  expect(said(model, [on(backup)])).toEqual([]);
  expect(said(model, [on(carrier)])).toEqual([
    "Rule 3 (Abroad) of the policy Standard has no trunk that is switched on: calls that it allows can't go out.",
  ]);
  expect(said(model, [])).toHaveLength(2);
});
