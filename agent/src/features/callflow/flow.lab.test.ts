import type { FlowId, FlowView, TenantId, UserId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { switchboard } from '../user/caller.fake.ts';
import { office, scopeOf, type Office } from '../user/office.fake.ts';

let server: LabPostgres;
let agent: Office;
let board: ReturnType<typeof switchboard>;
let acme: TenantId;
let zoo: TenantId;
let ann: UserId;
let ben: UserId;
let zoe: UserId;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  board = switchboard(agent);
  const [one, two] = [await agent.tenant({ name: 'Acme' }), await agent.tenant({ name: 'Zoo' })];
  [acme, zoo] = [one.tenant.id, two.tenant.id];
  ann = (await agent.user(one.scope, { name: 'Ann Lee' })).user.id;
  ben = (await agent.user(one.scope, { name: 'Ben Ode' })).user.id;
  zoe = (await agent.user(two.scope, { name: 'Zoë' })).user.id;
});
afterAll(async () => {
  board?.close();
  await agent?.close();
  await server?.release();
});

const platform = () => board.as({ role: 'platform_admin', tenantId: null, userId: null });
const adminOf = (tenantId: TenantId) => board.as({ role: 'tenant_admin', tenantId, userId: null });
const supportOf = (tenantId: TenantId) => board.as({ role: 'support', tenantId, userId: null });
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
type Wish = Partial<Parameters<ReturnType<typeof adminOf>['flow']['create']>[0]>;
const ring = (...members: UserId[]) => ({
  kind: 'ring_group' as const,
  members: members.map((userId) => ({ userId })),
});
const hours = (week: { from: string; to: string }[][] = [], holidays: object[] = []) => ({
  kind: 'schedule' as const,
  week: Array.from({ length: 7 }, (_, day) => week[day] ?? []),
  holidays: holidays as never[],
});
const group = (name: string, wish: Wish = {}, tenantId = acme): Promise<FlowView> =>
  adminOf(tenantId).flow.create({ tenantId, name, settings: ring(ann), ...wish });
const toFlow = ({ id }: { id: FlowId }) => ({ kind: 'flow' as const, flowId: id });
const toUser = (userId: UserId) => ({ kind: 'user' as const, userId });
const get = (id: FlowId, tenantId = acme) => adminOf(tenantId).flow.get({ tenantId, id });
let serial = 0;
const number = async (target: ReturnType<typeof toFlow> | ReturnType<typeof toUser>, tenantId = acme) => {
  const { id } = await platform().did.create({ number: `+4930${String((serial += 1)).padStart(7, '0')}` as never });
  await platform().did.allocate({ ids: [id], to: tenantId });
  await adminOf(tenantId).did.assignMany({ tenantId, ids: [id], target });
  return id;
};
const did = (id: Awaited<ReturnType<typeof number>>) => adminOf(acme).did.get({ tenantId: acme, id });
const record = (entityId: string) =>
  agent.database.read(agent.platform, ({ db }) =>
    db
      .selectFrom('audit')
      .select(['action', 'before', 'after'])
      .where('entity_id', '=', entityId)
      .orderBy('id')
      .execute(),
  );

describe('a ring group', () => {
  test('is made with members, a way on and an extension of the range, and says who they are', async () => {
    const made = await group('Sales', {
      extension: 1500 as never,
      settings: {
        ...ring(),
        strategy: 'all',
        ringSeconds: 25,
        callerIdPrefix: 'Sales ',
        members: [{ userId: ben, delaySeconds: 5 }, { userId: ann }],
      },
      exits: { noanswer: { kind: 'external', number: '+493012345678' as never } },
    });
    expect(made).toMatchObject({
      extension: 1500,
      settings: { strategy: 'all', ringSeconds: 25, members: [{ userId: ben, delaySeconds: 5 }, { userId: ann }] },
      people: [
        { name: 'Ben Ode', extension: 1002 },
        { name: 'Ann Lee', extension: 1001 },
      ],
      exits: { noanswer: { name: '+493012345678', detail: null } },
      override: null,
      references: 0,
      revision: 1,
    });
    expect(await get(made.id)).toEqual(made);
    expect(await record(made.id)).toMatchObject([{ action: 'flow.create', before: null, after: { name: 'Sales' } }]);
    expect(await refusal(group('Other', { extension: 1500 as never }))).toMatchObject({
      code: 'extension.taken',
      byKind: 'ring_group',
      byName: 'Sales',
    });
    expect(await refusal(group('Other', { extension: 112 as never }))).toMatchObject({ code: 'extension.emergency' });
    expect(await refusal(group('Other', { extension: 9999 as never }))).toMatchObject({
      code: 'extension.out-of-range',
    });
    // The next person does not get it.
    await agent.run(scopeOf(acme), async (tx) => {
      await tx.db.updateTable('tenants').set({ ext_next: 1500 }).where('id', '=', acme).execute();
      return { ok: true, value: null };
    });
    expect((await agent.user(scopeOf(acme), { name: 'Next' })).user.extension).toBe(1501);
  });

  test('keeps its kind; who or what is not there is refused; what is named changes', async () => {
    const made = await group('Support');
    const change = (rest: object, revision = made.revision) =>
      refusal(adminOf(acme).flow.update({ tenantId: acme, id: made.id, revision, ...rest }));
    expect(await change({ settings: hours() })).toMatchObject({
      issues: [{ path: 'settings.kind', problem: 'flow.other-kind' }],
    });
    expect(await change({ settings: ring(zoe) })).toEqual({ code: 'user.not-found', id: zoe });
    expect(await change({ settings: ring(ann, ann) })).toMatchObject({
      issues: [{ path: 'settings.members', problem: 'flow.member-twice' }],
    });
    expect(await change({ exits: { open: toUser(ann) } })).toMatchObject({
      issues: [{ path: 'exits.open', problem: 'flow.no-such-exit' }],
    });
    expect(await change({ exits: { noanswer: toUser(zoe) } })).toEqual({
      code: 'destination.not-found',
      kind: 'user',
      id: zoe,
    });
    expect(await change({ name: 'Too late' }, 7)).toEqual({
      code: 'revision.stale',
      entity: 'flow',
      id: made.id,
      expected: 7,
      actual: 1,
    });
    expect(await change({ exits: { noanswer: toUser(ben) } })).toBe('done');
    expect(await get(made.id)).toMatchObject({
      name: 'Support',
      people: [{ name: 'Ann Lee' }],
      exits: { noanswer: { destination: toUser(ben), name: 'Ben Ode', detail: '1002' } },
      revision: 2,
    });
  });

  test('two changes at once: one of them is told that it comes too late', async () => {
    const { id, revision } = await group('Busy');
    const done = await Promise.all(
      ['A', 'B'].map((name) => refusal(adminOf(acme).flow.update({ tenantId: acme, id, revision, name }))),
    );
    expect(done.filter((one) => one === 'done')).toHaveLength(1);
    expect(done).toContainEqual(expect.objectContaining({ code: 'revision.stale', expected: 1, actual: 2 }));
  });
});

describe('a schedule', () => {
  const schedule = (settings: ReturnType<typeof hours>, wish: Wish = {}) =>
    adminOf(acme).flow.create({ tenantId: acme, name: 'Hours', settings, ...wish });

  test.each([
    [hours([[{ from: '12:00', to: '09:00' }]]), 'settings.week.0', 'flow.hours-out-of-order'],
    [
      hours([
        [],
        [
          { from: '09:00', to: '13:00' },
          { from: '12:00', to: '17:00' },
        ],
      ]),
      'settings.week.1',
      'flow.hours-out-of-order',
    ],
    [hours([[{ from: '07:61', to: '17:00' }]]), 'settings.week.0.0.from', 'flow.not-a-time'],
    [
      hours([], [{ name: 'Back', from: '2026-12-26', to: '2026-12-24' }]),
      'settings.holidays.0.to',
      'flow.ends-before-it-begins',
    ],
    [
      hours([], [{ name: 'Long', from: '2026-01-01', to: '2027-01-02' }]),
      'settings.holidays.0.to',
      'flow.holiday-too-long',
    ],
  ])('refuses what has no meaning (%#)', async (settings, path, problem) => {
    expect(await refusal(schedule(settings))).toMatchObject({ code: 'input.invalid', issues: [{ path, problem }] });
  });

  test('has an extension if it is given one, and is opened and closed by hand at once, on the record', async () => {
    // By which phones open and close it (*28).
    expect(await schedule(hours(), { extension: 1600 as never })).toMatchObject({ extension: 1600 });
    expect(await refusal(schedule(hours(), { extension: 1600 as never }))).toMatchObject({ code: 'extension.taken' });
    const made = await schedule(hours([[{ from: '09:00', to: '17:00' }]]));
    const { tag } = (await adminOf(acme).tenant.get({ tenantId: acme }))!;
    board.acts.length = 0;
    const closed = await adminOf(acme).flow.override({ tenantId: acme, id: made.id, override: 'closed' });
    expect(closed.override).toBe('closed');
    expect(board.acts).toEqual([`overrideHours ${tag} ${made.id}`]);
    expect((await record(made.id)).at(-1)).toMatchObject({
      action: 'flow.override',
      before: { override: null },
      after: { override: 'closed' },
    });
    expect(await refusal(supportOf(acme).flow.override({ tenantId: acme, id: made.id, override: null }))).toMatchObject(
      { code: 'access.denied' },
    );
    const sales = await group('No schedule');
    expect(await refusal(adminOf(acme).flow.override({ tenantId: acme, id: sales.id, override: 'open' }))).toEqual({
      code: 'flow.no-schedule',
      name: 'No schedule',
    });
  });
});

describe('loops', () => {
  test('are refused with their names, however they come about', async () => {
    const a = await group('Loop A');
    const b = await group('Loop B', { exits: { noanswer: toFlow(a) } });
    const lead = (flow: FlowView, to: FlowView) =>
      refusal(
        adminOf(acme).flow.update({
          tenantId: acme,
          id: flow.id,
          revision: flow.revision,
          exits: { noanswer: toFlow(to) },
        }),
      );
    const names = async (told: ReturnType<typeof lead>) => ((await told) as unknown as { names: string[] }).names;
    expect(new Set(await names(lead(a, b)))).toEqual(new Set(['Loop A', 'Loop B']));
    expect(await names(lead(a, b))).toHaveLength(3);
    expect(await lead(a, a)).toEqual({ code: 'flow.loop', names: ['Loop A', 'Loop A'] });
    // Nothing of it was saved.
    expect((await get(a.id)).exits.noanswer).toBeNull();

    // Whoever leaves hands over: B would lead to B.
    const c = await group('Loop C', { exits: { noanswer: toUser(ben) } });
    await adminOf(acme).flow.update({ tenantId: acme, id: b.id, revision: 1, exits: { noanswer: toFlow(c) } });
    expect(
      await refusal(adminOf(acme).flow.delete({ tenantId: acme, id: c.id, revision: c.revision, leadTo: toFlow(b) })),
    ).toEqual({ code: 'flow.loop', names: ['Loop B', 'Loop B'] });
    expect((await get(b.id)).exits.noanswer?.name).toBe('Loop C');
  });

  test('two who lead to each other at the same time: one of them is refused', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [a, b] = [await group(`Turn ${turn} A`), await group(`Turn ${turn} B`)];
      const done = await Promise.all(
        [
          [a, b],
          [b, a],
        ].map(([from, to]) =>
          refusal(
            adminOf(acme).flow.update({
              tenantId: acme,
              id: from!.id,
              revision: 1,
              exits: { noanswer: toFlow(to!) },
            }),
          ),
        ),
      );
      expect(done).toContain('done');
      expect(done).toContainEqual(expect.objectContaining({ code: 'flow.loop' }));
    }
  });
});

describe('deleting', () => {
  test('is refused while something leads there, and moves all of it in one go if told where to', async () => {
    const doomed = await group('Doomed', { extension: 1700 as never });
    const before = await group('Before', { exits: { noanswer: toFlow(doomed) } });
    const direct = await number(toFlow(doomed));
    const { revision } = await adminOf(acme).tenant.get({ tenantId: acme });
    await adminOf(acme).tenant.update({ tenantId: acme, revision, defaultDestination: toFlow(doomed) });
    expect(await did(direct)).toMatchObject({
      status: 'assigned',
      target: { name: 'Doomed', detail: '1700', flowKind: 'ring_group' },
    });
    expect((await get(doomed.id)).references).toBe(3);
    const { rows, total } = await adminOf(acme).flow.references({ tenantId: acme, id: doomed.id });
    expect(rows.map(({ kind, name, exit }) => ({ kind, name, exit }))).toEqual([
      { kind: 'tenant', name: 'Acme', exit: null },
      { kind: 'flow', name: 'Before', exit: 'noanswer' },
      { kind: 'did', name: (await did(direct)).number, exit: null },
    ]);
    expect(total).toBe(3);
    const remove = (leadTo?: ReturnType<typeof toUser> | ReturnType<typeof toFlow> | null) =>
      refusal(
        adminOf(acme).flow.delete({
          tenantId: acme,
          id: doomed.id,
          revision: doomed.revision,
          ...(leadTo === undefined ? {} : { leadTo }),
        }),
      );
    expect(await remove()).toMatchObject({ code: 'destination.in-use', name: 'Doomed', count: 3 });
    expect(await remove(toFlow(doomed))).toMatchObject({ code: 'destination.not-found', kind: 'flow' });
    expect(await remove(toUser(zoe))).toMatchObject({ code: 'destination.not-found', kind: 'user' });
    expect(await remove(toUser(ben))).toBe('done');
    expect(await refusal(get(doomed.id))).toEqual({ code: 'flow.not-found', id: doomed.id });
    expect((await did(direct)).target?.name).toBe('Ben Ode');
    expect((await get(before.id)).exits.noanswer?.name).toBe('Ben Ode');
    expect((await adminOf(acme).tenant.get({ tenantId: acme })).defaultDestination?.name).toBe('Ben Ode');
    expect((await record(before.id)).at(-1)).toMatchObject({
      action: 'flow.update',
      before: { exits: { noanswer: { name: 'Doomed' } } },
      after: { exits: { noanswer: { name: 'Ben Ode' } } },
    });
    // FR-004: its extension rests.
    expect(await refusal(group('Heir', { extension: 1700 as never }))).toMatchObject({ code: 'extension.quarantined' });
  });

  test('while a number is led there: it never leads to nothing', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      const doomed = await group(`Race ${turn}`);
      const id = await number(toUser(ann));
      const [assigned, deleted] = await Promise.all([
        refusal(adminOf(acme).did.assignMany({ tenantId: acme, ids: [id], target: toFlow(doomed) })),
        refusal(adminOf(acme).flow.delete({ tenantId: acme, id: doomed.id, revision: 1, leadTo: toUser(ben) })),
      ]);
      expect(deleted).toBe('done');
      expect((await did(id)).target?.name).toBe(assigned === 'done' ? 'Ben Ode' : 'Ann Lee');
    }
  });

  test('a person: their groups go on without them, and what led to them goes where it was said', async () => {
    const { user } = await agent.user(scopeOf(acme), { name: 'Leaver' });
    const team = await group('Team', { settings: ring(ann, user.id), exits: { noanswer: toUser(user.id) } });
    expect((await adminOf(acme).user.references({ tenantId: acme, id: user.id })).flows).toEqual([
      { id: team.id, name: 'Team', exit: 'noanswer' },
      { id: team.id, name: 'Team', exit: null },
    ]);
    const { id, revision } = user;
    const leave = (numbersTo: ReturnType<typeof toFlow>) =>
      refusal(adminOf(acme).user.delete({ tenantId: acme, id, revision, numbersTo }));
    // Team would lead to itself.
    expect(await leave(toFlow(team))).toEqual({ code: 'flow.loop', names: ['Team', 'Team'] });
    expect((await get(team.id)).people).toHaveLength(2);
    expect(await leave(toFlow(await group('Elsewhere')))).toBe('done');
    expect(await get(team.id)).toMatchObject({
      people: [{ name: 'Ann Lee' }],
      exits: { noanswer: { name: 'Elsewhere', detail: null, flowKind: 'ring_group' } },
    });
  });
});

describe('lists', () => {
  test('by name, kind and words, a page at a time', async () => {
    const admin = adminOf(zoo);
    for (const name of ['Öffnung', 'alpha', 'Beta'])
      await admin.flow.create({ tenantId: zoo, name, settings: name === 'Öffnung' ? hours() : ring(zoe) });
    await group('Gamma', { extension: 1650 as never, settings: ring() }, zoo);
    const names = async (query: object) =>
      (await admin.flow.list({ tenantId: zoo, ...query })).rows.map((flow) => flow.name);
    expect(await names({})).toEqual(['alpha', 'Beta', 'Gamma', 'Öffnung']);
    expect(await names({ kind: 'schedule' })).toEqual(['Öffnung']);
    expect(await names({ search: 'ÖFF' })).toEqual(['Öffnung']);
    expect(await names({ search: '165' })).toEqual(['Gamma']);
    const first = await admin.flow.list({ tenantId: zoo, limit: 3 });
    expect(first.total).toBe(4);
    expect(await names({ limit: 3, cursor: first.nextCursor! })).toEqual(['Öffnung']);
    expect(await refusal(admin.flow.list({ tenantId: zoo, cursor: 'nonsense' }))).toMatchObject({
      code: 'input.invalid',
    });
  });
});

describe('FR-036, SC-019: two tenants', () => {
  test('neither sees, changes, rings nor leads to what is the other’s', async () => {
    const [mine, theirs] = [await group('Mine'), await group('Theirs', { settings: ring(zoe) }, zoo)];
    for (const [own, other, flow, person] of [
      [acme, zoo, theirs, zoe],
      [zoo, acme, mine, ann],
    ] as const) {
      const admin = adminOf(own);
      const { id, revision } = flow;
      const gone = { code: 'flow.not-found', id };
      expect(await refusal(admin.flow.get({ tenantId: own, id }))).toEqual(gone);
      expect(await refusal(admin.flow.references({ tenantId: own, id }))).toEqual(gone);
      expect(await refusal(admin.flow.update({ tenantId: own, id, revision, name: 'Ours' }))).toEqual(gone);
      expect(await refusal(admin.flow.delete({ tenantId: own, id, revision, leadTo: null }))).toEqual(gone);
      expect(await refusal(admin.flow.override({ tenantId: own, id, override: 'open' }))).toEqual(gone);
      expect(await refusal(admin.flow.get({ tenantId: other, id }))).toMatchObject({ code: 'access.denied' });
      expect((await admin.flow.list({ tenantId: own, limit: 200 })).rows.map((one) => one.id)).not.toContain(id);
      const refused = { code: 'destination.not-found', kind: 'flow', id };
      expect(await refusal(group('Cuckoo', { settings: ring(person) }, own))).toMatchObject({ code: 'user.not-found' });
      expect(await refusal(group('Cuckoo', { settings: ring(), exits: { noanswer: toFlow(flow) } }, own))).toEqual(
        refused,
      );
      const tenant = await admin.tenant.get({ tenantId: own });
      expect(
        await refusal(
          admin.tenant.update({ tenantId: own, revision: tenant.revision, defaultDestination: toFlow(flow) }),
        ),
      ).toEqual(refused);
    }
    // Row-level security behind it: nothing of the three tables shows or can be written.
    for (const [own, flow] of [
      [acme, theirs],
      [zoo, mine],
    ] as const) {
      const found = await agent.database.inTenant(scopeOf(own), async ({ db }) => ({
        flows: await db.selectFrom('flows').select('id').where('id', '=', flow.id).execute(),
        members: await db.selectFrom('flow_members').select('flow_id').where('flow_id', '=', flow.id).execute(),
        changed: await db
          .updateTable('flows')
          .set({ name: 'Ours' })
          .where('id', '=', flow.id)
          .returning('id')
          .execute(),
      }));
      expect(found).toEqual({ flows: [], members: [], changed: [] });
    }
    await expect(
      agent.database.inTenant(scopeOf(acme), ({ db }) =>
        db
          .insertInto('flow_members')
          .values({ tenant_id: zoo, flow_id: theirs.id, place: 9, user_id: zoe, delay_seconds: 0 })
          .execute(),
      ),
    ).rejects.toThrow(/row-level security/);
    await expect(
      agent.database.inTenant(scopeOf(acme), ({ db }) =>
        db
          .insertInto('flow_exits')
          .values({ tenant_id: acme, flow_id: mine.id, exit: 'noanswer', target_flow_id: theirs.id })
          .execute(),
      ),
    ).rejects.toThrow(/foreign key/);
  });
});

describe('files of numbers', () => {
  test('FR-101: what leads to groups, schedules and numbers outside comes back as it went', async () => {
    const sales = await group('By extension', { extension: 1800 as never });
    const open = await adminOf(acme).flow.create({ tenantId: acme, name: 'Without one', settings: hours() });
    const ids = [await number(toFlow(sales)), await number(toFlow(open)), await number(toUser(ann))];
    await adminOf(acme).did.assignMany({
      tenantId: acme,
      ids: [ids[2]!],
      target: { kind: 'external', number: '+15550100123' as never },
    });
    for (const format of ['csv', 'json'] as const) {
      const { text } = await platform().did.export({ format });
      for (const cell of ['1800', `flow:${open.id}`, '+15550100123']) expect(text).toContain(cell);
      const { counts, rows } = await platform().did.previewImport({ format, text });
      expect(counts, JSON.stringify(rows.filter(({ verdict }) => verdict !== 'same'))).toMatchObject({
        new: 0,
        changed: 0,
        conflict: 0,
        invalid: 0,
      });
      // All of them unassigned, and then by the file again.
      await adminOf(acme).did.assignMany({ tenantId: acme, ids, target: null });
      const { mark } = await platform().did.previewImport({ format, text });
      const { importId } = await platform().did.import({ format, text, mark });
      const leads = async () => Promise.all(ids.map(async (id) => (await did(id)).target?.name));
      expect(await leads()).toEqual(['By extension', 'Without one', '+15550100123']);
      await platform().did.undoImport({ id: importId });
      expect(await leads()).toEqual([undefined, undefined, undefined]);
      await adminOf(acme).did.assignMany({ tenantId: acme, ids: [ids[0]!], target: toFlow(sales) });
      await adminOf(acme).did.assignMany({ tenantId: acme, ids: [ids[1]!], target: toFlow(open) });
      await adminOf(acme).did.assignMany({
        tenantId: acme,
        ids: [ids[2]!],
        target: { kind: 'external', number: '+15550100123' as never },
      });
    }
  });
});
