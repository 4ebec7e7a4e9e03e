import { describe, expect, test } from 'vitest';
import {
  boxId,
  compilePlan,
  decide,
  deviceId,
  FEATURE_CODES,
  codeIn,
  emergencyNumber,
  flowId,
  handlingEntries,
  sampleCalls,
  showDecision,
  sipUsername,
  tenantId,
  tenantTag,
  userId,
  type BoxSnapshot,
  type Decision,
  type LiveState,
  type PersonHandling,
  type RoutePlan,
  type Target,
  type TenantSnapshot,
} from '../index.ts';

const box: BoxSnapshot = {
  version: 1,
  box: { id: boxId.parse('b00000000000'), realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const person = (n: number) => userId.parse(`0000000000a${n}`);
const phone = (n: number) => sipUsername.parse(`a7k2-00000${n}`);
const GROUP = flowId.parse('0000000000f1');
const NAMES = ['Ann', 'Bob', 'Cleo', 'Dan'];
/** Ann, Bob and Dan have a phone each, Cleo none. */
const model: TenantSnapshot = {
  version: 1,
  tenant: { id: tenantId.parse('0000000000t1'), tag: tenantTag.parse('a7k2'), name: 'Acme', timezone: 'UTC' },
  users: NAMES.map((name, n) => ({ id: person(n + 1), name, extension: 1001 + n, voicemailEnabled: false })),
  devices: [1, 2, 4].map((who) => ({
    id: deviceId.parse(`0000000000d${who}`),
    userId: person(who),
    label: 'Desk',
    sipUsername: phone(who),
    transport: 'udp' as const,
    nat: 'auto' as const,
    codecs: ['alaw' as const],
    secretVersion: 1,
  })),
  flows: [
    {
      id: GROUP,
      name: 'Group',
      extension: 2001,
      settings: {
        kind: 'ring_group',
        strategy: 'all',
        ringSeconds: 20,
        callerIdPrefix: '',
        members: [1, 2].map((who) => ({ userId: person(who), delaySeconds: 0 })),
      },
      exits: {},
    },
  ],
};
const plan = (() => {
  const compiled = compilePlan(model, box);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
})();
/** The same in which these have a box. */
const withBoxes = (...who: number[]): RoutePlan => ({
  ...plan,
  users: new Map(
    [...plan.users].map(([id, user]) => [
      id,
      who.some((n) => person(n) === id) ? { ...user, voicemail: true as const } : user,
    ]),
  ),
});
type Wish = Partial<Record<'always' | 'busy' | 'noanswer' | 'away', Target>> & { dnd?: boolean; seconds?: number };
const handled = (wishes: Readonly<Record<number, Wish>>): LiveState => ({
  tenantSuspended: false,
  suspendedUsers: new Set(),
  handling: new Map(
    Object.entries(wishes).map(([n, { dnd = false, seconds = null, ...forwards }]): [never, PersonHandling] => [
      person(Number(n)) as never,
      { dnd, seconds, forwards },
    ]),
  ),
});
const to = (n: number): Target => ({ kind: 'user', userId: person(n) });
const boxOf = (n: number): Target => ({ kind: 'voicemail', userId: person(n) });
const calls = (live: LiveState, dialled = '1001', from: number | null = null, of = plan): Decision =>
  decide(of, live, { from: from === null ? null : phone(from), dialled, at: 0 });
/** `ring Bob`, `refuse do-not-disturb`, and why. */
const comes = (one: Decision): string => {
  const what =
    one.does === 'ring'
      ? one.user.name
      : one.does === 'voicemail'
        ? one.name
        : one.does === 'refuse'
          ? one.refusal
          : '';
  return `${one.does} ${what}`.trim();
};
const reasons = (one: Decision) => one.because.map(({ reason }) => reason);

describe('a call to a person who chose where calls go (FR-031, FR-032)', () => {
  test.each<[string, Wish, string, string]>([
    ['always to a colleague', { always: to(2) }, 'ring Bob', 'forwards'],
    ['always to a group', { always: { kind: 'group', flowId: GROUP } }, 'group', 'forwards'],
    ['always to nobody', { always: { kind: 'hangup' } }, 'refuse hangup', 'forwards'],
    ['always to a box that is not there', { always: boxOf(1) }, 'refuse no-mailbox', 'has-no-voicemail'],
    ['DND alone', { dnd: true }, 'refuse do-not-disturb', 'do-not-disturb'],
    ['DND, and when busy to a colleague', { dnd: true, busy: to(2) }, 'ring Bob', 'do-not-disturb'],
    ['DND and always: always goes first', { dnd: true, always: to(2) }, 'ring Bob', 'forwards'],
    ['to whom is not live', { always: to(9) }, 'refuse corrupt', 'leads-to-nobody'],
  ])('%s', (_name, wish, meant, reason) => {
    const found = calls(handled({ 1: wish }));
    expect(comes(found)).toBe(meant);
    expect(reasons(found)).toContain(reason);
  });
  test('without a phone, calls go where they go when nobody can be reached', () => {
    expect(comes(calls(handled({}), '1003'))).toBe('refuse no-devices');
    expect(comes(calls(handled({ 3: { away: to(2) } }), '1003'))).toBe('ring Bob');
    expect(comes(calls(handled({}), '1003', null, withBoxes(3)))).toBe('voicemail Cleo');
  });
  test('with a box, DND and no phone lead there; a chosen target goes before it', () => {
    const boxes = withBoxes(1, 3);
    expect(comes(calls(handled({ 1: { dnd: true } }), '1001', null, boxes))).toBe('voicemail Ann');
    expect(comes(calls(handled({ 1: { dnd: true, busy: to(2) } }), '1001', null, boxes))).toBe('ring Bob');
    expect(comes(calls(handled({ 1: { always: boxOf(1) } }), '1001', null, boxes))).toBe('voicemail Ann');
  });
  test('only the phone of whom all calls go to may still call them', () => {
    const live = handled({ 1: { always: to(2) } });
    expect(comes(calls(live, '1001', 2))).toBe('ring Ann');
    expect(reasons(calls(live, '1001', 2))).toContain('rings-through');
    expect(comes(calls(live, '1001', 4))).toBe('ring Bob');
  });
  test('forwards of forwards are followed, and what goes round ends', () => {
    expect(comes(calls(handled({ 1: { always: to(2) }, 2: { always: to(4) } })))).toBe('ring Dan');
    const round = calls(handled({ 1: { always: to(2) }, 2: { always: to(1) } }));
    expect([comes(round), reasons(round).at(-1)]).toEqual(['refuse loop', 'too-many-forwards']);
  });
  test('a suspended person’s forwards count for nothing', () => {
    const live = { ...handled({ 1: { always: to(2) } }), suspendedUsers: new Set([person(1)]) };
    expect(comes(calls(live))).toBe('refuse user-suspended');
  });
});

describe('a person who rings', () => {
  test('rings as long as they chose, and says what comes then', () => {
    const found = calls(handled({ 1: { seconds: 12, busy: to(2), noanswer: { kind: 'hangup' } } }));
    expect(found).toMatchObject({ after: { seconds: 12, busy: to(2), noanswer: { kind: 'hangup' }, away: null } });
    expect(found.because.filter(({ reason }) => reason === 'afterwards')).toEqual([
      { reason: 'afterwards', when: 'busy', next: to(2) },
      { reason: 'afterwards', when: 'noanswer', next: { kind: 'hangup' } },
    ]);
    expect(showDecision(found, { plan, tenant: model, trunks: new Map() }).after).toEqual({
      seconds: 12,
      ways: [
        { when: 'busy', leads: 'target', name: 'Bob' },
        { when: 'noanswer', leads: 'target', name: '' },
        { when: 'away', leads: 'told', name: '' },
      ],
    });
  });
  test('by default 30 seconds, and 20 where their box comes next', () => {
    expect(calls(handled({}))).toMatchObject({ after: { seconds: 30, busy: null, noanswer: null, away: null } });
    expect(calls(handled({}), '1001', null, withBoxes(1))).toMatchObject({
      after: { seconds: 20, busy: boxOf(1), noanswer: boxOf(1), away: boxOf(1) },
    });
  });
});

test('a group passes over who is not to be disturbed; forwards of members don’t count there', () => {
  const found = calls(handled({ 1: { dnd: true, busy: to(4) }, 2: { always: to(4) } }), '2001');
  expect(found.does === 'group' && found.members.map(({ user }) => user.name)).toEqual(['Bob']);
  expect(found.because).toContainEqual(expect.objectContaining({ userId: person(1), why: 'do-not-disturb' }));
});

test('an apply tries its calls as if nobody had chosen anything: phones may say otherwise any moment', () => {
  const changes = [{ kind: 'user', id: person(1), name: 'Ann', detail: '1001', change: 'new', fields: [] }] as never;
  const { calls: tried } = sampleCalls(plan, changes, handled({ 1: { always: to(2) } }));
  const ann = tried.find(({ dialled, because }) => dialled === '1001' && because === 'changed-extension');
  expect(ann?.expected).toMatchObject({ does: 'ring', user: { name: 'Ann' } });
});

test('AstDB spells it below the person, and nothing of what is as by default', () => {
  const tag = tenantTag.parse('a7k2');
  const family = `sc/live/a7k2/u/${person(1)}`;
  expect(handlingEntries(tag, person(1), { dnd: false, seconds: null, forwards: {} })).toEqual([]);
  expect(
    handlingEntries(tag, person(1), {
      dnd: true,
      seconds: 15,
      forwards: {
        always: to(2),
        busy: boxOf(1),
        noanswer: { kind: 'external', digits: '4930123456' },
        away: { kind: 'hangup' },
      },
    }),
  ).toEqual([
    { family, key: 'dnd', value: 'on' },
    { family, key: 'seconds', value: '15' },
    { family, key: 'always', value: `user:${person(2)}` },
    { family, key: 'busy', value: `voicemail:${person(1)}` },
    { family, key: 'noanswer', value: 'external:4930123456' },
    { family, key: 'away', value: 'hangup' },
  ]);
});

describe('feature codes', () => {
  test('no extension and no emergency number begins with a star; no code is the beginning of another', () => {
    for (const { code } of FEATURE_CODES) {
      expect(code).toMatch(/^\*(\d{1,2}|\*)$/);
      expect(FEATURE_CODES.filter((other) => other.code.startsWith(code))).toHaveLength(1);
      expect(emergencyNumber.safeParse(code).success).toBe(false);
    }
    expect(new Set(FEATURE_CODES.map(({ code }) => code)).size).toBe(FEATURE_CODES.length);
  });
  test('what takes nothing is nothing with more behind it, and the other way round', () => {
    expect([codeIn('*78')?.rest, codeIn('*721002')?.rest]).toEqual(['', '1002']);
    expect([codeIn('*781'), codeIn('*72'), codeIn('*1'), codeIn('1001')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
  test('a place, one’s own extension and whose call is picked up come after theirs', () => {
    expect(['*68', '*681', '*6820', '*76', '*761002', '*8', '**1002'].map((dialled) => codeIn(dialled)?.rest)).toEqual([
      '',
      '1',
      '20',
      '',
      '1002',
      '',
      '1002',
    ]);
    for (const dialled of ['*680', '*6821', '*6801', '*760', '*81', '**', '**0', '**1002#', '***'])
      expect(codeIn(dialled), dialled).toBeUndefined();
  });
  test('are the calling phone’s; from nobody’s phone they are no number', () => {
    expect(comes(calls(handled({}), '*78', 1))).toBe('code');
    expect(comes(calls(handled({}), '*78'))).toBe('refuse unknown');
  });
});
