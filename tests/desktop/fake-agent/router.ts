import * as d from '@synergycall/domain';
import { z } from 'zod';
import { alertRouter } from './alerts.ts';
import { spendingRouter } from './spending.ts';
import { appliesRouter } from './applies.ts';
import { didRouter, redirect, referencesOf } from './dids.ts';
import { targetView } from './did-memory.ts';
import { driftRouter } from './drift.ts';
import { emergencyRouters } from './emergency.ts';
import { flowRouter } from './flows.ts';
import { freezeRouter } from './freeze.ts';
import { handlingRouters } from './handling.ts';
import { healthOf } from './health.ts';
import { historyRouter } from './history.ts';
import { mailRouter } from './mail.ts';
import { policyRouter } from './policies.ts';
import { fakeProcedures, paged, refuse } from './procedures.ts';
import { promptRouter } from './prompts.ts';
import { queueRouter } from './queues.ts';
import { newId, type FakeState } from './state.ts';
import { traceRouter } from './trace.ts';
import { trunkRouter } from './trunks.ts';

/**
 * A stand-in agent for the desktop's own tests: the contract's names and schemas over memory. It proves screens, never
 * the product: the same spec runs against the real agent.
 */
export function fakeRouter(state: FakeState) {
  const procedures = fakeProcedures(state);
  const { router, open, guarded, q, m, follow, tenant } = procedures;

  const inTenant = z.object({ tenantId: d.tenantId });
  const user = (id: string): d.UserView =>
    state.users.find((x) => x.id === id) ?? refuse({ code: 'user.not-found', id });
  const device = (id: string): d.DeviceView =>
    state.devices.find((x) => x.id === id) ?? refuse({ code: 'device.not-found', id });
  const account = (): d.AccountView => ({
    id: 'acc0acc0acc0' as d.AccountView['id'],
    name: state.account!.name,
    email: state.account!.email,
    grants: [state.grant()],
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const expiresAt = '2030-01-01T00:00:00.000Z';
  const session = (): d.SignedIn => {
    const token = newId<string>();
    state.tokens.add(token);
    return { token, csrf: null, expiresAt, account: account() };
  };
  const credentials = (of: d.DeviceView): d.DeviceCredentials => ({
    deviceId: of.id,
    sipUsername: of.sipUsername,
    secret: `s-${newId<string>()}`,
    server: 'pbx.example.com',
    port: of.transport === 'tls' ? 5061 : 5060,
    transport: of.transport,
    realm: 'synergycall',
  });
  const checkExtension = (inside: d.TenantView, extension: number, except?: string) => {
    const owner = state.users.find((u) => u.tenantId === inside.id && u.extension === extension && u.id !== except);
    if (owner)
      refuse({
        code: 'extension.taken',
        extension,
        byKind: 'user',
        byId: owner.id,
        byName: owner.name,
        nextFree: state.nextExtension(inside),
      });
    if (extension < inside.extMin || extension > inside.extMax)
      refuse({ code: 'extension.out-of-range', extension, range: [inside.extMin, inside.extMax] });
  };
  const snapshot = (tenantId: string): d.DeviceLiveSnapshot => ({
    at: new Date().toISOString(),
    asterisk: state.asterisk,
    devices: state.devices.filter((x) => x.tenantId === tenantId).flatMap((x) => state.live.get(x.id) ?? []),
  });
  const matches = (u: d.UserView, search: string): boolean =>
    `${u.name} ${u.email ?? ''} ${u.extension ?? ''}`.toLowerCase().includes(search.toLowerCase());
  const sorters = {
    name: (u: d.UserView) => u.name.toLowerCase(),
    extension: (u: d.UserView) => String(u.extension ?? 0).padStart(6, '0'),
    created: (u: d.UserView) => u.createdAt,
  };

  return router({
    auth: router({
      status: open.query(() => ({
        bootstrapOpen: state.account === undefined,
        version: '0.1.0-fake',
        boxName: 'Test box',
      })),
      bootstrap: open.input(d.bootstrapInput).mutation(({ input }) => {
        if (state.account) refuse({ code: 'auth.bootstrap-closed' });
        if (input.code !== state.bootstrapCode) refuse({ code: 'auth.wrong-bootstrap-code' });
        if (input.password.length < 12) refuse({ code: 'auth.weak-password', reason: 'too-short' });
        state.account = { name: input.name, email: input.email, password: input.password };
        return session();
      }),
      signIn: open.input(d.signInInput).mutation(({ input }) => {
        if (state.account?.email !== input.email || state.account.password !== input.password)
          refuse({ code: 'auth.wrong-credentials' });
        return session();
      }),
      signOut: guarded.mutation(({ ctx }) => {
        state.tokens.delete(ctx.token ?? '');
        return {};
      }),
      me: guarded.query(() => ({ account: account(), csrf: null, expiresAt })),
      changePassword: m(d.changePasswordInput, z.object({}), () => ({})),
    }),
    tenant: router({
      list: guarded.query(() => ({ rows: state.tenants })),
      get: q(inTenant, d.tenantView, (i) => tenant(i.tenantId)),
      create: m(d.createTenantInput, d.tenantView, (i) => {
        if (state.tenants.some((x) => x.name === i.name)) refuse({ code: 'tenant.name-taken', name: i.name });
        return state.addTenant(i.name, [i.extMin, i.extMax], i.timezone);
      }),
      update: m(d.updateTenantInput, d.tenantView, (i) => {
        const { tenantId: id, revision, defaultDestination, ...change } = i;
        const of = tenant(id);
        if (of.revision !== revision)
          refuse({ code: 'revision.stale', entity: 'tenant', id, expected: revision, actual: of.revision });
        const [from, to] = [i.extMin ?? of.extMin, i.extMax ?? of.extMax];
        const outside = state.users.flatMap((u) =>
          u.tenantId === id && u.extension !== null && (u.extension < from || u.extension > to) ? [u.extension] : [],
        );
        if (outside.length > 0)
          refuse({ code: 'tenant.range-invalid', range: [from, to], reason: 'in-use', detail: outside.join(', ') });
        const leads = defaultDestination && targetView(state, defaultDestination);
        return Object.assign(of, change, {
          ...(defaultDestination === undefined ? {} : { defaultDestination: leads ?? null }),
          revision: revision + 1,
        });
      }),
      suspend: m(inTenant, d.tenantView, (i) => Object.assign(tenant(i.tenantId), { status: 'suspended' })),
      restore: m(inTenant, d.tenantView, (i) => Object.assign(tenant(i.tenantId), { status: 'active' })),
    }),
    user: router({
      list: q(d.listUsersInput, d.userPage, (i) => {
        const key = sorters[i.sort];
        const rows = state.users
          .filter((u) => u.tenantId === i.tenantId)
          .filter((u) => (i.status === undefined ? u.status !== 'deleted' : u.status === i.status))
          .filter((u) => i.search === undefined || matches(u, i.search))
          .toSorted((a, b) => key(a).localeCompare(key(b)) * (i.descending ? -1 : 1));
        return paged(rows, i);
      }),
      get: q(d.userInput, d.userDetail, (i) => ({
        user: user(i.id),
        devices: state.devices.filter((x) => x.userId === i.id),
      })),
      nextExtension: q(inTenant, d.nextExtensionView, (i) => {
        const inside = tenant(i.tenantId);
        return { extension: state.nextExtension(inside), extMin: inside.extMin, extMax: inside.extMax };
      }),
      create: m(d.createUserInput, d.createdUser, (i) => {
        const inside = tenant(i.tenantId);
        if (i.extension !== undefined) checkExtension(inside, i.extension);
        if (state.nextExtension(inside) === null)
          refuse({ code: 'extension.pool-exhausted', range: [inside.extMin, inside.extMax], quarantined: 2 });
        const made = state.addUser(inside, {
          name: i.name,
          voicemailEnabled: i.voicemailEnabled,
          ...(i.email === undefined ? {} : { email: i.email }),
          ...(i.extension === undefined ? {} : { extension: i.extension }),
        });
        const phone = i.device === null ? null : state.addDevice(made, i.device);
        state.record(
          'user.create',
          { kind: 'user', id: made.id, name: made.name },
          { tenantId: inside.id, after: { name: made.name, extension: made.extension } },
        );
        return { user: made, device: phone, credentials: phone && credentials(phone) };
      }),
      update: m(d.updateUserInput, d.userView, (i) => {
        const of = user(i.id);
        if (of.revision !== i.revision)
          refuse({ code: 'revision.stale', entity: 'user', id: of.id, expected: i.revision, actual: of.revision });
        if (i.extension !== undefined) checkExtension(tenant(i.tenantId), i.extension, of.id);
        const { tenantId, id: _id, revision: _revision, ...change } = i;
        const before = Object.fromEntries(Object.keys(change).map((k) => [k, of[k as keyof d.UserView]]));
        state.record('user.update', { kind: 'user', id: of.id, name: of.name }, { tenantId, before, after: change });
        return Object.assign(of, change, {
          revision: of.revision + 1,
          pending: of.pending === 'new' ? 'new' : 'changed',
        });
      }),
      suspend: m(d.userInput, d.userView, (i) =>
        Object.assign(user(i.id), { status: 'suspended', revision: user(i.id).revision + 1 }),
      ),
      restore: m(d.userInput, d.userView, (i) =>
        Object.assign(user(i.id), { status: 'active', revision: user(i.id).revision + 1 }),
      ),
      delete: m(d.deleteUserInput, z.object({}), (i) => {
        const of = user(i.id);
        state.add(i.tenantId, {
          kind: 'user',
          id: of.id,
          name: of.name,
          detail: String(of.extension),
          change: 'removed',
          fields: [],
        });
        redirect(state, tenant(i.tenantId), { from: of.id, to: i.numbersTo });
        Object.assign(of, { status: 'deleted', extension: null, pending: 'none' });
        return {};
      }),
      references: q(d.userInput, d.userReferences, (i) => referencesOf(state, tenant(i.tenantId), i.id)),
    }),
    device: router({
      list: q(d.listDevicesInput, d.devicePage, (i) =>
        paged(
          state.devices
            .filter((x) => x.tenantId === i.tenantId)
            .filter((x) => `${x.label} ${x.sipUsername} ${user(x.userId).name}`.includes(i.search ?? ''))
            .toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null)),
          i,
        ),
      ),
      create: m(d.createDeviceInput, d.createdDevice, (i) => {
        const made = state.addDevice(user(i.userId), i);
        state.record(
          'device.create',
          { kind: 'device', id: made.id, name: made.label },
          { tenantId: i.tenantId, after: { label: made.label } },
        );
        return { device: made, credentials: credentials(made) };
      }),
      update: m(d.updateDeviceInput, d.deviceView, (i) => {
        const of = device(i.id);
        const { tenantId: _t, id: _i, revision: _r, ...change } = i;
        return Object.assign(of, change, {
          revision: of.revision + 1,
          pending: of.pending === 'new' ? 'new' : 'changed',
        });
      }),
      revoke: m(d.deviceInput, d.deviceView, (i) => {
        const of = device(i.id);
        user(of.userId).deviceCount--;
        state.setLive(of, 'not-registered');
        return Object.assign(of, { revokedAt: new Date().toISOString() });
      }),
      resetSecret: m(d.deviceInput, d.createdDevice, (i) => {
        const of = Object.assign(device(i.id), { pending: 'changed' as const });
        return { device: of, credentials: credentials(of) };
      }),
      live: q(inTenant, d.deviceLiveSnapshot, (i) => snapshot(i.tenantId)),
      onLive: guarded
        .input(inTenant)
        .subscription(({ input, signal }) => follow(signal, () => snapshot(input.tenantId))),
    }),
    account: router({
      list: q(inTenant, z.object({ rows: z.array(d.accountView) }), (i) => ({
        rows: state.accounts.filter((a) => a.tenantId === i.tenantId).map((a) => a.account),
      })),
      create: m(d.createAccountInput, d.accountView, (i) => {
        if (state.accounts.some((a) => a.account.email === i.email))
          refuse({ code: 'account.email-taken', email: i.email });
        const made: d.AccountView = {
          id: newId<d.AccountView['id']>(),
          name: i.name,
          email: i.email,
          grants: [
            { role: i.role, tenantId: i.tenantId, tenantName: tenant(i.tenantId).name, userId: i.userId ?? null },
          ],
          createdAt: new Date().toISOString(),
        };
        state.accounts.push({ tenantId: i.tenantId, account: made });
        if (i.userId) user(i.userId).hasAccount = true;
        return made;
      }),
    }),
    audit: router({
      list: q(d.listAuditInput, d.auditPage, (i) =>
        paged(
          state.audit.filter(
            (a) => a.tenantId === i.tenantId && (i.entityId === undefined || a.entity.id === i.entityId),
          ),
          i,
        ),
      ),
    }),
    did: didRouter(state, procedures),
    flow: flowRouter(state, procedures),
    prompt: promptRouter(state, procedures),
    queue: queueRouter(state, procedures),
    trunk: trunkRouter(state, procedures),
    alert: alertRouter(state, procedures),
    spending: spendingRouter(state, procedures),
    policy: policyRouter(state, procedures),
    mail: mailRouter(state, procedures),
    ...handlingRouters(state, procedures),
    ...emergencyRouters(state, procedures),
    trace: traceRouter(state, procedures),
    applies: appliesRouter(state, procedures),
    freeze: freezeRouter(state, procedures),
    history: historyRouter(state, procedures),
    drift: driftRouter(state, procedures),
    health: router({ get: guarded.query(() => healthOf(state)) }),
    box: router({
      get: guarded.query((): d.BoxView => state.box),
      update: m(d.updateBoxInput, d.boxView, (i) => {
        const { revision, ...change } = i;
        if (revision !== state.box.revision)
          refuse({
            code: 'revision.stale',
            entity: 'box',
            id: state.box.id,
            expected: revision,
            actual: state.box.revision,
          });
        return Object.assign(state.box, change, { revision: revision + 1 });
      }),
    }),
  });
}
