import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  decide,
  decideInbound,
  deviceId,
  didId,
  diffSnapshots,
  e164,
  flowId,
  loopsOf,
  menuSettings,
  press,
  promptId,
  reaches,
  sampleCalls,
  showDecision,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  warningsOf,
  type BoxSnapshot,
  type Destination,
  type FlowSnapshot,
  type LiveState,
  type MenuSettings,
  type ObjectChange,
  type TenantSnapshot,
} from '../index.ts';

const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const user = (n: number) => userId.parse(`0000000000a${n}`);
const flow = (n: number) => flowId.parse(`0000000000f${n}`);
const person = (n: number): Destination => ({ kind: 'user', userId: user(n) });
const to = (n: number): Destination => ({ kind: 'flow', flowId: flow(n) });
const welcome = promptId.parse('0000000000s1');
const menu = (
  n: number,
  exits: FlowSnapshot['exits'],
  more: Partial<MenuSettings> & { extension?: number } = {},
): FlowSnapshot => {
  const { extension = null, ...settings } = more;
  return {
    id: flow(n),
    name: `Menu ${n}`,
    extension,
    settings: { ...menuSettings.parse(settings), kind: 'menu' },
    exits,
  };
};
/** Ann 1001, Ben 1002, Cem 1003; each has a phone. */
const model = (flows: readonly FlowSnapshot[]): TenantSnapshot => ({
  version: 1,
  tenant: { id: tenantId.parse('0000000000t1'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: ['Ann', 'Ben', 'Cem'].map((name, n) => ({
    id: user(n + 1),
    name,
    extension: 1001 + n,
    voicemailEnabled: false,
  })),
  devices: [1, 2, 3].map((who) => ({
    id: deviceId.parse(`0000000000d${who}`),
    userId: user(who),
    label: 'Desk',
    sipUsername: sipUsername.parse(`a7k2-00000${who}`),
    transport: 'udp' as const,
    nat: 'auto' as const,
    codecs: ['alaw' as const],
    secretVersion: 1,
  })),
  dids: [{ id: didId.parse('0000000000n1'), number: main, target: to(1) }],
  flows,
});
const main = e164.parse('+15550100');
const awake: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
const planOf = (of: TenantSnapshot) => {
  const plan = compilePlan(of, box);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
};
/** What becomes of a call to the number when these keys are pressed, in a word. */
function after(flows: readonly FlowSnapshot[], keys: string): string {
  const plan = planOf(model(flows));
  const at = 0;
  const end = press(plan, decideInbound(plan, awake, { number: main, at }), { keys, live: awake, from: null, at });
  switch (end.does) {
    case 'ring':
      return end.user.name;
    case 'menu':
      return end.name;
    case 'refuse':
      return end.refusal;
    default:
      return end.does;
  }
}

describe('a menu', () => {
  const plain = [
    menu(
      1,
      { key1: person(1), keystar: to(2), keyhash: person(3), timeout: person(2), invalid: person(3) },
      { tries: 2 },
    ),
    menu(2, { key9: person(3), key0: to(1) }, { tries: 1 }),
  ];
  test.each([
    ['', 'Menu 1'],
    ['1', 'Ann'],
    ['#', 'Cem'],
    // A sub-menu, and back.
    ['*', 'Menu 2'],
    ['*9', 'Cem'],
    ['*01', 'Ann'],
    // The second try helps, and two are all there are.
    ['t1', 'Ann'],
    ['51', 'Ann'],
    ['tt', 'Ben'],
    ['5t', 'Ben'],
    ['t5', 'Cem'],
    ['55', 'Cem'],
    // An exit that leads nowhere ends the call.
    ['*t', 'hangup'],
    ['*1', 'hangup'],
    // Without direct dialling an extension is a row of keys.
    ['1002', 'Ann'],
  ])('where %j is pressed, leads to %s', (keys, end) => expect(after(plain, keys)).toBe(end));
  test('lets fifty keys be pressed, and no more', () => {
    expect(after(plain, '*0'.repeat(25))).toBe('Menu 1');
    expect(after(plain, `${'*0'.repeat(25)}1`)).toBe('loop');
  });
  test('is no loop where keys lead back, and is one where silence does', () => {
    expect(loopsOf(plain)).toEqual([]);
    expect(loopsOf([menu(1, { timeout: to(2) }), menu(2, { invalid: to(1) })])).toEqual([[flow(1), flow(2)]]);
  });
});

describe('direct dialling', () => {
  const open = [
    menu(1, { key1: person(3), key5: person(3), invalid: person(2), timeout: person(2) }, { tries: 1, dialling: true }),
    menu(2, { key1: person(1) }, { extension: 10 }),
  ];
  test.each([
    ['1001', 'Ann'],
    // No extension begins with 5: the key leads on at once.
    ['5', 'Cem'],
    // It may become an extension: silence says that it is the key.
    ['1', 'Menu 1'],
    ['1t', 'Cem'],
    ['1#', 'Cem'],
    // An extension of its own, and the beginning of others.
    ['10', 'Menu 1'],
    ['10t', 'Menu 2'],
    ['10#', 'Menu 2'],
    ['1009', 'Ben'],
    ['100t', 'Ben'],
    ['100*', 'Ben'],
    // Neither emergency numbers nor feature codes nor numbers outside are dialled here.
    ['112', 'Ben'],
    ['*97', 'Ben'],
    ['0049301234567', 'Ben'],
  ])('where %j is pressed, leads to %s', (keys, end) => expect(after(open, keys)).toBe(end));
});

describe('what is said of a menu', () => {
  const shop = menu(
    1,
    { key1: person(1), timeout: person(2) },
    { labels: { '1': 'Sales' }, promptText: 'Press 1 for sales.', extension: 2000 },
  );
  const plan = planOf(model([shop]));
  test('the tracer shows its keys and where they lead, and what pressing does', () => {
    const reached = decide(plan, awake, { from: null, dialled: '2000', at: 0 });
    const names = { plan, tenant: null, trunks: new Map() };
    expect(showDecision(reached, names)).toMatchObject({
      does: 'menu',
      menu: { name: 'Menu 1', keys: [{ key: '1', label: 'Sales', leadsTo: 'Ann' }], timeout: 'Ben', invalid: '' },
    });
    const pressed = press(plan, reached, { keys: '1', live: awake, from: null, at: 0 });
    expect(showDecision(pressed, names)).toMatchObject({ does: 'ring', rings: [{ name: 'Ann' }], menu: null });
    expect(showDecision(pressed, names).steps.map(({ reason }) => reason)).toEqual([
      'extension-of-flow',
      'menu-asks',
      'key-pressed',
      'all-devices-ring',
    ]);
  });
  test('people behind its keys are found, with the key', () =>
    expect(reaches(plan, { userId: user(1), at: 0, live: awake })).toContainEqual(
      expect.objectContaining({
        name: '2000',
        now: true,
        through: [{ flowId: flow(1), name: 'Menu 1', exit: 'key1' }],
      }),
    ));
  test('what changed is told by key, announcement and extension', () => {
    const now = {
      ...model([{ ...shop, exits: { key1: person(2) }, settings: { ...shop.settings, promptId: welcome } as never }]),
      prompts: [{ id: welcome, name: 'Welcome' }],
    };
    expect(diffSnapshots(model([shop]), now)).toMatchObject([
      {
        kind: 'flow',
        fields: [
          { field: 'prompt', from: '', to: 'Welcome' },
          { field: 'exit.key1', from: 'Ann 1001', to: 'Ben 1002' },
          { field: 'exit.timeout', from: 'Ben 1002', to: '' },
        ],
      },
    ]);
  });
  test('an announcement that is still to be recorded, and a menu without any way on, are worth a line', () => {
    const deaf = menu(2, {}, { promptId: welcome });
    expect(warningsOf(model([shop, deaf]), null)).toEqual([
      'The announcement of the menu Menu 1 is still to be recorded: callers hear a general one.',
      'No key of the menu Menu 2 leads anywhere.',
    ]);
  });
  test('before it goes live, each of its keys is pressed, and what stands behind other menus is reached', () => {
    const flows = [
      menu(1, { key1: person(1), key2: to(2), timeout: person(2) }, { tries: 2 }),
      menu(2, { key1: person(3) }, { dialling: true }),
    ];
    const change = (n: number): ObjectChange => ({
      kind: 'flow',
      id: flow(n),
      name: `Menu ${n}`,
      detail: null,
      change: 'changed',
      fields: [],
    });
    const { calls } = sampleCalls(planOf(model(flows)), [change(1), change(2)], awake);
    const pressed = calls.filter(({ because }) => because === 'changed-flow');
    expect(
      pressed.map(({ keys, expected }) => [keys ?? '', expected.does === 'ring' ? expected.user.name : expected.does]),
    ).toEqual(
      expect.arrayContaining([
        ['', 'menu'],
        ['1', 'Ann'],
        ['2', 'menu'],
        ['tt', 'Ben'],
        ['21t', 'Cem'],
      ]),
    );
  });
});
