import type { DidId, OutboundRule, PolicyId, TrunkId, UserId } from '@synergycall/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labPostgres, type LabPostgres } from '../../../../tests/lab/index.ts';
import type { TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { contextOf, fakeRouter } from '../../router.fake.ts';
import { office, type Office } from '../user/office.fake.ts';
import { historyCaller, madeLive } from './history.fake.ts';
import { pendingReader } from './pending.ts';
import { liveSpendLimit, readTenant } from './snapshot.store.ts';

/* Outbound policies and settings: pending, live, and restored, through the router, on a real PostgreSQL. */
let server: LabPostgres;
let agent: Office;
let walked: ReturnType<typeof fakeRouter>;

beforeAll(async () => {
  server = await labPostgres();
  const lab = await server.createMigrated();
  agent = await office(lab.url);
  walked = fakeRouter(agent.database, agent.boxId);
});
afterAll(async () => {
  walked?.close();
  await agent?.close();
  await server?.release();
});

const admin = ({ tenantId }: TenantScope) =>
  walked.router.createCaller(contextOf(agent.database, [{ role: 'tenant_admin', tenantId, userId: null }]));
const history = ({ tenantId }: TenantScope) => historyCaller(agent, [{ role: 'tenant_admin', tenantId, userId: null }]);
const model = async (scope: TenantScope) =>
  (await agent.database.snapshot(scope, (tx) => readTenant(tx, scope.tenantId)))!;
const pending = async (scope: TenantScope) => {
  const found = await pendingReader(agent.database)(scope, scope.tenantId);
  return (found?.changes ?? []).map(({ kind, name, change }) => `${kind} ${name} ${change}`);
};
const restore = async (scope: TenantScope, generation: number, objects?: { kind: 'policy' | 'user'; id: string }[]) => {
  const wish = { tenantId: scope.tenantId, generation, ...(objects && { objects }) };
  const { mark } = await history(scope).restorePlan(wish);
  return history(scope).restore({ ...wish, mark });
};
const notesOf = ({ notes }: { notes: { note: string; name: string; detail: string | null; blocks: boolean }[] }) =>
  notes.map(({ note, name, detail, blocks }) => [note, name, detail, blocks]);
const numbers = (scope: TenantScope, ...list: readonly string[]) =>
  agent.database.inPlatform(agent.platform, async ({ db }) => {
    const rows = list.map((number) => ({
      id: newId<DidId>(),
      box_id: agent.boxId,
      number,
      tenant_id: scope.tenantId,
    }));
    await db.insertInto('dids').values(rows).execute();
    return rows.map((row) => row.id);
  });
const trunk = (scope: TenantScope, name: string) =>
  admin(scope).trunk.create({
    tenantId: scope.tenantId,
    name,
    host: 'sip.carrier.example',
    username: 'account',
    secret: 'not-for-anybody',
    inbound: { where: 'to', countryCode: '49', nationalPrefix: '0', internationalPrefix: '00', bare: 'e164' },
  });
const by = (...trunks: TrunkId[]): OutboundRule => ({
  name: 'All',
  match: { by: 'any' },
  hours: null,
  act: { does: 'allow', strip: 0, prepend: '', trunks },
});
const policy = (scope: TenantScope, name: string, rules: OutboundRule[]) =>
  admin(scope).policy.create({ tenantId: scope.tenantId, name, rules });
const setOutbound = async ({ tenantId, ...scope }: TenantScope, change: object) => {
  const { policy } = admin({ tenantId, ...scope });
  const { revision } = await policy.settings({ tenantId });
  return policy.updateSettings({ tenantId, revision, ...change });
};
const updateUser = async (scope: TenantScope, id: UserId, change: object) => {
  const { tenantId } = scope;
  const { user } = await admin(scope).user.get({ tenantId, id });
  return admin(scope).user.update({ tenantId, id, revision: user.revision, ...change });
};

test('a tenant in which nothing was set has the model that it had before there were calls out', async () => {
  const { scope } = await agent.tenant();
  await agent.user(scope, { name: 'Ann' });
  const is = await model(scope);
  expect(Object.keys(is)).toEqual(['version', 'tenant', 'users', 'devices']);
  expect(Object.keys(is.users[0]!)).toEqual(['id', 'name', 'extension', 'voicemailEnabled']);
});

test('each change is pending on its object until it is live, and again when it is taken back', async () => {
  const { scope, tenant } = await agent.tenant();
  const { user } = await agent.user(scope, { name: 'Ann' });
  const carrier = await trunk(scope, 'Carrier');
  await numbers(scope, '+4989100001');
  await madeLive(agent, scope);
  expect(await pending(scope)).toEqual([]);
  const { id, revision } = await policy(scope, 'Standard', [by(carrier.id)]);
  expect(await pending(scope)).toEqual(['policy Standard new']);
  await setOutbound(scope, { defaultPolicyId: id, callerId: '+4989100001' });
  await updateUser(scope, user.id, { policyId: id, outboundCallerId: '+4989100001' });
  expect(await pending(scope)).toEqual([`tenant ${tenant.name} changed`, 'user Ann changed', 'policy Standard new']);
  await madeLive(agent, scope);
  expect(await pending(scope)).toEqual([]);
  await admin(scope).policy.update({ tenantId: tenant.id, id, revision, rules: [] });
  expect(await pending(scope)).toEqual(['policy Standard changed']);
  await admin(scope).policy.update({ tenantId: tenant.id, id, revision: revision + 1, rules: [by(carrier.id)] });
  expect(await pending(scope)).toEqual([]);
});

test('policies, settings, and who goes by what are as they were; names that were swapped are swapped back, on record', async () => {
  const { scope, tenant } = await agent.tenant();
  const ann = (await agent.user(scope, { name: 'Ann' })).user.id;
  const carrier = await trunk(scope, 'Carrier');
  await numbers(scope, '+4989200001', '+4989200002');
  const [one, two] = [await policy(scope, 'Standard', [by(carrier.id)]), await policy(scope, 'Abroad', [])];
  const lost = await policy(scope, 'Lost', [by(carrier.id)]);
  await updateUser(scope, ann, { policyId: lost.id, outboundCallerId: '+4989200002' });
  await setOutbound(scope, { defaultPolicyId: one.id, callerId: '+4989200001', callsPerMinute: 30 });
  const then = await madeLive(agent, scope);
  const was = await model(scope);

  const rename = async (id: PolicyId, name: string) => {
    const { revision } = await admin(scope).policy.get({ tenantId: tenant.id, id });
    await admin(scope).policy.update({ tenantId: tenant.id, id, revision, name, rules: [] });
  };
  await rename(one.id, 'Between');
  await rename(two.id, 'Standard');
  await rename(one.id, 'Abroad');
  await updateUser(scope, ann, { policyId: null, outboundCallerId: null });
  await admin(scope).policy.delete({ tenantId: tenant.id, id: lost.id });
  const since = await policy(scope, 'Lost', []);
  await setOutbound(scope, { defaultPolicyId: since.id, callerId: null, callsPerMinute: null });

  const { changes, notes } = await restore(scope, then);
  expect(await model(scope)).toEqual(was);
  expect(notes).toEqual([]);
  expect(changes.map(({ kind, name, change }) => `${kind} ${name} ${change}`)).toEqual([
    `tenant ${tenant.name} changed`,
    'user Ann changed',
    'policy Abroad changed',
    'policy Lost new',
    'policy Standard changed',
    'policy Lost removed',
  ]);
  expect(await pending(scope)).toEqual([]);
  const record = await agent.database.read(agent.platform, ({ db }) =>
    db
      .selectFrom('audit')
      .select(['action', 'entity_name'])
      .where('tenant_id', '=', tenant.id)
      .where('action', 'in', ['policy.create', 'policy.update', 'policy.delete', 'policy.settings'])
      .orderBy('id', 'desc')
      .limit(5)
      .execute(),
  );
  expect(record.map((row) => `${row.action} ${row.entity_name}`).toSorted()).toEqual([
    'policy.create Lost',
    'policy.delete Lost',
    `policy.settings ${tenant.name}`,
    'policy.update Abroad',
    'policy.update Standard',
  ]);
  const gone = admin(scope).trunk.delete({ tenantId: tenant.id, id: carrier.id });
  await expect(gone, 'the links to trunks are back too').rejects.toThrow('trunk.in-use');
});

test('what is gone is named: trunks, numbers, policies; all else is restored', async () => {
  const { scope, tenant } = await agent.tenant();
  const ann = (await agent.user(scope, { name: 'Ann' })).user.id;
  const [kept, gone] = [await trunk(scope, 'Kept'), await trunk(scope, 'Gone')];
  const [did] = await numbers(scope, '+4989300001');
  const both = await policy(scope, 'Both', [by(gone.id, kept.id)]);
  const only = await policy(scope, 'Only', [by(gone.id)]);
  await updateUser(scope, ann, { policyId: only.id, outboundCallerId: '+4989300001' });
  const then = await madeLive(agent, scope);
  await updateUser(scope, ann, { policyId: both.id, outboundCallerId: null, name: 'Ann Lee' });
  await admin(scope).policy.update({ tenantId: tenant.id, id: both.id, revision: 1, rules: [] });
  await admin(scope).policy.delete({ tenantId: tenant.id, id: only.id });
  await admin(scope).trunk.delete({ tenantId: tenant.id, id: gone.id });
  await admin(scope).did.return({ tenantId: tenant.id, ids: [did!] });

  const done = await restore(scope, then);
  expect(
    notesOf(done)
      .map((note) => note.join(' '))
      .toSorted(),
  ).toEqual([
    'caller-id-gone Ann +4989300001 false',
    'number-gone +4989300001  true',
    'policy-gone Ann Only false',
    'trunk-gone Only Gone true',
    'trunk-left-out Both Gone false',
  ]);
  const is = await model(scope);
  expect(is.policies).toMatchObject([{ id: both.id, name: 'Both', rules: [by(kept.id)] }]);
  expect(is.users).toMatchObject([{ name: 'Ann', policyId: both.id }]);
  expect(is.users[0]).not.toHaveProperty('callerId');
});

test('a policy that came since goes only if nobody is left who goes by it; a name that is taken blocks', async () => {
  const { scope, tenant } = await agent.tenant();
  const ann = (await agent.user(scope, { name: 'Ann' })).user.id;
  const old = await policy(scope, 'Standard', []);
  const then = await madeLive(agent, scope);
  await admin(scope).policy.delete({ tenantId: tenant.id, id: old.id });
  const since = await policy(scope, 'standard', []);
  await updateUser(scope, ann, { policyId: since.id });
  const plan = await history(scope).restorePlan({
    tenantId: tenant.id,
    generation: then,
    objects: [
      { kind: 'policy', id: old.id },
      { kind: 'policy', id: since.id },
    ],
  });
  expect(notesOf(plan)).toEqual([
    ['policy-kept', 'standard', null, false],
    ['policy-name-taken', 'Standard', 'Standard', true],
  ]);
  expect(plan.changes).toEqual([]);
  await restore(scope, then);
  expect((await model(scope)).policies).toMatchObject([{ id: old.id, name: 'Standard' }]);
});

test('what a day may cost is what the live version says, whatever was saved since', async () => {
  const { scope } = await agent.tenant();
  const live = () => agent.database.read(scope, (tx) => liveSpendLimit(tx, scope.tenantId));
  await agent.database.inPlatform(agent.platform, ({ db }) =>
    db.insertInto('prices').values({ box_id: agent.boxId, prefix: '', name: '', micros: 500_000 }).execute(),
  );
  await setOutbound(scope, { spendPerDay: 5_000_000 });
  expect(await live()).toBeNull();
  await madeLive(agent, scope);
  await setOutbound(scope, { spendPerDay: 9_000_000 });
  expect(await live()).toBe(5_000_000);
  await setOutbound(scope, { spendPerDay: null });
  await madeLive(agent, scope);
  expect(await live()).toBeNull();
});
