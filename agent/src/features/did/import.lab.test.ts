import { personOf, type DidView, type E164, type ImportPreview, type TenantId, type UserId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeEach, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { switchboard } from '../user/caller.fake.ts';
import { office, scopeOf, type Office } from '../user/office.fake.ts';

let server: LabPostgres;
let agent: Office;
let board: ReturnType<typeof switchboard>;
let admin: ReturnType<ReturnType<typeof switchboard>['as']>;
let acme: TenantId;
let zoo: TenantId;
let ann: UserId;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  board = switchboard(agent);
  admin = board.as({ role: 'platform_admin', tenantId: null, userId: null });
  const [one, two] = [await agent.tenant({ name: 'Acme' }), await agent.tenant({ name: 'Zoo, “Ltd”; =1' })];
  [acme, zoo] = [one.tenant.id, two.tenant.id];
  ann = (await agent.user(one.scope, { name: 'Ann Lee' })).user.id;
  await agent.user(one.scope, { name: 'Ben Ode' });
  await agent.user(two.scope, { name: 'Zoë' });
});
afterAll(async () => {
  board?.close();
  await agent?.close();
  await server?.release();
});
// Each test has the inventory to itself.
beforeEach(async () => {
  await agent.database.inPlatform(agent.platform, ({ db }) => db.deleteFrom('dids').execute());
});

const to = (userId: UserId) => ({ kind: 'user' as const, userId });
const preview = (text: string, format: 'csv' | 'json' = 'csv'): Promise<ImportPreview> =>
  admin.did.previewImport({ format, text });
async function importNow(text: string, options: { format?: 'csv' | 'json'; skipBad?: boolean } = {}) {
  const { format = 'csv', skipBad = false } = options;
  const { mark } = await preview(text, format);
  return admin.did.import({ format, text, mark, skipBad });
}
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
async function inventory(): Promise<DidView[]> {
  return (await admin.did.inventory({ limit: 200 })).rows;
}
const told = (dids: readonly DidView[]) =>
  dids.map((did) => [did.number, did.label, did.provider, did.note, did.portInOn, did.tenantName, did.target?.detail]);
const recordSince = (id: string) =>
  agent.database.read(agent.platform, ({ db }) =>
    db
      .selectFrom('audit')
      .select(['action', 'entity_kind', 'entity_name', 'tenant_id', 'before', 'after'])
      .where('id', '>', id)
      .orderBy('id')
      .execute(),
  );
const newestRecord = async (): Promise<string> =>
  (
    await agent.database.read(agent.platform, ({ db }) =>
      db
        .selectFrom('audit')
        .select(({ fn }) => fn.max('id').as('id'))
        .executeTakeFirstOrThrow(),
    )
  ).id;

const FILE = `number;label;provider;note;port_in_on;tenant;extension
+49 30 1000001;Sales;Carrier;;2027-01-31;Acme;1001
0049 (30) 1000002;;;waits;;ACME;
+49301000003;=cmd|' /C calc'!A0;;;;;`;
const WRITTEN = [
  ['+49301000001', 'Sales', 'Carrier', '', '2027-01-31', 'Acme', '1001'],
  ['+49301000002', '', '', 'waits', null, 'Acme', undefined],
  ['+49301000003', "=cmd|' /C calc'!A0", '', '', null, null, undefined],
];

describe('FR-101: an import', () => {
  test('is looked at first, which changes nothing; then does what was looked at', async () => {
    const seen = await preview(FILE);
    expect(seen.counts).toEqual({ new: 3, same: 0, changed: 0, conflict: 0, invalid: 0 });
    expect(await inventory()).toEqual([]);
    const before = await newestRecord();
    await admin.did.import({ format: 'csv', text: FILE, mark: seen.mark });
    expect(told(await inventory())).toEqual(WRITTEN);
    expect(await recordSince(before)).toMatchObject([
      { action: 'did.import', entity_kind: 'did-import', tenant_id: null, after: { new: 3, skipped: 0 } },
      { action: 'did.create', tenant_id: acme, before: null, after: { target: { name: 'Ann Lee' } } },
      { action: 'did.create', tenant_id: acme, after: { note: 'waits' } },
      { action: 'did.create', tenant_id: null, entity_name: '+49301000003' },
    ]);
  });

  test('again is all the same', async () => {
    await importNow(FILE);
    expect((await preview(FILE)).counts).toEqual({ new: 0, same: 3, changed: 0, conflict: 0, invalid: 0 });
    const revisions = (await inventory()).map((did) => did.revision);
    await importNow(FILE);
    expect((await inventory()).map((did) => did.revision)).toEqual(revisions);
  });

  test('of JSON does the same', async () => {
    const text = JSON.stringify([
      {
        number: '+49 30 1000001',
        label: 'Sales',
        provider: 'Carrier',
        port_in_on: '2027-01-31',
        tenant: 'acme',
        extension: 1001,
      },
      { number: '+49301000002', note: 'waits', tenant: 'Acme', label: null },
      { number: '+49301000003', label: "=cmd|' /C calc'!A0" },
    ]);
    await importNow(text, { format: 'json' });
    expect(told(await inventory())).toEqual(WRITTEN);
  });

  test('with bad rows is refused whole, or goes without them when told to', async () => {
    const text = `${FILE}\n12345;;;;;;\n+49301000005;;;;;Nobody;`;
    const refused = { code: 'did.import-bad-rows', conflict: 1, invalid: 1 };
    expect(await refusal(importNow(text))).toEqual(refused);
    expect(await inventory()).toEqual([]);
    await importNow(text, { skipBad: true });
    expect(told(await inventory())).toEqual(WRITTEN);
  });

  test('is refused when the file, the inventory, a tenant or a person is not as it was', async () => {
    await importNow(FILE);
    const { user } = await agent.user(scopeOf(acme), { name: 'Moving' });
    const text = `number,label,tenant,extension
+49301000001,New,Acme,1001
+49301000002,B,Acme,${user.extension}
+49301000009,C,,`;
    const stale = { code: 'did.import-stale' };
    const [first] = await inventory();
    const cases = [
      () => admin.did.change({ id: first!.id, revision: first!.revision, note: 'meanwhile' }),
      () => admin.did.create({ number: '+49301000009' as E164 }),
      () => admin.user.update({ tenantId: acme, id: user.id, revision: user.revision, extension: 1077 }),
    ];
    for (const meanwhile of cases) {
      const { mark } = await preview(text);
      await meanwhile();
      expect(await refusal(admin.did.import({ format: 'csv', text, mark }))).toEqual(stale);
    }
    const { mark } = await preview(FILE);
    expect(await refusal(admin.did.import({ format: 'csv', text: `${FILE}\n`, mark }))).toEqual(stale);
    expect(await refusal(admin.did.import({ format: 'json', text: FILE, mark }))).toMatchObject({
      code: 'did.import-unreadable',
    });
  });

  test('never takes an assigned number from its tenant (FR-106)', async () => {
    await importNow(FILE);
    const { rows } = await preview('number,tenant,extension\n+49301000001,"Zoo, “Ltd”; =1",1001');
    expect(rows).toMatchObject([
      { verdict: 'conflict', why: { reason: 'assigned-elsewhere', detail: 'Acme: Ann Lee' } },
    ]);
  });

  test('that moves a number leaves a row with each tenant, and tells neither of the other', async () => {
    await importNow(FILE);
    const before = await newestRecord();
    await importNow('number,tenant\n+49301000002,"Zoo, “Ltd”; =1"');
    const rows = (await recordSince(before)).filter((row) => row.action === 'did.change');
    expect(rows.map((row) => row.tenant_id)).toEqual([acme, zoo]);
    expect(JSON.stringify(rows[0])).not.toContain(zoo);
    expect(JSON.stringify(rows[1])).not.toContain(acme);
  });

  test('twice at once does its work once', async () => {
    const { mark } = await preview(FILE);
    const both = await Promise.all([1, 2].map(() => refusal(admin.did.import({ format: 'csv', text: FILE, mark }))));
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
    expect(both).toContainEqual({ code: 'did.import-stale' });
    expect(told(await inventory())).toEqual(WRITTEN);
  });

  test('beside somebody who assigns and deletes people ends in one of both, without a deadlock', async () => {
    const scope = scopeOf(acme);
    for (let turn = 0; turn < 5; turn += 1) {
      const { user } = await agent.user(scope, { name: 'Leaving' });
      const text = Array.from({ length: 40 }, (_, n) => `+4930200${String(n).padStart(4, '0')},Acme,${user.extension}`);
      const file = ['number,tenant,extension', ...text].join('\n');
      await importNow(file);
      const change = file.replaceAll(`,${user.extension}`, ',1001');
      const { mark } = await preview(change);
      const [imported, deleted] = await Promise.all([
        refusal(admin.did.import({ format: 'csv', text: change, mark })),
        refusal(admin.user.delete({ tenantId: acme, id: user.id, revision: user.revision })),
      ]);
      expect(deleted).toBe('done');
      expect(['done', 'did.import-stale']).toContain(typeof imported === 'string' ? imported : imported?.code);
      const targets = new Set((await inventory()).map((did) => personOf(did.target?.destination)));
      expect(targets).toEqual(new Set([imported === 'done' ? ann : undefined]));
      await agent.database.inPlatform(agent.platform, ({ db }) => db.deleteFrom('dids').execute());
    }
  });
});

describe('undo', () => {
  test('removes what the import made and gives back what it changed', async () => {
    await importNow(FILE);
    const before = told(await inventory());
    const { importId, counts } = await importNow(
      'number,label,tenant,extension\n+49301000001,X,Acme,1002\n+49301000002,Y,,\n+49301000004,Z,Acme,1001',
    );
    expect(counts).toMatchObject({ new: 1, changed: 2 });
    const record = await newestRecord();
    expect(await admin.did.undoImport({ id: importId })).toEqual({ importId, counts });
    expect(told(await inventory())).toEqual(before);
    const actions = (await recordSince(record)).map((row) => row.action);
    expect(actions).toEqual(['did.undo-import', 'did.change', 'did.change', 'did.remove']);
    expect(await refusal(admin.did.undoImport({ id: importId }))).toEqual({ code: 'not-found', what: 'import' });
    const [newest, older] = (await admin.did.listImports()).rows;
    expect(newest).toMatchObject({ id: importId, counts, actor: 'Someone', undoneAt: expect.any(String) });
    expect(older?.undoneAt).toBeNull();
  });

  test('is refused, naming the numbers, when some were touched since; nothing is undone then', async () => {
    const { importId } = await importNow(FILE);
    const [first, second, third] = await inventory();
    await admin.did.change({ id: third!.id, revision: third!.revision, note: 'mine' });
    await admin.did.deallocate({ ids: [second!.id] });
    await admin.did.remove({ ids: [second!.id] });
    expect(await refusal(admin.did.undoImport({ id: importId }))).toEqual({
      code: 'did.import-changed-since',
      numbers: [second!.number, third!.number],
      count: 2,
    });
    expect((await inventory()).map((did) => did.id)).toEqual([first!.id, third!.id]);
  });

  test('is refused when somebody who would get a number back is gone', async () => {
    const { user } = await agent.user(scopeOf(acme), { name: 'Leaver' });
    await importNow(`number,tenant,extension\n+49301000001,Acme,${user.extension}`);
    const { importId } = await importNow('number,extension\n+49301000001,1001');
    await admin.user.delete({ tenantId: acme, id: user.id, revision: user.revision, numbersTo: to(ann) });
    expect(await refusal(admin.did.undoImport({ id: importId }))).toEqual({
      code: 'destination.not-found',
      kind: 'user',
      id: user.id,
    });
    expect((await inventory())[0]?.target?.name).toBe('Ann Lee');
  });
});

describe('export', () => {
  const TEXTS = [
    '',
    'Sales',
    'a,b;c d',
    '"quoted"',
    "it''s",
    "=cmd|' /C calc'!A0",
    '+1',
    '-2',
    '@x',
    'Zoë 李',
    'a""b"',
    "'",
    '\\',
    '#',
  ];
  /** The same choices for the same seed. */
  const choices = (seed: number) => {
    let state = seed;
    const next = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    return { next, of: <T>(all: readonly T[]): T => all[next(all.length)]! };
  };

  test.each(Array.from({ length: 12 }, (_, n) => n + 1))(
    'comes back as all the same, whatever it holds (seed %i)',
    async (seed) => {
      const { next, of } = choices(seed);
      for (let n = 0; n < 8; n += 1) {
        const did = await admin.did.create({
          number: `+${1 + next(9)}${String(next(1e9)).padStart(9, '0')}${n}` as E164,
          label: of(TEXTS),
          provider: of(TEXTS),
          note: of(TEXTS),
          portInOn: of([null, '2027-02-28']),
        });
        if (next(3) === 0) continue;
        const tenantId = of([acme, zoo]);
        await admin.did.allocate({ ids: [did.id], to: tenantId });
        if (next(2) === 0) continue;
        const { rows } = await admin.user.list({ tenantId });
        await admin.did.assignMany({ tenantId, ids: [did.id], target: to(of(rows).id) });
      }
      const before = told(await inventory());
      for (const format of ['csv', 'json'] as const) {
        const { text, count } = await admin.did.export({ format });
        expect(count).toBe(8);
        expect((await preview(text, format)).counts).toEqual({ new: 0, same: 8, changed: 0, conflict: 0, invalid: 0 });
        await agent.database.inPlatform(agent.platform, ({ db }) => db.deleteFrom('dids').execute());
        await importNow(text, { format });
        expect(told(await inventory())).toEqual(before);
      }
    },
  );

  test('is of a tenant, of nobody, or of all; formulas are quoted and unchanged', async () => {
    await importNow(FILE);
    expect((await admin.did.export({ format: 'csv', inTenant: acme })).count).toBe(2);
    const { text, count } = await admin.did.export({ format: 'csv', inTenant: null });
    expect(count).toBe(1);
    expect(text).toBe(
      `number,label,provider,note,port_in_on,tenant,extension\n"+49301000003","=cmd|' /C calc'!A0",,,,,\n`,
    );
  });
});
