import { ok, type Failure, type TenantId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { fakeAmi, type FakeAmi } from '../../platform/ami/index.ts';
import type { AstdbEntry } from '../../platform/astdb/index.ts';
import { contextOf, fakeRouter, silent } from '../../router.fake.ts';
import { failureOf } from '../../rpc/index.ts';
import { office, scopeOf, type Office } from '../user/office.fake.ts';
import { liftedDay, priceKeeper, spentToday, spendWatch } from './index.ts';

/* Prices, what a day costs, and its limit lifted by hand, through the whole router on a real PostgreSQL. */
let server: LabPostgres;
let agent: Office;
let walked: ReturnType<typeof fakeRouter>;
let acme: { readonly id: TenantId; readonly tag: string; readonly name: string };
let zoo: typeof acme;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  walked = fakeRouter(agent.database, agent.boxId);
});
afterAll(async () => {
  walked?.close();
  await agent?.close();
  await server?.release();
});
beforeEach(async () => {
  const serial = Math.random().toString(36).slice(2);
  [acme, zoo] = [
    (await agent.tenant({ name: `A${serial}` })).tenant,
    (await agent.tenant({ name: `Z${serial}` })).tenant,
  ];
});

const platform = () =>
  walked.router.createCaller(contextOf(agent.database, [{ role: 'platform_admin', tenantId: null, userId: null }]));
const adminOf = ({ id }: { readonly id: TenantId }) =>
  walked.router.createCaller(contextOf(agent.database, [{ role: 'tenant_admin', tenantId: id, userId: null }]));
const refusal = (call: Promise<unknown>): Promise<Failure | undefined | 'done'> =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
async function replaceList(csv: string, inTenant?: TenantId) {
  const of = inTenant === undefined ? {} : { inTenant };
  const { mark } = await platform().spending.previewPrices({ ...of, csv });
  return platform().spending.importPrices({ ...of, csv, mark });
}
const limit = async (of: { readonly id: TenantId }, spendPerDay: number | null) => {
  const { revision } = await adminOf(of).policy.settings({ tenantId: of.id });
  return adminOf(of).policy.updateSettings({ tenantId: of.id, revision, spendPerDay });
};
const today = (of: { readonly id: TenantId }) => adminOf(of).spending.today({ tenantId: of.id });

test('a limit needs a price for every number, the box’s or the company’s own; what it rests on can’t be taken away', async () => {
  expect(await refusal(limit(acme, 1_000_000))).toEqual({ code: 'spending.no-prices', tenant: null });
  await replaceList('default,0.10\n49,0.02,Germany', acme.id);
  expect((await limit(acme, 1_000_000)).spendPerDay).toBe(1_000_000);
  expect(await today(acme)).toMatchObject({ hasPrices: true, limit: 1_000_000, micros: 0, lifted: null });
  expect(await refusal(limit(zoo, 1_000_000))).toEqual({ code: 'spending.no-prices', tenant: null });
  expect(await refusal(replaceList('49,0.02', acme.id))).toEqual({ code: 'spending.no-prices', tenant: acme.name });
  await replaceList('default,0.20');
  expect(await refusal(replaceList('49,0.02', acme.id))).toBe('done');
  expect(await refusal(replaceList('49,0.02'))).toEqual({ code: 'spending.no-prices', tenant: acme.name });
  await limit(acme, null);
  expect(await refusal(replaceList('49,0.02'))).toBe('done');
});
test('a list is replaced as it was looked at, all or none', async () => {
  await replaceList('default,0.20\n44,0.30');
  const csv = 'default,0.20\n49,0.02,Germany\n';
  const preview = await platform().spending.previewPrices({ csv });
  expect([preview.rows.map(({ result }) => result), preview.gone.map(({ prefix }) => prefix)]).toEqual([
    ['same', 'new'],
    ['44'],
  ]);
  await replaceList('default,0.25');
  expect(await refusal(platform().spending.importPrices({ csv, mark: preview.mark }))).toEqual({
    code: 'spending.stale',
  });
  const bad = await platform().spending.previewPrices({ csv: 'default,much' });
  expect(await refusal(platform().spending.importPrices({ csv: 'default,much', mark: bad.mark }))).toMatchObject({
    code: 'input.invalid',
  });
  expect((await platform().spending.prices({})).prices).toEqual([{ prefix: '', name: '', micros: 250_000 }]);
});
test('SECURITY: prices are the platform’s: no admin of a company reads or changes them', async () => {
  expect(await refusal(adminOf(acme).spending.prices({ inTenant: acme.id }))).toMatchObject({ code: 'access.denied' });
  expect(await refusal(adminOf(acme).spending.previewPrices({ csv: '' }))).toMatchObject({ code: 'access.denied' });
  await replaceList('default,0.20');
  const seen = await agent.database.read(scopeOf(acme.id), ({ db }) => db.selectFrom('prices').selectAll().execute());
  expect(seen).toEqual([]);
});
test('lists reach AstDB, what is gone from them too', async () => {
  const ami = fakeAmi();
  let there: AstdbEntry[] = [{ family: 'sc/price/box', key: '7', value: '1' }];
  for (const { family, key, value } of there) ami.astdb.set(`/${family}/${key}`, value);
  await replaceList('default,0.20\n49,0.02');
  const keeper = keeperOf(ami, () => there);
  await keeper.settle();
  const kept = () =>
    [...ami.astdb].filter(([path]) => path.startsWith('/sc/price/box/')).toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(kept()).toEqual([
    ['/sc/price/box/49', '20000'],
    ['/sc/price/box/any', '200000'],
    ['/sc/price/box/lengths', '02'],
  ]);
  there = [];
  keeper.close();
});
test('what the core counts is on record, whether the agent heard it or was away; a day never costs less', async () => {
  const ami = fakeAmi();
  const day = (await today(acme)).day.replaceAll('-', '');
  let keys: AstdbEntry[] = [{ family: 'sc/spent', key: acme.tag, value: `${day}:${90 * 60}` }];
  const watch = spendWatch({
    events: ami,
    astdb: { read: () => ok(keys) },
    database: agent.database,
    scope: agent.platform,
    log: silent,
    retryMs: 20,
  });
  await watch.catchUp();
  expect((await today(acme)).micros).toBe(90);
  const says = (spent: number, tag = acme.tag) =>
    ami.emit({ event: 'UserEvent', userevent: 'ScSpent', tag, day, spent: String(spent * 60) });
  says(120);
  says(100);
  says(7, 'zzzz');
  says(5, zoo.tag);
  await expect.poll(async () => (await today(zoo)).micros, { timeout: 10_000 }).toBe(5);
  expect((await today(acme)).micros).toBe(120);
  keys = [];
  watch.close();
});
test('lifted for the day that it is, by name, with a row of the record; then decisions and AstDB know', async () => {
  const { day } = await today(acme);
  const lift = (which: string) => adminOf(acme).spending.lift({ tenantId: acme.id, day: which });
  expect(await refusal(lift('2020-01-01'))).toMatchObject({ code: 'input.invalid' });
  expect((await lift(day)).lifted?.by).toBeTruthy();
  const said = await agent.database.read(scopeOf(acme.id), async (tx) => ({
    day: await liftedDay(tx, acme.id),
    spent: await spentToday(tx, acme.id),
  }));
  expect([said.day, said.spent?.isLifted]).toEqual([day.replaceAll('-', ''), true]);
  expect(said.spent?.until).toBeGreaterThan(Date.now());
  const rows = await adminOf(acme).audit.list({ tenantId: acme.id });
  expect(rows.rows.map(({ action }) => action)).toContain('spending.lift');
  expect((await today(zoo)).lifted).toBeNull();
});

const keeperOf = (ami: FakeAmi, there: () => readonly AstdbEntry[]) =>
  priceKeeper({
    writer: ami,
    astdb: { read: () => ok([...there()]) },
    database: agent.database,
    scope: agent.platform,
    boxId: agent.boxId,
    log: silent,
  });
