import { compareDialplan, parseDialplan } from '@synergycall/asterisk';
import {
  flowId,
  isOurContext,
  PARKING_PLACES,
  pointerKey,
  type AstdbName,
  type TenantSnapshot,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene } from '../../../../tests/calls/call-scene.ts';
import { rawLamp, type LampState, type RawLamp } from '../../../../tests/lab/phones/index.ts';
import { refreshLamps } from '../apply/lamps.ts';
import * as sample from './sample.ts';

/*
 * Parking, pickup and lamps (decision 0014) on a real Asterisk, and nothing else: no agent runs. Bob and Cleo are in one
 * ring group, Ann in none; two companies have the same of everything.
 */
const company = (tag: string): TenantSnapshot => {
  const model = sample.withFlows(
    sample.sampleTenant(tag, [
      ['Ann', 1001, 1],
      ['Bob', 1002, 1],
      ['Cleo', 1003, 1],
      ['Dan', 1004, 1],
    ]),
    [
      { extension: 2001, members: ['2', '3'] },
      { extension: 2002, week: sample.everyDay(['00:00', '24:00']), to: { open: 'p2', closed: 'p3' } },
    ],
  );
  const defaultDestination = { kind: 'user' as const, userId: model.users[3]!.id };
  return { ...model, tenant: { ...model.tenant, defaultDestination } };
};
const acme = company('a7k2');
const beta = company('b8m3');
const GENERATION = { acme: 41, beta: 42 } as const;
const [ann, bob, cleo, dan] = ['a7k2-000001', 'a7k2-000002', 'a7k2-000003', 'a7k2-000004'] as const;
const [bea, ben] = ['b8m3-000001', 'b8m3-000002'] as const;
const scene = callScene({
  companies: [
    { model: acme, generation: GENERATION.acme },
    { model: beta, generation: GENERATION.beta },
  ],
  trunks: [{ name: 'carrier', address: '127.0.0.9', context: 'sc-trunk' }],
});
const { line, trunk, refusals, ringing, talking } = scene;
const lamps: RawLamp[] = [];

beforeAll(scene.open);
afterAll(scene.close);
beforeEach(scene.begin);
afterEach(async () => {
  await Promise.all(lamps.splice(0).map((lamp) => lamp.close()));
  await scene.end();
  for (const family of ['sc/live', 'sc/said']) await scene.writer.dbDelTree(family);
});

const at = (user: string) => `sip:${user}@127.0.0.1:${scene.asterisk.ports.sip}`;
const inGeneration = (key: string): AstdbName => ({ family: `sc/g/a7k2/${GENERATION.acme}`, key });
/** A key of this phone that watches a number. */
async function watch(username: string, watches: string): Promise<RawLamp> {
  const server = { host: '127.0.0.1', port: scene.asterisk.ports.sip };
  const lamp = await rawLamp({ server, username, secret: `secret-of-${username}`, watches });
  lamps.push(lamp);
  return lamp;
}
const shows = (lamp: RawLamp, state: LampState, what = '') =>
  expect.poll(() => lamp.shown.at(-1), { timeout: 10_000, message: what }).toBe(state);
/** Cleo talks to Ann, who may hand the call on. */
async function talk() {
  line(ann).answersCallsWith({ say: 'answer' });
  const byCleo = await line(cleo).invite({ dialled: '1001' });
  await talking(ann, cleo);
  return { byCleo: byCleo.dialog!, byAnn: line(ann).incoming.at(-1)!.dialog! };
}
/** Until somebody said something to this phone that it did not hear before. */
async function hears(phone: string, act: () => Promise<unknown>): Promise<void> {
  const before = line(phone).audiblePackets;
  await act();
  await expect.poll(() => line(phone).audiblePackets, { timeout: 10_000 }).toBeGreaterThan(before);
}
const isParked = (...phones: string[]) =>
  expect
    .poll(
      async () => {
        const channels = await scene.writer.coreShowChannels();
        return (channels.ok ? channels.value : [])
          .filter(({ application }) => application.startsWith('Park'))
          .map(({ name }) => name.slice(6, 17))
          .toSorted();
      },
      { timeout: 10_000 },
    )
    .toEqual(phones.toSorted());

describe('parking', () => {
  test('an attended transfer to *68: who parks hears the place, a colleague takes the call back', async () => {
    const lamp = await watch(bob, '*681');
    await shows(lamp, 'dark');
    const { byAnn } = await talk();
    let second: Awaited<ReturnType<ReturnType<typeof line>['invite']>> | undefined;
    await hears(ann, async () => {
      second = await line(ann).invite({ dialled: '*68' });
    });
    expect(second?.code).toBe(200);
    await shows(lamp, 'lit');
    const target = `${at('*68')}?Replaces=${encodeURIComponent(second!.dialog!.replaces())}`;
    expect(await byAnn.refer(target)).toMatchObject({ accepted: { code: 202 }, outcome: { code: 200 } });
    await second!.dialog!.ends();
    await shows(lamp, 'lit', 'Cleo waits at the place');
    const taken = await line(bob).invite({ dialled: '*681' });
    expect(taken.code).toBe(200);
    await talking(bob, cleo);
    await shows(lamp, 'dark');
  });

  test('a blind transfer to *68: the phone that parked is called and told the place', async () => {
    const { byAnn } = await talk();
    const before = line(ann).incoming.length;
    await byAnn.refer(at('*68'), { within: 3_000 });
    await hears(ann, () => expect.poll(() => line(ann).incoming.length, { timeout: 10_000 }).toBe(before + 1));
    await line(ann).incoming.at(-1)!.dialog!.ends({ within: 15_000 });
    expect((await line(bob).invite({ dialled: '*681' })).code).toBe(200);
    await talking(bob, cleo);
  });

  test('nobody takes it: back to whoever parked it, who talks to the caller', async () => {
    await scene.put(inGeneration('park'), '1');
    const { byAnn } = await talk();
    line(ann).answersCallsWith({ say: 'refuse', code: 486 });
    const before = line(ann).incoming.length;
    await byAnn.refer(at('*68'), { within: 3_000 });
    // The first call says the place; Ann is busy.
    await expect.poll(() => line(ann).incoming.length, { timeout: 10_000 }).toBe(before + 1);
    line(ann).answersCallsWith({ say: 'answer' });
    await expect.poll(() => line(ann).incoming.length, { timeout: 15_000 }).toBe(before + 2);
    expect(String(line(ann).incoming.at(-1)!.invite.headers['from'])).toContain('Parked 1');
    await talking(ann, cleo);
    await scene.writer.dbDel(inGeneration('park'));
  });

  test('nor does whoever parked it: the company’s default destination', async () => {
    await scene.put(inGeneration('park'), '1');
    const { byAnn } = await talk();
    line(ann).answersCallsWith({ say: 'refuse', code: 486 });
    line(dan).answersCallsWith({ say: 'answer' });
    await byAnn.refer(at('*68'), { within: 3_000 });
    await talking(dan, cleo);
    await scene.writer.dbDel(inGeneration('park'));
  });

  test(
    'places that are full are said, and a call that was transferred there comes back at once',
    { timeout: 90_000 },
    async () => {
      for (let place = 1; place <= PARKING_PLACES; place += 1)
        expect((await line(dan).invite({ dialled: '*68' })).code, `place ${place}`).toBe(200);
      await isParked(...Array.from({ length: PARKING_PLACES }, () => dan));
      await hears(bob, async () => {
        const call = await line(bob).invite({ dialled: '*68' });
        await call.dialog!.ends({ within: 15_000 });
      });
      const { byAnn } = await talk();
      const before = line(ann).incoming.length;
      await byAnn.refer(at('*68'), { within: 3_000 });
      await expect.poll(() => line(ann).incoming.length, { timeout: 10_000 }).toBe(before + 1);
      await talking(ann, cleo);
    },
  );

  test('what is no place, or an empty one, gives nobody anything', async () => {
    for (const dialled of ['*680', '*6821', '*6801', '*68111', '*681#'])
      expect((await line(ann).invite({ dialled })).code, dialled).toBe(404);
    await hears(ann, async () => {
      const call = await line(ann).invite({ dialled: '*685' });
      await call.dialog!.ends({ within: 15_000 });
    });
  });

  test('SECURITY: the other company has places of its own, and sees nothing of these', async () => {
    const [ours, theirs] = [await watch(bob, '*681'), await watch(bea, '*681')];
    expect((await line(cleo).invite({ dialled: '*68' })).code).toBe(200);
    await shows(ours, 'lit');
    const call = await line(bea).invite({ dialled: '*681' });
    await call.dialog!.ends({ within: 15_000 });
    await isParked(cleo);
    expect((await line(ben).invite({ dialled: '*68' })).code).toBe(200);
    await shows(theirs, 'lit');
    const { dialog } = await line(bea).invite({ dialled: '*681' });
    await talking(bea, ben);
    expect(ours.shown.at(-1)).toBe('lit');
    await dialog!.hangUp();
    expect(theirs.shown.slice(0, 2)).toEqual(['dark', 'lit']);
  });

  test('SECURITY: no carrier parks a call or takes one', async () => {
    expect((await line(cleo).invite({ dialled: '*68' })).code).toBe(200);
    await isParked(cleo);
    for (const dialled of ['*68', '*681', '**1002', '*8']) await trunk('carrier').calls(dialled, { from: '+4930123' });
    await isParked(cleo);
  });
});

describe('pickup', () => {
  const isPickedUp = async (by: string, dialled: string, caller: string) => {
    expect((await line(by).invite({ dialled })).code, dialled).toBe(200);
    await talking(by, caller);
  };
  const callsBob = () => {
    line(bob).answersCallsWith({ say: 'ring' });
    void line(ann)
      .invite({ dialled: '1002' })
      .catch(() => undefined);
    return expect.poll(ringing, { timeout: 10_000 }).toEqual([bob]);
  };

  test('**1002 takes what rings at Bob', async () => {
    await callsBob();
    await isPickedUp(dan, '**1002', ann);
  });
  test('**2001 takes what rings in the group, *8 what rings at somebody of one’s own group', async () => {
    for (const name of [bob, cleo]) line(name).answersCallsWith({ say: 'ring' });
    void line(dan)
      .invite({ dialled: '2001' })
      .catch(() => undefined);
    await expect.poll(ringing, { timeout: 10_000 }).toEqual([bob, cleo]);
    await isPickedUp(ann, '**2001', dan);
    await scene.end();
    scene.begin();
    await callsBob();
    await isPickedUp(cleo, '*8', ann);
  });
  test('where nothing rings, and for who shares no group, there is nothing to pick up', async () => {
    for (const [phone, dialled] of [
      [ann, '**1002'],
      [cleo, '*8'],
    ] as const)
      expect((await line(phone).invite({ dialled })).code, dialled).toBe(480);
    await callsBob();
    expect((await line(dan).invite({ dialled: '*8' })).code).toBe(480);
    await expect.poll(refusals, { timeout: 5_000 }).toEqual(['nothing-rings', 'nothing-rings', 'nothing-rings']);
    for (const dialled of ['**', '**1009', '**10a', '*81', '**1002#', '***'])
      expect((await line(dan).invite({ dialled })).code, dialled).toBe(404);
  });
  test('SECURITY: nothing of another company, and by nobody who was transferred', async () => {
    await callsBob();
    for (const dialled of ['**1002', '**2001']) expect((await line(bea).invite({ dialled })).code).toBe(480);
    expect((await line(ben).invite({ dialled: '*8' })).code).toBe(480);
    line(dan).answersCallsWith({ say: 'answer' });
    await line(cleo).invite({ dialled: '1004' });
    await talking(cleo, dan);
    await line(dan).incoming.at(-1)!.dialog!.refer(at('**1002'), { within: 2_000 });
    await expect.poll(() => refusals().at(-1), { timeout: 5_000 }).toBe('unknown');
    const channels = await scene.writer.coreShowChannels();
    expect(channels.ok && channels.value.some(({ name, state }) => name.includes(bob) && state === 'Ringing')).toBe(
      true,
    );
  });
});

describe('lamps', () => {
  test('of an extension: dark, blinks while it rings, lit while it talks, lit by do-not-disturb', async () => {
    const lamp = await watch(ann, '1002');
    expect(lamp.code).toBe(200);
    await shows(lamp, 'dark');
    line(bob).answersCallsWith({ say: 'answer', after: 1_000, ringing: true });
    const call = await line(cleo).invite({ dialled: '1002' });
    await talking(bob, cleo);
    await shows(lamp, 'lit', 'talks');
    expect(lamp.shown).toEqual(['dark', 'rings', 'lit']);
    await call.dialog!.hangUp();
    await shows(lamp, 'dark', 'the call is over');
    const own = await watch(bob, '*761002');
    await shows(own, 'dark');
    for (const [code, state] of [
      ['*78', 'lit'],
      ['*79', 'dark'],
      ['*761002', 'lit'],
      ['*76', 'dark'],
    ] as const) {
      await (await line(bob).invite({ dialled: code })).dialog!.ends({ within: 15_000 });
      await shows(lamp, state, code);
      await shows(own, state, `${code} on the key`);
    }
    expect((await line(bob).invite({ dialled: '*761001' })).code).toBe(404);
  });

  test('of a group: blinks when somebody of it rings; of a schedule: held or lit by hand', async () => {
    const [group, hours] = [await watch(ann, '2001'), await watch(ann, '*282002')];
    await shows(group, 'dark');
    await shows(hours, 'dark');
    line(bob).answersCallsWith({ say: 'ring' });
    void line(dan)
      .invite({ dialled: '1002' })
      .catch(() => undefined);
    await shows(group, 'rings');
    await (await line(ann).invite({ dialled: '*282002' })).dialog!.ends({ within: 15_000 });
    await shows(hours, 'lit', 'closed by hand');
    await (await line(ann).invite({ dialled: '*282002' })).dialog!.ends({ within: 15_000 });
    await shows(hours, 'dark', 'by its hours');
    // As the agent tells of what was changed in the desktop.
    const flow = flowId.parse('a7k2f0000002');
    await scene.put({ family: `sc/live/a7k2/f/${flow}`, key: 'hours' }, 'open');
    await scene.writer.originate({
      channel: `Local/a7k2h${flow}@sc-lamp-told/n`,
      to: 'application',
      application: 'NoOp',
      wait: 'queued',
    });
    await shows(hours, 'held', 'open by hand');
  });

  test('SECURITY: a phone of the other company sees its own extension, and nothing of this one’s calls', async () => {
    const theirs = await watch(bea, '1002');
    await shows(theirs, 'dark');
    const ours = await watch(ann, '1002');
    line(bob).answersCallsWith({ say: 'answer' });
    await line(cleo).invite({ dialled: '1002' });
    await shows(ours, 'lit');
    expect(new Set(theirs.shown)).toEqual(new Set(['dark']));
    for (const hostile of [
      bob,
      'nobody',
      `PJSIP%2F${bob}`,
      `1002%26PJSIP%2F${bob}`,
      `*681%26PJSIP%2F${bob}`,
      '1002%40sc-hints-a7k2',
      '1002%0D%0AEvent:%20FullyBooted',
    ])
      expect([hostile, (await watch(bea, hostile)).code]).toEqual([hostile, 404]);
  });

  test('a person whose phones changed is shown right without a reload', async () => {
    const [lamp, group] = [await watch(ann, '1002'), await watch(ann, '2001')];
    await shows(lamp, 'dark');
    await shows(group, 'dark');
    // Bob gets Dan's phone besides his own; who watches him must see it.
    const device = acme.devices.find(({ sipUsername: name }) => name === dan)!;
    const changed = {
      ...acme,
      devices: acme.devices.map((one) => (one === device ? { ...one, userId: acme.users[1]!.id } : one)),
    };
    await scene.writeGeneration(changed, 43);
    await scene.put(pointerKey(acme.tenant.tag), '43');
    expect(await refreshLamps(scene.writer, acme.tenant.tag, 43)).toEqual({ ok: true, value: 2 });
    expect(await refreshLamps(scene.writer, acme.tenant.tag, 43)).toEqual({ ok: true, value: 0 });
    line(dan).answersCallsWith({ say: 'ring' });
    void line(ann)
      .invite({ dialled: '1002' })
      .catch(() => undefined);
    await shows(lamp, 'rings');
    await shows(group, 'rings');
    await scene.put(pointerKey(acme.tenant.tag), String(GENERATION.acme));
    expect(await refreshLamps(scene.writer, acme.tenant.tag, GENERATION.acme)).toMatchObject({ ok: true });
  });
});

test('what phones did leaves the loaded dialplan as it was meant, and Asterisk without a complaint', async () => {
  const meant = scene.allFiles().flatMap(({ text }) => parseDialplan(text).contexts);
  const loaded = await scene.writer.showDialPlan();
  expect(loaded.ok && compareDialplan({ contexts: meant }, loaded.value, isOurContext)).toEqual([]);
  // Who parked a call and was busy could not be told where.
  expect(scene.complaints().filter((text) => !text.includes('PARK: Unable to allocate announce channel'))).toEqual([]);
});
