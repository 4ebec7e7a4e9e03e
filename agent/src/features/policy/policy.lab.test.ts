import type { DidId, Failure, OutboundRule, PolicyView, TenantId, TrunkId, UserId } from '@synergycall/domain';
import type { TRPCError } from '@trpc/server';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import { migrate, openDatabase } from '../../platform/database/index.ts';
import { MIGRATIONS_DIRECTORY } from '../../platform/database/migrate.ts';
import { newId } from '../../platform/random/index.ts';
import { contextOf, fakeRouter } from '../../router.fake.ts';
import { failureOf } from '../../rpc/index.ts';
import { office, scopeOf, type Office } from '../user/office.fake.ts';

/* Policies and settings through the whole router, on a real PostgreSQL as the agent's plain role. */
let server: LabPostgres;
let agent: Office;
let walked: ReturnType<typeof fakeRouter>;
let acme: TenantId;
let zoo: TenantId;
let ann: UserId;
let ben: UserId;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  walked = fakeRouter(agent.database, agent.boxId);
  const [one, two] = [await agent.tenant({ name: 'Acme' }), await agent.tenant({ name: 'Zoo' })];
  [acme, zoo] = [one.tenant.id, two.tenant.id];
  ann = (await agent.user(one.scope, { name: 'Ann Lee' })).user.id;
  ben = (await agent.user(one.scope, { name: 'Ben Ode' })).user.id;
});
afterAll(async () => {
  walked?.close();
  await agent?.close();
  await server?.release();
});

const platform = () =>
  walked.router.createCaller(contextOf(agent.database, [{ role: 'platform_admin', tenantId: null, userId: null }]));
const adminOf = (tenantId: TenantId) =>
  walked.router.createCaller(contextOf(agent.database, [{ role: 'tenant_admin', tenantId, userId: null }]));
const refusal = (call: Promise<unknown>): Promise<Failure | undefined | 'done'> =>
  call.then(
    () => 'done',
    (error: TRPCError) => failureOf(error.cause),
  );
let serial = 0;
const next = () => (serial += 1);
const carrier = () => ({
  name: `Carrier ${next()}`,
  host: 'sip.carrier.example',
  username: 'account',
  secret: 'not-for-anybody',
  inbound: {
    where: 'to' as const,
    countryCode: '49',
    nationalPrefix: '0',
    internationalPrefix: '00',
    bare: 'e164' as const,
  },
});
const trunkOf = (tenantId: TenantId) => adminOf(tenantId).trunk.create({ tenantId, ...carrier() });
const trunkOfBox = () => platform().trunk.createAny({ ...carrier(), inTenant: null, kind: 'registration' });
const allow = (trunks: readonly TrunkId[], name = 'Germany'): OutboundRule => ({
  name,
  match: { by: 'country', codes: ['49'] },
  hours: null,
  act: { does: 'allow', strip: 0, prepend: '', trunks: [...trunks] },
});
const deny = (prefix: string, name = 'Premium'): OutboundRule => ({
  name,
  match: { by: 'prefix', prefix },
  hours: null,
  act: { does: 'deny' },
});
const policyOf = (tenantId: TenantId, rules: OutboundRule[] = []): Promise<PolicyView> =>
  adminOf(tenantId).policy.create({ tenantId, name: `Policy ${next()}`, rules });
const numberOf = async (tenantId: TenantId) => {
  const did = await platform().did.create({ number: `+4930${String(next()).padStart(7, '0')}` as never });
  await platform().did.allocate({ ids: [did.id], to: tenantId });
  return did;
};
const settingsOf = (tenantId: TenantId) => adminOf(tenantId).policy.settings({ tenantId });
const setOutbound = async (tenantId: TenantId, change: object) =>
  adminOf(tenantId).policy.updateSettings({
    tenantId,
    revision: (await settingsOf(tenantId)).revision,
    ...change,
  });
const updateUser = async (id: UserId, change: object) => {
  const { user } = await adminOf(acme).user.get({ tenantId: acme, id });
  return adminOf(acme).user.update({ tenantId: acme, id, revision: user.revision, ...change });
};
const recordOf = (entityId: string) =>
  agent.database.read(agent.platform, ({ db }) =>
    db
      .selectFrom('audit')
      .select(['action', 'before', 'after', 'tenant_id'])
      .where('entity_id', '=', entityId)
      .where('outcome', '=', 'done')
      .orderBy('id')
      .execute(),
  );

describe('FR-017: a policy', () => {
  test('keeps its rules in their order; each change is on record with what was before', async () => {
    const trunk = await trunkOf(acme);
    const rules = [deny('+491900'), allow([trunk.id]), deny('+49', 'Rest')];
    const made = await policyOf(acme, rules);
    expect(made).toMatchObject({ rules, isDefault: false, userCount: 0, revision: 1 });
    const turned = [...rules].reverse();
    const changed = await adminOf(acme).policy.update({ tenantId: acme, id: made.id, revision: 1, rules: turned });
    expect(changed).toMatchObject({ name: made.name, rules: turned, revision: 2 });
    expect(await adminOf(acme).policy.get({ tenantId: acme, id: made.id })).toEqual(changed);
    expect(
      await refusal(adminOf(acme).policy.update({ tenantId: acme, id: made.id, revision: 1, name: 'Late' })),
    ).toEqual({ code: 'revision.stale', entity: 'policy', id: made.id, expected: 1, actual: 2 });
    await adminOf(acme).policy.delete({ tenantId: acme, id: made.id });
    expect(await recordOf(made.id)).toMatchObject([
      { action: 'policy.create', before: null, after: { name: made.name, rules }, tenant_id: acme },
      { action: 'policy.update', before: { rules }, after: { rules: turned } },
      { action: 'policy.delete', before: { rules: turned }, after: null },
    ]);
  });

  test('of a name that the tenant has is refused, whatever the case; another tenant may have it', async () => {
    const { name } = await policyOf(acme);
    const again = adminOf(acme).policy.create({ tenantId: acme, name: name.toUpperCase() });
    expect(await refusal(again)).toEqual({ code: 'policy.name-taken', name: name.toUpperCase() });
    expect(await adminOf(zoo).policy.create({ tenantId: zoo, name })).toMatchObject({ name, tenantId: zoo });
  });

  test('with a rule that Asterisk can’t be told of is refused, naming rule and reason', async () => {
    const bad = (match: OutboundRule['match']) =>
      refusal(policyOf(acme, [deny('+1'), { ...deny('+2', 'Bad'), match }]));
    const about = { code: 'policy.rule-invalid', rule: 2, name: 'Bad' };
    expect(await bad({ by: 'regex', regex: '(\\+49.*)+' })).toEqual({ ...about, reason: 'regex' });
    expect(await bad({ by: 'pattern', pattern: '0049.' })).toEqual({ ...about, reason: 'pattern' });
    expect(await bad({ by: 'range', from: '+49301' as never, to: '+493099' as never })).toMatchObject({
      code: 'input.invalid',
    });
    expect(await bad({ by: 'range', from: '+49309999' as never, to: '+49301111' as never })).toEqual({
      ...about,
      reason: 'range-order',
    });
  });

  test('copied has the same rules and keeps their trunks too', async () => {
    const trunk = await trunkOf(acme);
    const made = await policyOf(acme, [allow([trunk.id])]);
    const copy = await adminOf(acme).policy.duplicate({ tenantId: acme, id: made.id, name: `Copy ${next()}` });
    expect(copy).toMatchObject({ rules: made.rules, revision: 1 });
    await adminOf(acme).policy.delete({ tenantId: acme, id: made.id });
    expect(await refusal(adminOf(acme).trunk.delete({ tenantId: acme, id: trunk.id }))).toMatchObject({
      code: 'trunk.in-use',
      by: [copy.name],
    });
  });

  test('is found on pages by name, each once', async () => {
    const { tenant } = await agent.tenant();
    for (const name of ['Zug', 'Äpfel', 'birnen', 'Sales 10%'])
      await adminOf(tenant.id).policy.create({ tenantId: tenant.id, name });
    const names: string[] = [];
    for (let cursor: string | undefined, turn = 0; turn < 5; turn += 1) {
      const page = await adminOf(tenant.id).policy.list({ tenantId: tenant.id, limit: 2, cursor });
      names.push(...page.rows.map((row) => row.name));
      expect(page.total).toBe(4);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(names).toEqual(['Äpfel', 'birnen', 'Sales 10%', 'Zug']);
    const found = await adminOf(tenant.id).policy.list({ tenantId: tenant.id, search: '0%' });
    expect(found.rows.map((row) => row.name)).toEqual(['Sales 10%']);
  });
});

describe('FR-018: trunks of rules', () => {
  test('are the tenant’s own or the box’s, on or off; another tenant’s is refused by name of the rule', async () => {
    const [own, shared, theirs] = [await trunkOf(acme), await trunkOfBox(), await trunkOf(zoo)];
    await adminOf(acme).trunk.update({ tenantId: acme, id: own.id, revision: own.revision, enabled: false });
    expect((await policyOf(acme, [allow([own.id, shared.id])])).rules).toHaveLength(1);
    for (const trunkId of [theirs.id, newId<TrunkId>()])
      expect(await refusal(policyOf(acme, [deny('+1'), allow([own.id, trunkId], 'Abroad')]))).toEqual({
        code: 'policy.rule-trunk-gone',
        rule: 2,
        name: 'Abroad',
        trunkId,
      });
  });

  test('can’t be deleted while a rule names them: whoever deletes is told of the policies', async () => {
    const [own, shared] = [await trunkOf(acme), await trunkOfBox()];
    const [mine, theirs] = [
      await policyOf(acme, [allow([own.id, shared.id])]),
      await policyOf(zoo, [allow([shared.id])]),
    ];
    expect(await refusal(adminOf(acme).trunk.delete({ tenantId: acme, id: own.id }))).toEqual({
      code: 'trunk.in-use',
      name: own.name,
      by: [mine.name],
      count: 1,
    });
    expect(await refusal(platform().trunk.deleteAny({ id: shared.id }))).toEqual({
      code: 'trunk.in-use',
      name: shared.name,
      by: [`Acme: ${mine.name}`, `Zoo: ${theirs.name}`],
      count: 2,
    });
    await adminOf(acme).policy.update({ tenantId: acme, id: mine.id, revision: 1, rules: [] });
    await adminOf(zoo).policy.delete({ tenantId: zoo, id: theirs.id });
    await adminOf(acme).trunk.delete({ tenantId: acme, id: own.id });
    await platform().trunk.deleteAny({ id: shared.id });
  });

  test('a rule and the deletion of its trunk at the same time: one of the two is refused', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const trunk = await trunkOf(acme);
      const [made, deleted] = await Promise.all([
        refusal(policyOf(acme, [allow([trunk.id])])),
        refusal(adminOf(acme).trunk.delete({ tenantId: acme, id: trunk.id })),
      ]);
      const codes = [made, deleted].map((one) => (one === 'done' ? one : one?.code));
      expect([
        ['done', 'trunk.in-use'],
        ['policy.rule-trunk-gone', 'done'],
      ]).toContainEqual(codes);
    }
  });
});

describe('a policy in use', () => {
  test('as default or somebody’s own is not deleted, naming who; afterwards it is', async () => {
    const policy = await policyOf(acme);
    const remove = () => refusal(adminOf(acme).policy.delete({ tenantId: acme, id: policy.id }));
    await setOutbound(acme, { defaultPolicyId: policy.id });
    expect(await remove()).toEqual({ code: 'policy.in-use', name: policy.name, isDefault: true, by: [], count: 0 });
    for (const id of [ben, ann])
      expect(await updateUser(id, { policyId: policy.id })).toMatchObject({ policyId: policy.id });
    expect(await adminOf(acme).policy.get({ tenantId: acme, id: policy.id })).toMatchObject({
      isDefault: true,
      userCount: 2,
    });
    await setOutbound(acme, { defaultPolicyId: null });
    expect(await remove()).toEqual({
      code: 'policy.in-use',
      name: policy.name,
      isDefault: false,
      by: ['Ann Lee', 'Ben Ode'],
      count: 2,
    });
    for (const id of [ben, ann]) await updateUser(id, { policyId: null });
    expect(await remove()).toBe('done');
    expect(await refusal(updateUser(ann, { policyId: policy.id }))).toEqual({
      code: 'policy.not-found',
      id: policy.id,
    });
    expect(await refusal(setOutbound(acme, { defaultPolicyId: policy.id }))).toEqual({
      code: 'policy.not-found',
      id: policy.id,
    });
  });

  test('given to somebody while it is deleted: one of the two is refused', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const policy = await policyOf(acme);
      const [given, deleted] = await Promise.all([
        refusal(updateUser(ann, { policyId: policy.id })),
        refusal(adminOf(acme).policy.delete({ tenantId: acme, id: policy.id })),
      ]);
      const codes = [given, deleted].map((one) => (one === 'done' ? one : one?.code));
      expect([
        ['done', 'policy.in-use'],
        ['policy.not-found', 'done'],
      ]).toContainEqual(codes);
      await updateUser(ann, { policyId: null });
    }
  });

  test('whoever is deleted has none any more, so it can go', async () => {
    const policy = await policyOf(acme);
    const number = await numberOf(acme);
    const { user } = await agent.user(scopeOf(acme), { name: 'Cleo' });
    await updateUser(user.id, { policyId: policy.id, outboundCallerId: number.number });
    const { user: now } = await adminOf(acme).user.get({ tenantId: acme, id: user.id });
    await adminOf(acme).user.delete({ tenantId: acme, id: user.id, revision: now.revision });
    expect(await refusal(adminOf(acme).policy.delete({ tenantId: acme, id: policy.id }))).toBe('done');
    expect(await refusal(adminOf(acme).did.return({ tenantId: acme, ids: [number.id] }))).toBe('done');
  });
});

describe('what holds for all calls out', () => {
  const dialling = {
    countryCode: '49',
    nationalPrefix: '0',
    internationalPrefix: '00',
    outsidePrefix: '9',
    bare: 'local' as const,
    areaCode: '30',
  };

  test('is set piece by piece on the tenant’s revision, on record, and changes nothing else', async () => {
    const { tenant } = await agent.tenant();
    expect(await settingsOf(tenant.id)).toEqual({
      dialling: null,
      defaultPolicyId: null,
      callerId: null,
      callsPerMinute: null,
      spendPerDay: null,
      callsAtOnce: null,
      revision: tenant.revision,
    });
    const number = await numberOf(tenant.id);
    await setOutbound(tenant.id, { dialling, callsPerMinute: 30 });
    const set = await setOutbound(tenant.id, { callerId: number.number, callsAtOnce: 5, callsPerMinute: null });
    expect(set).toMatchObject({ dialling, callerId: number.number, callsPerMinute: null, callsAtOnce: 5 });
    expect(await settingsOf(tenant.id)).toEqual(set);
    expect(set.revision).toBe(tenant.revision + 2);
    expect(await platform().tenant.get({ tenantId: tenant.id })).toEqual({ ...tenant, revision: set.revision });
    const stale = adminOf(tenant.id).policy.updateSettings({ tenantId: tenant.id, revision: 1, callsAtOnce: 9 });
    expect(await refusal(stale)).toMatchObject({ code: 'revision.stale', entity: 'tenant' });
    const rows = (await recordOf(tenant.id)).filter(({ action }) => action === 'policy.settings');
    expect(rows).toMatchObject([
      { before: { dialling: null }, after: { dialling, callsPerMinute: 30 }, tenant_id: tenant.id },
      { before: { callerId: null, callsPerMinute: 30 }, after: { callerId: number.number, callsPerMinute: null } },
    ]);
  });

  test('no prefix is an emergency number; one that only begins one may be', async () => {
    expect(await refusal(setOutbound(acme, { dialling: { ...dialling, outsidePrefix: '112' } }))).toEqual({
      code: 'outbound.prefix-is-emergency',
      prefix: '112',
      emergencyNumber: '112',
    });
    expect(await refusal(setOutbound(acme, { dialling: { ...dialling, internationalPrefix: '9110' } }))).toMatchObject({
      emergencyNumber: '911',
    });
    expect(await refusal(setOutbound(acme, { dialling }))).toBe('done');
  });

  test('a number that is shown is one of the tenant’s own, the company’s and a person’s alike', async () => {
    const [theirs, free] = [await numberOf(zoo), await platform().did.create({ number: '+493090000000' as never })];
    for (const { number } of [theirs, free]) {
      expect(await refusal(setOutbound(acme, { callerId: number }))).toEqual({
        code: 'outbound.not-own-number',
        number,
      });
      expect(await refusal(updateUser(ann, { outboundCallerId: number }))).toEqual({
        code: 'outbound.not-own-number',
        number,
      });
    }
  });

  test('a number that is shown is neither returned, nor taken, nor moved by an import, nor taken back by undoing one', async () => {
    const did = await numberOf(acme);
    const { number } = did;
    await updateUser(ann, { outboundCallerId: number });
    await updateUser(ben, { outboundCallerId: number });
    const shown = { code: 'did.shown', number, by: ['Ann Lee', 'Ben Ode'], count: 1 };
    const ids = [(await numberOf(acme)).id, did.id];
    expect(await refusal(adminOf(acme).did.return({ tenantId: acme, ids }))).toEqual(shown);
    await setOutbound(acme, { callerId: number });
    expect(await refusal(platform().did.deallocate({ ids }))).toEqual({ ...shown, by: ['Acme', 'Ann Lee', 'Ben Ode'] });
    const moving = await platform().did.previewImport({ format: 'csv', text: `number,tenant\n${number},Zoo\n` });
    expect(moving.rows).toMatchObject([
      { verdict: 'conflict', why: { reason: 'shown-elsewhere', detail: 'Acme: Acme' } },
    ]);

    const imported = '+493099999999';
    const file = { format: 'csv' as const, text: `number,tenant\n${imported},Acme\n` };
    const { mark } = await platform().did.previewImport(file);
    const { importId } = await platform().did.import({ ...file, mark });
    await updateUser(ben, { outboundCallerId: imported });
    expect(await refusal(platform().did.undoImport({ id: importId }))).toEqual({
      code: 'did.shown',
      number: imported,
      by: ['Ben Ode'],
      count: 1,
    });
    for (const id of [ann, ben]) await updateUser(id, { outboundCallerId: null });
    await setOutbound(acme, { callerId: null });
    expect(await refusal(platform().did.undoImport({ id: importId }))).toBe('done');
    expect(await refusal(platform().did.deallocate({ ids }))).toBe('done');
  });

  test('a number given back while somebody begins to show it: one of the two is refused', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const did = await numberOf(acme);
      const [shown, returned] = await Promise.all([
        refusal(updateUser(ann, { outboundCallerId: did.number })),
        refusal(adminOf(acme).did.return({ tenantId: acme, ids: [did.id] })),
      ]);
      const codes = [shown, returned].map((one) => (one === 'done' ? one : one?.code));
      expect([
        ['done', 'did.shown'],
        ['outbound.not-own-number', 'done'],
      ]).toContainEqual(codes);
      await updateUser(ann, { outboundCallerId: null });
    }
  });
});

describe('FR-036: tenants', () => {
  test('neither see, nor use, nor change each other’s policies, in both directions', async () => {
    for (const [own, other] of [
      [acme, zoo],
      [zoo, acme],
    ] as const) {
      const { id, revision, name } = await policyOf(other);
      const gone = { code: 'policy.not-found', id };
      const { policy } = adminOf(own);
      expect(await refusal(policy.get({ tenantId: own, id }))).toEqual(gone);
      expect(await refusal(policy.update({ tenantId: own, id, revision, name: 'Mine' }))).toEqual(gone);
      expect(await refusal(policy.delete({ tenantId: own, id }))).toEqual(gone);
      expect(await refusal(policy.duplicate({ tenantId: own, id, name: 'Mine' }))).toEqual(gone);
      expect(await refusal(setOutbound(own, { defaultPolicyId: id }))).toEqual(gone);
      expect((await policy.list({ tenantId: own, search: name, limit: 200 })).rows.map((row) => row.id)).not.toContain(
        id,
      );
      expect(await refusal(policy.list({ tenantId: other }))).toMatchObject({ code: 'access.denied' });
    }
    const { id } = await policyOf(zoo);
    expect(await refusal(updateUser(ann, { policyId: id }))).toEqual({ code: 'policy.not-found', id });
  });

  test('row-level security stands behind it: no row of another tenant is seen, written or linked, whoever forgets to ask', async () => {
    const [mine, theirs] = [await policyOf(acme), await policyOf(zoo)];
    const foreign = await trunkOf(zoo);
    const inAcme = scopeOf(acme);
    const seen = await agent.database.read(inAcme, ({ db }) =>
      db.selectFrom('outbound_policies').select(['tenant_id']).distinct().execute(),
    );
    expect(seen).toEqual([{ tenant_id: acme }]);
    const links = await agent.database.read(inAcme, ({ db }) =>
      db.selectFrom('outbound_policy_trunks').select('tenant_id').distinct().execute(),
    );
    expect(links.filter((row) => row.tenant_id !== acme)).toEqual([]);
    const link = (row: { tenant_id: TenantId; policy_id: PolicyView['id']; trunk_id: TrunkId }) =>
      agent.database.inTenant(inAcme, ({ db }) => db.insertInto('outbound_policy_trunks').values(row).execute());
    const trunk_id = foreign.id;
    await expect(link({ tenant_id: acme, policy_id: mine.id, trunk_id })).rejects.toThrow(/row-level security/);
    await expect(link({ tenant_id: zoo, policy_id: theirs.id, trunk_id })).rejects.toThrow(/row-level security/);
    const touched = await agent.database.inTenant(inAcme, ({ db }) =>
      db.deleteFrom('outbound_policies').where('id', '=', theirs.id).executeTakeFirst(),
    );
    expect(Number(touched.numDeletedRows)).toBe(0);
  });

  test('PostgreSQL itself keeps a number where it is shown, whatever writes', async () => {
    const did = await numberOf(acme);
    await updateUser(ann, { outboundCallerId: did.number });
    const move = (id: DidId, tenant: TenantId | null) =>
      agent.database.inPlatform(agent.platform, ({ db }) =>
        db.updateTable('dids').set({ tenant_id: tenant }).where('id', '=', id).execute(),
      );
    await expect(move(did.id, zoo)).rejects.toThrow(/users_caller_id/);
    await expect(move(did.id, null)).rejects.toThrow(/users_caller_id/);
    await updateUser(ann, { outboundCallerId: null });
    await move(did.id, null);
  });
});

test('an update keeps caller ids that are the company’s own, and clears others and those of people who are gone', async () => {
  const older = mkdtempSync(join(tmpdir(), 'migrations-'));
  for (const file of readdirSync(MIGRATIONS_DIRECTORY).filter((name) => name < '0005'))
    cpSync(join(MIGRATIONS_DIRECTORY, file), join(older, file));
  const fresh = await server.createDatabase();
  await migrate(fresh.url, older);
  const database = openDatabase(fresh.url);
  const [box, tenant] = ['b00000000001', 't00000000001'];
  await database.inPlatform(agent.platform, async ({ db }) => {
    await sql`insert into boxes (id, name) values (${box}, 'box')`.execute(db);
    await sql`insert into tenants (id, box_id, tag, name, timezone, ext_min, ext_max, ext_next)
      values (${tenant}, ${box}, 'a7k2', 'Acme', 'UTC', 1001, 1999, 1001)`.execute(db);
    await sql`insert into dids (id, box_id, number, tenant_id) values ('d00000000001', ${box}, '+4930111111', ${tenant}),
      ('d00000000002', ${box}, '+4930222222', null)`.execute(db);
    await sql`insert into users (id, tenant_id, name, outbound_caller_id, status, deleted_at) values
      ('a00000000001', ${tenant}, 'Own', '+4930111111', 'active', null),
      ('a00000000002', ${tenant}, 'Free', '+4930222222', 'active', null),
      ('a00000000003', ${tenant}, 'Gone', '+4930111111', 'deleted', now())`.execute(db);
  });
  await migrate(fresh.url);
  const shown = await database.read(agent.platform, ({ db }) =>
    db.selectFrom('users').select(['name', 'outbound_caller_id as shows']).orderBy('id').execute(),
  );
  expect(shown).toEqual([
    { name: 'Own', shows: '+4930111111' },
    { name: 'Free', shows: null },
    { name: 'Gone', shows: null },
  ]);
  await database.close();
  await fresh.drop();
  rmSync(older, { recursive: true });
});
