import { ok, type AccountId, type LimitAlertView, type TenantId } from '@synergycall/domain';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { fakeAmi, type FakeAmi } from '../../platform/ami/index.ts';
import type { AstdbEntry } from '../../platform/astdb/index.ts';
import { newId } from '../../platform/random/index.ts';
import { silent } from '../../router.fake.ts';
import { mintPlatformScope, systemActor } from '../../rpc/index.ts';
import { office, scopeOf, type Office } from '../user/office.fake.ts';
import { limitWatch, tellAdmins, type LimitWatch } from './index.ts';
import { limitLetter } from './alert-letter.ts';
import { listAlerts } from './limit-alert.store.ts';

/* Limits that stopped calls, as the agent hears of them, on a real PostgreSQL. */
const NOON = Date.parse('2026-11-27T12:00:00Z');
let server: LabPostgres;
let agent: Office;
let acme: { readonly id: TenantId; readonly tag: string };
let zoo: typeof acme;
let ami: FakeAmi;
let watch: LimitWatch;
let now = NOON;
let notes: AstdbEntry[] = [];
let told: LimitAlertView[] = [];
let tellFails = false;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});
beforeEach(async () => {
  const serial = Math.random().toString(36).slice(2);
  [acme, zoo] = [
    (await agent.tenant({ name: `A${serial}` })).tenant,
    (await agent.tenant({ name: `Z${serial}` })).tenant,
  ];
  [now, notes, told, tellFails] = [NOON, [], [], false];
  ami = fakeAmi();
  watch = limitWatch({
    events: ami,
    writer: ami,
    astdb: { read: () => ok(notes) },
    database: agent.database,
    scope: mintPlatformScope(systemActor('test')),
    tell: async (tx, alert) => {
      if (tellFails) throw new Error('no letter');
      await tellAdmins(tx, alert);
      told.push(alert);
    },
    log: silent,
    now: () => new Date(now),
    retryMs: 20,
  });
});
afterEach(() => watch.close());

const stops = (of: { readonly tag: string }, kind: string, number = '4930123456') =>
  ami.emit({ event: 'UserEvent', userevent: 'ScOverLimit', tag: of.tag, limit: kind, number });
const alerts = (of: { readonly id: TenantId }) => agent.database.read(scopeOf(of.id), (tx) => listAlerts(tx, 50));
const become = (of: { readonly id: TenantId }, wanted: readonly string[]) =>
  expect
    .poll(async () => (await alerts(of)).map(({ kind, number }) => `${kind} ${number}`), { timeout: 10_000 })
    .toEqual(wanted);

test('a stopped call is told of at once, with its number; another tenant hears nothing', async () => {
  stops(acme, 'a-minute');
  await become(acme, ['a-minute +4930123456']);
  expect(told.map(({ tenantId, kind }) => [tenantId, kind])).toEqual([[acme.id, 'a-minute']]);
  expect(await alerts(zoo)).toEqual([]);
});
test('once an hour for each kind, however many calls are stopped', async () => {
  stops(acme, 'at-once');
  // So that the newest is one of them.
  now += 1_000;
  for (let n = 0; n < 5; n += 1) stops(acme, 'a-minute');
  await expect.poll(async () => (await alerts(acme)).length, { timeout: 10_000 }).toBe(2);
  now += 50 * 60_000;
  stops(acme, 'a-minute');
  now += 11 * 60_000;
  stops(acme, 'a-minute', '4989555');
  await become(acme, ['a-minute +4989555', 'a-minute +4930123456', 'at-once +4930123456']);
  expect(told).toHaveLength(3);
});
test('what was stopped while the agent was down is found by the core’s note, which then goes', async () => {
  notes = [
    { family: `sc/said/${acme.tag}/limit`, key: 'at-once', value: `${NOON / 1_000 - 600}:4930123456` },
    { family: `sc/said/${acme.tag}/u/x`, key: 'dnd.1.2', value: 'on' },
  ];
  for (const { family, key, value } of notes) ami.astdb.set(`/${family}/${key}`, value);
  await watch.catchUp();
  await become(acme, ['at-once +4930123456']);
  expect([...ami.astdb.keys()]).toEqual([`/sc/said/${acme.tag}/u/x/dnd.1.2`]);
});
test('each admin of the tenant gets a letter, in the tenant’s time; others’ admins get none', async () => {
  for (const [name, of] of [
    ['tess', acme],
    ['zoe', zoo],
  ] as const)
    await agent.database.inPlatform(mintPlatformScope(systemActor('test')), async ({ db }) => {
      const [accountId, email] = [newId<AccountId>(), `${name}.${of.tag}@box.example`];
      await db.insertInto('accounts').values({ id: accountId, name, email }).execute();
      await db
        .insertInto('account_roles')
        .values({ id: newId(), account_id: accountId, role: 'tenant_admin', tenant_id: of.id, user_id: null })
        .execute();
    });
  stops(acme, 'a-minute');
  await become(acme, ['a-minute +4930123456']);
  const letters = await agent.database.inPlatform(mintPlatformScope(systemActor('test')), ({ db }) =>
    db.selectFrom('mail_outbox').select(['recipient', 'subject', 'body']).where('tenant_id', '=', acme.id).execute(),
  );
  expect(letters.map(({ recipient }) => recipient)).toEqual([`tess.${acme.tag}@box.example`]);
  expect(letters[0]?.body).toContain('The limit of calls a minute stopped a call');
  expect(letters[0]?.body).toContain('+4930123456');
});
test.each([
  ['spend-near', 'have used 80 % of what a day may cost'],
  ['spend-reached', 'have reached what a day may cost'],
  ['denied-country', 'A rule that denies a country stopped a call'],
] as const)('%s is told of in words of its own', async (kind, words) => {
  stops(acme, kind);
  await become(acme, [`${kind} +4930123456`]);
  expect(limitLetter(told[0]!, { company: 'Acme', timezone: 'UTC' }).text).toContain(words);
});
test('without its letter there is no alert yet, and both come once that goes', async () => {
  tellFails = true;
  notes = [{ family: `sc/said/${acme.tag}/limit`, key: 'a-minute', value: `${NOON / 1_000}:4930123456` }];
  await watch.catchUp();
  expect(await alerts(acme)).toEqual([]);
  tellFails = false;
  await become(acme, ['a-minute +4930123456']);
});
test.each([
  ['a tag that is nobody’s', { tag: 'zzzz' }],
  ['a kind that there is not', { limit: 'always' }],
  ['a number that is none', { number: '49${SHELL(id)}' }],
])('SECURITY: %s makes no alert', async (_, part) => {
  ami.emit({
    event: 'UserEvent',
    userevent: 'ScOverLimit',
    tag: acme.tag,
    limit: 'a-minute',
    number: '4930555666',
    ...part,
  });
  stops(acme, 'at-once');
  await become(acme, ['at-once +4930123456']);
});
