import {
  handlingKey,
  hoursOverrideKey,
  flowId,
  saidFamily,
  type HandlingKey,
  type TenantSnapshot,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { thoroughly } from '../../../../tests/lab/runs.ts';
import { callScene } from '../../../../tests/calls/call-scene.ts';
import { noteOf } from '../handling/index.ts';
import { allow, sampleTrunk, withOutbound } from './outside.sample.ts';
import * as sample from './sample.ts';

/*
 * Feature codes (decision 0013) on a real Asterisk, and nothing else: what they change is there for the next call, whether
 * the agent is up or not. Ann may call Germany, Bob nobody outside; the other company has the same of everything.
 */
const company = (tag: string): TenantSnapshot =>
  withOutbound(
    sample.withFlows(
      sample.sampleTenant(tag, [
        ['Ann', 1001, 1],
        ['Bob', 1002, 1],
        ['Cleo', 1003, 1],
      ]),
      [
        { extension: 2001, members: ['2', '3'] },
        { extension: 2002, week: sample.everyDay(['00:00', '24:00']), to: { open: 'p2', closed: 'p3' } },
      ],
      tag === 'a7k2' ? { '+4930100100': 'p3' } : {},
    ),
    [[allow({ by: 'prefix', prefix: '+49' }, [1])], []],
    { people: { 1: { policy: 2 } }, ...(tag === 'a7k2' ? { callerId: '+4930100100' } : {}) },
  );
const acme = company('a7k2');
const { tag } = acme.tenant;
const [ann, bob, cleo] = ['a7k2-000001', 'a7k2-000002', 'a7k2-000003'] as const;
const [bea, ben] = ['b8m3-000001', 'b8m3-000002'] as const;
const HOURS = flowId.parse('a7k2f0000002');
const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: company('b8m3'), generation: 42 },
  ],
  trunks: [{ name: 'carrier', address: '127.0.0.9', context: 'sc-trunk' }],
  generated: [{ name: 'out', address: '127.0.0.2', tag: null, make: (at) => sampleTrunk(1, at) }],
});
const { line, trunk, refusals, ringing, events, talking } = scene;

beforeAll(scene.open);
afterAll(scene.close);
beforeEach(() => {
  scene.begin();
  trunk('out').answers();
});
afterEach(async () => {
  await scene.end();
  for (const family of ['sc/live', 'sc/said']) await scene.writer.dbDelTree(family);
});

const live = async (place: number, key: HandlingKey, model = acme) => {
  const found = await scene.writer.dbGet(handlingKey(model.tenant.tag, model.users[place - 1]!.id, key));
  return found.ok ? (found.value ?? null) : undefined;
};
/** Dials a code, hears that it was taken, and waits until the call is over. */
async function dials(phone: string, code: string, within = 15_000): Promise<void> {
  const before = line(phone).audiblePackets;
  const call = await line(phone).invite({ dialled: code });
  expect(call.code, code).toBe(200);
  await call.dialog!.ends({ within });
  expect(line(phone).audiblePackets, `${code} says something`).toBeGreaterThan(before);
}
const isRefused = async (phone: string, code: string, as: string, sip = 404) => {
  expect((await line(phone).invite({ dialled: code })).code, code).toBe(sip);
  await expect.poll(() => refusals().at(-1), { timeout: 5_000 }).toBe(as);
};
const rings = async (from: string, dialled: string) => {
  scene.begin();
  const { code } = await line(from).invite({ dialled });
  return [code, ...ringing()];
};
/** What the agent will read: what each note says, oldest first. */
async function notes(of = tag) {
  const listed = await scene.writer.list('DBGetTree', { Family: saidFamily(of) });
  const found = (listed.ok ? listed.value : []).map((event) => {
    const path = String(event['key']).slice(1);
    const cut = path.lastIndexOf('/');
    return noteOf({ family: path.slice(0, cut), key: path.slice(cut + 1), value: String(event['val']) });
  });
  return found.toSorted((a, b) => ((a?.serial ?? '') < (b?.serial ?? '') ? -1 : 1)).map((one) => one?.says);
}

describe('do not disturb (FR-031)', () => {
  test(
    '*78 and *79, *76 turns it over; each counts for the next call and leaves a note',
    { timeout: 60_000 },
    async () => {
      await dials(ann, '*78');
      expect(await rings(cleo, '1001')).toEqual([486]);
      await dials(ann, '*79');
      expect(await rings(cleo, '1001')).toEqual([486, ann]);
      await dials(ann, '*76');
      expect(await live(1, 'dnd')).toBe('on');
      await dials(ann, '*76');
      expect(await live(1, 'dnd')).toBeNull();
      expect(await notes()).toEqual([true, false, true, false].map((on) => ({ what: 'dnd', on })));
    },
  );
  test('tells the agent whose phone it was', async () => {
    await dials(ann, '*78');
    await expect.poll(() => events('ScSaid')).toMatchObject([{ tag, user: acme.users[0]!.id }]);
  });
});

describe('forwards (FR-032)', () => {
  test.each([
    ['*72', '*73', 'always'],
    ['*90', '*91', 'busy'],
    ['*92', '*93', 'noanswer'],
  ] as const)('%s and %s: %s', async (on, off, key) => {
    await dials(ann, `${on}1002`);
    expect(await live(1, key)).toBe(`user:${acme.users[1]!.id}`);
    if (key !== 'noanswer') expect(await rings(cleo, '1001')).toEqual(key === 'always' ? [486, bob] : [486, ann, bob]);
    await dials(ann, off);
    expect(await live(1, key)).toBeNull();
    expect(await notes()).toEqual([
      { what: key, to: `user:${acme.users[1]!.id}` },
      { what: key, to: 'off' },
    ]);
  });
  test('to a group by its extension', async () => {
    await dials(ann, '*722001');
    expect(await rings(ann, '1002')).toEqual([486, bob]);
    expect(await rings(bob, '1001')).toEqual([480, cleo]);
  });
  test('to a number outside that the person may call, as they dial it', async () => {
    await dials(ann, '*72030999999');
    expect(await live(1, 'always')).toBe('external:4930999999');
    const carried = trunk('out').carried.length;
    const call = await line(bob).invite({ dialled: '1001' });
    await call.dialog?.hangUp();
    expect([
      call.code,
      trunk('out')
        .carried.slice(carried)
        .map(({ dialled }) => dialled),
    ]).toEqual([200, ['+4930999999']]);
  });
  test('nowhere that the policy blocks, to no number of the company’s own, to nobody, not to oneself', async () => {
    await isRefused(bob, '*72030999999', 'blocked', 403);
    await isRefused(ann, '*72030100100', 'loop', 500);
    await isRefused(ann, '*721001', 'loop', 500);
    await isRefused(ann, '*721009', 'unknown');
    await isRefused(ann, '*72', 'unknown');
    await isRefused(ann, '*72112', 'unknown');
    await isRefused(ann, '*72*78', 'unknown');
    expect([await live(1, 'always'), await live(2, 'always'), await notes()]).toEqual([null, null, []]);
  });
});

test('*28 with a schedule’s extension opens and closes it by hand, and again leaves it to its hours', async () => {
  expect(await rings(ann, '2002')).toEqual([486, bob]);
  await dials(ann, '*282002');
  expect(await rings(ann, '2002')).toEqual([486, cleo]);
  await dials(ann, '*282002');
  expect(await rings(ann, '2002')).toEqual([486, bob]);
  expect(await scene.writer.dbGet(hoursOverrideKey(tag, HOURS))).toEqual({ ok: true, value: undefined });
  expect(await notes()).toEqual([
    { what: 'hours', flow: HOURS, override: 'closed' },
    { what: 'hours', flow: HOURS, override: null },
  ]);
  await isRefused(ann, '*281002', 'unknown');
  await isRefused(ann, '*28', 'unknown');
});

thoroughly(
  '*43 speaks and listens; *65 says one’s extension and number',
  async () => {
    const call = await line(ann).invite({ dialled: '*43' });
    expect(call.code).toBe(200);
    await expect.poll(() => line(ann).audiblePackets, { timeout: 10_000 }).toBeGreaterThan(20);
    await call.dialog!.hangUp();
    // Fourteen digits, one after the other.
    await dials(ann, '*65', 40_000);
  },
  60_000,
);

describe('codes are a phone’s own', () => {
  test('what is more or less than a code is nobody’s', async () => {
    for (const dialled of ['*781', '*79#', '*7', '*', '**', '*11'])
      expect((await line(ann).invite({ dialled })).code, dialled).toBe(404);
    expect(await notes()).toEqual([]);
  });
  test('the other company’s Ann dials them for herself alone', async () => {
    await dials(bea, '*78');
    expect(await rings(bob, '1001')).toEqual([486, ann]);
    expect(await rings(ben, '1001')).toEqual([486]);
    expect([await notes(), await notes('b8m3' as typeof tag)]).toEqual([[], [{ what: 'dnd', on: true }]]);
  });
  test('SECURITY: nobody is transferred to one, and no carrier calls one', async () => {
    line(bob).answersCallsWith({ say: 'answer' });
    const call = await line(ann).invite({ dialled: '1002' });
    await talking(ann, bob);
    await line(bob).incoming.at(-1)!.dialog!.refer('sip:*78@127.0.0.1');
    await expect.poll(() => refusals().at(-1), { timeout: 5_000 }).toBe('unknown');
    await call.dialog!.hangUp();
    await trunk('carrier').calls('*78', { from: '+4930123' });
    expect([await live(1, 'dnd'), await live(2, 'dnd'), await notes()]).toEqual([null, null, []]);
  });
  test('SECURITY: a phone that says to be another’s changes its own owner’s', async () => {
    const call = await line(bob).invite({
      dialled: '*78',
      from: `"1001" <sip:${bob}@127.0.0.1>`,
      headers: ['P-Asserted-Identity: "Ann" <sip:1001@127.0.0.1>', 'Remote-Party-ID: <sip:1001@127.0.0.1>'],
    });
    await call.dialog!.ends({ within: 15_000 });
    expect([await live(1, 'dnd'), await live(2, 'dnd')]).toEqual([null, 'on']);
  });
});
