import type { ListUsers } from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { TenantScope } from '../../platform/database/index.ts';
import { office, type Office } from './office.fake.ts';
import { deleteUser, listUsers, readCursor, setUserStatus, type StoredUser } from './index.ts';

let server: LabPostgres;
let agent: Office;
let scope: TenantScope;
const NAMES = [
  'Zoë Ångström',
  'ann lee',
  'Ann Lee',
  'Ann Lee',
  'Ärger, Åsa',
  '100% Ben',
  'under_score',
  'back\\slash',
  'Юлия',
  '李小龍',
  'Ben Ode',
  "O'Neil; drop",
];

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  ({ scope } = await agent.tenant());
  for (const [n, name] of [...NAMES, ...NAMES].entries())
    await agent.user(scope, { name, device: null, ...(n % 3 === 0 ? { email: `p${n}@example.com` } : {}) });
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});

type Query = Partial<Omit<ListUsers, 'tenantId' | 'cursor'>>;
const page = (query: Query, cursor?: string) =>
  agent.database.read(scope, (tx) =>
    listUsers(tx, {
      limit: 50,
      sort: 'extension',
      descending: false,
      ...query,
      cursor: cursor === undefined ? undefined : readCursor(cursor),
    }),
  );
async function all(query: Query, between: () => Promise<void> = async () => undefined): Promise<StoredUser[]> {
  const rows: StoredUser[] = [];
  let cursor: string | undefined;
  do {
    const got = await page(query, cursor);
    rows.push(...got.rows);
    cursor = got.nextCursor ?? undefined;
    await between();
  } while (cursor !== undefined);
  return rows;
}
const ids = (rows: readonly StoredUser[]): string[] => rows.map((row) => row.id);

describe('paging', () => {
  const sorts = ['name', 'extension', 'created'] as const;
  test.each(
    sorts.flatMap((sort) =>
      [true, false].flatMap((descending) => [1, 3, 7, 24].map((limit) => ({ sort, descending, limit }))),
    ),
  )(
    'by $sort, descending $descending, pages of $limit: every row once, in the order of one big page',
    async ({ sort, descending, limit }) => {
      const whole = await page({ sort, descending, limit: 200 });
      expect(whole.total).toBe(24);
      expect(whole.nextCursor).toBeNull();
      expect(ids(await all({ sort, descending, limit }))).toEqual(ids(whole.rows));
      expect(new Set(ids(whole.rows)).size).toBe(24);
    },
  );

  test('descending is ascending turned round', async () => {
    for (const sort of sorts)
      expect(ids(await all({ sort, descending: true }))).toEqual(ids(await all({ sort })).reverse());
  });

  test('names sort as people expect, whatever their case', async () => {
    const names = (await all({ sort: 'name' })).map((row) => row.name);
    const at = (name: string): number => names.indexOf(name);
    expect(at('ann lee')).toBeLessThan(at('Ben Ode'));
    expect(at('Ärger, Åsa')).toBeLessThan(at('Ben Ode'));
    expect(at('Ben Ode')).toBeLessThan(at('Zoë Ångström'));
  });

  test('someone who joins between two pages neither repeats nor hides another', async () => {
    const before = ids(await all({ sort: 'name' }));
    let joined = 0;
    const during = ids(
      await all(
        { sort: 'name', limit: 5 },
        async () => void (joined++ < 2 && (await agent.user(scope, { name: `Ann Joined ${joined}`, device: null }))),
      ),
    );
    expect(new Set(during).size).toBe(during.length);
    expect(during).toEqual(expect.arrayContaining(before));
    for (const row of await all({ search: 'Ann Joined' }))
      await agent.run(scope, (tx) =>
        deleteUser(agent.deps, tx, {
          tenantId: scope.tenantId,
          id: row.id,
          revision: row.revision,
          releaseExtension: true,
        }),
      );
  });

  test.each(['', '!', 'bm9uc2Vuc2U', Buffer.from('["\\u0000","x"]').toString('base64url')])(
    'the forged cursor %j is no cursor',
    (text) => {
      expect(readCursor(text)).toBeUndefined();
    },
  );
  test('a cursor of another sort gives a page, not an error', async () => {
    const { nextCursor } = await page({ sort: 'name', limit: 2 });
    expect((await page({ sort: 'created', limit: 2 }, nextCursor ?? '')).rows.length).toBeLessThanOrEqual(2);
  });
});

describe('search', () => {
  test.each([
    ['ANN LEE', ['ann lee', 'Ann Lee', 'Ann Lee', 'ann lee', 'Ann Lee', 'Ann Lee']],
    ['ÄRGER', ['Ärger, Åsa', 'Ärger, Åsa']],
    ['юл', ['Юлия', 'Юлия']],
    ['小', ['李小龍', '李小龍']],
    ['%', ['100% Ben', '100% Ben']],
    ['_', ['under_score', 'under_score']],
    ['\\', ['back\\slash', 'back\\slash']],
    ["'", ["O'Neil; drop", "O'Neil; drop"]],
    ['1003', ['Ann Lee']],
    ['p3@EXAMPLE', ['Ann Lee']],
    ['nobody', []],
    // PostgreSQL takes no NUL: what no name can hold finds nobody, and breaks nothing.
    ['Ann\0', []],
    ['\0', []],
  ])('%j finds %j', async (search, names) => {
    const found = await page({ search });
    expect(found.rows.map((row) => row.name)).toEqual(names);
    expect(found.total).toBe(names.length);
  });

  test('deleted people show when asked for, suspended ones always', async () => {
    const { user } = await agent.user(scope, { name: 'Leaver', device: null });
    await agent.run(scope, (tx) => setUserStatus(tx, user.id, 'suspended'));
    expect((await page({ search: 'Leaver' })).total).toBe(1);
    expect((await page({ search: 'Leaver', status: 'active' })).total).toBe(0);
    await agent.run(scope, (tx) =>
      deleteUser(agent.deps, tx, { tenantId: scope.tenantId, id: user.id, revision: 2, releaseExtension: true }),
    );
    expect((await page({ search: 'Leaver' })).total).toBe(0);
    expect((await page({ search: 'Leaver', status: 'deleted' })).rows[0]).toMatchObject({
      extension: null,
      status: 'deleted',
    });
  });
});
