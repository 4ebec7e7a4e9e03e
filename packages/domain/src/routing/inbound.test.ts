import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  decide,
  decideInbound,
  deviceId,
  didId,
  e164,
  ownersOf,
  sampleCalls,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  withOwner,
  withoutOwner,
  type BoxSnapshot,
  type DidSnapshot,
  type E164,
  type LiveState,
  type ObjectChange,
  type TenantSnapshot,
  type UserId,
} from '../index.ts';

const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const [ann, bob] = ['0000000000a1', '0000000000a2'].map((id) => userId.parse(id)) as [UserId, UserId];
const nobody = userId.parse('0000000000a9');
const to = (user: UserId) => ({ kind: 'user' as const, userId: user });
const number = (n: number): E164 => e164.parse(`+1555${String(n).padStart(4, '0')}`);
const did = (n: number, user: UserId | null): DidSnapshot => ({
  id: didId.parse(`n${String(n).padStart(11, '0')}`),
  number: number(n),
  target: user && to(user),
});
const tenant = {
  id: tenantId.parse('0000000000t1'),
  tag: tenantTag.parse('a7k2'),
  name: 'Acme',
  timezone: 'UTC',
};
const model = (dids: readonly DidSnapshot[], byDefault: UserId | null = null): TenantSnapshot => ({
  version: 1,
  tenant: { ...tenant, ...(byDefault ? { defaultDestination: to(byDefault) } : {}) },
  users: [
    { id: ann, name: 'Ann', extension: 1001, voicemailEnabled: false },
    { id: bob, name: 'Bob', extension: 1002, voicemailEnabled: false },
  ],
  devices: [1, 2].map((n) => ({
    id: deviceId.parse(`0000000000d${n}`),
    userId: ann,
    label: 'Desk',
    sipUsername: sipUsername.parse(`a7k2-00000${n}`),
    transport: 'udp' as const,
    nat: 'auto' as const,
    codecs: ['alaw' as const],
    secretVersion: 1,
  })),
  dids,
});
const plan = (of: TenantSnapshot) => {
  const compiled = compilePlan(of, box);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
};
const awake: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
const reasons = (found: ReturnType<typeof decide>) => found.because.map(({ reason }) => reason);

describe('deciding about a call from outside (FR-014, FR-015)', () => {
  const both = plan(model([did(1, ann), did(2, null), did(3, bob)], ann));
  const when = (n: number, live: Partial<LiveState> = {}, of = both) =>
    decideInbound(of, { ...awake, ...live }, { number: number(n), at: 0 });

  test('a number rings all devices of its person, and says why', () => {
    expect(when(1)).toMatchObject({
      does: 'ring',
      user: { name: 'Ann' },
      members: [{ sipUsername: 'a7k2-000001' }, { sipUsername: 'a7k2-000002' }],
    });
    expect(reasons(when(1))).toEqual(['number-of-tenant', 'number-of-user', 'all-devices-ring']);
  });
  test('one without a destination rings the default', () =>
    expect(reasons(when(2))).toEqual(['number-of-tenant', 'number-unassigned', 'tenant-default', 'all-devices-ring']));
  test('without a default it is refused', () => {
    const none = when(2, {}, plan(model([did(2, null)])));
    expect(none).toMatchObject({ refusal: 'no-destination', sip: 404 });
    expect(reasons(none)).toEqual(['number-of-tenant', 'number-unassigned', 'no-tenant-default']);
  });
  test('a number of nobody’s here, and any where nothing was applied, is unknown', () => {
    expect(when(4)).toMatchObject({ refusal: 'unknown', sip: 404 });
    expect(decideInbound(null, awake, { number: number(1), at: 0 })).toMatchObject({ refusal: 'unknown' });
  });
  test('suspension of the tenant, of the person, and of the default', () => {
    expect(when(1, { tenantSuspended: true })).toMatchObject({ refusal: 'tenant-suspended', sip: 403 });
    const suspendedUsers = new Set([ann]);
    expect(when(1, { suspendedUsers })).toMatchObject({ refusal: 'user-suspended', sip: 480 });
    expect(when(2, { suspendedUsers })).toMatchObject({ refusal: 'user-suspended', sip: 480 });
    expect(when(4, { tenantSuspended: true })).toMatchObject({ refusal: 'unknown' });
  });
  test('the person’s part is the same as for a call from inside', () => {
    for (const live of [awake, { ...awake, suspendedUsers: new Set([ann, bob]) }])
      for (const [n, dialled] of [
        [1, '1001'],
        [3, '1002'],
      ] as const) {
        const outside = decideInbound(both, live, { number: number(n), at: 0 });
        const inside = decide(both, live, { dialled, from: null, at: 0 });
        expect({ ...outside, because: outside.because.slice(2) }).toEqual({
          ...inside,
          because: inside.because.slice(1),
        });
      }
  });
});

describe('numbers that forbid an apply (FR-013, FR-025)', () => {
  const problems = (of: TenantSnapshot) => {
    const compiled = compilePlan(of, box);
    return compiled.ok ? [] : compiled.error;
  };
  test('sound ones do not', () => expect(problems(model([did(1, ann), did(2, null)], bob))).toEqual([]));
  test('one that leads to nobody, and a default that does', () =>
    expect(problems(model([did(1, nobody)], nobody))).toEqual([
      {
        problem: 'dangling-destination',
        number: number(1),
        userId: nobody,
        target: { kind: 'did', id: did(1, null).id },
      },
      { problem: 'dangling-destination', number: null, userId: nobody, target: { kind: 'tenant', id: tenant.id } },
    ]));
  test.each(['15550001', '+0155500', '+123456', '+1234567890123456', '+1555 0001', '+1555&Local/1'])(
    '%j, which is no E.164',
    (text) =>
      expect(problems(model([{ ...did(1, ann), number: text as E164 }]))).toMatchObject([
        { problem: 'invalid-number', number: text, target: { kind: 'did' } },
      ]),
  );
  test('one that is there twice', () =>
    expect(problems(model([did(1, ann), { ...did(2, bob), number: number(1) }]))).toMatchObject([
      { problem: 'duplicate-number', number: number(1), target: { kind: 'did', id: did(2, null).id } },
    ]));
});

describe('the calls from outside that are tried before an apply', () => {
  const change = (n: number, rest: Partial<ObjectChange> = {}): ObjectChange => ({
    kind: 'did',
    id: did(n, null).id,
    name: number(n),
    detail: null,
    change: 'changed',
    fields: [],
    ...rest,
  });
  const samples = (of: TenantSnapshot, changes: readonly ObjectChange[]) => sampleCalls(plan(of), changes, awake);
  const called = (of: ReturnType<typeof samples>, because: string) =>
    of.calls.filter((call) => call.because === because).map((call) => [call.number, call.dialled, call.expected.does]);

  test('go to what changed, to one without a destination, to what was given back, and to nobody', () => {
    const found = samples(model([did(1, ann), did(2, null), did(3, ann)], ann), [
      change(1),
      change(2, { change: 'new' }),
      change(4, { change: 'removed' }),
      change(3, { fields: [{ field: 'number', from: number(5), to: number(3) }] }),
    ]);
    expect(called(found, 'changed-number')).toEqual([1, 2, 3].map((n) => [number(n), number(n).slice(1), 'ring']));
    expect(called(found, 'freed-number')).toEqual([4, 5].map((n) => [number(n), number(n).slice(1), 'refuse']));
    expect(called(found, 'unassigned-number')).toEqual([[number(2), number(2).slice(1), 'ring']]);
    expect(called(found, 'public-number-of-nobody').map(([, , does]) => does)).toEqual(['refuse']);
    expect(found.numbers).toEqual({ changed: 3, chosen: 3 });
    expect(found.calls.find((call) => call.number === number(1))?.object).toEqual({
      kind: 'did',
      id: did(1, null).id,
      name: number(1),
    });
  });
  test('of a thousand changed ones forty are tried, the first and the last among them', () => {
    const all = Array.from({ length: 1_000 }, (_, n) => n);
    const found = samples(
      model(all.map((n) => did(n, ann))),
      all.map((n) => change(n)),
    );
    expect(found.numbers).toEqual({ changed: 1_000, chosen: 40 });
    const numbers = called(found, 'changed-number').map(([one]) => one);
    expect([numbers.at(0), numbers.at(-1)]).toEqual([number(0), number(999)]);
  });
  test('are none where there is no number', () =>
    expect(samples(model([]), []).calls.filter((call) => call.number)).toEqual([]));
});

describe('the hint of who may have a number (FR-053)', () => {
  const [a, b, c, d] = ['a7k2', 'b8m3', 'c9n4', 'd0p5'].map((tag) => tenantTag.parse(tag)) as [T, T, T, T];
  type T = typeof tenant.tag;
  test('names the newest first, each once, three at most', () => {
    const four = [a, b, c, d].reduce<string | null>((owners, tag) => withOwner(owners, tag), null);
    expect(four).toBe('d0p5,c9n4,b8m3');
    expect(withOwner(four, b)).toBe('b8m3,d0p5,c9n4');
  });
  test('loses whoever gave it up, and ends with the last', () => {
    expect(withoutOwner('b8m3,a7k2', b)).toBe('a7k2');
    expect(withoutOwner('a7k2', a)).toBeNull();
  });
  test('drops what is damaged', () => expect(ownersOf('a7k2,,x,B8M3,../..,b8m3')).toEqual([a, b]));
});
