import {
  decideInbound,
  e164,
  locationId,
  ringBackKey,
  suspendedContext,
  tenantStateKey,
  userStateKey,
  type E164,
  type TenantSnapshot,
} from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene, until } from '../../../../tests/calls/call-scene.ts';
import { partyOf } from '../../../../tests/lab/phones/index.ts';
import { saidByNotes } from '../emergency/said-call.ts';
import * as sample from './sample.ts';

/*
 * Calls for help, from real phones to somebody who takes them: what they show, whom they leave on record, and who is
 * called back. Acme's default location is its head office; Ann's second phone stands in a branch. Beta has the same
 * people, extensions and names.
 */
const OFFICE = locationId.parse('0ff1ce000001');
const BRANCH = locationId.parse('b7anch000001');
const [toOffice, toBranch, toBea] = ['+15550100', '+15550101', '+15550200'].map((number) => e164.parse(number)) as [
  E164,
  E164,
  E164,
];
const [ann1, ann2, bob, bea, ben] = [
  'a7k2-000001',
  'a7k2-000002',
  'a7k2-000003',
  'b8m3-000001',
  'b8m3-000002',
] as const;

const placed = (
  model: TenantSnapshot,
  locations: NonNullable<TenantSnapshot['locations']>,
  branch: readonly string[] = [],
): TenantSnapshot => ({
  ...model,
  tenant: { ...model.tenant, defaultLocationId: OFFICE },
  locations,
  devices: model.devices.map((device) =>
    branch.includes(device.sipUsername) ? { ...device, locationId: BRANCH } : device,
  ),
});
const acme = placed(
  // Both numbers lead to Bob, and neither to whoever called for help.
  sample.withNumbers(sample.acme, { [toOffice]: 1, [toBranch]: 1 }),
  [
    { id: OFFICE, name: 'Head office', callerId: toOffice },
    { id: BRANCH, name: 'Branch', callerId: toBranch },
  ],
  [ann2],
);
const beta = placed(sample.withNumbers(sample.beta, { [toBea]: 1 }), [
  { id: OFFICE, name: 'Head office', callerId: toBea },
]);

const box = { ...sample.labBox, box: { ...sample.labBox.box, emergencyEndpoint: 'helpers' } };
const scene = callScene({
  companies: [
    { model: acme, generation: 41 },
    { model: beta, generation: 42 },
  ],
  trunks: [
    { name: 'helpers', address: '127.0.0.2', context: 'leak' },
    { name: 'carrier', address: '127.0.0.3', context: 'sc-trunk' },
  ],
});
const { line, trunk, put, events, ringing } = scene;
const helpers = () => trunk('helpers');

beforeAll(async () => {
  await scene.open();
  await scene.load(scene.allFiles(box));
});
afterAll(scene.close);
beforeEach(scene.begin);
afterEach(async () => {
  await scene.end();
  helpers().answers();
  await scene.restore();
  await scene.load(scene.allFiles(box));
});

/** Calls for help and hangs up; the number that the helpers saw. */
async function callsHelp(phone: string, dialled = '112'): Promise<string | undefined> {
  const call = await line(phone).invite({ dialled });
  expect(call.code).toBe(200);
  const seen = helpers().carried.at(-1);
  expect(seen?.dialled).toBe(dialled);
  await call.dialog?.hangUp();
  return partyOf(seen?.invite.headers['from']?.[0] ?? '').number;
}
const said = () =>
  events('ScEmergency').map((event) => [event['tag'], event['endpoint'], event['location'], event['shown']]);
const heardOf = (...all: (readonly string[])[]) => expect.poll(said, { timeout: 5_000 }).toEqual(all);
const back = async (number: E164, tag = acme.tenant.tag) => {
  const found = await scene.writer.dbGet(ringBackKey(tag, number));
  return found.ok ? (found.value ?? '') : '';
};
const seconds = () => Math.floor(Date.now() / 1_000);
const outcome = async (to: E164) => {
  const { code } = await trunk('carrier').calls(to, { from: '+112' });
  return { code, rang: ringing() };
};

describe('a call for help shows', () => {
  test('the number of the tenant’s default location, and says where it is', async () => {
    expect(await callsHelp(ann1)).toBe('+15550100');
    await heardOf(['a7k2', ann1, OFFICE, '15550100']);
  });
  test('the number of the phone’s own location', async () => {
    expect(await callsHelp(ann2, '911')).toBe('+15550101');
    await heardOf(['a7k2', ann2, BRANCH, '15550101']);
  });
  test('each company’s own, where both have the same everything', async () => {
    expect([await callsHelp(ann1), await callsHelp(bea)]).toEqual(['+15550100', '+15550200']);
    await heardOf(['a7k2', ann1, OFFICE, '15550100'], ['b8m3', bea, OFFICE, '15550200']);
    expect([await back(toBea), await back(toOffice, beta.tenant.tag)]).toEqual(['', '']);
  });
  test('it also from a suspended person’s phone in a suspended company', async () => {
    await put(tenantStateKey(acme.tenant.tag), 'suspended');
    await put(userStateKey(acme.tenant.tag, acme.users[0]!.id), 'suspended');
    await scene.setContext([ann1], suspendedContext(acme.tenant.tag));
    expect(await callsHelp(ann1)).toBe('+15550100');
    await heardOf(['a7k2', ann1, OFFICE, '15550100']);
  });
  test('who transfers a caller there, not the caller', async () => {
    line(ann2).answersCallsWith({ say: 'answer' });
    const call = await line(bob).invite({ dialled: '1001' });
    await scene.talking(ann2, bob);
    const before = helpers().carried.length;
    await line(ann2).incoming.at(-1)!.dialog!.refer('sip:112@127.0.0.1');
    await expect
      .poll(() =>
        helpers()
          .carried.slice(before)
          .map(({ dialled }) => dialled),
      )
      .toEqual(['112']);
    await heardOf(['a7k2', ann2, BRANCH, '15550101']);
    await call.dialog?.hangUp();
  });
});

describe('whatever AstDB holds, the call goes out', () => {
  const place = { family: 'sc/g/a7k2/41', key: `l/${ann1}` };
  test.each([
    ['no generation', () => scene.writer.dbDel({ family: 'sc/ptr', key: 'a7k2' })],
    ['a pointer to nowhere', () => put({ family: 'sc/ptr', key: 'a7k2' }, '99')],
    ['nothing at all', () => scene.writer.dbDelTree('sc')],
    ['no place of the phone', () => scene.writer.dbDel(place)],
  ])('%s', async (_, damage) => {
    await damage();
    // Its caller id as before: the person's extension.
    expect(await callsHelp(ann1)).toBe('1001');
    await heardOf(['a7k2', ann1, '', '']);
  });
  test.each([
    ':15550100',
    `${OFFICE}15550100`,
    `${OFFICE}:1555&Local/666@leak`,
    `${OFFICE}:\${SHELL(id)}`,
    `${OFFICE}:15550100,5,b(sub^s^1)`,
    `${OFFICE}:1555010012345678`,
    '$[1/0]',
    ')',
    'a"b',
  ])('a damaged place, %j, is none', async (value) => {
    await put(place, value);
    expect(await callsHelp(ann1)).toBe('1001');
    await expect.poll(() => events('ScEmergency').map((event) => event['shown']), { timeout: 5_000 }).toEqual(['']);
    expect(events('Leaked')).toEqual([]);
  });
  test('a location without a number is on record, with nothing shown', async () => {
    await put(place, `${OFFICE}:`);
    expect(await callsHelp(ann1)).toBe('1001');
    await heardOf(['a7k2', ann1, OFFICE, '']);
  });
  test('a number without a location is shown all the same', async () => {
    await put(place, '------------:15550101');
    expect(await callsHelp(ann1)).toBe('+15550101');
    await heardOf(['a7k2', ann1, '', '15550101']);
  });
});

describe('for half an hour whoever calls that number', () => {
  test('reaches the phone that called, then whom the number leads to', async () => {
    await callsHelp(ann1);
    expect(await outcome(toOffice)).toEqual({ code: 486, rang: [ann1, bob] });
  });
  test('and nobody else, once it is answered', async () => {
    await callsHelp(ann1);
    line(ann1).answersCallsWith({ say: 'answer' });
    const call = await trunk('carrier').calls(toOffice, { from: '+112' });
    expect([call.code, ringing()]).toEqual([200, [ann1]]);
    await call.dialog?.hangUp();
  });
  test('reaches it also while its person and the company are suspended', async () => {
    await put(tenantStateKey(acme.tenant.tag), 'suspended');
    await put(userStateKey(acme.tenant.tag, acme.users[0]!.id), 'suspended');
    await scene.setContext([ann1, ann2], suspendedContext(acme.tenant.tag));
    await callsHelp(ann1);
    expect(await outcome(toOffice)).toEqual({ code: 403, rang: [ann1] });
  });
  test('reaches all that called in that time, the same phone once', async () => {
    await callsHelp(ann1);
    await callsHelp(bob);
    await callsHelp(ann1);
    expect((await back(toOffice)).split('.').map((entry) => entry.slice(11))).toEqual([ann1, bob]);
    const before = line(ann1).incoming.length;
    // Bob rings back, and again because the number leads to him.
    expect(await outcome(toOffice)).toEqual({ code: 486, rang: [ann1, bob] });
    expect(line(ann1).incoming.length - before).toBe(1);
  });
  test('says so, to whoever reads the events; a probe asks about the model alone', async () => {
    await callsHelp(ann1);
    const asked = await scene.health('a7k2', { did: toOffice });
    expect(asked).toMatchObject({ reason: 'ring', resolved: `PJSIP/${bob}` });
    await outcome(toOffice);
    await expect
      .poll(() => events('ScRingBack').map((event) => [event['tag'], event['number']]), { timeout: 5_000 })
      .toEqual([['a7k2', '15550100']]);
    const live = { tenantSuspended: false, suspendedUsers: new Set<never>() };
    const at = Date.now();
    const ringBacks = [{ number: toOffice, sipUsername: acme.devices[0]!.sipUsername, at: at - 1_799_000 }];
    const reasons = (state: Parameters<typeof decideInbound>[1]) =>
      decideInbound(scene.planOf('a7k2'), state, { number: toOffice, at }).because.map(({ reason }) => reason);
    expect(reasons({ ...live, ringBacks })).toContain('rings-back');
    expect(reasons(live)).not.toContain('rings-back');
  });
  test.each([
    ['a minute before the end', () => `${seconds() - 1_740}:${ann1}`, [ann1, bob]],
    ['after half an hour', () => `${seconds() - 1_801}:${ann1}`, [bob]],
    ['a moment that is still to come', () => `${seconds() + 600}:${ann1}`, [bob]],
    ['the older of two is over', () => `${seconds()}:${ann2}.${seconds() - 1_801}:${ann1}`, [ann2, bob]],
  ] as const)('%s', async (_, value, rang) => {
    await put(ringBackKey(acme.tenant.tag, toOffice), value());
    expect(await outcome(toOffice)).toEqual({ code: 486, rang });
  });
  test.each([
    ['another company’s phone', () => `${seconds()}:${bea}`],
    ['no phone', () => `${seconds()}:a7k2-&&&&&&`],
    ['a dial string', () => `${seconds()}:${ann1}&Local/666@leak`],
    ['an expression', () => '$[1/0]'],
    ['an application', () => `${seconds()}:${ann1},5,b(sub^s^1)`],
  ])('a damaged note rings nobody more: %s', async (_, value) => {
    await put(ringBackKey(acme.tenant.tag, toOffice), value());
    expect(await outcome(toOffice)).toEqual({ code: 486, rang: [bob] });
    expect(events('Leaked')).toEqual([]);
  });
  test('another company’s number is claimed by nobody', async () => {
    await put({ family: 'sc/g/b8m3/42', key: `l/${ben}` }, `${OFFICE}:15550100`);
    await callsHelp(ben);
    // Beta says that it showed Acme's number; Acme's callers never hear of it.
    expect(await back(toOffice, beta.tenant.tag)).toContain(ben);
    expect(await outcome(toOffice)).toEqual({ code: 486, rang: [bob] });
  });
});

describe('on record', () => {
  /** What the agent will find when it comes back. */
  const notes = async () => {
    const all = await scene.writer.list('DBGetTree', { Family: 'sc/said' });
    if (!all.ok) return [];
    return saidByNotes(
      all.value.flatMap((event) => {
        const path = String(event['key'] ?? '').replace(/^\//, '');
        const cut = path.lastIndexOf('/');
        return path === ''
          ? []
          : [{ family: path.slice(0, cut), key: path.slice(cut + 1), value: String(event['val']) }];
      }),
    ).map(({ said: one }) => one && { ...one.call, unrouted: one.unrouted });
  };
  test('each call leaves a note for an agent that is away, with whether it got through', async () => {
    await callsHelp(ann1);
    helpers().refuses(503);
    expect(await line(bea).invite({ dialled: '911' })).toMatchObject({ code: 500 });
    await expect.poll(() => events('ScEmergencyUnrouted').length, { timeout: 5_000 }).toBe(1);
    const left = await until(async () => {
      const found = await notes();
      return found.length === 2 ? found : undefined;
    });
    expect(left.toSorted((a, b) => (a!.tag < b!.tag ? -1 : 1))).toMatchObject([
      { tag: 'a7k2', sipUsername: ann1, number: '112', locationId: OFFICE, shown: '15550100', unrouted: false },
      { tag: 'b8m3', sipUsername: bea, number: '911', locationId: OFFICE, shown: '15550200', unrouted: true },
    ]);
  });
});
