import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generationFamily, pointerKey, type TenantTag } from '../../packages/domain/src/index.ts';
import { must, openAgent, testBox, type TestBox } from './box.ts';
import { remember, type Secrets } from './random-changes.ts';
import { pictures, wrongs } from './random-check.ts';
import { changeNumbers } from './random-numbers.ts';
import { wrongCall } from './random-calls.ts';
import { orderApply } from './random-order.ts';
import { planOf, smaller } from './random-plan.ts';

/** A check that can't fail proves nothing: each kind of damage is done by hand, and the check of the random runs must name it. */
let box: TestBox;
let tag: TenantTag;
let scope: Awaited<ReturnType<TestBox['tenant']>>['scope'];
const secrets: Secrets = new Map();
beforeAll(async () => {
  box = await testBox();
  const made = await box.tenant('Checked');
  scope = made.scope;
  tag = made.view.tag as TenantTag;
  for (const { credentials } of await box.users(scope, ['Ann', 'Ben']))
    if (credentials) await remember(box, { scope, secrets }, credentials);
  const { tenantId } = scope;
  const user = await box.database.inTenant(scope, ({ db }) =>
    db.selectFrom('users').select('id').where('tenant_id', '=', tenantId).where('name', '=', 'Ann').executeTakeFirst(),
  );
  await changeNumbers(box, { does: 'number', pick: 1, tenantId, user: user?.id ?? null, among: [tenantId] });
  expect((await box.applied(scope)).status).toBe('SUCCESS');
}, 120_000);
afterAll(() => box?.release());

const all = (): Promise<string> => wrongs(box, secrets).then((wrong) => wrong.join('\n'));
const generation = async (): Promise<number> => Number(must(await box.writer.dbGet(pointerKey(tag))));
const file = (): string => join(box.asterisk.paths.extensionsD, `tenants/${tag}.conf`);
const firstRow = async () => must(await box.realtime.readAll(tag))[0]!;

test('what was applied undisturbed is all right, and its phones can call', async () => {
  await expect.poll(all, { timeout: 5_000 }).toBe('');
  expect(await wrongCall(box, secrets, tag)).toBeUndefined();
});

test.each<[string, RegExp, () => Promise<() => Promise<unknown>>]>([
  [
    'a pointer to another generation',
    /the pointer says 9999/,
    async () => {
      const now = await generation();
      must(await box.writer.dbPut({ ...pointerKey(tag), value: '9999' }));
      return () => box.writer.dbPut({ ...pointerKey(tag), value: String(now) });
    },
  ],
  [
    'a key of the live generation that is gone',
    /keys of the live generation: missing x\/1001/,
    async () => {
      const key = { family: generationFamily(tag, await generation()), key: 'x/1001' };
      const value = must(await box.writer.dbGet(key)) ?? '';
      must(await box.writer.dbDel(key));
      return () => box.writer.dbPut({ ...key, value });
    },
  ],
  [
    'keys of a generation that was never live',
    /which was never live/,
    async () => {
      must(await box.writer.dbPut({ family: generationFamily(tag, 4242), key: 'x/1001', value: 'user:nobody' }));
      return () => box.writer.dbDelTree(generationFamily(tag, 4242));
    },
  ],
  [
    'a number that no call would find',
    /by the keys a call ends at nobody, meant is \w{4} \w{4}-\w{6}/,
    async () => {
      const [key] = must(box.astdb.read('sc/did'));
      must(await box.writer.dbDel(key!));
      return () => box.writer.dbPut(key!);
    },
  ],
  [
    'a row that was changed',
    /rows: missing .*; too much/,
    async () => {
      const { id, endpoint } = await firstRow();
      must(await box.realtime.transact({ update: [{ id, endpoint: { callerid: '"Somebody" <1>' } }] }));
      return () => box.realtime.transact({ update: [{ id, endpoint: { callerid: endpoint.callerid } }] });
    },
  ],
  [
    'a row that is gone',
    /rows: missing .*; too much nothing/,
    async () => {
      const row = await firstRow();
      must(await box.realtime.transact({ delete: [row.id] }));
      return () => box.realtime.transact({ insert: [row] });
    },
  ],
  [
    'a suspension that nobody ordered',
    /live state: missing nothing; too much/,
    async () => {
      must(await box.writer.dbPut({ family: `sc/live/${tag}`, key: 'state', value: 'suspended' }));
      return () => box.writer.dbDel({ family: `sc/live/${tag}`, key: 'state' });
    },
  ],
  [
    'a file with another text',
    /is another text/,
    async () => {
      const text = readFileSync(file(), 'utf8');
      appendFileSync(file(), '; more\n');
      return async () => writeFileSync(file(), text);
    },
  ],
  [
    'a temporary file that was left',
    /\.x\.conf\.synergycall-new should not be there/,
    async () => {
      const left = join(box.asterisk.paths.extensionsD, 'tenants/.x.conf.synergycall-new');
      writeFileSync(left, 'half');
      return async () => rmSync(left);
    },
  ],
  [
    'a loaded dialplan that is in no file',
    /loaded dialplan: .*extra/,
    async () => {
      const text = readFileSync(file(), 'utf8');
      writeFileSync(file(), `${text}\nexten => 666,1,NoOp(by someone)\n`);
      must(await box.writer.reload('pbx_config'));
      writeFileSync(file(), text);
      return () => box.writer.reload('pbx_config');
    },
  ],
  [
    'a journal that is open, and staging that was left',
    /a journal is open[\s\S]*staging is left/,
    async () => {
      const journal = join(box.address.state, 'apply/journal/x.journal');
      const staging = join(box.address.state, 'apply/staging/x');
      mkdirSync(join(box.address.state, 'apply/journal'), { recursive: true });
      writeFileSync(journal, '');
      mkdirSync(staging, { recursive: true });
      return async () => (rmSync(journal), rmSync(staging, { recursive: true }));
    },
  ],
  [
    'a lock that nobody gave back',
    /an advisory lock is held: the box/,
    async () => {
      const lock = await box.database.boxLock.tryLock(box.address.boxId, { name: 'x', jobId: null, tenantId: null });
      return async () => lock?.release();
    },
  ],
  [
    'a job that says it runs',
    /job \w+ is RUNNING/,
    async () => {
      const as = (from: 'SUCCESS' | 'RUNNING', to: 'SUCCESS' | 'RUNNING') =>
        box.database.inPlatform(box.platform, ({ db }) =>
          db
            .updateTable('apply_jobs')
            .set({ status: to })
            .where('tenant_id', '=', scope.tenantId)
            .where('status', '=', from)
            .execute(),
        );
      await as('SUCCESS', 'RUNNING');
      return () => as('RUNNING', 'SUCCESS');
    },
  ],
])('%s is found', async (_title, expected, damage) => {
  const repair = await damage();
  try {
    await expect.poll(all, { timeout: 5_000 }).toMatch(expected);
  } finally {
    await repair();
  }
  await expect.poll(all, { timeout: 5_000 }).toBe('');
});

test('a phone that can’t call is found', async () => {
  const [first] = secrets;
  const [name, secret] = first!;
  secrets.set(name, 'another secret');
  expect(await wrongCall(box, secrets, tag)).toMatch(/REGISTER of .* was answered with 401/);
  secrets.set(name, secret);
});

test('what a neighbour could notice changes its picture', async () => {
  const before = await pictures(box);
  const { id, endpoint } = await firstRow();
  must(await box.realtime.transact({ update: [{ id, endpoint: { callerid: '"Somebody" <1>' } }] }));
  expect((await pictures(box)).get(tag)).not.toBe(before.get(tag));
  must(await box.realtime.transact({ update: [{ id, endpoint: { callerid: endpoint.callerid } }] }));
  expect(await pictures(box)).toEqual(before);
});

test('a rollback that only says that it took the rows back is found out', async () => {
  let lying = false;
  const agent = await openAgent(box.address, {
    watch: (deps) => ({
      ...deps,
      asterisk: {
        ...deps.asterisk,
        healthCall: (probe) => {
          if (lying) return deps.asterisk.healthCall(probe);
          lying = true;
          return Promise.resolve({ ok: false, error: { kind: 'refused', detail: 'the test wants a rollback' } });
        },
      },
      realtime: {
        ...deps.realtime,
        transact: (change) =>
          lying
            ? Promise.resolve({ ok: true, value: { inserted: [], updated: [], deleted: [] } })
            : deps.realtime.transact(change),
      },
    }),
  });
  try {
    for (const { credentials } of await box.users(scope, ['Cid']))
      if (credentials) await remember(box, { scope, secrets }, credentials);
    expect(await orderApply(agent.service, scope)).toMatchObject({ job: { status: 'ROLLED_BACK' } });
    await expect.poll(all, { timeout: 5_000 }).toMatch(/^\w+: rows: missing nothing; too much \S+ \w+$/);
  } finally {
    await agent.close();
  }
});

test('a seed gives the same plan each time, another seed another one, and a plan can be made smaller to nothing', () => {
  expect(planOf(7)).toEqual(planOf(7));
  expect(planOf(7)).not.toEqual(planOf(8));
  let plan = planOf(12);
  let steps = 0;
  for (let [less] = smaller(plan); less; [less] = smaller(plan)) {
    plan = less;
    steps += 1;
  }
  expect(steps).toBeGreaterThan(0);
  expect(plan.turns.flatMap(({ changes, faults }) => [...changes, ...faults])).toEqual([]);
});
