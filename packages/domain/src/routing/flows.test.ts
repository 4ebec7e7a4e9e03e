import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  diffSnapshots,
  didId,
  e164,
  flowId,
  flowSettings,
  problemsOf,
  tenantId,
  tenantTag,
  userId,
  warningsOf,
  type BoxSnapshot,
  type Destination,
  type FlowId,
  type FlowSnapshot,
  type TenantSnapshot,
  type UserId,
} from '../index.ts';

const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const [ann, ben] = ['0000000000a1', '0000000000a2'].map((id) => userId.parse(id)) as [UserId, UserId];
const gone = userId.parse('0000000000a9');
const [a, b, c] = ['f0000000000a', 'f0000000000b', 'f0000000000c'].map((id) => flowId.parse(id)) as [
  FlowId,
  FlowId,
  FlowId,
];
const toFlow = (id: FlowId): Destination => ({ kind: 'flow', flowId: id });
const toUser = (id: UserId): Destination => ({ kind: 'user', userId: id });
const group = (id: FlowId, members: UserId[], rest: Partial<FlowSnapshot> = {}): FlowSnapshot => ({
  id,
  name: `Group ${id.at(-1)}`,
  extension: null,
  settings: flowSettings.parse({ kind: 'ring_group', members: members.map((one) => ({ userId: one })) }),
  exits: {},
  ...rest,
});
const nine = [{ from: '09:00', to: '17:00' }];
const schedule = (id: FlowId, week: object[][], rest: Partial<FlowSnapshot> = {}): FlowSnapshot => ({
  ...group(id, []),
  name: `Hours ${id.at(-1)}`,
  settings: flowSettings.parse({
    kind: 'schedule',
    week: Array.from({ length: 7 }, (_, n) => week[n] ?? []),
    holidays: [],
  }),
  ...rest,
});
const model = (flows: readonly FlowSnapshot[], rest: Partial<TenantSnapshot> = {}): TenantSnapshot => ({
  version: 1,
  tenant: { id: tenantId.parse('0000000000t1'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: [
    { id: ann, name: 'Ann', extension: 1001, voicemailEnabled: false },
    { id: ben, name: 'Ben', extension: 1002, voicemailEnabled: false },
  ],
  devices: [],
  flows,
  ...rest,
});
const problems = (flows: readonly FlowSnapshot[], rest: Partial<TenantSnapshot> = {}) =>
  problemsOf(model(flows, rest), box).map(({ target: _target, ...problem }) => problem);

describe('FR-025: nothing is generated from flows', () => {
  test('whose members or ways on are gone', () => {
    expect(problems([group(a, [ann, gone], { exits: { noanswer: toFlow(c) } })])).toEqual([
      { problem: 'dangling-exit', flow: 'Group a', exit: 'noanswer' },
      { problem: 'dangling-member', flow: 'Group a', userId: gone },
    ]);
    expect(problems([schedule(b, [nine], { exits: { open: toUser(gone), closed: toUser(ann) } })])).toEqual([
      { problem: 'dangling-exit', flow: 'Hours b', exit: 'open' },
    ]);
  });

  test('that lead to each other in a circle, or to themselves', () => {
    const circle = [
      group(a, [ann], { exits: { noanswer: toFlow(b) } }),
      schedule(b, [nine], { exits: { open: toUser(ann), closed: toFlow(c) } }),
      group(c, [ben], { exits: { noanswer: toFlow(a) } }),
    ];
    expect(problems(circle)).toEqual([{ problem: 'flow-loop', flows: ['Group a', 'Hours b', 'Group c'] }]);
    expect(problems([group(a, [ann], { exits: { noanswer: toFlow(a) } })])).toEqual([
      { problem: 'flow-loop', flows: ['Group a'] },
    ]);
    // Two ways to the same one are no circle.
    expect(
      problems([
        schedule(a, [nine], { exits: { open: toFlow(b), closed: toFlow(c) } }),
        group(b, [ann], { exits: { noanswer: toFlow(c) } }),
        group(c, [ben]),
      ]),
    ).toEqual([]);
  });

  test('with more members than the core can ring', () => {
    const users = Array.from({ length: 100 }, (_, n) => ({
      id: userId.parse(`0000000000${String(n).padStart(2, '0')}`),
      name: `Person ${n}`,
      extension: 2000 + n,
      voicemailEnabled: false,
    }));
    const crowd = group(a, []);
    const settings = {
      ...crowd.settings,
      members: users.map(({ id }) => ({ userId: id, delaySeconds: 0 })),
    } as FlowSnapshot['settings'];
    expect(problems([{ ...crowd, settings }], { users })).toEqual([
      { problem: 'too-many-members', flow: 'Group a', count: 100, max: 99 },
    ]);
  });

  test('whose extension belongs to somebody else, or would catch an emergency call', () => {
    expect(problems([group(a, [ann], { extension: 1001 }), group(b, [ann], { extension: 11 })])).toEqual([
      { problem: 'extension-shadows-emergency', extension: 11, emergencyNumber: '112', user: 'Group b' },
      { problem: 'duplicate-extension', extension: 1001, users: ['Ann', 'Group a'] },
    ]);
  });

  test('that a number or the default leads to and that are gone', () => {
    const dids = [{ id: didId.parse('n00000000001'), number: e164.parse('+15550100'), target: toFlow(c) }];
    const tenant = { ...model([]).tenant, defaultDestination: toFlow(b) };
    expect(problems([group(a, [ann])], { dids, tenant })).toEqual([
      { problem: 'dangling-destination', number: '+15550100', flowId: c },
      { problem: 'dangling-destination', number: null, flowId: b },
    ]);
  });
});

test('numbers lead to groups, schedules and numbers outside in the plan', () => {
  const number = (n: number, target: Destination) => ({
    id: didId.parse(`n0000000000${n}`),
    number: e164.parse(`+1555010${n}`),
    target,
  });
  const dids = [
    number(1, toFlow(a)),
    number(2, toFlow(b)),
    number(3, { kind: 'external', number: e164.parse('+493012345678') }),
  ];
  const plan = compilePlan(model([group(a, [ann]), schedule(b, [nine])], { dids }), box);
  expect(plan.ok && [...plan.value.numbers.values()]).toEqual([
    { kind: 'group', flowId: a },
    { kind: 'hours', flowId: b },
    { kind: 'external', digits: '493012345678' },
  ]);
});

test('a group without members and a schedule that is never open are worth a word', () => {
  expect(warningsOf(model([group(a, []), group(b, [ann]), schedule(c, [])]), null)).toEqual([
    'The ring group Group a has no members: its calls go on at once.',
    'The schedule Hours c is never open.',
  ]);
  const openOnce = flowSettings.parse({
    kind: 'schedule',
    week: Array.from({ length: 7 }, () => []),
    holidays: [{ name: 'Fair', from: '2026-10-10', to: '2026-10-11', hours: nine }],
  });
  expect(warningsOf(model([schedule(c, [], { settings: openOnce })]), null)).toEqual([]);
});

describe('what changed', () => {
  const fieldsOf = (before: FlowSnapshot[], after: FlowSnapshot[], rest: Partial<TenantSnapshot> = {}) =>
    diffSnapshots(model(before), model(after, rest))
      .filter(({ kind }) => kind === 'flow')
      .map(({ name, change, fields }) => ({ name, change, fields }));

  test('members by whom they are: one who was renamed is no change of the group', () => {
    const users = [{ id: ann, name: 'Ann Lee', extension: 1001, voicemailEnabled: false }, model([]).users[1]!];
    expect(fieldsOf([group(a, [ann])], [group(a, [ann])], { users })).toEqual([]);
    expect(fieldsOf([group(a, [ann])], [group(a, [ben, ann])])).toEqual([
      { name: 'Group a', change: 'changed', fields: [{ field: 'members', from: 'Ann', to: 'Ben · Ann' }] },
    ]);
  });

  test('hours as people write them, and ways on by name', () => {
    const [monday, saturday] = [nine, [{ from: '10:00', to: '14:00' }]];
    const before = schedule(b, [monday], { exits: { open: toUser(ann) } });
    const after = schedule(b, [monday, monday, monday, [], monday, saturday], {
      exits: { open: toFlow(a), closed: toUser(ben) },
    });
    expect(fieldsOf([group(a, [ann]), before], [group(a, [ann]), after])).toEqual([
      {
        name: 'Hours b',
        change: 'changed',
        fields: [
          {
            field: 'hours',
            from: 'Mon 09:00–17:00',
            to: 'Mon–Wed 09:00–17:00; Fri 09:00–17:00; Sat 10:00–14:00',
          },
          { field: 'exit.open', from: 'Ann 1001', to: 'Group a' },
          { field: 'exit.closed', from: '', to: 'Ben 1002' },
        ],
      },
    ]);
  });
});
