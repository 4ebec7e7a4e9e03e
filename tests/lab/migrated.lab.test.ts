import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../agent/src/platform/database/index.ts';
import { labPostgres, type LabDatabase, type LabPostgres } from './index.ts';
import { postgresQuery } from './postgres-query.ts';

let server: LabPostgres;
const copies: LabDatabase[] = [];
beforeAll(async () => {
  server = await labPostgres();
  copies.push(...(await Promise.all([server.createMigrated(), server.createMigrated()])));
});
afterAll(() => server?.release());

test('a copy has every migration, and its own role owns all that is in it', async () => {
  for (const copy of copies) {
    expect(await migrate(copy.url)).toEqual([]);
    const owned = await postgresQuery(
      copy,
      `select relowner = (select oid from pg_roles where rolname = current_user) as ours, count(*)::int as count
         from pg_class where relnamespace = 'public'::regnamespace group by 1`,
    );
    expect(owned).toEqual([{ ours: true, count: expect.any(Number) as number }]);
  }
});

test('what is written in one is in no other; neither another copy nor the template lets it in', async () => {
  const [one, other] = copies as [LabDatabase, LabDatabase];
  await postgresQuery(one, `insert into boxes (id, name) values ('b0b0b0b0b0b0', 'box')`);
  expect(await postgresQuery(other, 'select * from boxes')).toEqual([]);
  const [template] = (await postgresQuery(
    one,
    `select datname as name from pg_database where datname like 'migrated\\_%' order by oid desc`,
  )) as { name: string }[];
  for (const database of [other.database, template!.name])
    await expect(postgresQuery({ ...one, url: one.url.replace(/[^/]+$/, database) }, 'select 1')).rejects.toThrow(
      /permission denied|not currently/,
    );
});
