import { describe, expect, test } from 'vitest';
import { boxId, didId, flowId, sipUsername, deviceId, tenantId, tenantTag, userId, type UserId } from '../ids.ts';
import { e164 } from '../numbers.ts';
import { decide, decideInbound } from './decide.ts';
import type { LiveState } from './decision.ts';
import { diffSnapshots } from './diff.ts';
import { lampOf, mailboxesOf } from './mailboxes.ts';
import { compilePlan } from './plan.ts';
import { problemsOf, warningsOf } from './problems.ts';
import { reaches } from './reaches.ts';
import type { BoxSnapshot, FlowSnapshot, TenantSnapshot } from './snapshot.ts';

const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const [ann, bob] = [1, 2].map((n) => userId.parse(`p0000000000${n}`)) as [UserId, UserId];
const sales = flowId.parse('f00000000001');
const number = e164.parse('+15550100');
const mailbox = (part: Partial<FlowSnapshot> = {}, listeners: UserId[] = [bob]): FlowSnapshot => ({
  id: sales,
  name: 'Sales',
  extension: 2001,
  settings: { kind: 'mailbox', email: null, listeners },
  exits: {},
  ...part,
});
const model = (part: Partial<TenantSnapshot> = {}): TenantSnapshot => ({
  version: 1,
  tenant: { id: tenantId.parse('t00000000000'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: [
    { id: ann, name: 'Ann', extension: 1001, voicemailEnabled: true },
    { id: bob, name: 'Bob', extension: 1002, voicemailEnabled: false },
  ],
  devices: [
    {
      id: deviceId.parse('d00000000001'),
      userId: ann,
      label: 'Desk',
      sipUsername: sipUsername.parse('a7k2-000001'),
      transport: 'udp',
      nat: 'auto',
      codecs: ['alaw'],
      secretVersion: 1,
    },
  ],
  flows: [mailbox()],
  ...part,
});
const awake: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
const planOf = (of: TenantSnapshot) => {
  const plan = compilePlan(of, box);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
};
const leading = (target: NonNullable<TenantSnapshot['dids']>[number]['target']) =>
  model({ dids: [{ id: didId.parse('n00000000001'), number, target }] });

test('people with voicemail and general mailboxes have a box each', () =>
  expect(mailboxesOf(model())).toEqual([sales, ann].map(String).toSorted()));

describe('a lamp', () => {
  const [withBox, without] = model().users as [TenantSnapshot['users'][number], TenantSnapshot['users'][number]];
  test('counts one’s own box and those that one may hear', () => {
    expect(lampOf(model(), ann, withBox)).toBe(`${ann}@vm-a7k2`);
    expect(lampOf(model(), bob, without)).toBe(`${sales}@vm-a7k2`);
    expect(lampOf(model({ flows: [] }), bob, without)).toBe('');
  });
  test('counts no more than its column holds', () => {
    const many = Array.from({ length: 30 }, (_, n) =>
      mailbox({ id: flowId.parse(`f000000000${String(n).padStart(2, '0')}`), extension: null }, [ann]),
    );
    const boxes = lampOf(model({ flows: many }), ann, withBox);
    expect(boxes.length).toBeLessThanOrEqual(256);
    expect(boxes.split(',')).toHaveLength(12);
  });
});

describe('a call', () => {
  test('to a mailbox’s extension leaves a message there', () =>
    expect(decide(planOf(model()), awake, { from: null, dialled: '2001', at: 0 })).toMatchObject({
      does: 'voicemail',
      box: { kind: 'mailbox', flowId: sales },
      name: 'Sales',
      because: [{ reason: 'extension-of-flow' }, { reason: 'mailbox', name: 'Sales' }],
    }));
  test('to a number that leads to somebody’s voicemail rings nobody', () =>
    expect(decideInbound(planOf(leading({ kind: 'voicemail', userId: ann })), awake, { number, at: 0 })).toMatchObject({
      does: 'voicemail',
      box: { kind: 'voicemail', userId: ann },
      because: [{ reason: 'number-of-tenant' }, { reason: 'voicemail-of', name: 'Ann', extension: 1001 }],
    }));
  test('to the voicemail of somebody who has none, or is suspended, is refused', () => {
    const plan = planOf(leading({ kind: 'voicemail', userId: bob }));
    expect(decideInbound(plan, awake, { number, at: 0 })).toMatchObject({ refusal: 'no-mailbox', sip: 480 });
    const asleep = { ...awake, suspendedUsers: new Set([bob]) };
    expect(decideInbound(plan, asleep, { number, at: 0 })).toMatchObject({ refusal: 'user-suspended' });
  });
});

test('leading to the voicemail of nobody, and being heard by nobody, are found before an apply', () => {
  const gone = userId.parse('p00000000009');
  expect(problemsOf(leading({ kind: 'voicemail', userId: gone }), box)).toMatchObject([
    { problem: 'dangling-destination', userId: gone },
  ]);
  expect(problemsOf(model({ flows: [mailbox({}, [gone])] }), box)).toMatchObject([
    { problem: 'dangling-member', userId: gone },
  ]);
  expect(warningsOf(model({ flows: [mailbox({}, [])] }), null)).toEqual(['Nobody may hear the mailbox Sales.']);
  expect(warningsOf(leading({ kind: 'voicemail', userId: bob }), null)).toEqual([
    'Calls lead to the voicemail of Bob, who has none: callers hear that nobody answers.',
  ]);
});

test('a change from a person to their voicemail is told as one, and reaches the same person', () => {
  const [before, after] = [leading({ kind: 'user', userId: ann }), leading({ kind: 'voicemail', userId: ann })];
  expect(diffSnapshots(before, after)).toMatchObject([
    { kind: 'did', fields: [{ field: 'target', from: 'Ann 1001', to: 'the voicemail of Ann 1001' }] },
  ]);
  const rows = reaches(planOf(after), { userId: ann, at: 0, live: awake, dids: after.dids });
  expect(rows.map(({ kind, now }) => [kind, now])).toEqual([
    ['extension', true],
    ['number', false],
  ]);
  expect(rows.map(({ toMailbox = false }) => toMailbox)).toEqual([false, true]);
});
