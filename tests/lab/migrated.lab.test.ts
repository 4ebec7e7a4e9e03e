import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../agent/src/platform/database/index.ts';
import { labPostgres, type LabDatabase, type LabPostgres } from './index.ts';

let server: LabPostgres;
const copies: LabDatabase[] = [];
beforeAll(async () => {
  server = await labPostgres();
  copies.push(...(await Promise.all([server.createMigrated(), server.createMigrated()])));
});
afterAll(() => server?.release());

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a copy has every migration, and its own role owns all that is in it', async () => {
  for (const { url } of copies) {
    expect(await migrate(url)).toEqual([]);
    const owned = await ask(
      url,
      `select relowner = (select oid from pg_roles where rolname = current_user) as ours, count(*)::int as count
         from pg_class where relnamespace = 'public'::regnamespace group by 1`,
    );
    expect(owned).toEqual([{ ours: true, count: expect.any(Number) as number }]);
  }
});

test('what is written in one is in no other; neither another copy nor the template lets it in', async () => {
  const [one, other] = copies as [LabDatabase, LabDatabase];
  await ask(one.url, `insert into boxes (id, name) values ('b0b0b0b0b0b0', 'box')`);
  expect(await ask(other.url, 'select * from boxes')).toEqual([]);
  const [template] = await ask(
    one.url,
    `select datname as name from pg_database where datname like 'migrated\\_%' order by oid desc`,
  );
  for (const database of [other.database, String(template?.['name'])])
    await expect(ask(one.url.replace(/[^/]+$/, database), 'select 1')).rejects.toThrow(
      /permission denied|not currently/,
    );
});
