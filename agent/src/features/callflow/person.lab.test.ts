import {
  decide,
  decideInbound,
  e164,
  flowId,
  handlingEntries,
  handlingKey,
  HANDLING_KEYS,
  targetText,
  userStateKey,
  type Decision,
  type LiveState,
  type PersonHandling,
  type Target,
  type TenantSnapshot,
  type UserId,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene } from '../../../../tests/calls/call-scene.ts';
import { dice } from '../../../../tests/faults/random-plan.ts';
import { isFull } from '../../../../tests/lab/runs.ts';
import { partyOf } from '../../../../tests/lab/phones/index.ts';
import { allow, sampleTrunk, withOutbound } from './outside.sample.ts';
import * as sample from './sample.ts';

/*
 * What a person's calls do when nobody answers, and before that (US6, FR-031, FR-032, FR-035), on a real Asterisk. Ann has
 * two phones and may call Germany; Bob may call nobody outside; Cleo has a phone, Dan has one too, Eve has none.
 */
const company = (tag: string): TenantSnapshot =>
  withOutbound(
    sample.withFlows(
      sample.sampleTenant(tag, [
        ['Ann', 1001, 2],
        ['Bob', 1002, 1],
        ['Cleo', 1003, 1],
        ['Dan', 1004, 1],
        ['Eve', 1005, 0],
      ]),
      [
        { extension: 2001, members: ['1', '2'] },
        { extension: 2002, members: ['1', '3'], strategy: 'in-order', to: { noanswer: 'p4' } },
        { week: sample.everyDay(['00:00', '24:00']), to: { open: 'p3' } },
      ],
      tag === 'a7k2' ? { '+4930100100': null, '+4930100101': 'p1', '+4930100102': 'p2' } : {},
    ),
    [[allow({ by: 'prefix', prefix: '+49' }, [1])], []],
    tag === 'a7k2'
      ? { callerId: '+4930100100', people: { 0: { callerId: '+4930100101' }, 1: { policy: 2 } } }
      : { people: {} },
  );
const acme = company('a7k2');
const beta = company('b8m3');
const { tag } = acme.tenant;
const [ann1, ann2, bob, cleo, dan] = [1, 2, 3, 4, 5].map((n) => `a7k2-00000${n}`) as [S, S, S, S, S];
type S = string;
const bea = 'b8m3-000001';

/** Stands in for voicemail: says whose box was reached, and takes the call. */
const STANDS_IN = `
[sc-voicemail]
exten => _[0-9a-z][0-9a-z]!,1,UserEvent(LabVoicemail,Box: \${EXTEN},Tag: \${SC_T})
 same => n,Answer()
 same => n,Hangup(16)
`;
const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  trunks: [{ name: 'carrier', address: '127.0.0.9', context: 'sc-trunk' }],
  generated: [{ name: 'out', address: '127.0.0.2', tag: null, make: (at) => sampleTrunk(1, at) }],
  extensions: STANDS_IN,
});
const { line, trunk, put, health, events, refusals, ringing } = scene;
const person = (place: number, model = acme): UserId => model.users[place - 1]!.id;
const flow = (place: number) => flowId.parse(`a7k2f${String(place).padStart(7, '0')}`);
const to = (place: number): Target => ({ kind: 'user', userId: person(place) });
const OUTSIDE: Target = { kind: 'external', digits: '4930999999' };

/** What somebody chose, as the agent writes it. */
async function chose(place: number, { dnd = false, seconds = null, ...forwards }: Wish, model = acme): Promise<void> {
  const entries = handlingEntries(model.tenant.tag, person(place, model), { dnd, seconds, forwards });
  for (const entry of entries) await put(entry, entry.value);
}
type Wish = { dnd?: boolean; seconds?: number | null } & PersonHandling['forwards'];
const hasBox = (place: number) => put({ family: 'sc/g/a7k2/41', key: `u/${person(place)}/vm` }, '1');
const boxes = () => events('LabVoicemail').map((event) => event['box']);
const calls = (from: string, dialled: string) => line(from).invite({ dialled });
const refusedAs = (...reasons: string[]) => expect.poll(refusals, { timeout: 5_000 }).toEqual(reasons);
const shown = (name: string) => partyOf(line(name).incoming.at(-1)!.invite.headers['from']![0]!);

beforeAll(scene.open);
afterAll(scene.close);
let carried = 0;
beforeEach(() => {
  scene.begin();
  trunk('out').answers();
  carried = trunk('out').carried.length;
});
afterEach(async () => {
  await scene.end();
  await scene.writer.dbDelTree('sc/live');
  for (const place of [1, 2, 3, 4, 5])
    await scene.writer.dbDel({ family: 'sc/g/a7k2/41', key: `u/${person(place)}/vm` });
});
const outside = () => trunk('out').carried.slice(carried);

describe('all calls elsewhere (FR-032)', () => {
  test('nobody rings but whom they go to, who sees who calls', async () => {
    await chose(1, { always: to(2) });
    expect((await calls(dan, '1001')).code).toBe(486);
    expect(ringing()).toEqual([bob]);
    expect(shown(bob)).toEqual({ name: 'Dan', number: '1004' });
  });
  test('from outside as from inside, and to a group as to a person', async () => {
    await chose(1, { always: { kind: 'group', flowId: flow(2) } });
    await trunk('carrier').calls('+4930100101', { from: '+4930123', name: 'Zoë' });
    // Ann is a member of the group: there her own forward does not count.
    expect(ringing()).toEqual([ann1, ann2, cleo, dan]);
    expect(shown(cleo)).toEqual({ name: 'Zoë', number: '+4930123' });
  });
  test('to a schedule, and to nobody', async () => {
    await chose(1, { always: { kind: 'hours', flowId: flow(3) } });
    await calls(dan, '1001');
    expect(ringing()).toEqual([cleo]);
    await chose(1, { always: { kind: 'hangup' } });
    expect((await calls(dan, '1001')).code).toBe(480);
    await refusedAs('hangup');
  });
  test('whom they go to may still call; others of the company may not', async () => {
    await chose(1, { always: to(2) });
    await calls(bob, '1001');
    expect(ringing()).toEqual([ann1, ann2]);
  });
  test('a chain is followed to its end; a circle ends, and says so', async () => {
    await chose(1, { always: to(2) });
    await chose(2, { always: to(3) });
    await calls(dan, '1001');
    expect(ringing()).toEqual([cleo]);
    await chose(3, { always: to(1) });
    expect((await calls(dan, '1001')).code).toBe(500);
    await refusedAs('loop');
  });
  test('a forward to somebody who is suspended, or not live, reaches nobody', async () => {
    await chose(1, { always: to(2) });
    await put(userStateKey(tag, person(2)), 'suspended');
    expect((await calls(dan, '1001')).code).toBe(480);
    await put(handlingKey(tag, person(1), 'always'), 'user:zzzzzzzzzzzz');
    expect((await calls(dan, '1001')).code).toBe(500);
    expect(ringing()).toEqual([]);
    await refusedAs('user-suspended', 'corrupt');
  });
  test.each([
    'user:a7k200000002&Local/666@leak',
    'PJSIP/a7k2-000003',
    `voicemail:a7k200000002`,
    'external:112',
    'user:',
    '1',
  ])('SECURITY: what is damaged reaches nobody: %s', async (value) => {
    await put(handlingKey(tag, person(1), 'always'), value);
    expect((await calls(dan, '1001')).code).toBe(500);
    expect([ringing(), outside().length]).toEqual([[], 0]);
  });
});

describe('do not disturb (FR-031)', () => {
  test('says busy without ringing, as long as it is on', async () => {
    await chose(1, { dnd: true });
    expect((await calls(dan, '1001')).code).toBe(486);
    expect(ringing()).toEqual([]);
    await refusedAs('do-not-disturb');
    await scene.writer.dbDel(handlingKey(tag, person(1), 'dnd'));
    await calls(dan, '1001');
    expect(ringing()).toEqual([ann1, ann2]);
  });
  test('leads where calls go when busy, or to the box', async () => {
    await chose(1, { dnd: true, busy: to(2) });
    await calls(dan, '1001');
    expect(ringing()).toEqual([bob]);
    await chose(3, { dnd: true });
    await hasBox(3);
    expect((await calls(dan, '1003')).code).toBe(200);
    await expect.poll(boxes).toEqual([person(3)]);
  });
  test('passes them over in groups that ring together and in turn; what else they chose counts in neither', async () => {
    await chose(1, { dnd: true, busy: to(4) });
    await chose(2, { always: to(4) });
    await calls(cleo, '2001');
    expect(ringing()).toEqual([bob]);
    scene.begin();
    await calls(bob, '2002');
    expect(ringing()).toEqual([cleo, dan]);
  });
  test('calls no one else’s: the other company’s Ann rings', async () => {
    await chose(1, { dnd: true });
    await line('b8m3-000003').invite({ dialled: '1001' });
    expect(ringing()).toEqual([bea, 'b8m3-000002']);
  });
});

describe('when the phones don’t take it', () => {
  test('busy and declined go where calls go when busy; the next one’s own choice counts then', async () => {
    await chose(1, { busy: to(2) });
    await chose(2, { busy: to(3) });
    line(bob).answersCallsWith({ say: 'refuse', code: 603, ringing: true });
    expect((await calls(dan, '1001')).code).toBe(486);
    expect(ringing()).toEqual([ann1, ann2, bob, cleo]);
  });
  test('rings as long as was chosen, then goes on', { timeout: 30_000 }, async () => {
    await chose(1, { seconds: 5, noanswer: to(2) });
    for (const phone of [ann1, ann2]) line(phone).answersCallsWith({ say: 'ring' });
    const began = Date.now();
    expect((await calls(dan, '1001')).code).toBe(486);
    expect(ringing()).toEqual([ann1, ann2, bob]);
    // Not before: 30 seconds are the default, and nobody is hurried.
    expect(Date.now() - began).toBeGreaterThan(4_500);
  });
  test('with no phone reachable, and with no phone at all', async () => {
    await chose(3, { away: to(2) });
    await chose(5, { away: to(2) });
    expect((await line(cleo).unregister()).code).toBe(200);
    await calls(dan, '1003');
    expect((await line(cleo).register()).code).toBe(200);
    expect(ringing()).toEqual([bob]);
    scene.begin();
    await calls(dan, '1005');
    expect(ringing()).toEqual([bob]);
  });
  test('by default to their box, where they have one; else the caller is told as ever', async () => {
    expect((await calls(dan, '1003')).code).toBe(486);
    expect((await calls(dan, '1005')).code).toBe(480);
    await hasBox(3);
    await hasBox(5);
    expect((await calls(dan, '1003')).code).toBe(200);
    expect((await calls(dan, '1005')).code).toBe(200);
    await expect.poll(boxes).toEqual([person(3), person(5)]);
    expect(events('LabVoicemail').map((event) => event['tag'])).toEqual([tag, tag]);
  });
  test('to their own box by choice, and to no other’s', async () => {
    await hasBox(1);
    await chose(1, { busy: { kind: 'voicemail', userId: person(1) } });
    expect((await calls(dan, '1001')).code).toBe(200);
    await expect.poll(boxes).toEqual([person(1)]);
    await put(handlingKey(tag, person(1), 'busy'), targetText({ kind: 'voicemail', userId: person(3) }));
    expect((await calls(dan, '1001')).code).toBe(500);
    expect(boxes()).toHaveLength(1);
  });
  test('a circle of those who are busy ends after twenty of them', { timeout: 60_000 }, async () => {
    await chose(2, { busy: to(3) });
    await chose(3, { busy: to(2) });
    expect((await calls(dan, '1002')).code).toBe(500);
    await refusedAs('loop');
  });
  test('an answered call ends where it was answered, and one that is given up goes nowhere', async () => {
    await chose(2, { busy: to(3), noanswer: to(3), away: to(3) });
    line(bob).answersCallsWith({ say: 'answer', ringing: true });
    const call = await calls(dan, '1002');
    expect(call.code).toBe(200);
    await line(bob).incoming.at(-1)!.dialog!.hangUp();
    await call.dialog!.ends();
    line(bob).answersCallsWith({ say: 'ring' });
    expect((await line(dan).invite({ dialled: '1002', cancelAfter: 300 })).code).toBe(487);
    expect(ringing()).toEqual([bob]);
  });
});

describe('to a number outside', () => {
  test('by the policy and with the number of whoever forwards, whoever calls', async () => {
    await chose(1, { always: OUTSIDE });
    // Bob may call nobody outside himself.
    const call = await calls(bob, '1001');
    await call.dialog?.hangUp();
    expect([call.code, outside().map(({ dialled }) => dialled)]).toEqual([200, ['+4930999999']]);
    expect(outside()[0]!.from).toMatchObject({ number: '+4930100101', name: '' });
    const inbound = await trunk('carrier').calls('+4930100101', { from: '+4930123' });
    await inbound.dialog?.hangUp();
    expect([inbound.code, outside().length]).toEqual([200, 2]);
  });
  test('is blocked where that policy blocks it, though the caller’s own would allow it', async () => {
    await chose(2, { always: OUTSIDE, busy: OUTSIDE });
    expect((await calls(ann1, '1002')).code).toBe(403);
    await refusedAs('blocked');
    await scene.writer.dbDel(handlingKey(tag, person(2), 'always'));
    expect((await calls(ann1, '1002')).code).toBe(403);
    expect(outside()).toEqual([]);
  });
  test('a number of the company’s own would come back: refused', async () => {
    await chose(1, { always: { kind: 'external', digits: '4930100102' } });
    expect((await calls(dan, '1001')).code).toBe(500);
    await refusedAs('loop');
    expect(outside()).toEqual([]);
  });
  test('when nobody answers, too', async () => {
    await chose(1, { busy: OUTSIDE });
    const call = await calls(dan, '1001');
    await call.dialog?.hangUp();
    expect([call.code, ringing(), outside().length]).toEqual([200, [ann1, ann2], 1]);
  });
});

/** As the core's health report says it. */
function answer(one: Decision): string {
  switch (one.does) {
    case 'ring':
      return `ring ${one.members.map(({ sipUsername }) => `PJSIP/${sipUsername}`).join('&')}`;
    case 'group':
      return `group group:${one.flowId}`;
    case 'voicemail':
      return `voicemail ${targetText(one.box)}`;
    case 'menu':
      return `menu menu:${one.flowId}`;
    case 'queue':
      return `queue queue:${one.flowId}`;
    case 'outside':
      return `outside ${one.way.digits}@${one.way.trunks.join('.')}`;
    case 'refuse':
      return `${one.refusal} `;
    case 'emergency':
    case 'code':
      return one.does;
  }
}

const seed = Number(process.env['SYNERGYCALL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const rounds = isFull ? 120 : 15;
test(
  `${rounds} random choices of five people, seed ${seed}: decide and the core agree about every extension and number`,
  { timeout: 60_000 + rounds * 10_000 },
  async () => {
    const { upTo } = dice(seed);
    const pick = <T>(all: readonly T[]): T => all[upTo(all.length - 1)]!;
    const seen = new Set<string>();
    // It is no proof if it never got anywhere: on until it did, as far as that takes no time without end.
    const wanted = ['ring', 'voicemail', 'do-not-disturb', 'outside', 'group'];
    const isShort = (round: number) => round < rounds * 4 && !wanted.every((one) => seen.has(one));
    for (let round = 0; round < rounds || isShort(round); round++) {
      const handling = new Map<UserId, PersonHandling>();
      const boxed = new Set<UserId>();
      for (const { id } of acme.users) {
        const anywhere = (): Target =>
          pick<Target>([
            ...acme.users.filter((user) => user.id !== id).map((user): Target => ({ kind: 'user', userId: user.id })),
            { kind: 'group', flowId: flow(1) },
            { kind: 'hours', flowId: flow(3) },
            OUTSIDE,
            { kind: 'hangup' },
            { kind: 'voicemail', userId: id },
          ]);
        const some = (key: string) => (upTo(2) === 0 ? { [key]: anywhere() } : {});
        const forwards = { ...some('always'), ...some('busy'), ...some('away') };
        handling.set(id, { dnd: upTo(2) === 0, seconds: null, forwards });
        if (upTo(1) === 0) boxed.add(id);
      }
      for (const [index, { id }] of acme.users.entries()) {
        for (const key of HANDLING_KEYS) await scene.writer.dbDel(handlingKey(tag, id, key));
        const { dnd, forwards } = handling.get(id)!;
        await chose(index + 1, { dnd, ...forwards });
        await put({ family: 'sc/g/a7k2/41', key: `u/${id}/vm` }, boxed.has(id) ? '1' : '0');
      }
      const compiled = scene.planOf(tag);
      const users = new Map(
        [...compiled.users].map(([id, { voicemail: _was, ...user }]) => [
          id,
          boxed.has(id) ? { ...user, voicemail: true as const } : user,
        ]),
      );
      const plan = { ...compiled, users };
      const live: LiveState = { tenantSuspended: false, suspendedUsers: new Set(), handling };
      const at = Date.now();
      const asked = [
        ...['1001', '1002', '1003', '1004', '1005', '2001'].map((dialled) => ({
          ask: dialled,
          meant: decide(plan, live, { from: null, dialled, at }),
        })),
        ...['+4930100101', '+4930100102'].map((number) => ({
          ask: { did: e164.parse(number) },
          meant: decideInbound(plan, live, { number: e164.parse(number), at }),
        })),
      ];
      for (const { ask, meant } of asked) {
        const { reason, resolved } = await health(tag, ask);
        const about = JSON.stringify({ round, ask, boxed: [...boxed], handling: [...handling] });
        expect([reason, resolved].join(' '), about).toBe(answer(meant));
        seen.add(meant.does === 'refuse' ? meant.refusal : meant.does);
      }
    }
    console.log(`random call handling: seed ${seed}, ${[...seen].toSorted().join(' ')}`);
    expect([...seen]).toEqual(expect.arrayContaining(wanted));
  },
);

test('a probe that names its moment asks nothing of what people chose: no apply fails by it', async () => {
  await chose(1, { always: to(2), dnd: true });
  const { reason, resolved } = await health(tag, '1001', { at: 0 });
  expect([reason, resolved]).toEqual(['ring', `PJSIP/${ann1}&PJSIP/${ann2}`]);
});
