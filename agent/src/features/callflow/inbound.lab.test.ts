import {
  decideInbound,
  didOwnersKey,
  e164,
  pointerKey,
  tenantStateKey,
  userStateKey,
  withOwner,
  type Decision,
  type LiveState,
  type UserId,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { partyOf } from '../../../../tests/lab/phones/index.ts';
import { DIALLED, HINTS, poisonedTargets, POINTERS } from './attacks.sample.ts';
import * as sample from './sample.ts';

/** Ann has two phones, Bob one, Cleo none; who calls a number of nobody's at Acme gets Bob. */
const NUMBERS = { '+15550100': 0, '+15550101': null, '+15550102': 2, '+15550103': 1, '+491234567890123': 1 } as const;
const acme = sample.withNumbers(sample.acme, NUMBERS, 1);
const beta = sample.withNumbers(sample.beta, { '+15550200': 0, '+15550201': null });
const [toAnn, toDefault, toCleo, toBob, toBea, nowhere] = [
  '+15550100',
  '+15550101',
  '+15550102',
  '+15550103',
  '+15550200',
  '+15550201',
].map((number) => e164.parse(number)) as [E, E, E, E, E, E];
type E = ReturnType<typeof e164.parse>;
const [ann1, ann2, bob, bea] = ['a7k2-000001', 'a7k2-000002', 'a7k2-000003', 'b8m3-000001'] as const;

const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  trunks: [
    { name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' },
    // As a generated one will: whatever its own rules made of the number.
    { name: 'generated', address: '127.0.0.3', context: 'normalised' },
  ],
  extensions: '\n[normalised]\nexten => _[+*#0-9]!,1,Goto(sc-inbound,${EXTEN},1)\n',
});
const { line, trunk, put, restore, health, events, refusals, ringing, heard } = scene;

beforeAll(scene.open);
afterAll(scene.close);
beforeEach(scene.begin);
afterEach(scene.end);

const calls = (to: string, more: { readonly from?: string; readonly name?: string } = {}) =>
  trunk('carrier').calls(to, { from: '+4930123', ...more });
/** What the carrier was told, and whose phones rang. */
async function outcome(to: string) {
  const { code } = await calls(to);
  return { code, rang: ringing() };
}
const refusedAs = (...reasons: string[]) => expect.poll(refusals, { timeout: 5_000 }).toEqual(reasons);
const unknown = () => events('ScInboundUnknown').map((event) => event['number']);
const counted = (...numbers: string[]) => expect.poll(unknown, { timeout: 5_000 }).toEqual(numbers);
/** The last INVITE that this phone got. */
const invited = (name: string) => line(name).incoming.at(-1)!.invite;

describe('a call from outside (US2, FR-014, SC-004)', () => {
  test('rings all phones of the person to whom the number leads, and nobody else', async () => {
    expect(await outcome(toAnn)).toEqual({ code: 486, rang: [ann1, ann2] });
  });
  test.each([
    ['with a plus sign', '+15550103'],
    ['with bare digits', '15550103'],
    ['of 15 digits', '491234567890123'],
  ])('finds its number %s', async (_, to) => expect(await outcome(to)).toEqual({ code: 486, rang: [bob] }));
  test('finds it by a trunk that normalises for itself', async () => {
    expect(await trunk('generated').calls('15550103', { from: '1' })).toMatchObject({ code: 486 });
    expect(ringing()).toEqual([bob]);
  });
  test('to a number without a destination rings the tenant’s default (FR-015, SC-006)', async () => {
    expect(await outcome(toDefault)).toEqual({ code: 486, rang: [bob] });
  });
  test('where there is no default hears that the number is not in service, and is refused', async () => {
    const call = await calls(nowhere);
    expect(call.messages.map((message) => message.code)).toContain(183);
    expect([call.code, ringing()]).toEqual([404, []]);
    await refusedAs('no-destination');
  });
  test('to somebody without a phone: unavailable', async () => {
    expect(await outcome(toCleo)).toEqual({ code: 480, rang: [] });
    await refusedAs('no-devices');
  });
  test('can be talked on and hung up from either side', async () => {
    line(bob).answersCallsWith({ say: 'answer' });
    const call = await calls(toBob);
    await scene.talking('carrier', bob);
    await line(bob).incoming.at(-1)!.dialog!.hangUp();
    await call.dialog!.ends();
  });
  test('is its tenant’s by its account code, which tells whose generation the channel holds', async () => {
    line(bea).answersCallsWith({ say: 'answer' });
    await calls(toBea);
    await scene.talking('carrier', bea);
    const channels = await scene.writer.coreShowChannels();
    const inbound = channels.ok && channels.value.find(({ name }) => name.startsWith('PJSIP/carrier-'));
    expect(inbound).toMatchObject({ accountCode: 'b8m3' });
  });
});

describe('a number of nobody’s is refused and counted (FR-015)', () => {
  test.each([
    ['that no tenant has', '+15559999', '15559999'],
    ['too short for a public number', '+123456', '123456'],
    ['too long for one', '1234567890123456', '1234567890123456'],
    ['with a leading zero', '015550100', '015550100'],
    ['with two plus signs', '++15550100', '+15550100'],
    ['an extension', '1001', '1001'],
    ['an emergency number', '112', '112'],
    ['a feature code', '*97', '*97'],
  ])('%s: %s', async (_, to, number) => {
    for (const name of ['carrier', 'generated'] as const)
      expect(await trunk(name).calls(to, { from: '1' })).toMatchObject({ code: 404 });
    const digits = () => unknown().map((counts) => String(counts).replace(/^\+/, ''));
    await expect.poll(digits, { timeout: 5_000 }).toEqual([number, number]);
    expect([ringing(), events('ScEmergency'), refusals()]).toEqual([[], [], []]);
  });
});

describe('suspension', () => {
  afterEach(restore);
  test('of the tenant: nobody rings, and the caller hears that there is no service', async () => {
    await put(tenantStateKey(acme.tenant.tag), 'suspended');
    const call = await calls(toAnn);
    expect(call.messages.map((message) => message.code)).toContain(183);
    expect([call.code, ringing()]).toEqual([403, []]);
    await refusedAs('tenant-suspended');
    expect(await outcome(toBea)).toEqual({ code: 486, rang: [bea] });
  });
  test('of the person: unavailable, also by default', async () => {
    await put(userStateKey(acme.tenant.tag, acme.users[1]!.id), 'suspended');
    expect(await outcome(toBob)).toEqual({ code: 480, rang: [] });
    expect(await outcome(toDefault)).toEqual({ code: 480, rang: [] });
    await refusedAs('user-suspended', 'user-suspended');
  });
});

describe('who has a number (FR-016, FR-053)', () => {
  afterEach(restore);
  const hint = (...owners: ('a7k2' | 'b8m3')[]) => put(didOwnersKey(toBob), owners.join(','));
  test('moves with the flip of the tenant that gets it, and back with its rollback', async () => {
    const more = sample.withNumbers(sample.beta, { '+15550200': 0, '+15550201': null, '+15550103': 0 });
    await put(didOwnersKey(toBob), withOwner('a7k2', beta.tenant.tag));
    // Named first, and its live generation does not hold the number: it is still the old tenant's.
    expect(await health('b8m3', { did: toBob })).toMatchObject({ tag: 'a7k2', generation: '41' });
    await scene.writeGeneration(more, 43);
    expect(await outcome(toBob)).toEqual({ code: 486, rang: [bob] });
    await put(pointerKey(beta.tenant.tag), '43');
    scene.begin();
    expect(await outcome(toBob)).toEqual({ code: 486, rang: [bea] });
    await put(pointerKey(beta.tenant.tag), '42');
    scene.begin();
    expect(await outcome(toBob)).toEqual({ code: 486, rang: [bob] });
  });
  test('leads to another person from the next call after the flip on, while a call goes on', async () => {
    line(bob).answersCallsWith({ say: 'answer' });
    const before = await calls(toBob);
    await scene.talking('carrier', bob);
    await scene.writeGeneration(sample.withNumbers(sample.acme, { ...NUMBERS, [toBob]: 0 }, 1), 44);
    await put(pointerKey(acme.tenant.tag), '44');
    scene.begin();
    expect(await outcome(toBob)).toEqual({ code: 486, rang: [ann1, ann2] });
    expect(before.dialog!.over).toBe(false);
  });
  test('without a hint is nobody', async () => {
    await scene.writer.dbDel(didOwnersKey(toBob));
    expect(await outcome(toBob)).toEqual({ code: 404, rang: [] });
    await counted('15550103');
  });
  test('is nobody named there whose generation does not claim it', async () => {
    await hint('b8m3');
    expect(await outcome(toBob)).toEqual({ code: 404, rang: [] });
    await put({ family: 'sc/g/b8m3/99/d', key: '15550103' }, `user:${beta.users[0]!.id}`);
    expect(await outcome(toBob)).toEqual({ code: 404, rang: [] });
    await counted('15550103', '15550103');
  });
  test('passes over a tenant whose pointer is damaged or whose generation is not whole', async () => {
    await hint('b8m3', 'a7k2');
    await put({ family: 'sc/g/b8m3/42/d', key: '15550103' }, `user:${beta.users[0]!.id}`);
    expect(await outcome(toBob)).toEqual({ code: 486, rang: [bea] });
    scene.begin();
    for (const pointer of POINTERS.filter((value) => value !== '42')) {
      await put(pointerKey(beta.tenant.tag), pointer);
      expect(await outcome(toBob)).toEqual({ code: 486, rang: [bob] });
    }
    await put(pointerKey(beta.tenant.tag), '42');
    await scene.writer.dbDel({ family: 'sc/g/b8m3/42', key: 'meta' });
    expect(await outcome(toBob)).toEqual({ code: 486, rang: [bob] });
  });
});

describe('health asks for a number as a trunk’s call does', () => {
  afterEach(restore);
  test('and reports who has it, the generation and who would ring, without ringing', async () => {
    expect(await health('a7k2', { did: toAnn })).toEqual({
      tag: 'a7k2',
      generation: '41',
      reason: 'ring',
      resolved: `PJSIP/${ann1}&PJSIP/${ann2}`,
    });
    const unowned = { tag: '', generation: '', reason: 'unknown', resolved: '' };
    expect(await health('a7k2', { did: e164.parse('+15559999') })).toEqual(unowned);
    expect([ringing(), unknown()]).toEqual([[], []]);
  });
  test('and agrees with decideInbound, number by number, under every suspension', async () => {
    const awake: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
    const numbers = [...Object.keys(NUMBERS), toBea, nowhere, '+15559999', '+155501001', '+1555010'];
    const agrees = async (live: LiveState) => {
      for (const did of numbers.map((number) => e164.parse(number))) {
        const all = ['a7k2', 'b8m3'].map((tag) => decideInbound(scene.planOf(tag), live, { number: did, at: 0 }));
        const decision = all.find((one) => !isUnknown(one)) ?? all[0]!;
        const { reason, resolved } = await health('a7k2', { did });
        expect({ did, reason, resolved }).toEqual({ did, ...asHealth(decision) });
      }
    };
    await agrees(awake);
    const bobs = acme.users[1]!.id;
    await put(userStateKey(acme.tenant.tag, bobs), 'suspended');
    await agrees({ ...awake, suspendedUsers: new Set<UserId>([bobs]) });
    for (const { tenant } of [acme, beta]) await put(tenantStateKey(tenant.tag), 'suspended');
    await agrees({ tenantSuspended: true, suspendedUsers: new Set<UserId>([bobs]) });
  });
});
const isUnknown = (one: Decision) => one.does === 'refuse' && one.refusal === 'unknown';
const asHealth = (one: Decision) =>
  one.does === 'ring'
    ? { reason: 'ring', resolved: one.members.map((member) => `PJSIP/${member.sipUsername}`).join('&') }
    : { reason: one.does === 'refuse' ? one.refusal : 'emergency', resolved: '' };

describe('what a carrier says of the caller', () => {
  test.each([
    ['a number', { from: '+49301234', name: 'Zoë Ünlü 李' }, { number: '+49301234', name: 'Zoë Ünlü 李' }],
    ['letters as number', { from: 'anonymous', name: 'Anonymous' }, { number: '', name: 'Anonymous' }],
    ['a line break', { from: '1%0D%0AX-Evil%3A1', name: 'Eve\u0001\u0007\u001b[2J' }, { number: '11', name: 'Eve[2J' }],
    ['dialplan', { from: '$%7BSHELL(id)%7D', name: '${SHELL(id)}' }, { name: '${SHELL(id)}' }],
    ['an expression', { from: '1%22%7C1', name: '$[1+1]"; x=\\' }, { number: '11' }],
    ['a technology', { from: 'PJSIP%2Fb8m3-000001', name: 'PJSIP/b8m3-000001&Local/666@leak,5,b(leak^s^1)' }, {}],
    ['a closing bracket', { from: '1)%3A0%3A1', name: 'x):0:1(y' }, {}],
    ['very much', { from: '9'.repeat(300), name: 'ü'.repeat(300) }, {}],
  ])('%s is shown as text and does nothing', async (_, said, expected) => {
    expect(await calls(toBob, said)).toMatchObject({ code: 486 });
    const party = partyOf(invited(bob).headers['from']![0]!);
    expect(party).toMatchObject(expected);
    expect(party.number).toMatch(/^[0-9+*#]{0,80}$/);
    expect(Buffer.byteLength(party.name)).toBeLessThan(200);
    expect([ringing(), events('Leaked'), heard]).toEqual([[bob], [], []]);
  });
  test('Diversion, asserted identities and our own headers are not repeated to the phone', async () => {
    await trunk('carrier').calls(toBob, {
      from: '+4930123',
      headers: [
        'Diversion: "The Boss" <sip:9999@x>;reason=unconditional;counter=3',
        'History-Info: <sip:9999@x>;index=1',
        'P-Asserted-Identity: "The Boss" <sip:9999@x>',
        'Remote-Party-ID: "The Boss" <sip:9999@x>;party=calling',
        'Alert-Info: <http://evil.example/9999>;info=alert-autoanswer',
        'Call-Info: <sip:9999@x>;answer-after=0',
      ],
    });
    expect(ringing()).toEqual([bob]);
    expect(invited(bob).raw).not.toMatch(/Boss|9999|alert-autoanswer|answer-after/);
  });
});

describe('attacks', () => {
  const quiet = () => ({ rang: ringing(), leaked: events('Leaked'), emergency: events('ScEmergency') });
  const NOBODY = { rang: [], leaked: [], emergency: [] };

  test.each(DIALLED.map((text) => text.replace('1002', '15550103')))(
    'a trunk that dials %j rings nobody and reaches no other context',
    async (dialled) => {
      // 0: PJSIP dropped what is no SIP at all.
      expect([404, 0]).toContain((await calls(dialled)).code);
      expect(quiet()).toEqual(NOBODY);
    },
  );

  test.each(HINTS)('a hint of %j gives nobody the number', async (value) => {
    const key = didOwnersKey(toBob);
    await put(key, value);
    const { code } = await calls(toBob);
    await put(key, 'a7k2');
    expect(code).toBe(404);
    await counted('15550103');
    expect(quiet()).toEqual(NOBODY);
  });
  test.each(poisonedTargets(acme.users[1]!.id))('a poisoned target is refused: %s = %j', async (name, value) => {
    const [family, key] = name.includes('/') ? ['sc/g/a7k2/41/d', name.slice(2)] : ['sc/g/a7k2/41', name];
    const before = await scene.writer.dbGet({ family, key });
    await put({ family, key }, value);
    const { code } = await calls(name.includes('/') ? toBob : toDefault);
    await put({ family, key }, before.ok ? before.value! : '');
    expect(code).toBe(500);
    await refusedAs('corrupt');
    expect(quiet()).toEqual(NOBODY);
  });

  test.each(['15550103', '+15550100', '112', '1002'])(
    'a SIP MESSAGE to %s rings nobody and counts for nothing',
    async (to) => {
      for (const address of ['127.0.0.2', '127.0.0.3']) expect(await scene.sendsMessage({ address }, to)).toBe(202);
      // The dialplan of a message runs before the next one's, and this probe's report comes after both.
      await health('a7k2');
      await until(async () =>
        (await scene.asterisk.cli('core show channels concise')).includes('Message/') ? true : undefined,
      );
      expect(quiet()).toEqual(NOBODY);
      expect([unknown(), refusals()]).toEqual([[], []]);
    },
  );

  describe('transfers', () => {
    const targets = [
      ['1003', 'no-devices'],
      ['1005', 'unknown'],
      ['15550200', 'unknown'],
      ['1%40sink%26Local%2F666%40leak', 'malformed'],
    ] as const;
    test.each(targets)('of whoever was called to %s run in their own tenant', async (to, reason) => {
      line(bob).answersCallsWith({ say: 'answer' });
      await calls(toBob);
      await scene.talking('carrier', bob);
      expect(await line(bob).incoming.at(-1)!.dialog!.refer(`sip:${to}@127.0.0.1`)).toMatchObject({
        accepted: { code: 202 },
      });
      await refusedAs(reason);
      expect(quiet()).toEqual({ ...NOBODY, rang: [bob] });
    });
    test('of whoever was called reach their colleague with the caller from outside', async () => {
      line(bob).answersCallsWith({ say: 'answer' });
      await calls(toBob);
      await scene.talking('carrier', bob);
      await line(bob).incoming.at(-1)!.dialog!.refer('sip:1001@127.0.0.1');
      await until(() => (ringing().length === 3 ? true : undefined));
      expect(ringing()).toEqual([ann1, ann2, bob]);
      expect(partyOf(invited(ann1).headers['from']![0]!).number).toBe('+4930123');
    });
    test.each(['15550200', '+15550100', '1001', '112', 'PJSIP%2Fb8m3-000001'])(
      'by the carrier to %s take nobody’s phone anywhere',
      async (to) => {
        line(bob).answersCallsWith({ say: 'answer' });
        const call = await calls(toBob);
        await scene.talking('carrier', bob);
        await call.dialog!.refer(`sip:${to}@127.0.0.1`, { within: 2_000 });
        await health('a7k2');
        expect(quiet()).toEqual({ ...NOBODY, rang: [bob] });
      },
    );
  });
});

test('after all this Asterisk complained of nothing but what was attacked', () => {
  const expected =
    /_X\.|attempted blind transfer to|but target does not exist|Is endpoint registered and reachable|Failed to create outgoing session|res_pjsip_messaging|Rejecting|PJSIP syntax error|has invalid UTF-8/;
  expect(scene.complaints().filter((text) => !expected.test(text))).toEqual([]);
});
