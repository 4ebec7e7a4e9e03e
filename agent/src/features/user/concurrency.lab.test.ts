import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabDatabase, type LabPostgres } from '../../../../tests/lab/index.ts';
import { creatorProcess } from './creator-process.fake.ts';
import { office, type Office } from './office.fake.ts';

let server: LabPostgres;
let lab: LabDatabase;
let agent: Office;

beforeAll(async () => {
  server = await labPostgres();
  lab = await server.createMigrated();
  agent = await office(lab.url);
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});

test('SC-001: 200 creates at once through 4 agents: every number once, none left out, lowest first', async () => {
  const { tenant, scope } = await agent.tenant({ extMin: 1001, extMax: 1999 });
  // Two numbers are already spoken for: creation goes around them.
  await agent.user(scope, { extension: 1003 });
  await agent.user(scope, { extension: 1100 });
  const agents = await Promise.all([1, 2, 3, 4].map(() => creatorProcess(lab.url, tenant.id, 50)));
  const handedOut = await Promise.all(agents.map((one) => one.go()));
  const numbers = handedOut.flat().sort((a, b) => a - b);
  const expected = Array.from({ length: 202 }, (_, n) => 1001 + n).filter((n) => n !== 1003 && n !== 1100);
  expect(numbers).toEqual(expected);
  // Audit rows are numbered under the tenant's lock, so their order is the order of creation: always the lowest that was free.
  const record = await agent.database.read(scope, (tx) =>
    tx.db.selectFrom('audit').select('after').where('action', '=', 'user.create').orderBy('id').execute(),
  );
  expect(record.slice(2).map((row) => row.after?.['extension'])).toEqual(expected);
  const stored = await agent.database.read(scope, (tx) =>
    tx.db.selectFrom('extensions').select('number').orderBy('number').execute(),
  );
  expect(stored.map((row) => row.number)).toEqual(Array.from({ length: 202 }, (_, n) => 1001 + n));
});

test('the last free number goes to one of two who ask at once; the other is told the range', async () => {
  const { scope } = await agent.tenant({ extMin: 2001, extMax: 2001 });
  const both = await Promise.allSettled([agent.user(scope), agent.user(scope)]);
  expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  const refused = both.find((one) => one.status === 'rejected');
  expect(refused?.reason).toMatchObject({
    failure: { code: 'extension.pool-exhausted', range: [2001, 2001], quarantined: 0 },
  });
});

test('the same number picked twice at once is had by one; the other is told by whom', async () => {
  const { scope } = await agent.tenant();
  const both = await Promise.allSettled(
    ['Ann Lee', 'Ben Ode'].map((name) => agent.user(scope, { name, extension: 1005 })),
  );
  const had = both.find((one) => one.status === 'fulfilled');
  const refused = both.find((one) => one.status === 'rejected');
  expect(refused?.reason).toMatchObject({
    failure: { code: 'extension.taken', extension: 1005, byKind: 'user', byName: had?.value.user.name, nextFree: 1001 },
  });
});
