import {
  loopsOf,
  MENU_KEYS,
  press,
  decide,
  decideInbound,
  e164,
  pointerKey,
  queueStrategy,
  targetText,
  userStateKey,
  whenEmpty,
  type Decision,
  type FlowExit,
  type LiveState,
  type RoutePlan,
  type TenantSnapshot,
  type UserId,
} from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFull } from '../../../../tests/lab/runs.ts';
import { callScene } from '../../../../tests/calls/call-scene.ts';
import { saysNothing } from '../../../../tests/lab/phones/index.ts';
import { dice } from '../../../../tests/faults/random-plan.ts';
import * as sample from './sample.ts';

/**
 * Whatever graph of ring groups, schedules, menus, queues and people a company makes, at whatever moment in whatever zone, and
 * whatever is pressed: `decide` and the core say the same. SYNERGYCALL_SEED repeats a run, `--full` makes it longer.
 */
const seed = Number(process.env['SYNERGYCALL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const graphs = isFull ? 100 : 12;
const MOMENTS = 8;
const { upTo } = dice(seed);
const random = {
  below: (count: number): number => upTo(count - 1),
  pick: <T>(all: readonly T[]): T => all[upTo(all.length - 1)]!,
};

/** Clocks change at different hours, by different steps, to other days, at midnight, or never. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Calcutta',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Africa/Cairo',
  'US/Eastern',
];
const CHANGES = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2027-03-14T07:00Z',
  '2027-11-07T06:00Z',
  '2028-04-01T15:00Z',
];
/** Ann and Cleo have mailboxes. */
const people = sample.withVoicemail(
  sample.sampleTenant('a7k2', [
    ['Ann', 1001, 2],
    ['Bob', 1002, 1],
    ['Cleo', 1003, 0],
    ['Dan', 1004, 1],
  ]),
  [1, 3],
);
const NUMBERS = Array.from({ length: 6 }, (_, n) => e164.parse(`+155501${String(n).padStart(2, '0')}`));
const EXTENSIONS = [2001, 2002, 2003];
const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const hours = () => {
  const [from, to] = [random.below(97) * 15, random.below(97) * 15].toSorted((a, b) => a - b) as [number, number];
  return { from: clock(Math.min(from, 1425)), to: clock(to) };
};
const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random.below(most + 1) }, make);
const holiday = (around: readonly number[]) => {
  const first = random.pick(around);
  const last = first + random.below(4) * 86_400_000;
  return { name: 'Day off', from: day(first), to: day(last), yearly: random.below(2) === 0, hours: some(2, hours) };
};

/** What a caller may press: keys, extensions, silence. */
const presses = (): string =>
  Array.from({ length: random.below(5) }, () =>
    random.pick([...MENU_KEYS, 't', 't', '1001', '1004', '2001', '2003', '2', '20t', '112', '*97', '1#']),
  ).join('');
/** Moments that matter: clocks change, days and years begin, 29 February, any time. */
function moment(): number {
  const near = random.pick([
    ...CHANGES.map((when) => Date.parse(when)),
    Date.parse('2028-02-29T00:00Z'),
    Date.parse('2027-01-01T00:00Z'),
    Date.parse('2026-06-01T00:00Z') + random.below(700 * 86_400) * 1_000,
  ]);
  return near + (random.below(28 * 4 * 2) - 28 * 4) * 900_000 + random.pick([0, 0, -1_000, 1_000, 59_999]);
}

function model(moments: readonly number[]): TenantSnapshot {
  const count = 2 + random.below(10);
  const anywhere = () =>
    random.pick([
      'p1',
      'p2',
      'p3',
      'p4',
      'v1',
      'v2',
      'v3',
      '+4930123456',
      ...Array.from({ length: count * 2 }, (_, n) => `f${(n % count) + 1}`),
    ]);
  const exits = (...names: FlowExit[]) =>
    Object.fromEntries(names.flatMap((name) => (random.below(6) === 0 ? [] : [[name, anywhere()]])));
  const free = [...EXTENSIONS];
  const flows = Array.from({ length: count }, (): sample.SampleFlow => {
    const extension = random.below(3) === 0 ? free.pop() : undefined;
    const head = extension === undefined ? {} : { extension };
    if (random.below(6) === 0)
      return {
        ...head,
        agents: random.pick([[], ['1'], ['4:2', '3'], ['2', '1:10:stays', '4']]),
        strategy: random.pick(queueStrategy.options),
        whenEmpty: random.pick(whenEmpty.options),
        hears: random.pick(['music', 'ringing'] as const),
        callerIdPrefix: random.pick(['', 'Help']),
        to: exits('timeout', 'full', 'empty'),
      };
    if (random.below(8) === 0) return { ...head, heardBy: random.pick([[], ['1'], ['2', '4']]) };
    if (random.below(3) === 0)
      return {
        ...head,
        members: some(4, () => `${1 + random.below(4)}:${random.below(30)}`),
        strategy: random.pick(['all', 'in-order', 'round-robin', 'longest-idle']),
        callerIdPrefix: random.pick(['', 'Sales', ' Night 1.- ']),
        to: exits('noanswer'),
      };
    if (random.below(3) === 0) {
      const keys = MENU_KEYS.filter(() => random.below(3) === 0).map((key) => [key, anywhere()] as const);
      return {
        ...head,
        keys: Object.fromEntries(keys),
        tries: 1 + random.below(3),
        waitSeconds: 1,
        dialling: random.below(2) === 0,
        to: exits('timeout', 'invalid'),
      };
    }
    return {
      ...head,
      week: Array.from({ length: 7 }, () => some(3, hours)),
      holidays: some(3, () => holiday(moments)),
      timezone: random.pick([null, ...ZONES]),
      to: exits('open', 'closed', 'holiday'),
    };
  });
  const numbers = Object.fromEntries(NUMBERS.map((number) => [number, random.below(8) === 0 ? null : anywhere()]));
  const made = sample.withFlows(people, flows, numbers);
  return { ...made, tenant: { ...made.tenant, timezone: random.pick(ZONES) } };
}

const scene = callScene({
  companies: [
    { model: sample.withFlows(people, [], Object.fromEntries(NUMBERS.map((n) => [n, 'p1']))), generation: 41 },
  ],
  trunks: [{ name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' }],
});
beforeAll(scene.open);
afterAll(scene.close);

/** As many times in a row a caller of the real calls keeps silent. */
const PATIENCE = 't'.repeat(4);
/** A number that leads to a menu now, keys, and whom they ring or why nobody: without silence that lasts too long. */
function realCall(plan: RoutePlan, live: LiveState) {
  for (let tried = 0; tried < 60; tried++) {
    const [number, keys, at] = [random.pick(NUMBERS), presses().replaceAll('t', ''), Date.now()];
    const reached = decideInbound(plan, live, { number, at });
    const end = press(plan, reached, { keys: keys + PATIENCE, live, from: null, at });
    if (reached.does !== 'menu' || (end.does !== 'ring' && end.does !== 'refuse')) continue;
    // Phones are busy: a mailbox would record for minutes.
    if (end.does === 'ring' && end.after.busy) continue;
    const rings = end.does === 'ring' ? end.members.map(({ sipUsername }) => sipUsername) : [];
    return { number, keys, rings, refused: end.does === 'refuse' ? [end.refusal] : [] };
  }
  return undefined;
}
/** From outside, with keys faster than they are read, then silent to the end. */
async function callAndPress(number: string, keys: string): Promise<void> {
  const { code, dialog, messages } = await scene.trunk('carrier').calls(number, { from: '+4930123' });
  expect(code).toBe(200);
  const silence = await saysNothing(messages);
  for (const key of keys) {
    const body = `Signal=${key}\r\nDuration=100\r\n`;
    await dialog!.request('INFO', { headers: ['Content-Type: application/dtmf-relay'], body });
    // What comes too late goes nowhere, as `press` says.
    if (dialog!.over) break;
  }
  await dialog!.ends({ within: 60_000 });
  silence.stop();
}

const answer = (one: Decision) => {
  switch (one.does) {
    case 'ring':
      return `ring ${one.members.map((member) => `PJSIP/${member.sipUsername}`).join('&')}`;
    case 'group':
      return `group group:${one.flowId}`;
    case 'voicemail':
      return `voicemail ${targetText(one.box)}`;
    case 'menu':
      return `menu menu:${one.flowId}`;
    case 'queue':
      return `queue queue:${one.flowId}`;
    case 'refuse':
      return `${one.refusal} `;
    default:
      return one.does;
  }
};

test(
  `SC-004: ${graphs} random graphs, seed ${seed}: decide and the core agree about every number at every moment`,
  { timeout: 60_000 + graphs * 40_000 },
  async () => {
    const { tag } = people.tenant;
    const seen = new Map<string, number>();
    // It is no proof if it never got anywhere: on until it did, as far as that takes no time without end.
    const wanted = [
      'ring by schedule',
      'group by schedule',
      'hangup by schedule',
      'menu directly',
      'queue directly',
      'really pressed',
    ];
    const isShort = (graph: number) => graph < graphs * 4 && !wanted.every((one) => seen.has(one));
    for (let graph = 1; graph <= graphs || isShort(graph); graph++) {
      const moments = Array.from({ length: MOMENTS }, moment);
      let snapshot = model(moments);
      // A model that goes round is refused before anything is made of it.
      while (loopsOf(snapshot.flows ?? []).length > 0) snapshot = model(moments);
      const generation = 100 + graph;
      const plan: RoutePlan = await scene.writeGeneration(snapshot, generation);
      await scene.put(pointerKey(tag), String(generation));
      const asleep = random.pick<UserId | null>([null, null, ...people.users.map(({ id }) => id)]);
      if (asleep) await scene.put(userStateKey(tag, asleep), 'suspended');
      const live: LiveState = { tenantSuspended: false, suspendedUsers: new Set(asleep ? [asleep] : []) };
      for (const at of moments) {
        const behind = (reached: Decision, keys: string) => press(plan, reached, { keys, live, from: null, at });
        const asked = [
          ...NUMBERS.map((number) => {
            const keys = presses();
            return { ask: { did: number }, keys, meant: behind(decideInbound(plan, live, { number, at }), keys) };
          }),
          ...EXTENSIONS.map((extension) => {
            const keys = presses();
            const reached = decide(plan, live, { from: null, dialled: String(extension), at });
            return { ask: String(extension), keys, meant: behind(reached, keys) };
          }),
        ];
        const said = await Promise.all(
          asked.map(async ({ ask, keys, meant }) => {
            const { reason, resolved, generation: of } = await scene.health(tag, ask, { at, keys });
            const word = meant.because.find((one) => one.reason === 'schedule') ? 'by schedule' : 'directly';
            const pressed = meant.because.some(({ reason: why }) => why === 'key-pressed') ? ' by key' : '';
            const dialled = meant.because.some(({ reason: why }) => why === 'extension-dialled') ? ' dialled' : '';
            const kind = `${meant.does === 'refuse' ? meant.refusal : meant.does} ${word}${pressed}${dialled}`;
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
            return { graph, ask, keys, at: new Date(at).toISOString(), of, came: [reason, resolved].join(' ') };
          }),
        );
        expect(said, JSON.stringify(snapshot.flows)).toEqual(
          asked.map(({ ask, keys, meant }) => ({
            graph,
            ask,
            keys,
            at: new Date(at).toISOString(),
            of: String(generation),
            came: answer(meant),
          })),
        );
      }
      const real = realCall(plan, live);
      if (real) {
        scene.begin();
        await callAndPress(real.number, real.keys);
        const { rings, refused } = real;
        // What AMI tells of a refusal comes a moment after the call's end.
        const came = () => ({ rings: scene.ringing().toSorted(), refused: scene.refusals() });
        await expect
          .poll(came, { timeout: 5_000, message: `${real.number} ${real.keys} ${JSON.stringify(snapshot.flows)}` })
          .toEqual({ rings: rings.toSorted(), refused });
        seen.set('really pressed', (seen.get('really pressed') ?? 0) + 1);
        await scene.end();
      }
      if (asleep) await scene.writer.dbDel(userStateKey(tag, asleep));
    }
    console.log(`random call flows: seed ${seed}, ${JSON.stringify(Object.fromEntries(seen))}`);
    expect([...seen.keys()]).toEqual(expect.arrayContaining(wanted));
  },
);
