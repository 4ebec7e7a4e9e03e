import { createHash } from 'node:crypto';
import type { TenantTag } from '@synergycall/domain';
import { expect, test } from 'vitest';
import { lookAtDialplan } from './drift-dialplan.ts';
import { lookAtFile } from './drift-files.ts';
import { lookAtKeys, type KeysLook, type KeysThere } from './drift-keys.ts';
import { asSeenBy, difference, inBoth, shown, stamp, withinTexts } from './drift.ts';
import { OLD } from './world.fake.ts';
import { astdbKeys } from '../user/index.ts';
import { compilePlan, ownersOf, type BoxSnapshot, type JobId } from '@synergycall/domain';

const object = null;
const files = (disk: string | undefined, isAsWritten: boolean) => ({
  read: () => Promise.resolve({ ok: true as const, value: disk }),
  readUnchanged: (path: string) =>
    Promise.resolve(
      isAsWritten
        ? { ok: true as const, value: disk ?? '' }
        : { ok: false as const, error: { code: 'files.drift' as const, path, found: 'changed' as const } },
    ),
});
const own = '[sc-x]\nexten => 1,1,Hangup()\n';
const meant = { path: 'x.conf', own, text: own, outdated: false };
const lookAt = async (disk: string | undefined, isAsWritten: boolean, want: typeof meant | null = meant) => {
  const looked = await lookAtFile(files(disk, isAsWritten), { path: 'x.conf', meant: want ?? undefined, object });
  return looked.ok ? looked.value.found?.item : looked.error;
};

test('a file differs when it is neither what would be written nor what was last written', async () => {
  expect(await lookAt(own, true)).toBeUndefined();
  // Of an earlier version: the next apply of the box renews it.
  expect(await lookAt('; older\n', true)).toBeUndefined();
  expect(await lookAt(`${own}; by hand\n`, false)).toMatchObject({
    found: 'changed',
    meant: own,
    adopt: { can: true, into: 'file' },
  });
  expect(await lookAt('nonsense', false)).toMatchObject({ adopt: { can: false, because: 'does-not-parse' } });
  expect(await lookAt('', true)).toMatchObject({ found: 'changed', adopt: { can: false, because: 'invalid' } });
  expect(await lookAt(undefined, false)).toMatchObject({ found: 'missing', seen: '', adopt: { can: false } });
  expect(await lookAt('mine', false, null)).toMatchObject({ found: 'foreign', meant: '' });
  // A placeholder that set-up makes, and what an apply that was undone left.
  expect(await lookAt('', false, null)).toBeUndefined();
  expect(await lookAt('ours once', true, null)).toBeUndefined();
});

test('a file that is right but not known as ours is shown: reloads would be refused for it', async () => {
  const adopted = { ...meant, text: `${own}; adopted\n` };
  expect(await lookAt(adopted.text, true, adopted)).toBeUndefined();
  // The agent died between keeping the edit and knowing it as its own.
  expect(await lookAt(adopted.text, false, adopted)).toMatchObject({
    found: 'changed',
    meant: own,
    live: adopted.text,
    adopt: { can: true, into: 'file' },
  });
});

test('SECURITY: what stands for a row can’t be used to try passwords', () => {
  expect(stamp('a')).toBe(stamp('a'));
  expect(stamp('a')).not.toBe(stamp('b'));
  expect(stamp('a')).not.toBe(createHash('sha256').update('a').digest('hex'));
});

test('a view stays within what can be sent, and still names every difference', () => {
  const big = 'x'.repeat(59_000);
  const items = Array.from({ length: 500 }, (_, i) =>
    difference({ store: 'file', name: `f${i}`, object, meant: null, live: big, adopt: { can: true, into: 'file' } }),
  );
  const cut = withinTexts(items);
  expect(cut).toHaveLength(500);
  expect(JSON.stringify(cut).length).toBeLessThan(2_300_000);
  expect(cut.at(-1)).toMatchObject({ name: 'f499', seen: items.at(-1)?.seen, live: expect.stringContaining('59000') });
});

test('an adopted edit whose base has changed differs until somebody decides', async () => {
  const outdated = { ...meant, outdated: true };
  expect(await lookAt(`${own}; adopted\n`, true, outdated)).toMatchObject({ found: 'changed', meant: own });
});

const context = (name: string, data: string) => `[${name}]\nexten => 1,1,NoOp(${data})\n`;
const line = (name: string, data: string) => ({
  context: name,
  extension: '1',
  priority: '1',
  application: 'NoOp',
  appData: data,
});
test('a loaded context differs from what was applied, unless the edited file tells it already', () => {
  const look = { meant: [context('sc-a', 'x')], ours: (name: string) => name.startsWith('sc-'), object };
  const names = (disk: string[], loaded: ReturnType<typeof line>[]) =>
    lookAtDialplan({ ...look, disk, loaded }).map(({ item }) => `${item.found} ${item.name}`);
  const asApplied = [context('sc-a', 'x')];
  const edited = [context('sc-a', 'y')];
  expect(names(asApplied, [line('sc-a', 'x'), line('mine', 'z')])).toEqual([]);
  expect(names(asApplied, [line('sc-a', 'y')])).toEqual(['changed sc-a']);
  expect(names(asApplied, [])).toEqual(['missing sc-a']);
  expect(names(asApplied, [line('sc-a', 'x'), line('sc-b', 'z')])).toEqual(['foreign sc-b']);
  // Edited and not yet loaded; edited and loaded; edited and something else loaded.
  expect(names(edited, [line('sc-a', 'x')])).toEqual([]);
  expect(names(edited, [line('sc-a', 'y')])).toEqual([]);
  expect(names(edited, [line('sc-a', 'z')])).toEqual(['changed sc-a']);
});

const tag = 'a7k2' as TenantTag;
const box: BoxSnapshot = {
  version: 1,
  box: { id: 'b00000000000' as never, realm: 'asterisk', emergencyNumbers: ['112'], emergencyEndpoint: null },
};
const plan = compilePlan(OLD, box);
const applied = { model: OLD, generation: 7, jobId: 'j00000000001' as JobId };
const keysLook: KeysLook = {
  tenant: { id: OLD.tenant.id, tag, name: 'Acme' },
  applied,
  box,
  facts: { tenantSuspended: false, suspendedUsers: new Set([OLD.users[1]!.id]), revoked: new Set() },
  known: new Set([6, 7]),
  liveOwed: false,
};
const right: KeysThere = {
  pointer: 7,
  entries: plan.ok ? astdbKeys(plan.value, 7, applied.jobId) : [],
  generations: [6, 7],
  hints: [],
  live: [
    { family: `sc/live/${tag}/u/${OLD.users[1]!.id}`, key: 'state', value: 'suspended' },
    // What a person set at the phone.
    { family: `sc/live/${tag}/u/${OLD.users[0]!.id}`, key: 'dnd', value: '1' },
  ],
};
const keys = (there: Partial<KeysThere>, look: Partial<KeysLook> = {}) =>
  lookAtKeys({ ...right, ...there }, { ...keysLook, ...look }).map(
    ({ item }) => `${item.found} ${item.name} ${item.object?.name}`,
  );

test('keys differ by pointer, generation and live state, each with whom it concerns', () => {
  expect(keys({})).toEqual([]);
  expect(keys({ pointer: 6 })).toEqual([`changed sc/ptr/${tag} Acme`]);
  expect(keys({ pointer: null })).toEqual([`missing sc/ptr/${tag} Acme`]);
  expect(keys({ entries: [] })).toEqual([`missing sc/g/${tag}/7 Acme`]);
  expect(keys({ entries: right.entries.slice(1) })).toEqual([`missing sc/g/${tag}/7/x/1001 Ann 1001`]);
  expect(keys({ entries: [...right.entries, { family: `sc/g/${tag}/7`, key: 'x/9', value: 'user:x' }] })).toEqual([
    `foreign sc/g/${tag}/7/x/9 Acme`,
  ]);
  expect(keys({ generations: [6, 7, 99] })).toEqual([`foreign sc/g/${tag}/99 Acme`]);
  expect(keys({ live: [] })).toEqual([`missing sc/live/${tag}/u/${OLD.users[1]!.id}/state Ben 1002`]);
  expect(keys({ live: [...right.live, { family: `sc/live/${tag}`, key: 'state', value: 'suspended' }] })).toEqual([
    `foreign sc/live/${tag}/state Acme`,
  ]);
  // On its way to Asterisk still.
  expect(keys({ live: [] }, { liveOwed: true })).toEqual([]);
  expect(keys({ pointer: 7 }, { applied: null, facts: { ...keysLook.facts, suspendedUsers: new Set() } })).toContain(
    `foreign sc/ptr/${tag} Acme`,
  );
});

test('a hint differs when a call to the live number would not find its tenant; a neighbour is not named', () => {
  const other = 'b3m4' as TenantTag;
  const hint = (value: string | null, others: number | null) => ({
    digits: '15550101',
    value,
    owners: ownersOf(value).map((owner) => ({ tag: owner, generation: owner === tag ? 7 : others })),
    own: 7,
  });
  expect(keys({ hints: [hint(tag, null), hint(`${other},${tag}`, null)] })).toEqual([]);
  expect(keys({ hints: [hint(null, null)] })).toEqual(['missing sc/did/15550101 +15550101']);
  expect(keys({ hints: [hint(`${other},${tag}`, 6)] })).toEqual(['changed sc/did/15550101 +15550101']);
  // The neighbour got it, and was applied since: here it goes with the next apply.
  expect(keys({ hints: [hint(`${other},${tag}`, 8)] })).toEqual([]);
  const [found] = lookAtKeys({ ...right, hints: [hint(`${other},${tag}`, 6)] }, keysLook);
  expect(found?.item).toMatchObject({ meant: `${tag},[another tenant]`, live: `[another tenant],${tag}` });
});

test('what is seen once only was on its way; what is shown is cut, what it stands for is not', () => {
  const item = (live: string) =>
    difference({ store: 'astdb', name: 'k', object, meant: 'm', live, adopt: { can: true, into: 'file' } });
  const look = (...lives: string[]) => ({ found: lives.map((live) => ({ item: item(live) })), unknown: [] });
  expect(inBoth(look('a'), look('a')).found).toHaveLength(1);
  expect(inBoth(look('a'), look('b')).found).toHaveLength(0);
  expect(inBoth(look(), look('b')).found).toHaveLength(0);
  const long = 'x'.repeat(70_000);
  expect(shown(long).length).toBeLessThan(61_000);
  expect(item(long).seen).not.toBe(item(`${long}y`).seen);
  expect(asSeenBy(false, [item('a')])).toMatchObject([{ adopt: { can: false, because: 'needs-platform-admin' } }]);
  expect(asSeenBy(true, [item('a')])).toMatchObject([{ adopt: { can: true } }]);
});
