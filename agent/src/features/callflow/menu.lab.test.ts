import { pointerKey, promptId, userStateKey, type SipUsername } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { phone, saysNothing, type Phone, type RawDialog } from '../../../../tests/lab/phones/index.ts';
import { toneWav } from '../../../../tests/lab/phones/tone.ts';
import { soundFiles } from '../../platform/sound-files/index.ts';
import * as sample from './sample.ts';

/** Ann and Eve call; Bob, Cleo and Dan are called. `f1` is the first flow, `p1` the first person. */
const people = sample.sampleTenant('a7k2', [
  ['Ann', 1001, 1],
  ['Bob', 1002, 1],
  ['Cleo', 1003, 1],
  ['Dan', 1004, 1],
  ['Eve', 1005, 1],
]);
const [welcome, long, damaged] = ['s00000000001', 's00000000002', 's00000000003'].map((id) => promptId.parse(id)) as [
  P,
  P,
  P,
];
type P = ReturnType<typeof promptId.parse>;
const FLOWS: readonly sample.SampleFlow[] = [
  {
    extension: 2000,
    keys: { 1: 'p2', 2: 'f2', 3: 'f3', 0: 'p4', '*': 'f4', '#': 'p3' },
    to: { timeout: 'p3', invalid: 'p4' },
    tries: 2,
    waitSeconds: 1,
    promptId: welcome,
  },
  // A sub-menu, and back; a general announcement.
  { keys: { 9: 'p3', 0: 'f1' }, tries: 1, waitSeconds: 1, to: { timeout: 'f1', invalid: 'p2' } },
  { members: ['2', '3'] },
  { week: sample.everyDay(['00:00', '24:00']), to: { open: 'p4' } },
  // Extensions may be dialled; 1 begins some, 5 none.
  { extension: 2004, keys: { 1: 'p4', 5: 'p3' }, dialling: true, tries: 1, waitSeconds: 2, to: { invalid: 'p2' } },
  // Nothing leads anywhere.
  { extension: 2005, keys: {}, tries: 1, waitSeconds: 1 },
  // A minute of announcement.
  { extension: 2006, keys: { 1: 'p2' }, waitSeconds: 1, tries: 1, promptId: long },
  // Its announcement is not there.
  { extension: 2007, keys: { 1: 'p2' }, waitSeconds: 1, tries: 1, promptId: damaged, to: { timeout: 'p3' } },
];
const acme = sample.withFlows(people, FLOWS, { '+15550100': 'f1', '+15550101': 'f5' });
/** The same numbers, extensions and keys; other people, another announcement. */
const beta = sample.withFlows(
  sample.sampleTenant('b8m3', [
    ['Ben', 1001, 1],
    ['Bea', 1002, 1],
    ['Bill', 1003, 1],
    ['Dora', 1004, 1],
  ]),
  FLOWS.map((flow) => ('members' in flow ? { ...flow, members: ['2', '3'] } : flow)),
);
const [ann, bob, cleo, dan, eve] = [1, 2, 3, 4, 5].map((n) => `a7k2-00000${n}`) as [S, S, S, S, S];
const [ben, bea, , dora] = [1, 2, 3, 4].map((n) => `b8m3-00000${n}`) as [S, S, S, S];
type S = SipUsername;

const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  trunks: [{ name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' }],
});
const { line, trunk, put, refusals, events, ringing } = scene;
/** The record comes a moment after the end. */
const refused = (reasons: string[]) => expect.poll(refusals, { timeout: 5_000 }).toEqual(reasons);
const TONES = { acme: 700, beta: 900, bob: 500 };

beforeAll(async () => {
  await scene.open();
  const sounds = soundFiles(scene.asterisk.paths.etc);
  await sounds.write('a7k2', welcome, toneWav(TONES.acme, 3));
  await sounds.write('b8m3', welcome, toneWav(TONES.beta, 3));
  for (const tag of ['a7k2', 'b8m3']) await sounds.write(tag, long, toneWav(TONES.acme, 60));
});
afterAll(scene.close);
beforeEach(scene.begin);
afterEach(scene.end);

/** Where this caller stands: which menu, try and key it waits for; '': it has left them. */
async function standing(who: string, pressed: number): Promise<string | undefined> {
  const channels = await scene.writer.coreShowChannels();
  if (!channels.ok) return undefined;
  const caller = channels.value.find(({ name }) => name.startsWith(`PJSIP/${who}-`));
  if (!caller) return '';
  const said = await scene.asterisk.cli(`core show channel ${caller.name}`);
  const word = (name: string) => new RegExp(`${name}[:=] ?(.*)`).exec(said)?.[1]?.trim() ?? '';
  if (word('SC_PRESSES') !== String(pressed)) return undefined;
  if (!word('Context').startsWith('sc-menu')) return '';
  // In between it is on its way.
  return word('Application') === 'Read' ? ['SC_MENU', 'SC_TRY', 'Extension', 'SC_MN'].map(word).join() : undefined;
}

/**
 * Presses by SIP INFO, which Asterisk takes for the same as RFC 4733; `t`: waits until the menu has gone on by itself.
 * Keys may come faster than they are read.
 */
async function presses(who: string, dialog: RawDialog, keys: string): Promise<void> {
  let pressed = 0;
  for (const key of keys) {
    if (key === 't') {
      const waits = await until(() => standing(who, pressed));
      await until(async () => ((await standing(who, pressed)) ?? waits) !== waits || undefined);
      continue;
    }
    pressed += 1;
    const body = `Signal=${key}\r\nDuration=100\r\n`;
    const { code } = await dialog.request('INFO', { headers: ['Content-Type: application/dtmf-relay'], body });
    expect(code).toBe(200);
  }
}

/** Calls from one phone or from outside, presses, and waits for the end: who was rung. */
async function whoRings(call: { from: S; dialled: string; keys: string } | { number: string; keys: string }) {
  const answered =
    'number' in call
      ? await trunk('carrier').calls(call.number, { from: '+4930123' })
      : await line(call.from).invite({ dialled: call.dialled });
  expect(answered.code).toBe(200);
  const dialog = answered.dialog!;
  const silence = await saysNothing(answered.messages);
  await presses('number' in call ? 'carrier' : call.from, dialog, call.keys);
  await dialog.ends({ within: 25_000 });
  silence.stop();
  return ringing();
}
const by = (keys: string, dialled = '2000') => whoRings({ from: ann, dialled, keys });

describe('a key leads where it should (US2, SC-004)', () => {
  test.each([
    ['to a person', '1', [bob]],
    ['to another', '0', [dan]],
    ['star, through a schedule', '*', [dan]],
    ['hash', '#', [cleo]],
    ['to a group', '3', [bob, cleo]],
    ['to a sub-menu, and on', '29', [cleo]],
    ['to a sub-menu, back, and on', '201', [bob]],
    ['after silence, at the second try', 't1', [bob]],
    ['after a wrong key, at the second try', '71', [bob]],
  ])('%s: %s', async (_, keys, who) => expect(await by(keys)).toEqual(who));
  test('from outside too', async () => expect(await whoRings({ number: '+15550100', keys: '1' })).toEqual([bob]));
  test('wrong keys lead the way of wrong keys', async () => expect(await by('77')).toEqual([dan]));
  test('silence leads the way of silence', async () => expect(await by('')).toEqual([cleo]));
  test('where nothing is said to come, the call ends and nobody is rung', async () => {
    expect(await by('', '2005')).toEqual([]);
    await refused(['hangup']);
  });
  test('a sub-menu that hears nothing leads back to the main menu', async () => expect(await by('2t1')).toEqual([bob]));
  test('whoever is suspended behind a key is not rung', async () => {
    await put(userStateKey(acme.tenant.tag, acme.users[1]!.id), 'suspended');
    expect(await by('1')).toEqual([]);
    await scene.writer.dbDel(userStateKey(acme.tenant.tag, acme.users[1]!.id));
    await refused(['user-suspended']);
  });
  test('fifty keys may be pressed in a call, and not one more', async () => {
    expect(await by('20'.repeat(25) + '1')).toEqual([]);
    await refused(['loop']);
  });
});

describe('extensions are dialled in a menu that lets them', () => {
  test.each([
    ['a person’s', '1003', [cleo]],
    ['a key that begins no extension: at once', '5', [cleo]],
    ['a key that might: after a moment', '1t', [dan]],
    ['a key that might: closed with a hash', '1#', [dan]],
    ['a menu’s, and on', '20001', [bob]],
    ['nobody’s', '1009', [bob]],
    ['an emergency number: not from here', '112', [bob]],
    ['a feature code: not from here', '*97', [bob]],
  ])('%s', async (_, keys, who) => {
    expect(await by(keys, '2004')).toEqual(who);
    expect(events('ScEmergency')).toEqual([]);
  });
  test('from outside too, and of this company alone', async () => {
    expect(await whoRings({ number: '+15550101', keys: '1004' })).toEqual([dan]);
    scene.begin();
    // Nobody here, somebody there.
    await put({ family: 'sc/g/a7k2/41/x', key: '1004' }, 'user:b8m300000004');
    expect(await whoRings({ number: '+15550101', keys: '1004' })).toEqual([]);
    await refused(['corrupt']);
    await scene.restore();
  });
  test('elsewhere they are rows of keys', async () => expect(await by('1003')).toEqual([bob]));
});

describe('two companies with the same everything', () => {
  test('each hears its own people', async () => {
    expect(await whoRings({ from: ben, dialled: '2000', keys: '1' })).toEqual([bea]);
    scene.begin();
    expect(await whoRings({ from: ben, dialled: '2004', keys: '1004' })).toEqual([dora]);
  });
});

describe('damaged keys', () => {
  const key = (name: string) => ({ family: 'sc/g/a7k2/41/f', key: name });
  afterEach(scene.restore);
  test.each(['5:3:1', '05:0:1', '05:3:2', '05:3:1x', 'aa:3:1', '05;3;1'])(
    'a menu that says %s is refused',
    async (value) => {
      await put(key('a7k2f0000001/menu'), value);
      expect((await line(ann).invite({ dialled: '2000' })).code).toBe(500);
      await refused(['corrupt']);
    },
  );
  test.each(['user:x', 'sip:1@evil', 'PJSIP/b8m3-000001', 'menu:${SHELL(id)}'])(
    'a key that leads to %s ends the call',
    async (value) => {
      await put(key('a7k2f0000001/key1'), value);
      expect(await by('1')).toEqual([]);
      await refused(['corrupt']);
    },
  );
  test('an announcement of a strange name is not looked for: the general one is played', async () => {
    await put(key('a7k2f0000001/prompt'), '../b8m3/s00000');
    expect(await by('1')).toEqual([bob]);
  });
});

describe('what is heard and pressed on real phones (RFC 4733)', () => {
  const phones: Phone[] = [];
  const real = async (username: S, tone = 440): Promise<Phone> => {
    const server = { host: '127.0.0.1', port: scene.asterisk.ports.sip };
    const made = await phone({ username, secret: `secret-of-${username}`, server, tone });
    phones.push(made);
    await made.registers();
    return made;
  };
  afterAll(async () => {
    for (const one of phones) await one.leaves();
  });
  let caller: Phone;
  beforeAll(async () => {
    caller = await real(eve);
  });

  test('the announcement is heard, and asked again after silence', async () => {
    const call = await caller.calls('2000');
    await call.answered();
    await call.hears(TONES.acme);
    await until(async () => (await standing(eve, 0))?.split(',')[1] === '2' || undefined);
    await call.hears(TONES.acme);
    await call.hangUp();
  });
  test('a key cuts the announcement short, and the two talk', async () => {
    line(bob).answersCallsWith({ say: 'answer', ringing: true });
    const call = await caller.calls('2006');
    await call.answered();
    await call.hears(TONES.acme);
    await call.sendsDtmf('1');
    // Long before the minute is over.
    await scene.talking(eve, bob);
    await call.hangUp();
  });
  test('digits in a row are an extension', async () => {
    const call = await caller.calls('2004');
    await call.answered();
    await call.sendsDtmf('1003');
    await call.ended({ within: 15_000 });
    expect(ringing()).toEqual([cleo]);
  });
  test('an announcement that is not there is a general one, and the keys work', async () => {
    const call = await caller.calls('2007');
    await call.answered();
    await call.sendsDtmf('1');
    await call.ended({ within: 15_000 });
    expect(ringing()).toEqual([bob]);
  });
  test('each company hears its own', async () => {
    const other = await real(ben, 600);
    const call = await other.calls('2000');
    await call.answered();
    await call.hears(TONES.beta);
    await call.hangUp();
  });
  test('a caller in a menu stays in the generation in which they came', async () => {
    line(bob).answersCallsWith({ say: 'answer', ringing: true });
    const call = await caller.calls('2006');
    await call.answered();
    await put(pointerKey(acme.tenant.tag), '99');
    await call.sendsDtmf('1');
    await scene.talking(eve, bob);
    await put(pointerKey(acme.tenant.tag), '41');
    await call.hangUp();
  });
  test('a reload of the dialplan leaves a caller in the menu', async () => {
    line(bob).answersCallsWith({ say: 'answer', ringing: true });
    const call = await caller.calls('2006');
    await call.answered();
    await call.hears(TONES.acme);
    await scene.load(scene.allFiles());
    await call.sendsDtmf('1');
    await scene.talking(eve, bob);
    await call.hangUp();
  });
  test('who hangs up in a menu leaves nothing behind', async () => {
    const call = await caller.calls('2006');
    await call.answered();
    await call.hangUp();
    await until(async () => {
      const channels = await scene.writer.coreShowChannels();
      return channels.ok && channels.value.every(({ name }) => name.startsWith('Message/')) ? true : undefined;
    });
    expect(ringing()).toEqual([]);
  });
});
