import { createServer } from 'node:net';
import { pointerKey, tenantStateKey, userStateKey } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { partyOf } from '../../../../tests/lab/phones/index.ts';
import { DIALLED } from './attacks.sample.ts';
import { allow, deny, policyNumber, sampleTrunk, trunkNumber, withOutbound } from './outside.sample.ts';
import * as sample from './sample.ts';

/*
 * Calls out (US5, FR-017..022, SC-024, SC-025) on a real Asterisk with trunks as the agent writes them. Ann may call by
 * the tenant's policy and shows a number of her own; Bob may call nobody outside; Beta has a policy of its own.
 */
const [ann, bob, bea] = ['a7k2-000001', 'a7k2-000003', 'b8m3-000001'] as const;
const GERMANY = { by: 'prefix', prefix: '+49' } as const;
const acme = withOutbound(
  sample.withNumbers(sample.acme, { '+4930100100': null, '+4930100101': 0 }, 1),
  [
    [
      deny({ by: 'prefix', prefix: '+49900' }),
      allow({ by: 'prefix', prefix: '+43' }, [3]),
      allow({ by: 'prefix', prefix: '+44' }, [2], { strip: 2, prepend: '01044' }),
      allow({ by: 'prefix', prefix: '+1' }, [5, 2]),
      allow({ by: 'prefix', prefix: '+33' }, [6, 2]),
      allow({ by: 'prefix', prefix: '+34' }, [7, 2]),
      allow({ by: 'prefix', prefix: '+35' }, [9]),
      allow(GERMANY, [1, 2]),
    ],
    [],
  ],
  { callerId: '+4930100100', people: { 0: { callerId: '+4930100101' }, 1: { policy: 2 } } },
);
const beta = withOutbound(sample.beta, [[allow({ by: 'prefix', prefix: '+43' }, [3]), allow({ by: 'any' }, [1, 2])]]);

/** A TCP port where nobody listens. */
const refusing = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});
const national = { called: { form: 'national' }, callerId: { form: 'national', where: 'from' } } as const;
const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  trunks: [{ name: 'hand-written', address: '127.0.0.9', context: 'sc-trunk' }],
  generated: [
    { name: 'first', address: '127.0.0.2', tag: null, make: (at) => sampleTrunk(1, at) },
    { name: 'second', address: '127.0.0.3', tag: null, make: (at) => sampleTrunk(2, at, national) },
    {
      name: 'own',
      address: '127.0.0.4',
      tag: acme.tenant.tag,
      make: (at) =>
        sampleTrunk(3, at, {
          called: { form: 'digits' },
          callerId: { form: 'digits', where: 'pai' },
          fromUser: 'account-7',
        }),
    },
    { name: 'narrow', address: '127.0.0.5', tag: null, make: (at) => sampleTrunk(5, at, { channelLimit: 1 }) },
    {
      name: 'tcp',
      address: '127.0.0.6',
      tag: null,
      make: () => sampleTrunk(6, { host: '127.0.0.6', port: refusing }, { transport: 'tcp' }),
    },
    {
      name: 'nobody',
      address: '127.0.0.7',
      tag: null,
      make: () => sampleTrunk(7, { host: '127.0.0.7', port: refusing }),
    },
  ],
});
const { line, trunk, put, restore, health, events, refusals, ringing } = scene;
const CARRIERS = ['first', 'second', 'own', 'narrow'] as const;
type CarrierName = (typeof CARRIERS)[number];
const before = new Map<CarrierName, number>();

beforeAll(scene.open);
afterAll(scene.close);
beforeEach(() => {
  scene.begin();
  for (const name of CARRIERS) {
    before.set(name, trunk(name).carried.length);
    trunk(name).answers();
  }
});
afterEach(scene.end);

const carriedBy = (name: CarrierName) => trunk(name).carried.slice(before.get(name));
/** How many calls each carrier was given since the test began; those without any are left out. */
const given = () =>
  Object.fromEntries(CARRIERS.map((name) => [name, carriedBy(name).length] as const).filter(([, count]) => count > 0));
const dials = (phone: string, dialled: string, headers: readonly string[] = []) =>
  line(phone).invite({ dialled, headers });
/** A call that is answered and hung up again: the final code. */
async function talks(phone: string, dialled: string): Promise<number> {
  const call = await dials(phone, dialled);
  await call.dialog?.hangUp();
  return call.code;
}
const refusedAs = (...reasons: string[]) => expect.poll(refusals, { timeout: 5_000 }).toEqual(reasons);
const key = (tag: 'a7k2' | 'b8m3', name: string) => ({
  family: `sc/g/${tag}/${tag === 'a7k2' ? 41 : 42}`,
  key: name,
});
const annId = acme.users[0]!.id;

describe('a call out goes to the carrier that the rule names (FR-017, FR-018)', () => {
  test.each(['+4930123456', '004930123456', '030123456'])('dialled as %s', async (dialled) => {
    expect(await talks(ann, dialled)).toBe(200);
    expect(given()).toEqual({ first: 1 });
    expect(carriedBy('first')[0]!.dialled).toBe('+4930123456');
  });
  test('and is spelled and signed as each carrier wants it: with a plus sign, national, or in digits alone', async () => {
    for (const dialled of ['+4930123456', '+436641234567']) await talks(ann, dialled);
    trunk('first').refuses(503);
    await talks(ann, '+4930123456');
    await talks(ann, '+14155550100');
    trunk('narrow').refuses(503);
    await talks(ann, '+14155550100');
    const seen = ([name, at]: readonly [CarrierName, number]) => {
      const { dialled, from, asserted } = carriedBy(name)[at]!;
      return [dialled, from.number, asserted?.number];
    };
    expect(
      (
        [
          ['first', 0],
          ['own', 0],
          ['second', 0],
          ['narrow', 0],
          ['second', 1],
        ] as const
      ).map(seen),
    ).toEqual([
      ['+4930123456', '+4930100101', '+4930100101'],
      ['436641234567', 'account-7', '4930100101'],
      ['030123456', '030100101', undefined],
      ['+14155550100', '+4930100101', '+4930100101'],
      ['0014155550100', '030100101', undefined],
    ]);
  });
  test('what a rule strips and prepends goes out as the rule makes it (FR-019)', async () => {
    await talks(ann, '+442079460000');
    expect(carriedBy('second')[0]!.dialled).toBe('010442079460000');
  });
  test('shows the person’s number, or else the tenant’s, and no name, extension or header of the phone', async () => {
    const forged = [
      'Diversion: <sip:+4930999@x>',
      'P-Asserted-Identity: <sip:+4930998@x>',
      'Privacy: id',
      'X-Secret: 1',
    ];
    const call = await dials(ann, '+4930123456', [...forged, 'Remote-Party-ID: <sip:+4930997@x>']);
    await call.dialog?.hangUp();
    const { invite } = carriedBy('first')[0]!;
    const sent = Object.keys(invite.headers);
    expect(sent.filter((name) => /diversion|privacy|remote-party|^x-|history/.test(name))).toEqual([]);
    expect(partyOf(invite.headers['from']![0]!)).toMatchObject({ name: '', number: '+4930100101' });
    expect(JSON.stringify(invite)).not.toMatch(/Ann|sip:1001@|a7k2|493099/);
    await put(key('a7k2', `u/${annId}/cid`), '');
    await talks(ann, '+4930123456');
    const plain = carriedBy('first')[1]!.invite;
    expect(partyOf(plain.headers['from']![0]!)).toMatchObject({ name: '', number: '+4930100100' });
    expect(JSON.stringify(plain)).not.toMatch(/Ann|sip:1001@|a7k2/);
    await restore();
  });
  test('extensions come first, and nobody’s phone rings for a number outside', async () => {
    expect((await dials(ann, '1002')).code).toBe(486);
    expect([ringing(), given()]).toEqual([[bob], {}]);
  });
  test('an emergency number needs no policy and goes by none', async () => {
    await dials(bob, '112');
    await until(() => events('ScEmergency')[0]);
    expect([given(), refusals()]).toEqual([{}, []]);
  });
});

describe('what no rule allows is blocked, with an announcement (FR-020, SC-024)', () => {
  test.each([
    ['that a rule denies', ann, '+49900123456'],
    ['that no rule matches', ann, '+81312345678'],
    ['by a person’s own policy', bob, '+4930123456'],
  ])('a number %s', async (_, phone, dialled) => {
    const heard = line(phone).audiblePackets;
    const call = await dials(phone, dialled);
    expect(call.messages.map((message) => message.code)).toContain(183);
    expect([call.code, given()]).toEqual([403, {}]);
    expect(line(phone).audiblePackets).toBeGreaterThan(heard);
    await refusedAs('blocked');
  });
  test.each(['123456', '0', '+123', '++4930123456', '+0123456789', '9999999', '*55'])(
    '%s is no number outside, and nobody’s',
    async (dialled) => {
      expect([(await dials(ann, dialled)).code, given()]).toEqual([404, {}]);
      await refusedAs('unknown');
    },
  );
  test('a phone that the generation does not know yet calls nobody outside', async () => {
    await put(key('a7k2', `e/${ann}`), '');
    expect([(await dials(ann, '+4930123456')).code, given()]).toEqual([403, {}]);
    await refusedAs('blocked');
    await restore();
  });
  test('a rule for the hours of a schedule that can’t be asked blocks: it may be one that denies', async () => {
    for (const when of ['in:f00000000009', 'out:f00000000009']) {
      await put(key('a7k2', `p/${policyNumber(1)}/8/when`), when);
      expect([(await dials(ann, '+4930123456')).code, given()]).toEqual([500, {}]);
    }
    await restore();
  });
  test('no policy at all: nothing goes out', async () => {
    await put(key('b8m3', 'o/policy'), '');
    expect([(await dials(bea, '+4930123456')).code, given()]).toEqual([403, {}]);
    await restore();
  });
});

describe('suspension comes before every policy (FR-005, FR-038)', () => {
  afterEach(restore);
  test.each([
    ['person', userStateKey(acme.tenant.tag, annId), 'caller-suspended'],
    ['tenant', tenantStateKey(acme.tenant.tag), 'tenant-suspended'],
  ])('of the %s', async (_, state, reason) => {
    await put(state, 'suspended');
    expect([(await dials(ann, '+4930123456')).code, given()]).toEqual([403, {}]);
    await refusedAs(reason);
  });
});

describe('a carrier that fails is passed over (SC-025)', () => {
  test.each([503, 500, 502, 504, 408, 403, 488])('with %i', async (code) => {
    trunk('first').refuses(code);
    expect(await talks(ann, '+4930123456')).toBe(200);
    expect(given()).toEqual({ first: 1, second: 1 });
    const failed = () => events('ScTrunkFailed').map((event) => [event['trunk'], event['code']]);
    await expect.poll(failed, { timeout: 10_000, interval: 20 }).toEqual([[`sct-${trunkNumber(1)}`, String(code)]]);
  });
  test('that keeps silent, for whoever calls a second later too; when it answers after all, it is hung up on', async () => {
    trunk('first').decides(() => ({ say: 'answer', after: 4_000, untold: true }));
    const [begun, first] = [Date.now(), talks(ann, '+4930123456')];
    await until(() => Date.now() - begun > 1_200 || undefined);
    expect([await talks(ann, '+4930123456'), await first]).toEqual([200, 200]);
    expect(given()).toEqual({ first: 2, second: 2 });
    for (const nth of [0, 1]) await (await until(() => carriedBy('first')[nth]!.dialog)).ends();
  });
  test('and the next has the same patience, whatever it took to pass the first over', async () => {
    trunk('first').decides(() => ({ say: 'refuse', code: 503, after: 1_500 }));
    // Silent while the first one's two seconds end, and longer than that by itself.
    trunk('second').decides(() => ({ say: 'answer', after: 1_200, untold: true }));
    expect(await talks(ann, '+4930123456')).toBe(200);
    expect(given()).toEqual({ first: 1, second: 1 });
  });
  test('whose machine refuses the connection', async () => {
    expect(await talks(ann, '+33123456789')).toBe(200);
    expect(given()).toEqual({ second: 1 });
  });
  test('on whose machine nothing listens', async () => {
    expect(await talks(ann, '+34123456789')).toBe(200);
    expect(given()).toEqual({ second: 1 });
  });
  test('that redirects (302), and the redirection is not followed', async () => {
    trunk('first').decides(() => ({ say: 'redirect', contact: '<sip:1002@127.0.0.1>' }));
    expect(await talks(ann, '+4930123456')).toBe(200);
    expect([given(), ringing()]).toEqual([{ first: 1, second: 1 }, []]);
  });
  test('but not one that says 100 at once and answers after 5 s', async () => {
    trunk('first').decides(() => ({ say: 'answer', after: 5_000 }));
    expect(await talks(ann, '+4930123456')).toBe(200);
    expect(given()).toEqual({ first: 1 });
  });
  test.each([
    [404, 404],
    [410, 410],
    [480, 480],
    [484, 484],
    [486, 486],
    [603, 403],
  ])('nor one that brings the called side’s own answer: %i', async (code, told) => {
    trunk('first').refuses(code);
    expect([(await dials(ann, '+4930123456')).code, given()]).toEqual([told, { first: 1 }]);
  });
  test('nor one where it rang before it failed: nobody is called twice', async () => {
    trunk('first').refuses(503, { ringing: true, after: 50 });
    expect([(await dials(ann, '+4930123456')).code, given()]).toEqual([503, { first: 1 }]);
  });
  test('and where none is left, the caller hears so', async () => {
    for (const name of ['first', 'second'] as const) trunk(name).refuses(503);
    const call = await dials(ann, '+4930123456');
    expect(call.messages.map((message) => message.code)).toContain(183);
    expect([call.code, given()]).toEqual([503, { first: 1, second: 1 }]);
    await until(() => events('ScOutsideFailed')[0]);
  });
  test('a trunk that is not there any more is passed over', async () => {
    expect((await dials(ann, '+351234567890')).code).toBe(503);
    expect(given()).toEqual({});
  });
  test('the watch leaves no channel behind', async () => {
    await talks(ann, '+4930123456');
    const watches = async () => {
      const channels = await scene.writer.coreShowChannels();
      return channels.ok ? channels.value.filter(({ name }) => name.startsWith('Local/')).length : -1;
    };
    expect(await watches()).toBeGreaterThan(0);
    await expect.poll(watches, { timeout: 10_000 }).toBe(0);
  });
});

describe('limits', () => {
  test('of a trunk’s channels count calls in and out', async () => {
    const first = await dials(ann, '+14155550100');
    expect(first.code).toBe(200);
    await scene.talking(ann);
    expect(await talks(ann, '+14155550101')).toBe(200);
    expect(given()).toEqual({ narrow: 1, second: 1 });
    expect((await trunk('narrow').calls('+4930100101', { from: '+4930123' })).code).toBe(503);
    await first.dialog!.hangUp();
    await scene.end();
    expect(await talks(ann, '+14155550102')).toBe(200);
    expect(given()).toEqual({ narrow: 2, second: 1 });
  });
  test('of calls at once: one more is refused and reported, and after a hang-up there is room again', async () => {
    await put(key('a7k2', 'o/limits'), ':1');
    const first = await dials(ann, '+4930123456');
    await scene.talking(ann);
    expect((await dials(ann, '+4930123457')).code).toBe(403);
    await refusedAs('over-limit');
    expect(events('ScOverLimit').map((event) => event['limit'])).toEqual(['at-once']);
    await first.dialog!.hangUp();
    await scene.end();
    expect(await talks(ann, '+4930123458')).toBe(200);
    await restore();
  });
  test('of calls a minute: one more is refused and reported; other tenants and calls inside are not concerned', async () => {
    await put(key('b8m3', 'o/limits'), '2:');
    expect([await talks(bea, '+4930123456'), await talks(bea, '+4930123456')]).toEqual([200, 200]);
    expect((await dials(bea, '+4930123456')).code).toBe(403);
    await refusedAs('over-limit');
    expect(events('ScOverLimit').map((event) => [event['tag'], event['limit']])).toEqual([['b8m3', 'a-minute']]);
    expect((await dials(bea, '1002')).code).toBe(486);
    expect(await talks(ann, '+4930123456')).toBe(200);
    await restore();
  });
});

describe('what a day may cost', () => {
  /** A limit in millionths, and what a minute costs, both longer prefixes and every other number. */
  async function limited(perDay: number, prices: Readonly<Record<string, number>>): Promise<void> {
    await put(key('a7k2', 'o/limits'), `::${perDay}`);
    await put(key('a7k2', 'o/zone'), 'Europe/Berlin');
    for (const [name, micros] of Object.entries(prices))
      await put({ family: 'sc/price/box', key: name }, String(micros));
    await put({ family: 'sc/price/box', key: 'lengths' }, '0402');
  }
  const cents = 10_000;
  const told = () => events('ScOverLimit').map((event) => [event['tag'], event['limit'], event['number']].join(' '));
  /** In cents, as it was said last. */
  const spent = () => Number(events('ScSpent').at(-1)?.['spent'] ?? 0) / 60 / cents;
  /** The end of the call was counted too. */
  const costing = async (dialled: string, amount: number): Promise<void> => {
    expect(await talks(ann, dialled)).toBe(200);
    await expect.poll(spent, { timeout: 5_000 }).toBe(amount);
  };
  afterEach(restore);

  test('is counted by the longest prefix and the started minute, told of at 80 % and 100 %, and then stops calls out alone', async () => {
    await limited(170 * cents, { any: 5 * cents, 49: 40 * cents, 4930: 50 * cents });
    await costing('+4930123456', 50);
    await costing('+4989123456', 90);
    await costing('+14155550100', 95);
    expect(told()).toEqual([]);
    await costing('+4930123456', 145);
    expect(told()).toEqual(['a7k2 spend-near 4930123456']);
    await costing('+4930123456', 195);
    expect(told().slice(1)).toEqual(['a7k2 spend-reached 4930123456']);
    const { first } = given();
    expect((await dials(ann, '+4930123457')).code).toBe(403);
    await refusedAs('over-limit');
    expect([given()['first'], told().slice(2)]).toEqual([first, ['a7k2 spend-reached 4930123457']]);
    // Noted for an agent that is away.
    const note = await scene.writer.dbGet({ family: 'sc/said/a7k2/limit', key: 'spend-reached' });
    expect(note).toEqual({ ok: true, value: expect.stringMatching(/^\d{10}:4930123457$/) });
    expect((await dials(ann, '1002')).code).toBe(486);
    await dials(ann, '112');
    await until(() => events('ScEmergency')[0]);
    expect(await talks(bea, '+4930123456')).toBe(200);
    // The probe that an apply compares with the model calls nobody, and meets no limit.
    expect((await health('a7k2', '+4930123456', { as: annId })).reason).toBe('outside');
  });
  test('is lifted for one day by hand, and begins anew with the next', async () => {
    await limited(40 * cents, { any: 40 * cents });
    await costing('+4930123456', 40);
    const day = String(events('ScSpent')[0]?.['day']);
    const lifted = { family: 'sc/live/a7k2', key: 'lifted' };
    await put(lifted, '20200101');
    expect((await dials(ann, '+4930123456')).code).toBe(403);
    await put(lifted, day);
    await costing('+4930123456', 80);
    await put(lifted, '20200101');
    await put({ family: 'sc/spent', key: 'a7k2' }, `20200101:${80 * cents * 60}`);
    await costing('+4930123456', 40);
  });
  test('counts what calls in progress have used so far; the tenant’s own price comes before the box’s', async () => {
    await limited(6_000 * cents, { any: 5 * cents });
    await put({ family: 'sc/price/a7k2', key: 'any' }, String(12_000 * cents));
    const long = await dials(ann, '+4930123456');
    expect(long.code).toBe(200);
    await scene.talking(ann);
    const running = (await scene.asterisk.cli('dialplan show globals')).match(/SC_SPEND_a7k2=(\d+)\.(\d+)/);
    expect(running?.[1]).toBe(String(12_000 * cents));
    // As if it had begun a minute ago.
    const since = Number(running?.[2]) - 60;
    await scene.asterisk.cli(`dialplan set global SC_SPEND_a7k2 ${12_000 * cents}.${since}`);
    await put(key('a7k2', `u/${acme.users[1]!.id}/policy`), policyNumber(1));
    expect((await dials(bob, '+4930123457')).code).toBe(403);
    await expect.poll(told, { timeout: 5_000 }).toEqual(['a7k2 spend-reached 4930123457']);
    await long.dialog!.hangUp();
    await expect.poll(() => events('ScSpent').length, { timeout: 5_000 }).toBe(2);
    expect(spent()).toBeGreaterThan(12_000);
  });
  test('a damaged limit, or a tenant without a zone, lets nobody out', async () => {
    await put(key('a7k2', 'o/limits'), '::17;1');
    expect((await dials(ann, '+4930123456')).code).toBe(500);
    await put(key('a7k2', 'o/limits'), '::17');
    expect([(await dials(ann, '+4930123456')).code, given()]).toEqual([500, {}]);
  });
});

test('who tries a country that a rule denies is told of, and noted; a probe is not', async () => {
  await put(key('a7k2', `p/${policyNumber(1)}/1/country`), '1');
  expect((await health('a7k2', '+49900123456', { as: annId })).reason).toBe('blocked');
  expect((await dials(ann, '+81312345678')).code).toBe(403);
  expect(events('ScOverLimit')).toEqual([]);
  expect((await dials(ann, '+49900123456')).code).toBe(403);
  await expect
    .poll(() => events('ScOverLimit').map((event) => [event['tag'], event['limit'], event['number']]), {
      timeout: 5_000,
    })
    .toEqual([['a7k2', 'denied-country', '49900123456']]);
  expect(await scene.writer.dbGet({ family: 'sc/said/a7k2/limit', key: 'denied-country' })).toEqual({
    ok: true,
    value: expect.stringMatching(/:49900123456$/),
  });
  await restore();
});

test('the leg counts, and not the caller alone: it outlives a caller who transfers', async () => {
  const call = await dials(ann, '+14155550100');
  await scene.talking(ann);
  const lines = (await scene.asterisk.cli('group show channels')).split('\n');
  const legs = lines
    .filter((each) => each.includes(`PJSIP/sct-${trunkNumber(5)}-`))
    .map((each) => each.trim().split(/\s+/));
  expect(new Map(legs.map(([, group, category]) => [category, group]))).toEqual(
    new Map([
      ['scoutleg', 'a7k2'],
      ['sctrunkleg', `sct-${trunkNumber(5)}`],
    ]),
  );
  await call.dialog!.hangUp();
});

describe('what must not go wrong with prefixes and own numbers', () => {
  afterEach(restore);
  test('an emergency number behind the prefix for outside is an emergency call', async () => {
    await put(key('a7k2', 'o/dial'), '49:0:00:9:none:');
    await dials(bob, '9112');
    await expect.poll(() => events('ScEmergency').map((event) => event['number']), { timeout: 5_000 }).toEqual(['112']);
    expect(given()).toEqual({});
  });
  test('a destination outside that is the tenant’s own number does not go round by the carrier', async () => {
    await put(key('a7k2', 'd/4930100100'), 'external:4930100101');
    expect((await trunk('hand-written').calls('+4930100100', { from: '+4930123' })).code).toBe(500);
    await refusedAs('loop');
    expect(given()).toEqual({});
  });
});

describe('who is not meant to call out by it', () => {
  test('a tenant’s own trunk carries no other tenant’s calls (FR-022)', async () => {
    expect((await dials(bea, '+436641234567')).code).toBe(503);
    expect(given()).toEqual({});
    expect(await talks(ann, '+436641234567')).toBe(200);
    expect(given()).toEqual({ own: 1 });
  });
  test.each(['first', 'own', 'hand-written'])(
    'a call from the trunk %s to a number outside goes nowhere',
    async (name) => {
      for (const to of ['+4930123456', '4930123456', '+436641234567'])
        expect((await trunk(name).calls(to, { from: '+4930100101' })).code).toBe(404);
      expect([given(), ringing()]).toEqual([{}, []]);
    },
  );
  test('a blind transfer is by the policy of who transfers, not of who is transferred', async () => {
    const at = (number: string) => `sip:${number}@127.0.0.1:${scene.asterisk.ports.sip}`;
    line(bob).answersCallsWith({ say: 'answer' });
    const forbidden = await dials(ann, '1002');
    await scene.talking(ann, bob);
    await line(bob).incoming.at(-1)!.dialog!.refer(at('+4930123456'), { within: 1_500 });
    await refusedAs('blocked');
    expect(given()).toEqual({});
    await forbidden.dialog!.ends();

    const allowed = await dials(ann, '1002');
    await scene.talking(ann, bob);
    await allowed.dialog!.refer(at('+4930123456'));
    await expect.poll(given, { timeout: 5_000 }).toEqual({ first: 1 });
    expect(carriedBy('first')[0]!.from.number).toBe('+4930100101');
  });
  test('a call that came in is transferred outside by the policy of who was called', async () => {
    const at = `sip:+4930123456@127.0.0.1:${scene.asterisk.ports.sip}`;
    line(ann).answersCallsWith({ say: 'answer' });
    await trunk('second').calls('+4930100101', { from: '+4930555' });
    await scene.talking(ann);
    await line(ann).incoming.at(-1)!.dialog!.refer(at);
    await expect.poll(given, { timeout: 5_000 }).toEqual({ first: 1 });
    expect(carriedBy('first')[0]!.from.number).toBe('+4930100101');
    expect(JSON.stringify(carriedBy('first')[0]!.invite)).not.toContain('4930555');
  });
  test('a phone that forwards (302) to a number outside sends the call nowhere', async () => {
    line(bob).answersCallsWith({ say: 'redirect', contact: '<sip:+4930123456@127.0.0.1>' });
    expect((await dials(ann, '1002')).code).toBeGreaterThanOrEqual(480);
    expect(given()).toEqual({});
  });
});

describe('SECURITY: what is dialled, and what AstDB holds, runs nothing', () => {
  test('hostile dialled strings with everything allowed', async () => {
    // Four at a time.
    const texts = [...DIALLED, ...DIALLED.map((text) => `%2B4930123${text}`)];
    const rest = texts.values();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (const dialled of rest) await dials(bea, dialled);
      }),
    );
    const called = carriedBy('first').map((call) => call.dialled);
    expect(called.filter((number) => !/^\+4930123\d*$/.test(number))).toEqual([]);
    expect(events('Leaked')).toEqual([]);
  });
  const EVIL = [
    '',
    '${SHELL(id)}',
    '$[1+1]',
    '"|"1"="1',
    '4&Local/666@leak',
    'a,5,b(leak^s^1)',
    '../../b8m3/42',
    '^[+',
    '(',
    'x'.repeat(950),
  ];
  test.each([
    ['o/dial', EVIL],
    ['p/x/n', [...EVIL, '100', '-1']],
    ['p/x/8/re', [...EVIL, '^[+]49[0-9]*$"', '^(']],
    [
      'p/x/8/do',
      [...EVIL, 'allow', 'allow::', 'allow:0::', 'allow:0:1&2:t00000000001', 'allow:0::sct-t0000001', 'deny:'],
    ],
    [`u/${annId}/cid`, EVIL.slice(1)],
    ['o/limits', [...EVIL.slice(1), '1:x']],
    [`e/${ann}`, EVIL],
  ])('a damaged %s lets no call out', async (name, values) => {
    for (const value of values) {
      await put(key('a7k2', name.replace('/x/', `/${policyNumber(1)}/`)), value);
      // Without the plus sign only where habits are read.
      expect((await dials(ann, name === 'o/dial' ? '030123456' : '+4930123456')).code, value).toBeGreaterThanOrEqual(
        403,
      );
    }
    expect([given(), events('Leaked')]).toEqual([{}, []]);
    await restore();
  });
  test('a damaged pointer lets no call out', async () => {
    await put(pointerKey(acme.tenant.tag), '41/../../b8m3/42');
    expect([(await dials(ann, '+4930123456')).code, given()]).toEqual([500, {}]);
    await restore();
  });
});

describe('the health call says where a number would go', () => {
  test('by the tenant’s policy, or by a person’s', async () => {
    expect(await health('a7k2', '030123456')).toMatchObject({
      reason: 'outside',
      resolved: `4930123456@${trunkNumber(1)}.${trunkNumber(2)}`,
    });
    expect(await health('a7k2', '030123456', { as: acme.users[1]!.id })).toMatchObject({
      reason: 'blocked',
      resolved: '',
    });
    expect(given()).toEqual({});
  });
});
