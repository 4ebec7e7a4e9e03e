import * as d from '@synergycall/domain';
import { z } from 'zod';
import { refuseAddresses } from '../../../agent/src/features/trunk/refuse-addresses.ts';
import { asTenantSees } from '../../../agent/src/features/trunk/tenant-side.ts';
import { refuse, type FakeProcedures } from './procedures.ts';
import { newId, type FakeState } from './state.ts';
import { fakeTrunks, viewOf, type FakeTrunk } from './trunk-memory.ts';

type Wish = Partial<Omit<d.TrunkView, 'username'>> & { username?: string | undefined; secret?: string | undefined };

/** Trunks of the box and of tenants, with the refusals of the real agent (its own rules, where they are pure). */
export function trunkRouter(state: FakeState, { router, q, m }: FakeProcedures) {
  const memory = fakeTrunks(state);
  const find = (id: string): FakeTrunk => memory.trunks.get(id) ?? refuse({ code: 'trunk.not-found', id });
  const all = () => [...memory.trunks.values()];
  const seenBy = (tenantId: string) => all().filter(({ view }) => view.tenantId === null || view.tenantId === tenantId);
  const view = (trunk: FakeTrunk) => viewOf(state, trunk);
  const tenantsView = (trunk: FakeTrunk): d.TrunkView =>
    trunk.view.tenantId === null
      ? {
          ...asTenantSees({ ...view(trunk), boxId: state.box.id, credentialsVersion: null }),
          username: null,
          hasCredentials: false,
        }
      : view(trunk);
  const check = (wish: Wish, id: string | null) => {
    const others = all().filter((each) => each.view.id !== id);
    const name = wish.name ?? '';
    if (others.some((each) => each.view.name === name)) refuse({ code: 'trunk.name-taken', name });
    const around = {
      address: state.box.signalling.address,
      ports: [5060, 5061],
      phones: [{ name: 'Desk phone of Ann', address: '198.51.100.7' }],
    };
    const refused = refuseAddresses(
      wish as d.TrunkView,
      others.map((each) => each.view),
      around,
    );
    if (!refused.ok) refuse(refused.error);
  };
  const record = (action: string, { view: of }: FakeTrunk, change: { before?: object; after?: object }) => {
    if (of.tenantId !== null)
      state.record(
        action,
        { kind: 'trunk', id: of.id, name: of.name },
        { tenantId: of.tenantId, ...(change as object) },
      );
  };
  const create = (tenantId: d.TenantId | null, kind: d.TrunkKind, given: Wish): d.TrunkView => {
    const { secret, username, ...rest } = given;
    const wish = {
      ...rest,
      kind,
      matchAddresses: given.matchAddresses ?? [],
      allowPrivate: given.allowPrivate ?? false,
    };
    check(wish, null);
    if (kind === 'registration' && (secret === undefined || username === undefined))
      refuse({ code: 'trunk.credentials-missing', name: given.name ?? '' });
    const trunk: FakeTrunk = {
      view: {
        ...(wish as d.TrunkView),
        id: newId<d.TrunkId>(),
        tenantId,
        username: username ?? null,
        hasCredentials: secret !== undefined,
        revision: 1,
        createdAt: new Date().toISOString(),
      },
      secret: secret ?? null,
      credentialsVersion: 1,
    };
    memory.trunks.set(trunk.view.id, trunk);
    record('trunk.create', trunk, { after: { ...trunk.view } });
    return view(trunk);
  };
  const update = (id: string, revision: number, given: Wish): d.TrunkView => {
    const trunk = find(id);
    const before = { ...trunk.view, credentialsVersion: trunk.credentialsVersion };
    if (before.revision !== revision)
      refuse({ code: 'revision.stale', entity: 'trunk', id, expected: revision, actual: before.revision });
    const { secret, username, ...change } = given;
    const { username: _user, ...settings } = trunk.view;
    check({ ...settings, ...change }, id);
    if (secret !== undefined || (username !== undefined && username !== before.username))
      Object.assign(trunk, { secret: secret ?? trunk.secret, credentialsVersion: trunk.credentialsVersion + 1 });
    Object.assign(trunk.view, change, {
      username: username ?? before.username,
      hasCredentials: before.hasCredentials || secret !== undefined,
      revision: revision + 1,
    });
    record('trunk.update', trunk, { before, after: { ...trunk.view, credentialsVersion: trunk.credentialsVersion } });
    return view(trunk);
  };
  const remove = (id: string): d.TrunkView => {
    const trunk = find(id);
    const gone = view(trunk);
    memory.trunks.delete(id);
    record('trunk.delete', trunk, { before: { ...trunk.view } });
    return { ...gone, pending: 'none' };
  };
  const absent = ({ view: of }: FakeTrunk): d.TrunkLive => ({
    trunkId: of.id,
    registration: of.kind === 'ip' ? null : 'absent',
    reachable: 'absent',
    roundTripMs: null,
    since: null,
    calls: null,
  });
  const live = (trunks: readonly FakeTrunk[]): d.TrunkLiveSnapshot => ({
    at: new Date().toISOString(),
    asterisk: state.asterisk,
    trunks: trunks.map((each) => {
      const is = memory.live.get(each.view.id) ?? absent(each);
      if (state.asterisk === 'live') return is;
      const registration = is.registration === null ? null : ('unknown' as const);
      return { ...is, registration, reachable: 'unknown' as const, roundTripMs: null, calls: null };
    }),
  });
  const placeTest = (id: string, number: d.E164, callerId: d.E164 | null): d.TestCallView => {
    const trunk = find(id);
    const startedAt = new Date().toISOString();
    const steps = [{ step: 'placed' as const, at: startedAt }];
    const call = { id: newId<string>(), trunkId: trunk.view.id, number, callerId, startedAt, steps, end: null };
    memory.tests.set(call.id, call);
    record('trunk.test', trunk, { after: { number, callerId } });
    return call;
  };
  const lookAtTest = (id: string): d.TestCallView => {
    const call = memory.tests.get(id) ?? refuse({ code: 'not-found', what: 'test call' });
    const [next, ...rest] = memory.course;
    if (rest.length > 0) memory.course = rest;
    const now =
      next === undefined ? call : { ...call, steps: [...call.steps.slice(0, 1), ...next.steps], end: next.end };
    return now;
  };
  return router({
    list: q(d.listTrunksInput, d.trunkList, (i) => ({ rows: seenBy(i.tenantId).map(tenantsView) })),
    create: m(d.createTrunkInput, d.trunkView, ({ tenantId, ...i }) => create(tenantId, 'registration', i as Wish)),
    update: m(d.updateTrunkInput, d.trunkView, ({ tenantId: _tenant, id, revision, ...i }) =>
      update(id, revision, defined(i)),
    ),
    delete: m(d.trunkInput, d.trunkView, (i) => remove(i.id)),
    live: q(d.listTrunksInput, d.trunkLiveSnapshot, (i) => {
      const snapshot = live(seenBy(i.tenantId));
      const isOfBox = (id: string) => find(id).view.tenantId === null;
      return { ...snapshot, trunks: snapshot.trunks.map((x) => (isOfBox(x.trunkId) ? { ...x, calls: null } : x)) };
    }),
    testCall: m(d.placeTestCallInput, d.testCallView, (i) => placeTest(i.id, i.number, null)),
    testCallState: q(d.testCallInput, d.testCallView, (i) => lookAtTest(i.testCallId)),
    testCallAny: m(d.placeAnyTestCallInput, d.testCallView, (i) => placeTest(i.id, i.number, i.callerId)),
    testCallAnyState: q(d.anyTestCallInput, d.testCallView, (i) => lookAtTest(i.testCallId)),
    listAll: q(z.void(), d.trunkList, () => ({ rows: all().map(view) })),
    createAny: m(d.createAnyTrunkInput, d.trunkView, ({ inTenant, kind, ...i }) => create(inTenant, kind, i as Wish)),
    updateAny: m(d.updateAnyTrunkInput, d.trunkView, ({ id, revision, ...i }) => update(id, revision, defined(i))),
    deleteAny: m(d.anyTrunkInput, d.trunkView, (i) => remove(i.id)),
    liveAll: q(z.void(), d.trunkLiveSnapshot, () => live(all())),
  });
}

const defined = (given: object): Wish =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
