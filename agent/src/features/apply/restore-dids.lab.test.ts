import {
  personOf,
  type DidId,
  type Failure,
  type restorePlanInput,
  type TenantId,
  type UserId,
} from '@synergycall/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { deleteUser, findUser } from '../user/index.ts';
import { office, type Office } from '../user/office.fake.ts';
import { historyCaller, madeLive } from './history.fake.ts';
import { readTenant } from './snapshot.store.ts';

/* Restoring where public numbers led, through the router, on a real PostgreSQL. */
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
/** Looks at the plan and carries it out. */
const restore = async (scope: TenantScope, generation: number, objects?: Objects) => {
  const { mark } = await plan(scope, generation, objects);
  return as(scope).restore({ ...wish(scope, generation, objects), mark });
};
const refusalOf = (asked: Promise<unknown>): Promise<Failure | undefined> =>
  asked.then(
    () => undefined,
    (error: { cause?: unknown }) => failureOf(error.cause),
  );
const model = (scope: TenantScope) => agent.database.snapshot(scope, (tx) => readTenant(tx, scope.tenantId));

describe('US9: public numbers', () => {
  /** Numbers of the tenant, in the order given, with whom they lead to. */
  const given = (scope: TenantScope, numbers: Readonly<Record<string, UserId | null>>) =>
    agent.database.inPlatform(agent.platform, async ({ db }) => {
      const rows = Object.entries(numbers).map(([number, target]) => ({
        id: newId<DidId>(),
        box_id: agent.boxId,
        number,
        tenant_id: scope.tenantId,
        target_user_id: target,
      }));
      await db.insertInto('dids').values(rows).execute();
      return rows.map((row) => row.id);
    });
  const set = (ids: readonly DidId[], to: { tenant_id?: TenantId | null; target_user_id: UserId | null }) =>
    agent.database.inPlatform(agent.platform, ({ db }) =>
      db
        .updateTable('dids')
        .set(to)
        .where('id', 'in', [...ids])
        .execute(),
    );
  const leads = async (scope: TenantScope) => {
    const { dids = [], users, tenant } = (await model(scope))!;
    const name = (id: UserId | undefined) => users.find((user) => user.id === id)?.name ?? 'nobody';
    return {
      numbers: Object.fromEntries(dids.map((did) => [did.number, name(personOf(did.target))])),
      calls: name(personOf(tenant.defaultDestination)),
    };
  };

  test('lead again where they led, as pending changes on the record; those that went or came are named', async () => {
    const { scope } = await agent.tenant();
    const ann = (await agent.user(scope, { name: 'Ann' })).user.id;
    const ben = (await agent.user(scope, { name: 'Ben' })).user.id;
    const [first, second] = await given(scope, { '+4989000001': ann, '+4989000002': ben });
    await agent.database.inTenant(scope, ({ db }) =>
      db.updateTable('tenants').set({ default_user_id: ann }).where('id', '=', scope.tenantId).execute(),
    );
    const then = await madeLive(agent, scope);
    await set([first!], { target_user_id: ben });
    await set([second!], { tenant_id: null, target_user_id: null });
    const [third] = await given(scope, { '+4989000003': ben });
    await agent.database.inTenant(scope, ({ db }) =>
      db.updateTable('tenants').set({ default_user_id: null }).where('id', '=', scope.tenantId).execute(),
    );

    const { changes, notes } = await restore(scope, then);
    expect(await leads(scope)).toEqual({ numbers: { '+4989000001': 'Ann', '+4989000003': 'nobody' }, calls: 'Ann' });
    expect(changes.map(({ kind, name, change }) => `${kind} ${name} ${change}`)).toContain('did +4989000001 changed');
    expect(notes.map(({ note, id, blocks }) => [note, id, blocks])).toEqual([
      ['number-gone', second, true],
      ['number-kept', third, false],
    ]);
    const onRecord = await agent.database.read(agent.platform, ({ db }) =>
      db
        .selectFrom('audit')
        .select(['entity_name', 'before', 'after'])
        .where('tenant_id', '=', scope.tenantId)
        .where('action', '=', 'did.assign')
        .orderBy('entity_name')
        .execute(),
    );
    const to = (userId: UserId | null) => ({ target: userId && { kind: 'user', userId } });
    expect(onRecord).toEqual([
      { entity_name: '+4989000001', before: to(ben), after: to(ann) },
      { entity_name: '+4989000003', before: to(ben), after: to(null) },
    ]);
    expect((await plan(scope, then)).changes).toEqual([]);
  });

  test('asked for by itself, one that is gone is refused; a person asked for alone brings none back', async () => {
    const { scope } = await agent.tenant();
    const ann = (await agent.user(scope, { name: 'Ann' })).user.id;
    const [first, second] = await given(scope, { '+4989000011': ann, '+4989000012': ann });
    const then = await madeLive(agent, scope);
    await set([first!], { target_user_id: null });
    await set([second!], { tenant_id: null, target_user_id: null });
    const revision = (await agent.database.read(scope, (tx) => findUser(tx, ann)))?.revision ?? 0;
    await agent.run(scope, (tx) =>
      deleteUser(agent.deps, tx, { tenantId: scope.tenantId, id: ann, revision, releaseExtension: true }),
    );
    expect(await refusalOf(restore(scope, then, [{ kind: 'did', id: second! }]))).toMatchObject({
      code: 'restore.blocked',
      names: ['+4989000012'],
    });
    expect(await refusalOf(restore(scope, then, [{ kind: 'did', id: first! }]))).toMatchObject({
      code: 'restore.blocked',
      names: ['+4989000011'],
    });
    await restore(scope, then, [{ kind: 'user', id: ann }]);
    expect((await leads(scope)).numbers).toEqual({ '+4989000011': 'nobody' });
    await restore(scope, then, [{ kind: 'did', id: first! }]);
    expect((await leads(scope)).numbers).toEqual({ '+4989000011': 'Ann' });
  });
});
