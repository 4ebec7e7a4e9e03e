import { flowId, promptId, queueName, type FlowId, type SipUsername, type UserId } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { thoroughly } from '../../../../tests/lab/runs.ts';
import { bridgedChannels, isOf } from '../../../../tests/calls/bridged.ts';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { partyOf, phone, type RawAnswer } from '../../../../tests/lab/phones/index.ts';
import { toneWav } from '../../../../tests/lab/phones/tone.ts';
import { soundFiles } from '../../platform/sound-files/index.ts';
import { memberKey, queueRows } from './queue-rows.conf.ts';
import * as sample from './sample.ts';

/** Ann and Fay call; Bob, Cleo and Dan are agents, Bob with two phones. Eve has no phone. `f1` is the first flow. */
const people = sample.sampleTenant('a7k2', [
  ['Ann', 1001, 1],
  ['Bob', 1002, 2],
  ['Cleo', 1003, 1],
  ['Dan', 1004, 1],
  ['Eve', 1005, 0],
  ['Fay', 1006, 1],
]);
const [arrival, music, repeated] = ['s00000000001', 's00000000002', 's00000000003'].map((id) => promptId.parse(id)) as [
  P,
  P,
  P,
];
type P = ReturnType<typeof promptId.parse>;
const TONES = { arrival: 500, music: 700, repeated: 900 };
const FLOWS: readonly sample.SampleFlow[] = [
  { extension: 2001, agents: ['2', '3', '4'], callerIdPrefix: 'Help', to: { timeout: 'p6', empty: 'p6' } },
  { extension: 2002, agents: ['4', '2', '3'], strategy: 'in-order', ringSeconds: 5 },
  { extension: 2003, agents: ['2', '3', '4'], strategy: 'round-robin', ringSeconds: 5 },
  { extension: 2004, agents: ['2', '3', '4'], strategy: 'longest-idle', ringSeconds: 5 },
  { extension: 2005, agents: ['2', '3', '4'], strategy: 'fewest-calls', ringSeconds: 5 },
  { extension: 2006, agents: ['2', '3', '4'], strategy: 'random', ringSeconds: 5 },
  // Bob only when Cleo can't.
  { extension: 2007, agents: ['2:5', '3:0'], ringSeconds: 5 },
  // Ends soon, is full with one, has nobody.
  { extension: 2008, agents: ['3'], waitSeconds: 5, mostCallers: 1, to: { timeout: 'p6', full: 'p4', empty: 'p2' } },
  { extension: 2009, agents: ['5'], to: { empty: 'p6', timeout: 'p4' } },
  { extension: 2010, agents: ['3'], whenEmpty: 'wait', waitSeconds: 5, hears: 'ringing', to: { timeout: 'p6' } },
  { extension: 2011, agents: ['3'], restSeconds: 600, waitSeconds: 5, to: { timeout: 'p6' } },
  { extension: 2012, agents: ['3:0:stays'] },
  { extension: 2013, agents: ['3'], sayPosition: true, repeatSeconds: 15, hears: 'ringing' },
  {
    extension: 2014,
    agents: ['3'],
    promptId: arrival,
    musicPromptId: music,
    repeatPromptId: repeated,
    repeatSeconds: 15,
  },
];
const acme = sample.withFlows(people, FLOWS, { '+15550100': 'f1', '+15550108': 'f8' });
/** The same numbers, extensions and places; other people. */
const beta = sample.withFlows(
  sample.sampleTenant('b8m3', [
    ['Bea', 1001, 1],
    ['Ben', 1002, 1],
    ['Bill', 1003, 1],
    ['Bo', 1004, 1],
    ['Buz', 1005, 0],
    ['Bix', 1006, 1],
  ]),
  FLOWS,
);
const [ann, bob1, bob2, cleo, dan, fay] = [1, 2, 3, 4, 5, 6].map((n) => `a7k2-00000${n}`) as [S, S, S, S, S, S];
const [bea, ben, bill, bo, bix] = [1, 2, 3, 4, 5].map((n) => `b8m3-00000${n}`) as [S, S, S, S, S];
type S = SipUsername;
const AGENTS = [bob1, bob2, cleo, dan];

const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  trunks: [{ name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' }],
});
const { line, trunk, ringing, health } = scene;
const flow = (place: number) => flowId.parse(`a7k2f${String(place).padStart(7, '0')}`);
const person = (place: number): UserId => acme.users[place - 1]!.id;
const cli = (command: string) => scene.asterisk.cli(command);
const ring: RawAnswer = { say: 'ring' };
const answer: RawAnswer = { say: 'answer', ringing: true, after: 200 };
const busy: RawAnswer = { say: 'refuse', code: 486, ringing: true };

/** Phones in the order in which they rang. */
const rung: string[] = [];
function says(answers: Readonly<Record<string, RawAnswer>>, otherwise: RawAnswer = busy): void {
  for (const name of [ann, ...AGENTS, fay, bea, ben, bill, bo, bix])
    line(name).answersCallsWith(() => {
      rung.push(name);
      return answers[name] ?? otherwise;
    });
}
const rings = (...names: string[]) => until(() => (names.every((name) => rung.includes(name)) ? true : undefined));
const logsOut = async (place: number, queue: FlowId, paused = true) => {
  const set = await scene.realtime.setPaused([{ key: memberKey(queue, person(place)), paused }]);
  if (!set.ok) throw new Error(set.error.code);
};
const pausedIn = async (queue: FlowId) => {
  const rows = await scene.realtime.readQueueRows({ queues: [queueName(queue)], music: [] });
  return rows.ok ? rows.value.flatMap(({ paused, values }) => (paused ? [values['membername']] : [])) : undefined;
};
const waits = (place: number, count = 1) =>
  until(async () =>
    (await cli(`queue show ${queueName(flow(place))}`)).includes(`has ${count} calls`) ? true : undefined,
  );
/** Somebody who waits, for as long as the work takes. */
async function waiting<T>(from: S, dialled: string, work: () => Promise<T>): Promise<T> {
  const call = line(from).invite({ dialled });
  const done = await work();
  const { dialog } = await call;
  if (dialog && !dialog.over) await dialog.hangUp().catch(() => undefined);
  return done;
}

beforeAll(async () => {
  await scene.open();
  const sounds = soundFiles(scene.asterisk.paths.etc);
  await sounds.write('a7k2', arrival, toneWav(TONES.arrival, 3));
  await sounds.write('a7k2', music, toneWav(TONES.music, 5));
  await sounds.write('a7k2', repeated, toneWav(TONES.repeated, 3));
});
afterAll(scene.close);
beforeEach(() => {
  scene.begin();
  rung.length = 0;
  says({});
});
afterEach(async () => {
  await scene.end();
  for (const place of [1, 2, 3, 4]) for (let f = 1; f <= FLOWS.length; f++) await logsOut(place, flow(f), false);
});

const first = () => AGENTS.find((name) => name === rung.find((one) => AGENTS.includes(one as S)));
/** The person whose phone that is. */
const personOf = (name: string | undefined) => (name === bob2 ? bob1 : name);
/** Answered by whom, and ended by them. */
async function served(dialled: string): Promise<string> {
  rung.length = 0;
  says({}, answer);
  const call = await line(ann).invite({ dialled });
  expect(call.code).toBe(200);
  // Two phones of one person may both answer at once; Asterisk takes one of them.
  const who = await until(async () => {
    const bridged = await bridgedChannels(scene.writer);
    return bridged.some(isOf(ann)) ? AGENTS.find((name) => bridged.some(isOf(name))) : undefined;
  });
  await line(who)
    .incoming.findLast(({ dialog }) => dialog && !dialog.over)!
    .dialog!.hangUp();
  await call.dialog!.ends();
  await idle();
  return personOf(who)!;
}
/** Nobody talks, and app_queue knows. */
const idle = () =>
  until(async () => {
    const channels = await scene.writer.coreShowChannels();
    if (!channels.ok || channels.value.some(({ name }) => !name.startsWith('Message/'))) return undefined;
    return /\(In use\)|\(in call\)|\(Ringing\)/.test(await cli('queue show')) ? undefined : true;
  });

describe('a queue (QUEUE, SC-004)', () => {
  test('rings all phones of all agents; who answers talks to the caller', async () => {
    // Late enough for music before it: phones of raw bytes say nothing themselves.
    says({ [cleo]: { say: 'answer', ringing: true, after: 2_000 } }, ring);
    const call = await line(ann).invite({ dialled: '2001' });
    expect(call.code).toBe(200);
    await scene.talking(ann, cleo);
    expect(rung.toSorted()).toEqual(AGENTS);
    expect(line(ann).audiblePackets).toBeGreaterThan(0);
    await line(cleo).incoming.at(-1)!.dialog!.hangUp();
    await call.dialog!.ends();
    // Nothing goes on after it.
    expect(ringing()).toEqual(AGENTS);
  });
  test('shows its prefix on the agents’ phones; whoever is called after it sees the caller’s own name', async () => {
    says({ [fay]: answer });
    await line(ann).invite({ dialled: '2001' });
    for (const place of [2, 3, 4]) await logsOut(place, flow(1));
    await until(() => (rung.includes(fay) ? true : undefined));
    expect(partyOf(line(cleo).incoming.at(-1)!.invite.headers['from']![0]!)).toEqual({
      name: 'Help Ann',
      number: '1001',
    });
    expect(partyOf(line(fay).incoming.at(-1)!.invite.headers['from']![0]!)).toEqual({ name: 'Ann', number: '1001' });
  });
  test('is reached by a public number, and takes up who waits as soon as an agent is free', async () => {
    says({ [cleo]: ring, [bob1]: ring, [bob2]: ring, [dan]: ring });
    const call = trunk('carrier').calls('+15550100', { from: '+4930123', name: 'Zoe' });
    await rings(cleo, dan);
    says({ [dan]: answer });
    expect(await call).toMatchObject({ code: 200 });
    expect(await health('a7k2', '2001')).toMatchObject({ reason: 'queue', resolved: `queue:${flow(1)}` });
  });
  test('rings nobody who talks already, whatever the call came by, and asks them once they are free', async () => {
    says({ [cleo]: answer, [fay]: answer });
    const other = await line(cleo).invite({ dialled: '1006' });
    await scene.talking(cleo, fay);
    await waiting(ann, '2010', async () => {
      await waits(10);
      rung.length = 0;
      await other.dialog!.hangUp();
      await rings(cleo);
    });
    expect(rung).toContain(cleo);
  });
  test('passes over who is suspended or does not want to be disturbed', async () => {
    says({}, ring);
    await scene.put({ family: `sc/live/a7k2/u/${person(2)}`, key: 'state' }, 'suspended');
    await scene.put({ family: `sc/live/a7k2/u/${person(4)}`, key: 'dnd' }, 'on');
    await waiting(ann, '2001', () => rings(cleo));
    await scene.restore();
    expect(rung.filter((name) => name !== cleo)).toEqual([]);
  });
});

describe('whom it asks', () => {
  test('in order: always from the first', async () => {
    for (const _round of [1, 2]) {
      rung.length = 0;
      says({ [cleo]: ring });
      await waiting(ann, '2002', () => rings(cleo));
      expect(rung.slice(0, 4).map(personOf)).toEqual([dan, bob1, bob1, cleo]);
      await idle();
    }
  });
  test.each([
    ['2003', 'in turn'],
    ['2004', 'whoever has waited longest'],
    ['2005', 'whoever had the fewest calls'],
  ])('%s, %s: three calls, three agents', async (dialled) => {
    const who = [await served(dialled), await served(dialled), await served(dialled)];
    expect(who.toSorted()).toEqual([bob1, cleo, dan]);
  });
  test('at random: somebody', async () => {
    await served('2006');
    expect(first()).toBeDefined();
  });
  test('by penalty: the lower one first; the other while that one talks', async () => {
    says({}, ring);
    await waiting(ann, '2007', () => rings(cleo));
    expect(rung).toEqual([cleo]);
    await idle();
    says({ [cleo]: answer, [fay]: answer }, ring);
    const other = await line(cleo).invite({ dialled: '1006' });
    await scene.talking(cleo, fay);
    rung.length = 0;
    await waiting(ann, '2007', () => rings(bob1, bob2));
    await other.dialog!.hangUp();
    expect(rung.filter((name) => name === cleo)).toEqual([]);
  });
  test('nobody who rests after a call', async () => {
    says({ [cleo]: answer, [fay]: answer });
    const call = await line(ann).invite({ dialled: '2011' });
    await scene.talking(ann, cleo);
    await call.dialog!.hangUp();
    await idle();
    rung.length = 0;
    const next = await line(ann).invite({ dialled: '2011' });
    await scene.talking(ann, fay);
    await next.dialog!.hangUp();
    expect(rung).toEqual([fay]);
  });
});

describe('where callers go whom nobody answers', () => {
  test('after the longest time that they may wait', async () => {
    says({ [cleo]: ring, [fay]: answer });
    const call = await line(ann).invite({ dialled: '2008' });
    await scene.talking(ann, fay);
    expect(rung).toContain(cleo);
    await call.dialog!.hangUp();
  });
  test('when too many wait already', async () => {
    says({ [cleo]: ring, [dan]: answer, [fay]: answer });
    const one = trunk('carrier').calls('+15550108', { from: '+4930123' });
    await waits(8);
    const two = await line(ann).invite({ dialled: '2008' });
    await scene.talking(ann, dan);
    await two.dialog!.hangUp();
    await one;
  });
  test('when no agent has a phone that is there, or all have logged out', async () => {
    says({ [fay]: answer, [bob1]: answer });
    const call = await line(ann).invite({ dialled: '2009' });
    await scene.talking(ann, fay);
    await call.dialog!.hangUp();
    await logsOut(3, flow(8));
    const other = await line(ann).invite({ dialled: '2008' });
    await scene.talking(ann, bob1);
    await other.dialog!.hangUp();
  });
  test('when the last agent logs out while they wait', async () => {
    says({ [cleo]: busy, [bob1]: answer });
    const call = await line(ann).invite({ dialled: '2008' });
    await waits(8);
    await logsOut(3, flow(8));
    await scene.talking(ann, bob1);
    await call.dialog!.hangUp();
  });
  test('not for want of agents where they are to wait all the same', async () => {
    await logsOut(3, flow(10));
    says({ [cleo]: answer, [fay]: answer });
    const call = await line(ann).invite({ dialled: '2010' });
    expect(call.code).toBe(200);
    await scene.talking(ann, fay);
    expect(rung).toEqual([fay]);
    await call.dialog!.hangUp();
  });
});

describe('*45', () => {
  const dials = async (from: S, code: string) => {
    const call = await line(from).invite({ dialled: code });
    await call.dialog?.ends();
    return call.code;
  };
  test('logs out of all queues and in again, with nothing but Asterisk; who is out is not rung', async () => {
    expect(await dials(dan, '*45')).toBe(200);
    for (const place of [1, 2, 3, 4, 5, 6]) expect(await pausedIn(flow(place))).toEqual([person(4)]);
    says({}, ring);
    await waiting(ann, '2001', () => rings(bob1, bob2, cleo));
    expect(rung).not.toContain(dan);
    expect(await dials(dan, '*45')).toBe(200);
    expect(await pausedIn(flow(1))).toEqual([]);
    // For the agent's process, when it is back.
    expect(await cli('database show sc/said')).toMatch(new RegExp(`queue\\.\\d+\\.\\d+\\s*: ${flow(1)}:out`));
  });
  test('and an extension: of that queue alone', async () => {
    expect(await dials(cleo, '*452001')).toBe(200);
    expect(await pausedIn(flow(1))).toEqual([person(3)]);
    expect(await pausedIn(flow(2))).toEqual([]);
    expect(await dials(cleo, '*452001')).toBe(200);
    expect(await pausedIn(flow(1))).toEqual([]);
  });
  test('leaves no queue that one may not leave, nor one of others, nor what is no queue', async () => {
    expect(await dials(cleo, '*452012')).toBe(404);
    expect(await dials(dan, '*452008')).toBe(404);
    expect(await dials(ann, '*45')).toBe(404);
    expect(await dials(cleo, '*451006')).toBe(404);
    expect(await pausedIn(flow(12))).toEqual([]);
  });
});

test('says the position to whoever waits behind another', async () => {
  says({ [cleo]: ring });
  await waiting(ann, '2013', async () => {
    await waits(13);
    const before = line(fay).audiblePackets;
    await waiting(fay, '2013', () => until(() => (line(fay).audiblePackets > before + 10 ? true : undefined)));
  });
});

thoroughly(
  'callers hear the announcement on arrival, the company’s own music, and the repeated announcement',
  async () => {
    says({ [cleo]: ring });
    const server = { host: '127.0.0.1', port: scene.asterisk.ports.sip };
    const own = await phone({ username: ann, secret: `secret-of-${ann}`, server, tone: 440 });
    await own.registers();
    const call = await own.calls('2014');
    await call.hears(TONES.arrival);
    await call.hears(TONES.music);
    await call.hears(TONES.repeated, { within: 60_000 });
    await call.hangUp();
    await own.leaves();
    await line(ann).register();
  },
);

test('two companies with the same everything ring their own agents (US7)', async () => {
  says({}, ring);
  await waiting(bea, '2001', () => rings(ben, bill, bo));
  expect(rung.filter((name) => name.startsWith('a7k2'))).toEqual([]);
});

test('a queue that changes while somebody waits in it loses nobody (SC-020)', async () => {
  says({ [cleo]: ring });
  const call = line(ann).invite({ dialled: '2007' });
  await waits(7);
  const changed = sample.withFlows(
    people,
    FLOWS.map((one) => (one.extension === 2007 ? { ...one, agents: ['4'], strategy: 'random' as const } : one)),
  );
  says({ [dan]: answer });
  const rows = queueRows(changed, scene.asterisk.paths.etc).filter(({ key }) => key.includes(flow(7)));
  const left = { table: 'queue_members' as const, key: memberKey(flow(7), person(3)) };
  expect(await scene.realtime.writeQueueRows({ put: rows, remove: [left] })).toMatchObject({ ok: true });
  await scene.writeGeneration(changed, 43);
  await scene.put({ family: 'sc/ptr', key: 'a7k2' }, '43');
  await scene.talking(ann, dan);
  await (await call).dialog!.hangUp();
  const back = queueRows(acme, scene.asterisk.paths.etc).filter(({ key }) => key.includes(flow(7)));
  await scene.realtime.writeQueueRows({
    put: back,
    remove: [{ table: 'queue_members' as const, key: memberKey(flow(7), person(4)) }],
  });
  await scene.restore();
});

test('nothing of all this makes Asterisk complain', () =>
  expect(scene.complaints().filter((text) => !/Unable to join queue/.test(text))).toEqual([]));
