import { decideInbound, e164, flowId, hoursOverrideKey, type Decision, type LiveState } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callScene } from '../../../../tests/calls/call-scene.ts';
import * as sample from './sample.ts';

const { everyDay } = sample;
const office = [
  ...Array.from({ length: 5 }, () => [
    { from: '09:00', to: '12:30' },
    { from: '13:30', to: '17:00' },
  ]),
  [],
  [],
];
const people = sample.sampleTenant('a7k2', [
  ['Ann', 1001, 1],
  ['Bob', 1002, 1],
  ['Cleo', 1003, 1],
]);
const holiday = (from: string, to = from, more: { yearly?: boolean; hours?: { from: string; to: string }[] } = {}) => ({
  name: 'Day off',
  from,
  to,
  yearly: false,
  hours: [],
  ...more,
});
/** Open rings Ann, closed Bob, on holidays Cleo. */
const to = { open: 'p1', closed: 'p2', holiday: 'p3' } as const;
const acme = sample.withFlows(
  { ...people, tenant: { ...people.tenant, timezone: 'Europe/Berlin' } },
  [
    {
      week: office,
      to,
      extension: 2001,
      holidays: [
        holiday('2026-12-24', '2026-12-26'),
        holiday('2025-12-31', '2025-12-31', { yearly: true, hours: [{ from: '10:00', to: '11:00' }] }),
      ],
    },
    { week: everyDay(['22:00', '24:00'], ['00:00', '06:00']), to, timezone: 'America/New_York' },
    { week: everyDay(['00:00', '24:00']), to, holidays: [holiday('2028-02-29', '2028-02-29', { yearly: true })] },
    { week: everyDay(['01:30', '02:30']), to },
    { week: everyDay(['09:00', '17:00']), to, timezone: 'Asia/Calcutta' },
    { week: everyDay(), to: { open: 'p1' } },
    { week: everyDay(), to: { closed: 'f1' } },
    { week: everyDay(), to: { closed: 'p2' }, holidays: [holiday('2026-11-30')] },
    { week: everyDay(), to: { closed: '+4930123456' } },
    // A chain of nine.
    ...Array.from({ length: 9 }, (_, n) => ({ week: everyDay(), to: { closed: n === 8 ? 'p1' : `f${n + 11}` } })),
  ],
  Object.fromEntries(Array.from({ length: 18 }, (_, n) => [`+155501${String(n + 1).padStart(2, '0')}`, `f${n + 1}`])),
);
const number = (place: number) => e164.parse(`+155501${String(place).padStart(2, '0')}`);
const flow = (place: number) => flowId.parse(`a7k2f${String(place).padStart(7, '0')}`);
const [ann, bob, cleo] = [1, 2, 3].map((n) => `a7k2-00000${n}`) as [string, string, string];
const NAMES: Readonly<Record<string, string>> = { [ann]: 'open', [bob]: 'closed', [cleo]: 'holiday' };

const scene = callScene({
  companies: [{ model: acme, generation: 41 }],
  trunks: [{ name: 'carrier', address: '127.0.0.2', context: 'sc-trunk' }],
});
const { put, restore, health, refusals, ringing } = scene;
const key = (place: number, name: string) => ({ family: 'sc/g/a7k2/41/f', key: `${flow(place)}/${name}` });
const awake: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };

beforeAll(scene.open);
afterAll(scene.close);
beforeEach(scene.begin);
afterEach(scene.end);

const reported = async (place: number, at?: number) => {
  const { reason, resolved } = await health('a7k2', { did: number(place) }, at === undefined ? {} : { at });
  return reason === 'ring' ? NAMES[String(resolved).replace('PJSIP/', '')] : reason;
};
const meant = (one: Decision) =>
  one.does === 'ring' ? NAMES[one.members[0]!.sipUsername] : one.does === 'refuse' ? one.refusal : one.does;

describe('SC-004: a number that leads to a schedule, at a moment', () => {
  test.each([
    ['Monday before nine', 1, '2026-11-30T08:59:59+01:00', 'closed'],
    ['Monday at nine', 1, '2026-11-30T09:00:00+01:00', 'open'],
    ['before the break', 1, '2026-11-30T12:29:59+01:00', 'open'],
    ['in the break', 1, '2026-11-30T12:30:00+01:00', 'closed'],
    ['at closing', 1, '2026-11-30T17:00:00+01:00', 'closed'],
    ['Sunday', 1, '2026-11-29T10:00:00+01:00', 'closed'],
    ['the first day of a holiday', 1, '2026-12-24T10:00:00+01:00', 'holiday'],
    ['its last minute', 1, '2026-12-26T23:59:00+01:00', 'holiday'],
    ['the day after', 1, '2026-12-28T10:00:00+01:00', 'open'],
    ['the same days of another year', 1, '2027-12-24T10:00:00+01:00', 'open'],
    ['a yearly holiday in its hours', 1, '2030-12-31T10:30:00+01:00', 'open'],
    ['a yearly holiday after them', 1, '2030-12-31T11:00:00+01:00', 'holiday'],
    ['the hours of summer', 1, '2026-07-06T09:00:00+02:00', 'open'],
    ['the hours of summer, a minute before', 1, '2026-07-06T08:59:00+02:00', 'closed'],
    ['before midnight', 2, '2026-11-30T23:59:59-05:00', 'open'],
    ['at midnight', 2, '2026-12-01T00:00:00-05:00', 'open'],
    ['by day', 2, '2026-12-01T06:00:00-05:00', 'closed'],
    ['29 February', 3, '2028-02-29T12:00:00+01:00', 'holiday'],
    ['29 February, years later', 3, '2032-02-29T12:00:00+01:00', 'holiday'],
    ['28 February', 3, '2027-02-28T12:00:00+01:00', 'open'],
    ['1 March of a common year', 3, '2027-03-01T12:00:00+01:00', 'open'],
    ['the hour before clocks go forward', 4, '2027-03-28T00:45:00Z', 'open'],
    ['the hour that clocks skip', 4, '2027-03-28T01:00:00Z', 'closed'],
    ['the hour that comes twice, first', 4, '2026-10-25T00:15:00Z', 'open'],
    ['the hour that comes twice, again', 4, '2026-10-25T01:15:00Z', 'open'],
    ['after both', 4, '2026-10-25T01:30:00Z', 'closed'],
    ['a zone that Debian knows by its new name', 5, '2026-11-30T09:00:00+05:30', 'open'],
    ['a zone of half hours, a minute before', 5, '2026-11-30T08:59:00+05:30', 'closed'],
    ['closed, and nothing said about it', 6, '2026-11-30T09:00:00Z', 'hangup'],
    ['a schedule behind another', 7, '2026-11-30T09:00:00+01:00', 'open'],
    ['a holiday without a way of its own', 8, '2026-11-30T09:00:00Z', 'closed'],
    ['a number outside, which no policy allows', 9, '2026-11-30T09:00:00Z', 'blocked'],
    ['more schedules in a row than are followed', 10, '2026-11-30T09:00:00Z', 'loop'],
    ['as many as are', 11, '2026-11-30T09:00:00Z', 'open'],
  ])('%s', async (_, place, when, state) => {
    const at = Date.parse(when);
    const decision = decideInbound(scene.planOf('a7k2'), awake, { number: number(place), at });
    expect([await reported(place, at), meant(decision)]).toEqual([state, state]);
  });

  test('rings whoever is meant, and a closed exit that leads nowhere tells that nobody answers', async () => {
    const call = (place: number) => scene.trunk('carrier').calls(number(place), { from: '+4930123' });
    expect([(await call(3)).code, ringing()]).toEqual([486, [ann]]);
    scene.begin();
    expect([(await call(6)).code, ringing()]).toEqual([480, []]);
    await expect.poll(refusals, { timeout: 5_000 }).toEqual(['hangup']);
  });
});

describe('set by hand', () => {
  afterEach(restore);
  const override = (place: number, value: string) => put(hoursOverrideKey(acme.tenant.tag, flow(place)), value);
  test('open and closed take effect at once, whatever the hours say, and decide knows', async () => {
    for (const [place, value] of [
      [3, 'closed'],
      [6, 'open'],
    ] as const) {
      await override(place, value);
      const live: LiveState = { ...awake, overrides: new Map([[flow(place), value]]) };
      const decision = decideInbound(scene.planOf('a7k2'), live, { number: number(place), at: Date.now() });
      expect([await reported(place), meant(decision)]).toEqual([value, value]);
    }
  });
  test('a question about another moment is about the hours', async () => {
    await override(1, 'open');
    expect(await reported(1, Date.parse('2026-11-29T10:00:00+01:00'))).toBe('closed');
  });
  test.each(['OPEN', 'open&', 'holiday', '1', '${SHELL(id)}', '"|"1"="1', ' '])(
    'what is damaged counts for nothing: %j',
    async (value) => {
      await override(3, value);
      expect(await reported(3)).toBe('open');
    },
  );
});

describe('damaged hours', () => {
  afterEach(restore);
  const monday = Date.parse('2026-11-30T10:00:00+01:00');
  const HOSTILE = ['&Local/666@leak', '1"|"1"="1', '${SHELL(id)}', '$[1+1]', '0900-1700)', '${EXTEN}'];
  test.each<readonly [string, string]>([
    ...HOSTILE.flatMap((value) => ['zone', 'w1', 'd20261130', 'y1130'].map((name) => [name, value] as const)),
    ['zone', '../../../etc/localtime'],
    ['zone', ''],
    ['w1', '900-1700'],
    ['w1', '0900-1700,'],
    ['w1', '0900-1700,13'],
    ['w1', '09-0-1700'],
    ['w1', `${'0100-0101,'.repeat(8)}0900-1700`],
    ['w1', '-------------------'],
    ['d20261130', 'open'],
    ['open', 'user:b8m300000001'],
    ['open', ''],
    ['open', 'hours:'],
    ['open', 'hours:${SHELL(id)}'],
  ])('are refused, and nobody rings: %s = %j', async (name, value) => {
    await put(key(1, name), value);
    expect(await health('a7k2', { did: number(1) }, { at: monday })).toMatchObject({ reason: 'corrupt', resolved: '' });
  });
  test.each([Number.NaN, -5_000, 1e15])('a moment that is none (%d) is now, as it is set by hand', async (at) => {
    await put(hoursOverrideKey(acme.tenant.tag, flow(6)), 'open');
    expect(await reported(6, at)).toBe('open');
  });
});

test('schedules that lead to each other, as only damaged keys do, end', async () => {
  await put(key(6, 'closed'), `hours:${flow(7)}`);
  await put(key(7, 'closed'), `hours:${flow(6)}`);
  expect(await reported(6, 0)).toBe('loop');
  await restore();
});

test('after all this Asterisk complained of nothing', () => {
  expect(scene.complaints().filter((text) => !/_X\.|Is endpoint registered and reachable/.test(text))).toEqual([]);
});
