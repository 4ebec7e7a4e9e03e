/* oxlint-disable no-restricted-globals -- moments are written as people write them */
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
  loopsOf,
  sampleCalls,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  type BoxSnapshot,
  type Destination,
  type FlowSnapshot,
  type LiveState,
  type ObjectChange,
  type TenantSnapshot,
} from '../index.ts';

const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const user = (n: number) => userId.parse(`0000000000a${n}`);
const flow = (n: number) => flowId.parse(`0000000000f${n}`);
const phone = (n: number) => sipUsername.parse(`a7k2-00000${n}`);
const person = (n: number): Destination => ({ kind: 'user', userId: user(n) });
const next = (n: number): Destination => ({ kind: 'flow', flowId: flow(n) });
const group = (
  n: number,
  members: [n: number, delay?: number][],
  more: { noanswer?: Destination; strategy?: 'all' | 'in-order'; extension?: number } = {},
): FlowSnapshot => ({
  id: flow(n),
  name: `Group ${n}`,
  extension: more.extension ?? null,
  settings: {
    kind: 'ring_group',
    strategy: more.strategy ?? 'all',
    ringSeconds: 20,
    callerIdPrefix: ' Sales ',
    members: members.map(([who, delaySeconds = 0]) => ({ userId: user(who), delaySeconds })),
  },
  exits: more.noanswer ? { noanswer: more.noanswer } : {},
});
const hours = (n: number, exits: FlowSnapshot['exits'], extension: number | null = null): FlowSnapshot => ({
  id: flow(n),
  name: `Hours ${n}`,
  extension,
  settings: {
    kind: 'schedule',
    timezone: null,
    week: Array.from({ length: 7 }, () => [{ from: '09:00', to: '17:00' }]),
    holidays: [{ name: 'Christmas', from: '2026-12-25', to: '2026-12-25', yearly: true, hours: [] }],
  },
  exits,
});
/** Ann has two phones, Bob one, Cleo none. */
const model = (flows: readonly FlowSnapshot[], numbers: readonly (Destination | null)[] = []): TenantSnapshot => ({
  version: 1,
  tenant: { id: tenantId.parse('0000000000t1'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: ['Ann', 'Bob', 'Cleo'].map((name, n) => ({
    id: user(n + 1),
    name,
    extension: 1001 + n,
    voicemailEnabled: false,
  })),
  devices: [1, 1, 2].map((who, n) => ({
    id: deviceId.parse(`0000000000d${n}`),
    userId: user(who),
    label: 'Desk',
    sipUsername: phone(n),
    transport: 'udp' as const,
    nat: 'auto' as const,
    codecs: ['alaw' as const],
    secretVersion: 1,
  })),
  dids: numbers.map((target, n) => ({
    id: didId.parse(`0000000000n${n}`),
    number: number(n),
    target: target as Destination | null,
  })),
  flows,
});
const number = (n: number) => e164.parse(`+155501${String(n).padStart(2, '0')}`);
function planOf(of: TenantSnapshot) {
  const plan = compilePlan(of, box);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}
const awake: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
const NOON = Date.parse('2026-11-30T12:00:00Z');
const words = (because: readonly { reason: string }[]) => because.map(({ reason }) => reason);

describe('deciding about a ring group', () => {
  const plan = planOf(
    model([group(1, [[1], [3], [2, 15]], { extension: 2001, noanswer: next(2) }), group(2, [])], [next(1)]),
  );
  test('names its people in their order with phones and delays, and what comes when nobody answers', () => {
    const found = decideInbound(plan, awake, { number: number(0), at: NOON });
    expect(found).toMatchObject({
      does: 'group',
      name: 'Group 1',
      strategy: 'all',
      ringSeconds: 20,
      members: [
        { user: { name: 'Ann' }, devices: [{ sipUsername: phone(0) }, { sipUsername: phone(1) }], delaySeconds: 0 },
        { user: { name: 'Bob' }, delaySeconds: 15 },
      ],
      next: { kind: 'group', flowId: flow(2) },
    });
    expect(words(found.because)).toEqual(['number-of-tenant', 'number-of-flow', 'member-passed-over', 'group-rings']);
  });
  test('passes over who is suspended, has no phone, or calls with their only one', () => {
    const live = { ...awake, suspendedUsers: new Set([user(1)]) };
    const found = decide(plan, live, { from: phone(2), dialled: '2001', at: NOON });
    expect(found).toMatchObject({ does: 'group', members: [] });
    expect(found.because).toMatchObject([
      { reason: 'extension-of-flow', extension: 2001 },
      { name: 'Ann', why: 'suspended' },
      { name: 'Cleo', why: 'no-devices' },
      { name: 'Bob', why: 'own-extension' },
      { reason: 'group-rings', count: 0 },
    ]);
  });
  test('leaves out the calling phone and rings their other one', () =>
    expect(decide(plan, awake, { from: phone(0), dialled: '2001', at: NOON })).toMatchObject({
      members: [{ user: { name: 'Ann' }, devices: [{ sipUsername: phone(1) }] }, { user: { name: 'Bob' } }],
    }));
  test('a delay as long as the group rings is never; in turn there are none', () => {
    const late = planOf(
      model([
        group(1, [[1], [2, 20]], { extension: 2001 }),
        group(2, [[2, 20], [1]], { extension: 2002, strategy: 'in-order' }),
      ]),
    );
    expect(decide(late, awake, { from: null, dialled: '2001', at: 0 }).because).toMatchObject([
      {},
      { name: 'Bob', why: 'too-late' },
      {},
    ]);
    expect(decide(late, awake, { from: null, dialled: '2002', at: 0 })).toMatchObject({
      members: [{ user: { name: 'Bob' }, delaySeconds: 0 }, { user: { name: 'Ann' } }],
      next: { kind: 'hangup' },
    });
  });
});

describe('deciding about a schedule', () => {
  const plan = planOf(
    model(
      [
        hours(
          1,
          { open: person(1), closed: next(2), holiday: { kind: 'external', number: e164.parse('+4930123456') } },
          2001,
        ),
        hours(2, { open: next(3), closed: next(3) }),
        group(3, [[1]]),
      ],
      [next(1), person(2), null],
    ),
  );
  const when = (time: string, live = awake) => decideInbound(plan, live, { number: number(0), at: Date.parse(time) });
  test('follows it with the time of its zone, and says what comes after', () => {
    expect(when('2026-11-30T09:00:00Z').because).toMatchObject([
      { reason: 'number-of-tenant' },
      { reason: 'number-of-flow', name: 'Hours 1' },
      { reason: 'schedule', state: 'open', by: 'week', local: '2026-11-30 09:00', zone: 'UTC', next: { kind: 'user' } },
      { reason: 'next-is-user', name: 'Ann' },
      { reason: 'all-devices-ring', count: 2 },
    ]);
    expect(words(when('2026-11-30T08:59:00Z').because).slice(2)).toEqual(['schedule', 'schedule', 'group-rings']);
    expect(when('2030-12-25T12:00:00Z')).toMatchObject({ does: 'refuse', refusal: 'blocked' });
  });
  test('as it is set by hand, at once', () =>
    expect(when('2026-11-30T08:59:00Z', { ...awake, overrides: new Map([[flow(1), 'open']]) })).toMatchObject({
      does: 'ring',
    }));
  test('an exit that leads nowhere tells that nobody answers; a holiday without a way of its own is as closed', () => {
    const none = planOf(model([hours(1, { closed: person(1) }, 2001)]));
    const at = (time: string) => decide(none, awake, { from: null, dialled: '2001', at: Date.parse(time) });
    expect(at('2026-11-30T12:00:00Z')).toMatchObject({ does: 'refuse', refusal: 'hangup', sip: 480 });
    expect(at('2026-12-25T12:00:00Z')).toMatchObject({ does: 'ring', user: { name: 'Ann' } });
  });
  test('a default that leads to one', () => {
    const tenant = { ...model([]).tenant, defaultDestination: next(1) as Destination };
    const byDefault = planOf({ ...model([group(1, [[2]])], [null]), tenant });
    const found = decideInbound(byDefault, awake, { number: number(0), at: 0 });
    expect([found.does, words(found.because).slice(0, 3)]).toEqual([
      'group',
      ['number-of-tenant', 'number-unassigned', 'tenant-default-leads-to'],
    ]);
  });
  test('more than eight in a row are taken for a loop', () => {
    const chain = (count: number) =>
      planOf(
        model(
          Array.from({ length: count }, (_, n) =>
            hours(n + 1, { closed: n + 1 === count ? person(1) : next(n + 2) }, n === 0 ? 2001 : null),
          ),
        ),
      );
    const call = { from: null, dialled: '2001', at: 0 };
    expect(decide(chain(8), awake, call)).toMatchObject({ does: 'ring' });
    expect(decide(chain(9), awake, call)).toMatchObject({ does: 'refuse', refusal: 'loop' });
  });
});

describe('loops', () => {
  test('are found once each, wherever they are entered, also of a flow with itself', () => {
    const flows = [
      group(5, [], { noanswer: next(3) }),
      hours(3, { open: next(4), closed: person(1) }),
      group(4, [], { noanswer: next(3) }),
      group(6, [], { noanswer: next(6) }),
      hours(7, { open: next(8), closed: next(9) }),
      hours(8, { open: next(9), closed: next(9) }),
      group(9, []),
    ];
    expect(loopsOf(flows)).toEqual([[flow(3), flow(4)], [flow(6)]]);
    expect(loopsOf(flows.toReversed())).toEqual(loopsOf(flows));
  });
  test('two that share a flow are both named', () =>
    expect(
      loopsOf([
        hours(1, { open: next(2), closed: next(3) }),
        group(2, [], { noanswer: next(1) }),
        group(3, [], { noanswer: next(1) }),
      ]),
    ).toEqual([
      [flow(1), flow(2)],
      [flow(1), flow(3)],
    ]));
  test('what leads to a flow that isn’t there is none', () =>
    expect(loopsOf([group(1, [], { noanswer: next(2) })])).toEqual([]));
});

describe('calls that are tried before an apply', () => {
  const plan = planOf(
    model(
      [
        hours(1, { open: next(2), closed: person(1), holiday: person(2) }, 2001),
        group(2, [[1]]),
        group(3, [[1]], { extension: 2003 }),
      ],
      [next(1), person(1)],
    ),
  );
  const change = (n: number) =>
    ({
      kind: 'flow',
      id: flow(n),
      name: `Flow ${n}`,
      detail: null,
      change: 'changed',
      fields: [],
    }) as unknown as ObjectChange;
  const tried = (...changes: ObjectChange[]) =>
    sampleCalls(plan, changes, awake).calls.filter((call) => call.because === 'changed-flow');
  test('come in every way that leads to a changed flow, when it is open, closed and on a holiday', () => {
    const calls = tried(change(2));
    expect(calls.map(({ dialled, number: from, expected }) => [dialled, from !== undefined, expected.does])).toEqual([
      ['2001', false, 'ring'],
      ['2001', false, 'group'],
      ['2001', false, 'ring'],
      ['15550100', true, 'ring'],
      ['15550100', true, 'group'],
      ['15550100', true, 'ring'],
    ]);
    expect(calls.map(({ expected }) => (expected.does === 'ring' ? expected.user.name : ''))).toEqual([
      'Ann',
      '',
      'Bob',
      'Ann',
      '',
      'Bob',
    ]);
    expect(calls[0]?.object).toMatchObject({ id: flow(2) });
  });
  test('by the hours alone, whatever was set by hand: the throwaway Asterisk knows nothing of it', () => {
    const byHand = { ...awake, overrides: new Map([[flow(1), 'closed' as const]]) };
    expect(sampleCalls(plan, [change(1)], byHand)).toEqual(sampleCalls(plan, [change(1)], awake));
  });
  test('of a group without a schedule at any time, and of what did not change not at all', () => {
    expect(tried(change(3)).map(({ dialled }) => dialled)).toEqual(['2003']);
    expect(tried()).toEqual([]);
  });
});
