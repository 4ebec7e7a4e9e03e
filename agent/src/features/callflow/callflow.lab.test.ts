import { setTimeout as sleep } from 'node:timers/promises';
import { compareDialplan, parseDialplan } from '@synergycall/asterisk';
import {
  decide,
  entryContext,
  isOurContext,
  pointerKey,
  suspendedContext,
  tenantStateKey,
  userStateKey,
  type LiveState,
  type UserId,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { partyOf, type RawAnswer } from '../../../../tests/lab/phones/index.ts';
import { renderTenantFile } from '../tenant/tenant.conf.ts';
import { renderCore } from './index.ts';
import { DIALLED, poisonedKeys, POINTERS, REDIRECTIONS } from './attacks.sample.ts';
import { acme, beta, labBox } from './sample.ts';

const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  // Somebody who takes emergency calls.
  trunks: [{ name: 'emergency-trunk', address: '127.0.0.2', context: 'leak' }],
});
const { line, put, load, allFiles, restore, health, events, heard, refusals, ringing, complaints, talking } = scene;
const helper = () => scene.trunk('emergency-trunk');
const [ann1, ann2, bob, bea, onlyBeta] = [
  'a7k2-000001',
  'a7k2-000002',
  'a7k2-000003',
  'b8m3-000001',
  'b8m3-000003',
] as const;
const busy: RawAnswer = { say: 'refuse', code: 486, ringing: true };
/** Events come on a connection of their own, a moment after the answer. */
const refused = (...reasons: string[]) => expect.poll(refusals, { timeout: 5_000 }).toEqual(reasons);

beforeAll(scene.open);
afterAll(scene.close);
beforeEach(scene.begin);
afterEach(scene.end);

describe('what is loaded', () => {
  const meant = () => ({ contexts: allFiles().flatMap(({ text }) => parseDialplan(text).contexts) });
  const compare = async () => {
    const loaded = await scene.writer.showDialPlan();
    if (!loaded.ok) throw new Error(loaded.error.code);
    return compareDialplan(meant(), loaded.value, isOurContext);
  };
  test('is what was meant, without a complaint', async () => {
    expect(await compare()).toEqual([]);
    expect(complaints().filter((text) => !text.includes('_X.'))).toEqual([]);
  });
  test('shows a hand edit, a lost file and a context of somebody else under our name', async () => {
    const tenant = renderTenantFile(beta.tenant);
    await load([{ ...tenant, text: tenant.text.replace('Set(SC_T=b8m3)', 'Set(SC_T=a7k2)') }]);
    expect(await compare()).toMatchObject([
      { difference: 'different-step', context: 'sc-in-b8m3', meant: 'Set(SC_T=b8m3)', loaded: 'Set(SC_T=a7k2)' },
    ]);
    await load([{ ...tenant, text: '' }]);
    expect((await compare()).map(({ difference }) => difference)).toEqual(Array(5).fill('missing-context'));
    await load([{ ...tenant, text: `${tenant.text}\n[sc-t-0000]\nexten => 1,1,NoOp()\n` }]);
    expect(await compare()).toEqual([{ difference: 'extra-context', context: 'sc-t-0000' }]);
    await load([tenant]);
    expect(await compare()).toEqual([]);
  });
});

describe('health', () => {
  test('reports the generation that calls get, and what an extension resolves to', async () => {
    expect(await health('a7k2', '1001')).toEqual({
      tag: 'a7k2',
      generation: '41',
      reason: 'ring',
      resolved: `PJSIP/${ann1}&PJSIP/${ann2}`,
    });
    expect(await health('b8m3', '1001')).toEqual({
      tag: 'b8m3',
      generation: '42',
      reason: 'ring',
      resolved: `PJSIP/${bea}`,
    });
    expect(await health('a7k2')).toMatchObject({ generation: '41', reason: 'unknown' });
    expect(ringing()).toEqual([]);
  });
  test('says so when a tenant has no file, and calls no emergency service', async () => {
    expect(await health('zzzz', '1001')).toMatchObject({ reason: 'no-context' });
    expect(await health('a7k2', '112')).toMatchObject({ reason: 'emergency' });
    expect(events('ScEmergency')).toEqual([]);
  });
  test('agrees with decide, number by number, in both tenants and under suspension', async () => {
    const numbers = [
      '1001',
      '1002',
      '1003',
      '1005',
      '9999',
      '01001',
      '1',
      '10011',
      '1234567',
      '*',
      '#1',
      '+491001',
      '*1001',
    ];
    const suspended = new Set<UserId>([acme.users[1]!.id]);
    const live = (state: Partial<LiveState>): LiveState => ({
      tenantSuspended: false,
      suspendedUsers: new Set(),
      ...state,
    });
    const answers = async (state: LiveState) => {
      for (const tag of ['a7k2', 'b8m3'])
        for (const dialled of numbers) {
          const decision = decide(scene.planOf(tag), state, { from: null, dialled, at: 0 });
          const { reason, resolved } = await health(tag, dialled);
          const expected =
            decision.does === 'ring'
              ? { reason: 'ring', resolved: decision.members.map((member) => `PJSIP/${member.sipUsername}`).join('&') }
              : { reason: decision.does === 'refuse' ? decision.refusal : 'emergency', resolved: '' };
          expect({ tag, dialled, reason, resolved }).toEqual({ tag, dialled, ...expected });
        }
    };
    await answers(live({}));
    await put(userStateKey(acme.tenant.tag, acme.users[1]!.id), 'suspended');
    await answers(live({ suspendedUsers: suspended }));
    await scene.writer.dbDel(userStateKey(acme.tenant.tag, acme.users[1]!.id));
    for (const { tenant } of [acme, beta]) await put(tenantStateKey(tenant.tag), 'suspended');
    await answers(live({ tenantSuspended: true }));
    for (const { tenant } of [acme, beta]) await scene.writer.dbDel(tenantStateKey(tenant.tag));
  });
});

describe('calls', () => {
  test('reach the own tenant’s 1001, on all devices, and nobody else', async () => {
    expect(await line(bob).invite({ dialled: '1001' })).toMatchObject({ code: 486, rang: true });
    expect(ringing()).toEqual([ann1, ann2]);
  });
  test('to a number that only the other tenant has are refused', async () => {
    expect(await line(bob).invite({ dialled: '1005' })).toMatchObject({ code: 404 });
    expect(ringing()).toEqual([]);
    await refused('unknown');
  });
  test('to one’s own extension ring the other devices only', async () => {
    expect(await line(ann1).invite({ dialled: '1001' })).toMatchObject({ code: 486 });
    expect(ringing()).toEqual([ann2]);
    expect(await line(bob).invite({ dialled: '1002' })).toMatchObject({ code: 486 });
    expect(ringing()).toEqual([ann2]);
  });
  test('are answered by one, and the other stops ringing', async () => {
    line(ann1).answersCallsWith({ say: 'ring' });
    line(ann2).answersCallsWith({ say: 'answer', after: 200, ringing: true });
    const call = await line(bob).invite({ dialled: '1001' });
    expect(call.code).toBe(200);
    await until(() => line(ann1).log.messages.find((message) => message.method === 'CANCEL'));
    expect(await call.dialog?.hangUp()).toMatchObject({ code: 200 });
  });
  test.each([
    [486, 486],
    [600, 486],
    [480, 480],
    [603, 480],
    [404, 480],
    [500, 480],
    [503, 480],
  ])('a phone’s %d is told to the caller as %d', async (said, told) => {
    line(bob).answersCallsWith({ say: 'refuse', code: said });
    expect(await line(ann1).invite({ dialled: '1002' })).toMatchObject({ code: told });
  });
  test('to somebody without a phone, or whose phone left: unavailable', async () => {
    expect(await line(ann1).invite({ dialled: '1003' })).toMatchObject({ code: 480 });
    await line(bob).unregister();
    expect(await line(ann1).invite({ dialled: '1002' })).toMatchObject({ code: 480 });
    await line(bob).register();
  });
  test('show the caller’s extension and name, whatever the phone claims', async () => {
    await line(ann1).invite({
      dialled: '1002',
      from: `"The Boss" <sip:${ann1}@127.0.0.1>`,
      headers: [
        'P-Asserted-Identity: "The Boss" <sip:9999@x>',
        'Remote-Party-ID: "The Boss" <sip:9999@x>;party=calling',
        'Diversion: "The Boss" <sip:9999@x>;reason=unconditional',
      ],
    });
    const { invite } = line(bob).incoming.at(-1)!;
    expect(partyOf(invite.headers['from']![0]!)).toEqual({ name: 'Ann', number: '1001' });
    expect(invite.raw).not.toMatch(/Boss|\b9999\b/);
  });
  test('go on through a reload of a changed core, and end as they should', async () => {
    line(bob).answersCallsWith({ say: 'refuse', code: 486, ringing: true, after: 1_500 });
    const call = line(ann1).invite({ dialled: '1002' });
    await until(() => (ringing().length > 0 ? true : undefined));
    const [internal, ...others] = renderCore(labBox);
    await load([
      { ...internal!, text: internal!.text.replace(/\n same => n/g, '\n same => n,NoOp(newer)\n same => n') },
      ...others,
    ]);
    expect(await call).toMatchObject({ code: 486 });
    await load(allFiles());
  });
});

describe('suspension', () => {
  afterEach(restore);
  const announced = async (username: string, dialled = '1002') => {
    const call = await line(username).invite({ dialled });
    expect(call.messages.map((message) => message.code)).toContain(183);
    return call.code;
  };
  test('of a tenant: nobody calls, all hear why', async () => {
    await put(tenantStateKey(acme.tenant.tag), 'suspended');
    expect(await announced(ann1)).toBe(403);
    expect(await line(bea).invite({ dialled: '1002' })).toMatchObject({ code: 486 });
    await scene.writer.dbDel(tenantStateKey(acme.tenant.tag));
    expect(ringing()).toEqual(['b8m3-000002']);
  });
  test('of a caller: announcement; of a callee: unavailable', async () => {
    await scene.setContext([ann1], suspendedContext(acme.tenant.tag));
    expect(await announced(ann1)).toBe(403);
    await scene.setContext([ann1], entryContext(acme.tenant.tag));
    await put(userStateKey(acme.tenant.tag, acme.users[1]!.id), 'suspended');
    expect(await line(ann1).invite({ dialled: '1002' })).toMatchObject({ code: 480 });
    await scene.writer.dbDel(userStateKey(acme.tenant.tag, acme.users[1]!.id));
    expect(ringing()).toEqual([]);
    await refused('caller-suspended', 'user-suspended');
  });
});

describe('emergency numbers', () => {
  afterEach(restore);
  const withTrunk = { ...labBox, box: { ...labBox.box, emergencyEndpoint: 'emergency-trunk' } };
  test('without a way out: announcement and record', async () => {
    const call = await line(ann1).invite({ dialled: '112' });
    expect(call.messages.map((message) => message.code)).toContain(183);
    await expect.poll(() => [events('ScEmergency').length, events('ScEmergencyUnrouted').length]).toEqual([1, 1]);
  });
  test('go out with an empty AstDB, for suspended users and tenants', async () => {
    await load(allFiles(withTrunk));
    await scene.writer.dbDelTree('sc');
    await put(tenantStateKey(acme.tenant.tag), 'suspended');
    await scene.setContext([ann1], suspendedContext(acme.tenant.tag));
    for (const [from, dialled] of [
      [ann1, '112'],
      [ann2, '911'],
    ] as const) {
      const call = await line(from).invite({ dialled });
      expect(call.code).toBe(200);
      expect(helper().carried.at(-1)?.dialled).toBe(dialled);
      await call.dialog?.hangUp();
    }
    await expect.poll(() => events('ScEmergency').map((event) => event['number'])).toEqual(['112', '911']);
    expect(events('ScEmergencyUnrouted')).toEqual([]);
  });
  test('a trunk in trouble: announcement and record', async () => {
    await load(allFiles(withTrunk));
    helper().refuses(503);
    const call = await line(ann1).invite({ dialled: '112' });
    expect(call.code).toBe(500);
    await expect.poll(() => events('ScEmergencyUnrouted').length).toBe(1);
    helper().answers();
  });
});

describe('attacks', () => {
  const quiet = () => ({ rang: ringing(), leaked: events('Leaked') });
  const NOBODY = { rang: [], leaked: [] };

  test.each(DIALLED)('dialling %j rings nobody and reaches no other context', async (dialled) => {
    const { code } = await line(ann1).invite({ dialled });
    // 0: PJSIP dropped what is no SIP at all.
    expect([404, 0]).toContain(code);
    expect(quiet()).toEqual(NOBODY);
  });
  test('a NUL ends the number for Asterisk too', async () => {
    expect(await line(ann1).invite({ dialled: '1002%00%26PJSIP%2Fb8m3-000001' })).toMatchObject({ code: 486 });
    expect(ringing()).toEqual([bob]);
  });

  test.each(poisonedKeys(acme.users[1]!.id, bob))('a poisoned AstDB value is refused: %s = %j', async (name, value) => {
    const key = { family: 'sc/g/a7k2/41', key: name };
    const before = await scene.writer.dbGet(key);
    await put(key, value);
    const { code } = await line(ann1).invite({ dialled: '1002' });
    await put(key, before.ok ? before.value! : '');
    expect(code).toBe(500);
    await refused('corrupt');
    expect(quiet()).toEqual(NOBODY);
  });
  test.each(POINTERS)('a poisoned pointer %j leads nowhere', async (value) => {
    await put(pointerKey(acme.tenant.tag), value);
    const { code } = await line(ann1).invite({ dialled: '1002' });
    await put(pointerKey(acme.tenant.tag), '41');
    expect(code).toBe(500);
    await refused('no-generation');
    expect(quiet()).toEqual(NOBODY);
  });
  test('a generation without its manifest is not used', async () => {
    const meta = { family: 'sc/g/a7k2/41', key: 'meta' };
    const before = await scene.writer.dbGet(meta);
    await scene.writer.dbDel(meta);
    expect(await line(ann1).invite({ dialled: '1002' })).toMatchObject({ code: 500 });
    await put(meta, before.ok ? before.value! : '');
    await refused('no-generation');
  });

  test.each(REDIRECTIONS)('a phone that answers 302 %s sends the call nowhere', async (contact) => {
    line(bob).answersCallsWith({ say: 'redirect', contact });
    expect(await line(ann1).invite({ dialled: '1002' })).toMatchObject({ code: 486 });
    expect(quiet()).toEqual({ rang: [bob], leaked: [] });
  });

  test.each(['1002', '112'])('a SIP MESSAGE to %s runs the dialplan, and rings nobody', async (dialled) => {
    expect(await scene.sendsMessage({ phone: bob }, dialled)).toBe(202);
    await sleep(500);
    // Asterisk makes this channel for the first message and keeps it.
    expect(await scene.asterisk.cli('core show channels concise')).toContain('Message/ast_msg_queue');
    expect(quiet()).toEqual(NOBODY);
    expect(heard).toEqual([]);
  });

  describe('transfers run in the transferer’s tenant', () => {
    const targets = [
      ['1003', 'no-devices'],
      ['1005', 'unknown'],
      ['1%40sink%26Local%2F666%40leak', 'malformed'],
    ] as const;
    test.each(targets)('of the caller to %s', async (to, reason) => {
      line(bob).answersCallsWith({ say: 'answer' });
      const call = await line(ann1).invite({ dialled: '1002' });
      await talking(ann1, bob);
      expect(await call.dialog?.refer(`sip:${to}@127.0.0.1`)).toMatchObject({ accepted: { code: 202 } });
      await until(() => (refusals().length > 0 ? true : undefined));
      expect([refusals(), ringing(), events('Leaked')]).toEqual([[reason], [bob], []]);
    });
    test.each(targets)('of the callee to %s', async (to, reason) => {
      line(bob).answersCallsWith({ say: 'answer' });
      await line(ann1).invite({ dialled: '1002' });
      await talking(ann1, bob);
      const byBob = line(bob).incoming.at(-1)?.dialog;
      expect(await byBob?.refer(`sip:${to}@127.0.0.1`)).toMatchObject({ accepted: { code: 202 } });
      await until(() => (refusals().length > 0 ? true : undefined));
      expect([refusals(), ringing(), events('Leaked')]).toEqual([[reason], [bob], []]);
    });
    test('to a technology, a context or a name: not found', async () => {
      line(bob).answersCallsWith({ say: 'answer' });
      const call = await line(ann1).invite({ dialled: '1002' });
      await talking(ann1, bob);
      for (const to of ['PJSIP%2Fb8m3-000001', 'Local%2F666%40leak', 'b8m3-000001', 's'])
        expect((await call.dialog?.refer(`sip:${to}@127.0.0.1`, { within: 3_000 }))?.outcome?.code ?? 404).toBe(404);
      expect([ringing(), events('Leaked')]).toEqual([[bob], []]);
    });
    test.each([
      ['Bea, who was called', bea, '1005', [onlyBeta]],
      ['Ann, who called', ann1, '1002', [bob]],
    ] as const)('of %s, in a call across tenants with our variables inherited', async (_, by, to, rings) => {
      line(bea).answersCallsWith({ say: 'answer' });
      line(ann1).answersCallsWith({ say: 'answer' });
      const leg = scene.writer.originate({
        channel: `PJSIP/${ann1}`,
        to: 'exten',
        context: 'hairpin',
        extension: '7000',
        wait: 'answer',
      });
      const dialog = await until(() =>
        ringing().includes(bea) && ringing().includes(ann1) ? line(by).incoming.at(-1)?.dialog : undefined,
      );
      await leg;
      await talking(ann1, bea);
      line(ann1).answersCallsWith(busy);
      line(bea).answersCallsWith(busy);
      await dialog.refer(`sip:${to}@127.0.0.1`);
      await until(() => (ringing().some((name) => rings.some((one) => one === name)) ? true : undefined));
      expect(ringing().filter((name) => name !== ann1 && name !== bea)).toEqual(rings);
    });
  });
});

test('after all this Asterisk complained of nothing but what was attacked', () => {
  const expected =
    /_X\.|attempted blind transfer to|but target does not exist|Is endpoint registered and reachable|Failed to create outgoing session|res_pjsip_messaging|Rejecting|PJSIP syntax error/;
  expect(complaints().filter((text) => !expected.test(text))).toEqual([]);
});
