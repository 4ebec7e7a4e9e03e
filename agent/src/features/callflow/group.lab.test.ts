import {
  decide,
  e164,
  flowId,
  groupTurnKey,
  hoursOverrideKey,
  lastGroupCallKey,
  pointerKey,
  userStateKey,
  type SipUsername,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { partyOf, type RawAnswer } from '../../../../tests/lab/phones/index.ts';
import * as sample from './sample.ts';

/** Ann has two phones, Bob, Cleo and Dan one each, Eve none. `f1` is the first flow. */
const people = sample.sampleTenant('a7k2', [
  ['Ann', 1001, 2],
  ['Bob', 1002, 1],
  ['Cleo', 1003, 1],
  ['Dan', 1004, 1],
  ['Eve', 1006, 0],
]);
const FLOWS: readonly sample.SampleFlow[] = [
  { extension: 2001, members: ['1', '2', '5'], callerIdPrefix: 'Sales 1. ' },
  { extension: 2002, members: ['1', '2:2', '3:2'] },
  { extension: 2003, members: ['2', '5', '3', '1'], strategy: 'in-order' },
  { extension: 2004, members: ['2', '3', '1'], strategy: 'round-robin' },
  { extension: 2005, members: ['2', '3', '1'], strategy: 'longest-idle' },
  // What comes after no answer.
  { extension: 2006, members: ['2'], ringSeconds: 1, callerIdPrefix: 'Night', to: { noanswer: 'p3' } },
  { extension: 2007, members: ['2'], to: { noanswer: 'f1' } },
  { extension: 2008, members: ['5'], to: { noanswer: 'f9' } },
  { week: sample.everyDay(['00:00', '24:00']), to: { open: 'p3', closed: 'f3' } },
  { extension: 2010, members: [], to: { noanswer: 'p4' } },
  // Both late, one so late that the others have given up.
  { extension: 2011, members: ['2:1', '3:4'], ringSeconds: 3, to: { noanswer: 'p4' } },
];
const acme = sample.withFlows(people, FLOWS, { '+15550100': 'f1', '+15550101': 'f9' });
/** The same numbers and places of flows, other people. */
const beta = sample.withFlows(
  sample.sampleTenant('b8m3', [
    ['Bea', 1001, 1],
    ['Ben', 1005, 1],
  ]),
  [{ extension: 2001, members: ['1', '2'] }],
);
const [ann1, ann2, bob, cleo, dan] = [1, 2, 3, 4, 5].map((n) => `a7k2-00000${n}`) as [S, S, S, S, S];
const [bea, ben] = ['b8m3-000001', 'b8m3-000002'] as const;
type S = SipUsername;

const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  trunks: [{ name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' }],
});
const { line, trunk, put, restore, health, events, refusals, ringing } = scene;
const busy: RawAnswer = { say: 'refuse', code: 486, ringing: true };
const tag = acme.tenant.tag;
const flow = (place: number) => flowId.parse(`a7k2f${String(place).padStart(7, '0')}`);
const key = (name: string) => ({ family: 'sc/g/a7k2/41/f', key: name });
const invited = (name: string) => line(name).incoming.at(-1)!.invite;
const shown = (name: string) => partyOf(invited(name).headers['from']![0]!);
const refused = (...reasons: string[]) => expect.poll(refusals, { timeout: 5_000 }).toEqual(reasons);

/** Phones in the order in which they rang; what each says is up to the test. */
const rung: string[] = [];
function says(answers: Readonly<Record<string, RawAnswer>>): void {
  for (const name of [ann1, ann2, bob, cleo, dan])
    line(name).answersCallsWith(() => {
      rung.push(name);
      return answers[name] ?? busy;
    });
}
/** How the newest call of this phone was withdrawn. */
const cancelOf = (name: string) =>
  until(() => {
    const callId = invited(name).headers['call-id']![0];
    const { messages } = line(name).log;
    return messages.find(({ method, headers }) => method === 'CANCEL' && headers['call-id']?.[0] === callId);
  });
const quiet = () =>
  until(async () => {
    const channels = await scene.writer.coreShowChannels();
    return channels.ok && channels.value.every(({ name }) => name.startsWith('Message/')) ? true : undefined;
  });

beforeAll(scene.open);
afterAll(scene.close);
beforeEach(() => {
  scene.begin();
  rung.length = 0;
  says({});
});
afterEach(scene.end);

describe('a group that rings together (US2, SC-004)', () => {
  test('rings all phones of its people at once; busy ones and those without a phone leave the others alone', async () => {
    expect(await line(dan).invite({ dialled: '2001' })).toMatchObject({ code: 480, rang: true });
    expect(ringing()).toEqual([ann1, ann2, bob]);
    await refused('hangup');
  });
  test('is answered by one, and the others are told that it was answered elsewhere', async () => {
    says({ [ann1]: { say: 'ring' }, [ann2]: { say: 'ring' }, [bob]: { say: 'answer', ringing: true, after: 300 } });
    const call = await line(dan).invite({ dialled: '2001' });
    expect(call.code).toBe(200);
    for (const name of [ann1, ann2]) expect((await cancelOf(name)).raw).toMatch(/cause=26|completed elsewhere/);
    await line(bob).incoming.at(-1)!.dialog!.hangUp();
    await call.dialog!.ends();
    // Nothing goes on after it.
    expect(ringing()).toEqual([ann1, ann2, bob]);
  });
  test('shows its name before the caller’s, on its own phones alone', async () => {
    await line(dan).invite({ dialled: '2001' });
    expect([ann1, bob].map(shown)).toEqual(Array(2).fill({ name: 'Sales 1. Dan', number: '1004' }));
    await line(dan).invite({ dialled: '1002' });
    expect(shown(bob)).toEqual({ name: 'Dan', number: '1004' });
  });
  test('leaves out the phone that calls; their other one rings', async () => {
    await line(ann1).invite({ dialled: '2001' });
    expect(ringing()).toEqual([ann2, bob]);
    scene.begin();
    says({});
    await line(bob).invite({ dialled: '2001' });
    expect(ringing()).toEqual([ann1, ann2]);
  });
  test('passes over who is suspended', async () => {
    await put(userStateKey(tag, acme.users[0]!.id), 'suspended');
    await line(dan).invite({ dialled: '2001' });
    await scene.writer.dbDel(userStateKey(tag, acme.users[0]!.id));
    expect(ringing()).toEqual([bob]);
  });
  test('is reached by a public number', async () => {
    expect(await trunk('carrier').calls('+15550100', { from: '+4930123', name: 'Zoë' })).toMatchObject({ code: 480 });
    expect(ringing()).toEqual([ann1, ann2, bob]);
    expect(shown(bob)).toEqual({ name: 'Sales 1. Zoë', number: '+4930123' });
  });
  test('ends for all when the caller hangs up', async () => {
    says({ [ann1]: { say: 'ring' }, [ann2]: { say: 'ring' }, [bob]: { say: 'ring' } });
    expect(await line(dan).invite({ dialled: '2001', cancelAfter: 300 })).toMatchObject({ code: 487 });
    for (const name of [ann1, ann2, bob]) expect((await cancelOf(name)).raw).not.toContain('cause=26');
    await quiet();
    expect(ringing()).toEqual([ann1, ann2, bob]);
  });
});

describe('a delay', () => {
  test('lets others ring first, and the caller hears ringing all along', async () => {
    says({ [ann1]: { say: 'ring' }, [ann2]: { say: 'ring' }, [cleo]: { say: 'answer', ringing: true, after: 200 } });
    const call = await line(dan).invite({ dialled: '2002' });
    expect(call).toMatchObject({ code: 200, rang: true });
    expect([rung.slice(0, 2).toSorted(), rung.slice(2).toSorted()]).toEqual([
      [ann1, ann2],
      [bob, cleo],
    ]);
    for (const name of [ann1, ann2]) expect((await cancelOf(name)).raw).toMatch(/cause=26|completed elsewhere/);
    await scene.talking(dan, cleo);
    await line(cleo).incoming.at(-1)!.dialog!.hangUp();
    await call.dialog!.ends();
  });
  test('is not waited for once somebody has answered', async () => {
    says({ [ann1]: { say: 'answer' } });
    const call = await line(dan).invite({ dialled: '2002' });
    await scene.talking(dan, ann1);
    await until(async () => ((await scene.asterisk.cli('core show channels')).includes('Local/') ? undefined : true));
    await call.dialog!.hangUp();
    await quiet();
    expect(rung.filter((name) => name === bob || name === cleo)).toEqual([]);
  });
  test('ends with the caller', async () => {
    says({ [ann1]: { say: 'ring' }, [ann2]: { say: 'ring' } });
    await line(dan).invite({ dialled: '2002', cancelAfter: 300 });
    await quiet();
    expect(rung.toSorted()).toEqual([ann1, ann2]);
  });
  test('tells the late phone too that it was answered elsewhere', async () => {
    says({ [bob]: { say: 'ring' }, [ann1]: { say: 'answer', after: 3_500, ringing: true }, [cleo]: { say: 'ring' } });
    const call = await line(dan).invite({ dialled: '2002' });
    expect(call.code).toBe(200);
    for (const name of [bob, cleo]) expect((await cancelOf(name)).raw).toMatch(/cause=26|completed elsewhere/);
    await call.dialog!.hangUp();
  });
  test('longer than the group rings means never; the caller hears ringing before anybody’s phone does', async () => {
    says({ [bob]: { say: 'ring' }, [dan]: { say: 'answer' } });
    const call = await line(ann1).invite({ dialled: '2011' });
    expect(call).toMatchObject({ code: 200, rang: true });
    expect(rung).toEqual([bob, dan]);
    await call.dialog!.hangUp();
  });
});

describe('a group whose people ring one after the other', () => {
  afterEach(restore);
  test('in order: the next as soon as one is busy, and who has no phone is passed over', async () => {
    expect(await line(dan).invite({ dialled: '2003' })).toMatchObject({ code: 480, rang: true });
    expect([rung.slice(0, 2), rung.slice(2).toSorted()]).toEqual([
      [bob, cleo],
      [ann1, ann2],
    ]);
  });
  test('in order: ends with the first who answers', async () => {
    says({ [cleo]: { say: 'answer' } });
    const call = await line(dan).invite({ dialled: '2003' });
    expect(call.code).toBe(200);
    await scene.talking(dan, cleo);
    await line(cleo).incoming.at(-1)!.dialog!.hangUp();
    await call.dialog!.ends();
    await quiet();
    expect(rung).toEqual([bob, cleo]);
  });
  test('round robin: each call begins with the one after the last', async () => {
    says({ [bob]: { say: 'answer' }, [cleo]: { say: 'answer' }, [ann1]: { say: 'answer' } });
    for (const _ of [1, 2, 3, 4]) {
      const call = await line(dan).invite({ dialled: '2004' });
      expect(call.code).toBe(200);
      await call.dialog!.hangUp();
      await quiet();
    }
    expect(rung.filter((name) => name !== ann2)).toEqual([bob, cleo, ann1, bob]);
    const turn = await scene.writer.dbGet(groupTurnKey(tag, flow(4)));
    expect(turn).toMatchObject({ ok: true, value: acme.users[1]!.id });
  });
  test('round robin: goes once round, and a damaged turn begins at the top', async () => {
    await put(groupTurnKey(tag, flow(4)), acme.users[2]!.id);
    await line(dan).invite({ dialled: '2004' });
    expect(rung.filter((name) => name !== ann2)).toEqual([ann1, bob, cleo]);
    for (const value of ['1"|1="1', 'user:x', '${EXTEN}', acme.users[4]!.id]) {
      rung.length = 0;
      await put(groupTurnKey(tag, flow(4)), value);
      await line(dan).invite({ dialled: '2004' });
      expect(rung.filter((name) => name !== ann2)).toEqual([bob, cleo, ann1]);
    }
  });
  test('longest idle: who has never had a call first, then by the end of the last one', async () => {
    await put(lastGroupCallKey(tag, bob), '1700000300');
    await put(lastGroupCallKey(tag, ann1), '1700000100');
    await put(lastGroupCallKey(tag, ann2), '1700000400');
    await line(dan).invite({ dialled: '2005' });
    expect(rung.slice(0, 2)).toEqual([cleo, bob]);
    expect(rung.slice(2).toSorted()).toEqual([ann1, ann2]);
  });
  test('longest idle: the end of an answered call of any group counts, one that rang in vain does not', async () => {
    says({ [bob]: { say: 'answer' } });
    // Together: Ann's phones are busy.
    const call = await line(dan).invite({ dialled: '2001' });
    await scene.talking(dan, bob);
    await call.dialog!.hangUp();
    const last = await until(async () => {
      const found = await scene.writer.dbGet(lastGroupCallKey(tag, bob));
      return found.ok ? found.value : undefined;
    });
    expect(Number(last)).toBeGreaterThan(1_700_000_000);
    expect(await scene.writer.dbGet(lastGroupCallKey(tag, ann1))).toMatchObject({ ok: true, value: undefined });
    rung.length = 0;
    says({});
    await line(dan).invite({ dialled: '2005' });
    expect(rung.at(-1)).toBe(bob);
  });
  test('damaged notes of the last call count for nothing', async () => {
    for (const value of ['-1', '1"|1="1', '${SHELL(id)}', '9'.repeat(40)]) await put(lastGroupCallKey(tag, bob), value);
    await line(dan).invite({ dialled: '2005' });
    expect(rung[0]).toBe(bob);
  });
});

describe('nobody answers', () => {
  afterEach(restore);
  test('within its time: the person that comes next, who sees the caller without the group’s name', async () => {
    says({ [bob]: { say: 'ring' }, [cleo]: { say: 'answer' } });
    const call = await line(dan).invite({ dialled: '2006' });
    expect([call.code, rung]).toEqual([200, [bob, cleo]]);
    expect([shown(bob).name, shown(cleo).name]).toEqual(['Night Dan', 'Dan']);
    await call.dialog!.hangUp();
  });
  test('the person that comes next is busy: so is the caller told', async () => {
    says({ [bob]: { say: 'refuse', code: 480 } });
    expect(await line(dan).invite({ dialled: '2006' })).toMatchObject({ code: 486 });
  });
  test('another group', async () => {
    expect(await line(dan).invite({ dialled: '2007' })).toMatchObject({ code: 480 });
    expect([rung[0], rung.slice(1).toSorted()]).toEqual([bob, [ann1, ann2, bob]]);
    await refused('hangup');
  });
  test('a schedule, by its hours or as it is set by hand', async () => {
    await line(dan).invite({ dialled: '2008' });
    expect(rung).toEqual([cleo]);
    rung.length = 0;
    await put(hoursOverrideKey(tag, flow(9)), 'closed');
    await line(dan).invite({ dialled: '2008' });
    expect(rung.slice(0, 2)).toEqual([bob, cleo]);
  });
  test('a group of nobody goes on at once', async () => {
    expect(await line(bob).invite({ dialled: '2010' })).toMatchObject({ code: 486 });
    expect(rung).toEqual([dan]);
  });
  test('groups that lead to each other, as only damaged keys do, end', async () => {
    await put(key(`${flow(8)}/noanswer`), `group:${flow(10)}`);
    await put(key(`${flow(10)}/noanswer`), `group:${flow(8)}`);
    expect(await line(dan).invite({ dialled: '2008' })).toMatchObject({ code: 500 });
    await refused('loop');
    expect(ringing()).toEqual([]);
  });
});

describe('two companies with the same extensions and groups', () => {
  test('each rings its own', async () => {
    expect(await line(ben).invite({ dialled: '2001' })).toMatchObject({ code: 480 });
    expect(ringing()).toEqual([bea]);
  });
  test.each([
    ['1005', 'unknown'],
    ['2001', undefined],
  ] as const)('a member who answered transfers to %s in their own company', async (to, reason) => {
    says({ [bob]: { say: 'answer' } });
    await trunk('carrier').calls('+15550100', { from: '1' });
    await scene.talking('carrier', bob);
    says({});
    scene.begin();
    says({});
    await line(bob).incoming.at(-1)!.dialog!.refer(`sip:${to}@127.0.0.1`);
    if (reason) await refused(reason);
    else await until(() => (ringing().includes(ann1) ? true : undefined));
    expect(ringing().filter((name) => name.startsWith('b8m3'))).toEqual([]);
  });
  test('a member with a delay who answered transfers in their own company', async () => {
    says({ [cleo]: { say: 'answer' }, [ann1]: { say: 'ring' }, [ann2]: { say: 'ring' } });
    await line(dan).invite({ dialled: '2002' });
    await scene.talking(dan, cleo);
    scene.begin();
    says({});
    await line(cleo).incoming.at(-1)!.dialog!.refer('sip:1005@127.0.0.1');
    await refused('unknown');
    expect(ringing()).toEqual([]);
  });
});

describe('attacks', () => {
  const quietly = () => ({ rang: ringing(), leaked: events('Leaked') });
  const NOBODY = { rang: [], leaked: [] };

  test.each([
    '005a7k2000003',
    '005b8m3000001',
    'all',
    'turn',
    's',
    'noanswer',
    'sc-late',
    'Local%2F005b8m3000001%40sc-late',
  ])('a phone that dials %s reaches none of a group’s own steps', async (dialled) => {
    expect([404, 0]).toContain((await line(dan).invite({ dialled })).code);
    expect(quietly()).toEqual(NOBODY);
  });

  const HOSTILE = [
    '&Local/666@leak',
    'b8m3-000001',
    '1"|"1"="1',
    '${SHELL(id)}',
    '$[1+1]',
    '-1',
    ',5,b(leak^s^1)',
    ')',
  ];
  const bobs = acme.users[1]!.id;
  const poisoned = [
    ...HOSTILE.flatMap((value) => ['group', 'seconds', 'n', 'prefix', '1'].map((name) => [name, value] as const)),
    ['group', 'ALL'],
    ['seconds', '0'],
    ['seconds', '99999'],
    ['n', '100'],
    ['n', '9'],
    ['prefix', 'x^y'],
    ['prefix', 'x'.repeat(21)],
    ['1', bobs],
    ['1', `${bobs}:`],
    ['1', `${bobs}:1&`],
    ['1', `${bobs}"5`],
    ['1', `${bobs}:-5`],
    ['1', `${bobs}0:5`],
    ['1', `user:${bobs}`],
    ['1', 'b8m300000001:0'],
  ] as const;
  test.each([
    ...poisoned.map((one) => ['2001', flow(1), ...one] as const),
    ...poisoned.map((one) => ['2003', flow(3), ...one] as const),
  ])('a poisoned key is refused: of %s (%s) %s = %j', async (dialled, id, name, value) => {
    const damaged = key(`${id}/${name}`);
    const before = await scene.writer.dbGet(damaged);
    await put(damaged, value);
    const { code } = await line(dan).invite({ dialled });
    if (before.ok && before.value !== undefined) await put(damaged, before.value);
    else await scene.writer.dbDel(damaged);
    expect(code).toBe(500);
    await refused('corrupt');
    expect(quietly()).toEqual(NOBODY);
  });
  test.each([
    ...HOSTILE,
    'user:b8m300000001',
    'group:b8m3f0000001',
    `group:${bobs}`,
    'external:12',
    'hours:',
    'default',
  ])('a poisoned exit leads nowhere: %j', async (value) => {
    const damaged = key(`${flow(10)}/noanswer`);
    const before = await scene.writer.dbGet(damaged);
    await put(damaged, value);
    const { code } = await line(bob).invite({ dialled: '2010' });
    await put(damaged, before.ok ? before.value! : '');
    expect(code).toBe(500);
    await refused('corrupt');
    expect(quietly()).toEqual(NOBODY);
  });
});

describe('health', () => {
  test('names the group, calls nobody, and agrees with decide', async () => {
    for (const dialled of ['2001', '2003', '2008', '2010']) {
      const decision = decide(
        scene.planOf('a7k2'),
        { tenantSuspended: false, suspendedUsers: new Set() },
        {
          from: null,
          dialled,
          at: 0,
        },
      );
      expect(await health('a7k2', dialled)).toEqual({
        tag: 'a7k2',
        generation: '41',
        reason: 'group',
        resolved: decision.does === 'group' ? `group:${decision.flowId}` : '',
      });
    }
    expect(await health('a7k2', { did: e164.parse('+15550101') })).toMatchObject({
      reason: 'ring',
      resolved: `PJSIP/${cleo}`,
    });
    expect(ringing()).toEqual([]);
  });
});

test('a call keeps its generation through all steps, whatever is applied meanwhile', async () => {
  says({ [bob]: { say: 'refuse', code: 480, ringing: true, after: 700 }, [cleo]: { say: 'answer' } });
  const call = line(dan).invite({ dialled: '2006' });
  await until(() => (rung.length > 0 ? true : undefined));
  // In the new one nobody comes after Bob.
  const { noanswer: _, ...rest } = { noanswer: 0, ...FLOWS[5]! };
  await scene.writeGeneration(sample.withFlows(people, FLOWS.with(5, { ...rest, to: {} })), 43);
  await put(pointerKey(tag), '43');
  expect((await call).code).toBe(200);
  await (await call).dialog!.hangUp();
  await restore();
});

test('after all this Asterisk complained of nothing but what was attacked', () => {
  const expected =
    /_X\.|attempted blind transfer to|but target does not exist|Is endpoint registered and reachable|Failed to create outgoing session|Rejecting|PJSIP syntax error/;
  expect(scene.complaints().filter((text) => !expected.test(text))).toEqual([]);
});
