import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  decide,
  decideInbound,
  e164,
  flowId,
  greetingKey,
  userStateKey,
  type LiveState,
  type SipUsername,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { phone, type Phone } from '../../../../tests/lab/phones/index.ts';
import { shareOfTone } from '../../../../tests/lab/phones/tone.ts';
import { storesOr } from '../../../../tests/lab/runs.ts';
import * as sample from './sample.ts';

/** Ann, Bob and Eve have mailboxes, Cleo and Dan none. `f1` is heard by Bob, `f2` (without an extension) by nobody. */
const acme = sample.withFlows(
  sample.withVoicemail(
    sample.sampleTenant('a7k2', [
      ['Ann', 1001, 2],
      ['Bob', 1002, 1],
      ['Cleo', 1003, 1],
      ['Dan', 1004, 1],
      ['Eve', 1006, 1],
    ]),
    [1, 2, 5],
  ),
  [
    { extension: 2001, heardBy: ['2'] },
    { heardBy: [] },
    { week: sample.everyDay(['00:00', '24:00']), to: { open: 'v2' } },
    { extension: 2004, members: ['3'], ringSeconds: 5, to: { noanswer: 'f1' } },
  ],
  { '+15550100': 'v1', '+15550101': 'f1', '+15550102': 'p2', '+15550103': 'f2', '+15550104': 'f3', '+15550105': 'v3' },
);
/** The same extensions, other people. */
const beta = sample.withFlows(
  sample.withVoicemail(
    sample.sampleTenant('b8m3', [
      ['Bea', 1001, 1],
      ['Ben', 1002, 1],
    ]),
  ),
  [{ extension: 2001, heardBy: ['1'] }],
);
const [ann1, , bob, cleo, dan, eve] = [1, 2, 3, 4, 5, 6].map((n) => `a7k2-00000${n}`) as [S, S, S, S, S, S];
const [bea, ben] = ['b8m3-000001', 'b8m3-000002'] as [S, S];
type S = SipUsername;
const [annId, bobId] = [acme.users[0]!.id, acme.users[1]!.id];
const flow = (place: number) => flowId.parse(`a7k2f${String(place).padStart(7, '0')}`);
const awake: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };

describe.each(storesOr('sqlite'))('voicemail, mailboxes in %s', (store) => {
  const scene = callScene({
    companies: [
      { model: acme, generation: 41 },
      { model: beta, generation: 42 },
    ],
    trunks: [{ name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' }],
    store,
  });
  const { line, trunk, put, restore, health, refusals, ringing } = scene;
  const phones: Phone[] = [];
  /** A real phone that speaks; it calls and is not registered. */
  async function speaks(username: string, tone: number): Promise<Phone> {
    const server = { host: '127.0.0.1', port: scene.asterisk.ports.sip };
    const one = await phone({ username, secret: `secret-of-${username}`, server, tone });
    phones.push(one);
    return one;
  }
  const folder = (tag: string, box: string) => join(scene.asterisk.paths.spool, 'voicemail', `vm-${tag}`, box);
  const wavs = (at: string): string[] =>
    existsSync(at)
      ? readdirSync(at, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.wav'))
          .map((name) => join(at, name))
      : [];
  const messages = (tag: string, box: string) =>
    wavs(folder(tag, box)).filter((path) => /INBOX\/msg\d{4}\.wav$/.test(path));
  const samples = (path: string): Int16Array => {
    const bytes = readFileSync(path).subarray(44);
    return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(at * 2));
  };
  const SECOND = 16_000;

  /** Leaves two seconds of a tone, and waits until the message is there. */
  async function leaves(from: Phone, dialled: string, at: { readonly tag: string; readonly box: string }) {
    const before = messages(at.tag, at.box).length;
    const recorded = wavs(folder(at.tag, at.box)).length;
    const call = await from.calls(dialled);
    await call.answered();
    await waited(40_000, () => {
      const growing = wavs(folder(at.tag, at.box));
      return growing.length > recorded && growing.some((path) => /tmp/.test(path) && statSync(path).size > 2 * SECOND);
    });
    await call.hangUp();
    await waited(10_000, () => messages(at.tag, at.box).length > before);
    return messages(at.tag, at.box).toSorted().at(-1)!;
  }
  const waited = (within: number, ask: () => boolean) => expect.poll(ask, { timeout: within, interval: 50 }).toBe(true);
  /** What the phone's lamp was told last. */
  const lamp = (username: string) =>
    line(username)
      .log.messages.filter(({ method, direction }) => method === 'NOTIFY' && direction === 'received')
      .map(({ body }) => `${/Messages-Waiting: (\w+)/.exec(body)?.[1]} ${/Voice-Message: (\S+)/.exec(body)?.[1]}`)
      .at(-1);
  const reached = async (ask: Parameters<typeof health>[1]) => {
    const { reason, resolved } = await health('a7k2', ask);
    return `${String(reason)} ${String(resolved)}`.trim();
  };

  beforeAll(scene.open);
  afterAll(async () => {
    for (const one of phones) await one.leaves();
    await scene.close();
  });
  beforeEach(scene.begin);
  afterEach(scene.end);

  describe('a call to somebody with a mailbox (FR-006)', () => {
    test('who is busy gets the message, and the lamp lights at once; nobody of the other company does', async () => {
      const caller = await speaks(dan, 620);
      const message = await leaves(caller, '1002', { tag: 'a7k2', box: bobId });
      expect(ringing()).toEqual([bob]);
      expect(shareOfTone(samples(message), 620)).toBeGreaterThan(0.5);
      await waited(10_000, () => lamp(bob) === 'yes 1/0');
      expect([lamp(ann1), lamp(bea), lamp(ben)].filter((said) => said?.startsWith('yes'))).toEqual([]);
      expect(wavs(join(scene.asterisk.paths.spool, 'voicemail', 'vm-b8m3'))).toEqual([]);
    });
    test('whose phones are away is answered too', async () => {
      await line(eve).unregister();
      const call = await line(dan).invite({ dialled: '1006' });
      await line(eve).register();
      expect(call.code).toBe(200);
      await call.dialog!.hangUp();
    });
    test('whose phone is answered, or whose caller gives up, gets no message', async () => {
      line(bob).answersCallsWith({ say: 'answer' });
      const answered = await line(dan).invite({ dialled: '1002' });
      expect(answered.code).toBe(200);
      await scene.talking(dan, bob);
      await line(bob).incoming.at(-1)!.dialog!.hangUp();
      await answered.dialog!.ends();
      line(bob).answersCallsWith({ say: 'ring' });
      expect(await line(dan).invite({ dialled: '1002', cancelAfter: 200 })).toMatchObject({ code: 487 });
    });
    test('without one the caller is told as ever', async () => {
      expect(await line(dan).invite({ dialled: '1003' })).toMatchObject({ code: 486 });
    });
    test('as a member of a group gets none: the group’s mailbox does', async () => {
      const call = await line(dan).invite({ dialled: '2004' });
      expect([call.code, ringing()]).toEqual([200, [cleo]]);
      await call.dialog!.hangUp();
    });
  });

  describe('a number that leads to a mailbox (SC-004)', () => {
    test.each([
      ['a person’s, whose phones stay silent', '+15550100', `voicemail voicemail:${annId}`],
      ['a general one', '+15550101', `voicemail mailbox:${flow(1)}`],
      ['a general one without an extension', '+15550103', `voicemail mailbox:${flow(2)}`],
      ['one behind a schedule', '+15550104', `voicemail voicemail:${bobId}`],
    ])('%s', async (_, number, meant) => {
      const did = e164.parse(number);
      const decision = decideInbound(scene.planOf('a7k2'), awake, { number: did, at: 0 });
      expect(decision.does).toBe('voicemail');
      expect(await reached({ did })).toBe(meant);
      const call = await trunk('carrier').calls(number, { from: '+4930123' });
      expect([call.code, ringing()]).toEqual([200, []]);
      await call.dialog!.hangUp();
    });
    test('of somebody who has none tells that nobody answers', async () => {
      const did = e164.parse('+15550105');
      expect(decideInbound(scene.planOf('a7k2'), awake, { number: did, at: 0 })).toMatchObject({
        refusal: 'no-mailbox',
      });
      expect(await reached({ did })).toBe('no-mailbox');
      expect((await trunk('carrier').calls('+15550105', { from: '+4930123' })).code).toBe(480);
      await expect.poll(refusals, { timeout: 5_000 }).toContain('no-mailbox');
    });
    test('of somebody suspended takes no message', async () => {
      await put(userStateKey(acme.tenant.tag, annId), 'suspended');
      const live = { ...awake, suspendedUsers: new Set([annId]) };
      const did = e164.parse('+15550100');
      expect(decideInbound(scene.planOf('a7k2'), live, { number: did, at: 0 })).toMatchObject({
        refusal: 'user-suspended',
      });
      expect(await reached({ did })).toBe('user-suspended');
      await restore();
    });
    test('a general one by its extension: the message is there, and whoever may hear it sees their lamp', async () => {
      const caller = await speaks(cleo, 880);
      expect(decide(scene.planOf('a7k2'), awake, { from: cleo, dialled: '2001', at: 0 }).does).toBe('voicemail');
      const before = lamp(bob);
      const message = await leaves(caller, '2001', { tag: 'a7k2', box: flow(1) });
      expect(shareOfTone(samples(message), 880)).toBeGreaterThan(0.5);
      await waited(10_000, () => lamp(bob) !== before && lamp(bob)?.startsWith('yes') === true);
      expect(lamp(ann1)?.startsWith('yes')).not.toBe(true);
    });
  });

  test('a greeting of one’s own is all that the caller hears before the tone', async () => {
    await put(greetingKey(acme.tenant.tag, annId), 'own');
    const call = await trunk('carrier').calls('+15550100', { from: '+4930123' });
    expect(call.code).toBe(200);
    await until(async () => {
      const shown = await scene.asterisk.cli('core show channels concise');
      return /VoiceMail!\S+@vm-a7k2,u/.test(shown) ? true : undefined;
    });
    await call.dialog!.hangUp();
    await restore();
  });

  describe('damaged keys and other companies’ boxes', () => {
    afterEach(restore);
    const key = (name: string) => ({ family: 'sc/g/a7k2/41', key: name });
    test.each([
      ['x/1003', `voicemail:${beta.users[0]!.id}`],
      ['x/1003', 'mailbox:b8m3f0000001'],
      ['x/1003', 'voicemail:'],
      ['x/1003', `voicemail:${annId}x`],
      ['x/1003', `voicemail:${annId}@vm-b8m3`],
      ['x/1003', 'mailbox:${SHELL(id)}'],
      ['x/1003', `mailbox:${annId}`],
      [`f/${flow(1)}/mailbox`, '1&2'],
      [`f/${flow(1)}/mailbox`, ''],
    ])('are no mailbox: %s = %j', async (name, value) => {
      await put(key(name), value);
      expect(await reached(name.startsWith('x/') ? '1003' : '2001')).toBe('corrupt');
    });
    test.each(['2', '1;', 'yes', '1 1', '${EXTEN}'])('a damaged mark of a mailbox is none: %j', async (value) => {
      await put(key(`u/${annId}/vm`), value);
      expect(await reached({ did: e164.parse('+15550100') })).toBe('no-mailbox');
    });
    test('a mailbox whose row is gone is not answered', async () => {
      const name = `${annId}@vm-a7k2`;
      await scene.realtime.writeMailboxes({ remove: [name] });
      expect((await trunk('carrier').calls('+15550100', { from: '+4930123' })).code).toBe(480);
      await expect.poll(refusals, { timeout: 5_000 }).toContain('no-mailbox');
      await scene.realtime.writeMailboxes({ put: [name] });
      const call = await trunk('carrier').calls('+15550100', { from: '+4930123' });
      expect(call.code).toBe(200);
      await call.dialog!.hangUp();
    });
  });

  test('after all this Asterisk complained of nothing', () => {
    const expected = /_X\.|Is endpoint registered and reachable|Failed to create outgoing session/;
    expect(scene.complaints().filter((text) => !expected.test(text))).toEqual([]);
  });
});
