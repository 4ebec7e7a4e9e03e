import {
  flowSettings,
  type CreateFlow,
  type Destination,
  type Failure,
  type FlowId,
  type restorePlanInput,
  type UserId,
} from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { TenantScope } from '../../platform/database/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { createFlow, createPrompt, deleteFlow, deletePrompt, findFlow, updateFlow } from '../callflow/index.ts';
import { flowNumbers } from '../did/index.ts';
import { changeHandling } from '../handling/handling.service.ts';
import { findHandlingView } from '../handling/handling.store.ts';
import { deleteUser, findUser, updateUser } from '../user/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { historyCaller, madeLive } from './history.fake.ts';
import { pendingReader } from './pending.ts';
import { readTenant } from './snapshot.store.ts';

/* Restoring ring groups and schedules, through the router, on a real PostgreSQL. */
let server: LabPostgres;
let agent: Office;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
});
afterAll(async () => {
  await agent?.close();
  await server?.release();
});

type Objects = NonNullable<z.infer<typeof restorePlanInput>['objects']>;
const wish = ({ tenantId }: TenantScope, generation: number, objects?: Objects) => ({
  tenantId,
  generation,
  ...(objects && { objects }),
});
const as = ({ tenantId }: TenantScope) => historyCaller(agent, [{ role: 'tenant_admin', tenantId, userId: null }]);
const plan = (scope: TenantScope, generation: number, objects?: Objects) =>
  as(scope).restorePlan(wish(scope, generation, objects));
const restore = async (scope: TenantScope, generation: number, objects?: Objects) => {
  const { mark } = await plan(scope, generation, objects);
  return as(scope).restore({ ...wish(scope, generation, objects), mark });
};
const refusalOf = (asked: Promise<unknown>): Promise<Failure | undefined> =>
  asked.then(
    () => undefined,
    (error: { cause?: unknown }) => failureOf(error.cause),
  );
const model = async (scope: TenantScope) =>
  (await agent.database.snapshot(scope, (tx) => readTenant(tx, scope.tenantId)))!;
const toFlow = (flowId: FlowId): Destination => ({ kind: 'flow', flowId });
const toUser = (userId: UserId): Destination => ({ kind: 'user', userId });
const ring = (...members: UserId[]) =>
  flowSettings.parse({ kind: 'ring_group', members: members.map((userId) => ({ userId })) });
const nineToFive = flowSettings.parse({
  kind: 'schedule',
  week: Array.from({ length: 7 }, () => [{ from: '09:00', to: '17:00' }]),
  holidays: [{ name: 'New year', from: '2026-01-01', to: '2026-01-01', yearly: true }],
});
const made = (scope: TenantScope, flow: Partial<CreateFlow> & Pick<CreateFlow, 'name' | 'settings'>) =>
  agent.run(scope, (tx) => createFlow(tx, { tenantId: scope.tenantId, extension: null, exits: {}, ...flow }));
const revisionOf = async (scope: TenantScope, id: FlowId) =>
  (await agent.database.read(scope, (tx) => findFlow(tx, id)))?.revision ?? 0;
const gone = async (scope: TenantScope, id: FlowId, leadTo: Destination | null = null) => {
  const revision = await revisionOf(scope, id);
  return agent.run(scope, (tx) =>
    deleteFlow({ numbers: flowNumbers }, tx, { tenantId: scope.tenantId, id, revision, leadTo }),
  );
};
const leaves = async (scope: TenantScope, id: UserId) => {
  const revision = (await agent.database.read(scope, (tx) => findUser(tx, id)))?.revision ?? 0;
  return agent.run(scope, (tx) =>
    deleteUser(agent.deps, tx, { tenantId: scope.tenantId, id, revision, releaseExtension: true }),
  );
};

/** A company with a schedule that leads to a group, and everything that leads to it. */
async function company() {
  const { scope } = await agent.tenant();
  const ann = (await agent.user(scope, { name: 'Ann' })).user.id;
  const ben = (await agent.user(scope, { name: 'Ben' })).user.id;
  const sales = await made(scope, {
    name: 'Sales',
    settings: ring(ann, ben),
    extension: 1500 as never,
    exits: { noanswer: toUser(ben) },
  });
  const hours = await made(scope, {
    name: 'Hours',
    settings: nineToFive,
    exits: { open: toFlow(sales.id), closed: toUser(ann) },
  });
  await agent.database.inTenant(scope, ({ db }) =>
    db.updateTable('tenants').set({ default_flow_id: hours.id }).where('id', '=', scope.tenantId).execute(),
  );
  return { scope, ann, ben, sales, hours };
}

test('what was deleted comes back as it was, with its id, extension, members and ways on, and what led to it', async () => {
  const { scope, sales, hours } = await company();
  const before = await model(scope);
  const then = await madeLive(agent, scope);
  await gone(scope, hours.id);
  await gone(scope, sales.id);
  const later = await made(scope, { name: 'Later', settings: ring() });
  expect((await model(scope)).flows?.map(({ name }) => name)).toEqual(['Later']);

  const { changes, notes } = await restore(scope, then);
  expect(await model(scope)).toEqual(before);
  expect(notes).toEqual([]);
  expect(changes.map(({ kind, name, change }) => `${kind} ${name} ${change}`).toSorted()).toEqual([
    'flow Hours new',
    'flow Later removed',
    'flow Sales new',
    'tenant ' + before.tenant.name + ' changed',
  ]);
  const rows = await agent.database.read(agent.platform, ({ db }) =>
    db
      .selectFrom('audit')
      .select(['action', 'entity_id'])
      .where('tenant_id', '=', scope.tenantId)
      .where('entity_kind', '=', 'flow')
      .orderBy('id')
      .execute(),
  );
  expect(rows.slice(-3)).toEqual(
    expect.arrayContaining([
      { action: 'flow.revive', entity_id: sales.id },
      { action: 'flow.revive', entity_id: hours.id },
      { action: 'flow.delete', entity_id: later.id },
    ]),
  );
  // All as it was live then: nothing is pending, nothing left to restore.
  const pending = await pendingReader(agent.database)(scope, scope.tenantId);
  expect(pending?.changes).toEqual([]);
  expect((await plan(scope, then)).changes).toEqual([]);
});

test('what was changed is changed back; a look at it leaves everything as it is', async () => {
  const { scope, ann, sales, hours } = await company();
  const before = await model(scope);
  const then = await madeLive(agent, scope);
  await agent.run(scope, (tx) =>
    updateFlow(tx, {
      tenantId: scope.tenantId,
      id: sales.id,
      revision: sales.revision,
      name: 'Support',
      extension: 1501 as never,
      settings: ring(ann),
      exits: { noanswer: null },
    }),
  );
  const changed = await model(scope);
  expect((await plan(scope, then)).changes.map(({ fields }) => fields.map(({ field }) => field))).toEqual([
    ['name', 'extension', 'members', 'exit.noanswer'],
  ]);
  expect(await model(scope)).toEqual(changed);
  await restore(scope, then, [{ kind: 'flow', id: sales.id }]);
  expect(await model(scope)).toEqual(before);
  expect(await revisionOf(scope, hours.id)).toBe(hours.revision);
});

test('members and ways on that are gone stay gone, and are named', async () => {
  const { scope, ann, ben, sales } = await company();
  const then = await madeLive(agent, scope);
  await leaves(scope, ben);
  const revision = await revisionOf(scope, sales.id);
  await agent.run(scope, (tx) => updateFlow(tx, { tenantId: scope.tenantId, id: sales.id, revision, name: 'Renamed' }));
  const { notes } = await restore(scope, then, [{ kind: 'flow', id: sales.id }]);
  expect(notes.map(({ note, name, detail, blocks }) => ({ note, name, detail, blocks }))).toEqual([
    { note: 'members-gone', name: 'Sales', detail: 'Ben', blocks: false },
    { note: 'exits-gone', name: 'Sales', detail: 'Ben', blocks: false },
  ]);
  const now = (await model(scope)).flows?.find(({ id }) => id === sales.id);
  expect(now?.settings).toMatchObject({ members: [{ userId: ann }] });
  expect(now?.exits).toEqual({});

  // With all of that time, the person comes back too, and rings.
  await restore(scope, then);
  expect((await model(scope)).flows?.find(({ id }) => id === sales.id)).toMatchObject({
    settings: { members: [{ userId: ann }, { userId: ben }] },
    exits: { noanswer: toUser(ben) },
  });
});

test('who goes by a restore rings nowhere, and what led to them leads on without them', async () => {
  const { scope, sales } = await company();
  const then = await madeLive(agent, scope);
  const cem = (await agent.user(scope, { name: 'Cem' })).user.id;
  await agent.run(scope, (tx) =>
    updateFlow(tx, {
      tenantId: scope.tenantId,
      id: sales.id,
      revision: sales.revision,
      settings: ring(cem),
      exits: { noanswer: toUser(cem) },
    }),
  );
  await restore(scope, then, [{ kind: 'user', id: cem }]);
  const now = (await model(scope)).flows?.find(({ id }) => id === sales.id);
  expect(now?.settings).toMatchObject({ members: [] });
  expect(now?.exits).toEqual({});
});

test('who forwards calls to what a restore takes away is named before, and the forward goes with a row of the record', async () => {
  const { scope, ann, ben } = await company();
  const then = await madeLive(agent, scope);
  const night = await made(scope, { name: 'Night', settings: ring(ann) });
  await agent.run(scope, (tx) => changeHandling(tx, ben, { forwards: { busy: { kind: 'flow', flowId: night.id } } }));
  expect((await plan(scope, then)).notes).toContainEqual({
    note: 'forwards-dropped',
    kind: 'flow',
    id: night.id,
    name: 'Night',
    detail: 'Ben',
    blocks: false,
  });
  await restore(scope, then);
  const kept = await agent.database.read(scope, async (tx) => ({
    view: await findHandlingView(tx, ben),
    audit: await tx.db.selectFrom('audit').selectAll().where('action', '=', 'handling.update').execute(),
  }));
  expect(kept.view?.forwards.busy).toBeNull();
  const rows = kept.audit.filter(({ entity_id }) => entity_id === ben);
  expect(rows).toHaveLength(2);
  expect(rows.some(({ after }) => JSON.stringify(after).includes('"forwards":{}'))).toBe(true);
});

test('one whose extension somebody else has by now is left as it is; so is one that would close a circle', async () => {
  const { scope, ann, sales, hours } = await company();
  const then = await madeLive(agent, scope);
  await gone(scope, hours.id);
  await gone(scope, sales.id);
  // Its extension no longer rests.
  await agent.database.inTenant(scope, ({ db }) =>
    db.deleteFrom('extensions').where('owner_id', '=', sales.id).execute(),
  );
  const revision = (await agent.database.read(scope, (tx) => findUser(tx, ann)))?.revision ?? 0;
  await agent.run(scope, (tx) =>
    updateUser(tx, { tenantId: scope.tenantId, id: ann, revision, extension: 1500 as never }),
  );
  const taken = [{ kind: 'flow' as const, id: sales.id }];
  expect((await plan(scope, then, taken)).notes).toMatchObject([
    { note: 'extension-taken', kind: 'flow', name: 'Sales', detail: 'Ann', blocks: true },
  ]);
  expect(await refusalOf(restore(scope, then, taken))).toMatchObject({ code: 'restore.blocked', names: ['Sales'] });

  const round = await company();
  const { tenantId } = round.scope;
  await agent.run(round.scope, (tx) =>
    updateFlow(tx, { tenantId, id: round.hours.id, revision: 1, exits: { open: null, closed: null } }),
  );
  await agent.run(round.scope, (tx) =>
    updateFlow(tx, { tenantId, id: round.sales.id, revision: 1, exits: { noanswer: toFlow(round.hours.id) } }),
  );
  const led = await madeLive(agent, round.scope);
  await agent.run(round.scope, (tx) =>
    updateFlow(tx, { tenantId, id: round.sales.id, revision: 2, exits: { noanswer: null } }),
  );
  await agent.run(round.scope, (tx) =>
    updateFlow(tx, { tenantId, id: round.hours.id, revision: 2, exits: { open: toFlow(round.sales.id) } }),
  );
  const [note] = (await plan(round.scope, led, [{ kind: 'flow', id: round.sales.id }])).notes;
  expect(note).toMatchObject({ note: 'flow-loop', name: 'Sales', blocks: true });
  // Both as they were then are no circle.
  await restore(round.scope, led);
  expect((await model(round.scope)).flows?.find(({ id }) => id === round.sales.id)?.exits).toEqual({
    noanswer: toFlow(round.hours.id),
  });
});

test('a menu comes back with its keys, its sub-menu and its announcement, though all of them were deleted', async () => {
  const { scope } = await agent.tenant();
  const { tenantId } = scope;
  const ann = (await agent.user(scope, { name: 'Ann' })).user.id;
  const { id: promptId } = await agent.run(scope, (tx) =>
    createPrompt(tx, { tenantId, name: 'Welcome', fileName: '' }, { wav: Buffer.from('RIFF'), seconds: 1 }),
  );
  const plain = flowSettings.parse({ kind: 'menu' });
  const sub = await made(scope, { name: 'Sub', settings: plain, exits: { key9: toUser(ann) } });
  const main = await made(scope, {
    name: 'Main',
    settings: flowSettings.parse({ kind: 'menu', promptId, labels: { '1': 'Sales' }, dialling: true }),
    extension: 1600 as never,
    exits: { key1: toFlow(sub.id), keyhash: toUser(ann), timeout: toUser(ann) },
  });
  const revision = await revisionOf(scope, sub.id);
  await agent.run(scope, (tx) => updateFlow(tx, { tenantId, id: sub.id, revision, exits: { key0: toFlow(main.id) } }));
  const before = await model(scope);
  const then = await madeLive(agent, scope);
  await gone(scope, main.id);
  await gone(scope, sub.id);
  await agent.run(scope, (tx) => deletePrompt(tx, { tenantId, id: promptId, revision: 1 }));
  expect((await model(scope)).prompts).toBeUndefined();

  expect((await restore(scope, then)).notes).toEqual([]);
  expect(await model(scope)).toEqual(before);
  const { prompts, flows } = await model(scope);
  expect(prompts).toEqual([{ id: promptId, name: 'Welcome' }]);
  expect(flows?.find(({ id }) => id === main.id)).toMatchObject({ extension: 1600 });
});
