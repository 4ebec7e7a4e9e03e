import type { DidView, E164, TenantId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { switchboard } from '../user/caller.fake.ts';
import { office, type Office } from '../user/office.fake.ts';
import { writeCursor } from '../user/index.ts';

let server: LabPostgres;
let agent: Office;
let board: ReturnType<typeof switchboard>;
let acme: TenantId;
let admin: ReturnType<ReturnType<typeof switchboard>['as']>;
const COUNT = 24;
const LABELS = ['Sales', 'sales', 'Ärger', 'Zentrale', '', 'Sales', '100% free', 'under_score'];

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  board = switchboard(agent);
  admin = board.as({ role: 'platform_admin', tenantId: null, userId: null });
  const { tenant, scope } = await agent.tenant({ name: 'Acme' });
  acme = tenant.id;
  const { user } = await agent.user(scope, { name: 'Ann' });
  const made: DidView[] = [];
  for (let n = 0; n < COUNT; n += 1)
    made.push(
      await admin.did.create({
        number: `+49301${String((n * 7) % COUNT).padStart(6, '0')}` as E164,
        label: LABELS[n % LABELS.length] ?? '',
        provider: ['Beta', 'alpha', ''][n % 3] ?? '',
        note: n === 5 ? 'port-in: Straße 7' : '',
      }),
    );
  await admin.did.allocate({ ids: made.slice(0, 16).map((did) => did.id), to: acme });
  const ids = made.slice(0, 8).map((did) => did.id);
  await admin.did.assignMany({ tenantId: acme, ids, target: { kind: 'user', userId: user.id } });
});
afterAll(async () => {
  board?.close();
  await agent?.close();
  await server?.release();
});

type Query = NonNullable<Parameters<typeof admin.did.inventory>[0]>;
async function all(query: Query): Promise<DidView[]> {
  const rows: DidView[] = [];
  let cursor: string | undefined;
  do {
    const page = await admin.did.inventory({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}
const numbers = (rows: readonly DidView[]): string[] => rows.map((did) => did.number);
const sorts = ['number', 'label', 'created'] as const;

describe('FR-107: pages', () => {
  test.each(
    sorts.flatMap((sort) =>
      [true, false].flatMap((descending) => [1, 5, 24].map((limit) => ({ sort, descending, limit }))),
    ),
  )(
    'by $sort, descending $descending, $limit at a time: each number once, in the order of one big page',
    async (by) => {
      const whole = await admin.did.inventory({ ...by, limit: 200 });
      expect(whole).toMatchObject({ total: COUNT, nextCursor: null });
      expect(numbers(await all(by))).toEqual(numbers(whole.rows));
      expect(new Set(numbers(whole.rows)).size).toBe(COUNT);
    },
  );

  test('numbers go by their digits, labels as people expect, newest last', async () => {
    expect(numbers(await all({}))).toEqual(numbers(await all({})).toSorted());
    const labels = (await all({ sort: 'label' })).map((did) => did.label);
    expect(labels.indexOf('Ärger')).toBeLessThan(labels.indexOf('Sales'));
    expect(labels.lastIndexOf('sales')).toBeLessThan(labels.indexOf('under_score'));
    const made = (await all({ sort: 'created' })).map((did) => did.createdAt);
    expect(made).toEqual(made.toSorted());
  });

  test('50 by default, 200 at most; a cursor that no page gave out is refused', async () => {
    const refused = (query: object) => admin.did.inventory(query).catch((e: TRPCError) => failureOf(e.cause)?.code);
    expect(await refused({ limit: 201 })).toBe('input.invalid');
    expect(await refused({ cursor: 'nonsense' })).toBe('input.invalid');
    const forged = writeCursor({ key: "1'; drop table dids", id: '+49301000001' });
    expect(await refused({ sort: 'created', cursor: forged })).toBe('input.invalid');
    expect(await refused({ sort: 'label', cursor: forged })).toMatchObject({ total: COUNT });
  });
});

describe('FR-107: filters', () => {
  test.each([
    [{ status: 'free' }, 8],
    [{ status: 'allocated' }, 8],
    [{ status: 'assigned' }, 8],
    [{ provider: 'Beta' }, 8],
    [{ provider: '' }, 8],
    [{ inTenant: null }, 8],
  ] as const)('%j', async (query, count) => {
    const page = await admin.did.inventory({ ...query, limit: 3 });
    expect(page.total).toBe(count);
    expect(await all({ ...query, limit: 3 })).toHaveLength(count);
  });

  test('of a tenant, and together with others', async () => {
    expect((await admin.did.inventory({ inTenant: acme })).total).toBe(16);
    const both = await all({ inTenant: acme, status: 'assigned', provider: 'alpha', search: 'sales' });
    expect(both.map(({ status, provider, label }) => [status, provider, label.toLowerCase()])).toEqual(
      both.map(() => ['assigned', 'alpha', 'sales']),
    );
    expect(both.length).toBeGreaterThan(0);
  });

  test('providers are those of the scope, by name, whatever the page is filtered by', async () => {
    expect((await admin.did.inventory({ search: 'nothing like it' })).providers).toEqual(['alpha', 'Beta']);
    expect((await admin.did.list({ tenantId: acme })).providers).toEqual(['alpha', 'Beta']);
    const { tenant } = await agent.tenant();
    expect((await admin.did.list({ tenantId: tenant.id })).providers).toEqual([]);
  });
});

describe('FR-107: search', () => {
  test.each([
    ['+49 (30) 1-000.007', 1],
    ['0049301000007', 1],
    ['301 000 02', 4],
    ['SALES', 9],
    ['ärg', 3],
    ['100%', 3],
    ['%', 3],
    ['r_s', 3],
    ['straße', 1],
    ['port-in: str', 1],
    ['beta', 8],
    ['-', 1],
    ["'; drop table dids; --", 0],
    ['Sales\nBeta', 0],
  ])('%j finds %i', async (search, count) => {
    expect((await admin.did.inventory({ search })).total).toBe(count);
    expect(await all({ search, limit: 2 })).toHaveLength(count);
  });
});
