import type {
  FlowId,
  FlowSnapshot,
  OutboundRule,
  OutboundSettings,
  PolicyId,
  PolicySnapshot,
  TenantSnapshot,
  TrunkId,
  UserId,
  UserSnapshot,
} from '@synergycall/domain';
import { describe, expect, test } from 'vitest';
import { fakeTenant, modelOf, standingOf } from './restore-model.fake.ts';
import { planRestore } from './restore-model.ts';

/* Where what can't come back meets what was to go: people and the tenant keep a policy, rules keep a schedule, flows keep an extension. */
const OLD = 'k00000000001' as TrunkId;
const rule = (does: { trunk?: TrunkId; hours?: FlowSnapshot }): OutboundRule => ({
  name: 'All',
  match: { by: 'any' },
  hours: does.hours ? { inside: true, flowId: does.hours.id } : null,
  act: does.trunk ? { does: 'allow', strip: 0, prepend: '', trunks: [does.trunk] } : { does: 'deny' },
});
const policy = (n: number, name: string, ...rules: OutboundRule[]): PolicySnapshot => ({
  id: `p0000000000${n}` as PolicyId,
  name,
  rules,
});
const person = (n: number, policyId?: PolicyId): UserSnapshot => ({
  id: `a0000000000${n}` as UserId,
  name: `P${n}`,
  extension: 1000 + n,
  voicemailEnabled: false,
  ...(policyId && { policyId }),
});
const schedule = (n: number, name: string, extension: number | null = null): FlowSnapshot => ({
  id: `f0000000000${n}` as FlowId,
  name,
  extension,
  settings: { kind: 'schedule', timezone: null, week: Array.from({ length: 7 }, () => []), holidays: [] },
  exits: {},
});
const leadingTo = (flow: FlowSnapshot, to: FlowSnapshot): FlowSnapshot => ({
  ...flow,
  exits: { open: { kind: 'flow', flowId: to.id } },
});
const model = (parts: Partial<TenantSnapshot>): TenantSnapshot => ({ ...modelOf(fakeTenant()), ...parts });
const byDefault = (defaultPolicyId: PolicyId): OutboundSettings => ({
  dialling: null,
  defaultPolicyId,
  callerId: null,
  callsPerMinute: null,
  callsAtOnce: null,
});

function restored(now: TenantSnapshot, past: TenantSnapshot, named?: readonly { id: string }[]) {
  const users = [...now.users, ...past.users];
  const standing = {
    ...standingOf(fakeTenant()),
    people: new Map(
      users.map((user) => [
        user.id,
        { ...user, email: null, status: 'active' as const, wasSuspended: false, hasAccount: false },
      ]),
    ),
    numbers: new Map(
      [...now.users, ...(now.flows ?? [])].flatMap(({ id, name, extension }) =>
        extension === null ? [] : [[extension, { ownerId: id as string, ownerName: name, resting: false }]],
      ),
    ),
  };
  const kinds: Record<string, string> = { a: 'user', p: 'policy', f: 'flow' };
  const objects = named?.map(({ id }) => ({ kind: kinds[id.charAt(0)] ?? 'tenant', id }));
  const { target, notes, acts } = planRestore({ now, past, standing, named: objects });
  return {
    target,
    acts,
    policies: target.policies?.map(({ name }) => name) ?? [],
    flows: target.flows?.map(({ name, extension }) => (extension === null ? name : `${name} ${extension}`)) ?? [],
    notes: notes.map(({ note, name, detail, blocks }) => `${note} ${name} ${detail} ${blocks}`),
  };
}

describe('a policy that came since', () => {
  const [then, since] = [policy(1, 'Standard', rule({ trunk: OLD })), policy(2, 'Present')];

  test('stays the tenant’s default when the one of then can’t come back', () => {
    const is = restored(
      model({ policies: [since], outbound: byDefault(since.id) }),
      model({ policies: [then], outbound: byDefault(then.id) }),
    );
    expect(is.target.outbound?.defaultPolicyId).toBe(since.id);
    expect(is.policies).toEqual(['Present']);
    expect(is.acts).toMatchObject({ removePolicies: [], setOutbound: null });
    expect(is.notes).toEqual([
      'policy-gone Acme Standard false',
      'policy-kept Present null false',
      `trunk-gone Standard ${OLD} true`,
    ]);
  });

  test('stays a person’s own when theirs of then can’t come back, and goes when it can', () => {
    const now = model({ users: [person(1, since.id)], policies: [since] });
    const is = restored(now, model({ users: [person(1, then.id)], policies: [then] }));
    expect(is.target.users).toMatchObject([{ policyId: since.id }]);
    expect(is.policies).toEqual(['Present']);
    const back = restored(now, model({ users: [person(1, then.id)], policies: [policy(1, 'Standard')] }));
    expect(back.target.users).toMatchObject([{ policyId: then.id }]);
    expect(back.policies).toEqual(['Standard']);
  });

  test('and stays by that keeps its name too, which may be the next one’s', () => {
    const [mine, others] = [policy(3, 'Others'), policy(4, 'Present')];
    const is = restored(
      model({ users: [person(1, since.id), person(2, mine.id)], policies: [since, mine] }),
      model({ users: [person(1, then.id), person(2, others.id)], policies: [then, others] }),
    );
    expect(is.policies).toEqual(['Present', 'Others']);
    expect(is.target.users).toMatchObject([{ policyId: since.id }, { policyId: mine.id }]);
    expect(is.notes).toContain('policy-name-taken Present Present true');
  });
});

describe('a schedule that rules ask', () => {
  const hours = schedule(1, 'Hours', 1005);
  const asks = policy(1, 'Standard', rule({ hours }));

  test('stays while they stay, although it came since; and so does its extension', () => {
    const now = model({ flows: [hours], policies: [asks] });
    const other = schedule(2, 'Other', 1005);
    const past = model({ flows: [other], policies: [policy(1, 'Standard')] });
    const is = restored(now, past, [hours, other]);
    expect(is.flows).toEqual(['Hours 1005']);
    expect(is.acts.flows.remove).toEqual([]);
    expect(is.notes).toEqual(['schedule-kept Hours Standard true', 'extension-taken Other Hours true']);
    expect(restored(now, past).flows, 'all of it').toEqual(['Other 1005']);
  });

  test('and that is gone brings none of them back, unless it comes back itself', () => {
    const past = model({ flows: [hours], policies: [asks] });
    const now = model({ policies: [policy(1, 'Present')] });
    const is = restored(now, past, [asks]);
    expect(is.policies).toEqual(['Present']);
    expect(is.notes).toEqual(['schedule-gone Present Hours true']);
    expect(restored(now, past, [asks, hours])).toMatchObject({ policies: ['Standard'], flows: ['Hours 1005'] });
  });

  test('stays also when they stay only because another schedule can’t come back', () => {
    const since = schedule(2, 'Since', 1006);
    const now = model({
      users: [{ ...person(1), extension: 1005 }],
      flows: [since],
      policies: [policy(1, 'Present', rule({ hours: since }))],
    });
    const is = restored(now, model({ users: now.users, flows: [hours], policies: [asks] }));
    expect(is).toMatchObject({ policies: ['Present'], flows: ['Since 1006'] });
    expect(is.notes).toEqual([
      'schedule-kept Since Present true',
      'extension-taken Hours P1 true',
      'schedule-gone Present Hours true',
    ]);
  });
});

describe('an extension that a flow keeps because it is blocked', () => {
  const [one, two] = [schedule(1, 'One', 1005), schedule(2, 'Two')];
  const wasTwo = schedule(2, 'Two', 1005);

  test('is promised to nobody', () => {
    const now = model({ users: [{ ...person(1), extension: 1010 }], flows: [one, two] });
    const wasOne = schedule(1, 'One', 1010);
    for (const flows of [
      [wasOne, wasTwo],
      [wasTwo, wasOne],
    ]) {
      const is = restored(now, model({ users: now.users, flows }));
      expect(is.flows).toEqual(['One 1005', 'Two']);
      expect(is.notes).toEqual(['extension-taken One P1 true', 'extension-taken Two One true']);
    }
  });

  test('neither when calls would go round', () => {
    const back = leadingTo(schedule(3, 'Back'), one);
    const wasOne = leadingTo(schedule(1, 'One', 1008), back);
    const is = restored(model({ flows: [one, two, back] }), model({ flows: [wasOne, wasTwo] }), [one, two]);
    expect(is.flows).toEqual(['One 1005', 'Two', 'Back']);
    expect(is.notes).toEqual(['flow-loop One One → Back → One true', 'extension-taken Two One true']);
  });
});
