import * as d from '@synergycall/domain';
import { importsRouter } from './did-import.ts';
import { fakeDids, targetView, viewOf, type FakeDid } from './did-memory.ts';
import { paged, refuse, type FakeProcedures } from './procedures.ts';
import { newId, type FakeState } from './state.ts';

type Listing = Omit<d.ListInventory, 'inTenant'>;

/** Public numbers: the platform's inventory, a tenant's own, and where they lead. */
export function didRouter(state: FakeState, procedures: FakeProcedures) {
  const { router, q, m, tenant } = procedures;
  const memory = fakeDids(state);
  const did = (id: string): FakeDid => memory.dids.get(id) ?? refuse({ code: 'did.not-found', id });
  const own = (tenantId: string, id: string): FakeDid => {
    const of = did(id);
    return of.tenantId === tenantId ? of : refuse({ code: 'did.not-found', id });
  };
  const check = (of: FakeDid, revision: number) => {
    if (of.revision !== revision)
      refuse({ code: 'revision.stale', entity: 'did', id: of.id, expected: revision, actual: of.revision });
  };
  const view = (of: FakeDid) => viewOf(state, of);
  const point = (of: FakeDid, target: d.Destination | null, tenantId: d.TenantId) => {
    if (target && targetView(state, target) === null)
      refuse({ code: 'destination.not-found', kind: target.kind, id: d.destinationId(target) });
    const before = of.target && targetView(state, of.target)?.name;
    Object.assign(of, { target, revision: of.revision + 1, pending: of.pending === 'new' ? 'new' : 'changed' });
    state.record(
      'did.assign',
      { kind: 'did', id: of.id, name: of.number },
      { tenantId, before: { target: before }, after: { target: target && targetView(state, target)?.name } },
    );
  };
  const free = (of: FakeDid, count: number) => {
    const target = of.target && targetView(state, of.target);
    if (target) refuse({ code: 'did.assigned', number: of.number, name: target.name, count });
  };
  const list = (all: readonly FakeDid[], i: Listing) => {
    const wanted = (i.search ?? '').toLowerCase();
    const digits = d.searchedDigits(wanted);
    const key = (x: FakeDid) => (i.sort === 'label' ? x.label.toLowerCase() : i.sort === 'created' ? x.createdAt : '');
    const rows = all
      .filter((x) => i.status === undefined || view(x).status === i.status)
      .filter((x) => i.provider === undefined || x.provider === i.provider)
      .filter(
        (x) =>
          wanted === '' ||
          x.number.includes(digits === '' ? '-' : digits) ||
          `${x.label} ${x.provider} ${x.note}`.toLowerCase().includes(wanted),
      )
      .toSorted((a, b) => {
        const order = key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number < b.number ? -1 : 1;
        return i.descending ? -order : order;
      });
    const page = paged(rows, i);
    return {
      ...page,
      rows: page.rows.map(view),
      providers: [...new Set(all.map((x) => x.provider).filter((name) => name !== ''))].toSorted(),
    };
  };
  const { allocate, deallocate, remove } = {
    allocate: (ids: readonly string[], to: d.TenantId) => {
      for (const of of ids.map(did))
        if (of.tenantId !== null && of.tenantId !== to)
          refuse({ code: 'did.allocated', number: of.number, tenantName: view(of).tenantName ?? '', count: 1 });
      for (const of of ids.map(did))
        Object.assign(of, { tenantId: tenant(to).id, revision: of.revision + 1, pending: 'new' });
      return { changed: ids.length };
    },
    deallocate: (ids: readonly string[]) => {
      const assigned = ids.map(did).filter((x) => x.target !== null);
      for (const of of assigned) free(of, assigned.length);
      for (const of of ids.map(did)) Object.assign(of, { tenantId: null, revision: of.revision + 1, pending: 'none' });
      return { changed: ids.length };
    },
    remove: (ids: readonly string[]) => {
      for (const of of ids.map(did))
        if (of.tenantId !== null)
          refuse({ code: 'did.allocated', number: of.number, tenantName: view(of).tenantName ?? '', count: 1 });
      for (const id of ids) memory.dids.delete(id);
      return { changed: ids.length };
    },
  };
  return router({
    list: q(d.listDidsInput, d.didPage, (i) =>
      list(
        [...memory.dids.values()].filter(
          (x) => x.tenantId === i.tenantId && (i.userId === undefined || d.personOf(x.target) === i.userId),
        ),
        i,
      ),
    ),
    get: q(d.didInput, d.didView, (i) => view(own(i.tenantId, i.id))),
    assign: m(d.assignDidInput, d.didView, (i) => {
      const of = own(i.tenantId, i.id);
      check(of, i.revision);
      point(of, i.target, i.tenantId);
      return view(of);
    }),
    assignMany: m(d.assignDidsInput, d.changedDids, (i) => {
      for (const of of i.ids.map((id) => own(i.tenantId, id))) point(of, i.target, i.tenantId);
      return { changed: i.ids.length };
    }),
    update: m(d.labelDidInput, d.didView, (i) => {
      const of = own(i.tenantId, i.id);
      check(of, i.revision);
      return view(Object.assign(of, { label: i.label, revision: of.revision + 1 }));
    }),
    return: m(d.returnDidsInput, d.changedDids, (i) => {
      for (const id of i.ids) own(i.tenantId, id);
      return deallocate(i.ids);
    }),
    inventory: q(d.listInventoryInput, d.didPage, (i) =>
      list(
        [...memory.dids.values()].filter((x) => i.inTenant === undefined || x.tenantId === i.inTenant),
        i,
      ),
    ),
    create: m(d.createDidInput, d.didView, (i) => {
      const there = [...memory.dids.values()].find((x) => x.number === i.number);
      if (there) refuse({ code: 'did.number-taken', number: i.number, tenantName: view(there).tenantName });
      return view(memory.add({ ...i, id: newId<d.DidId>() }));
    }),
    change: m(d.updateDidInput, d.didView, (i) => {
      const { id, revision, ...change } = i;
      check(did(id), revision);
      return view(Object.assign(did(id), change, { revision: revision + 1 }));
    }),
    remove: m(d.didsInput, d.changedDids, (i) => remove(i.ids)),
    allocate: m(d.allocateDidsInput, d.changedDids, (i) => allocate(i.ids, i.to)),
    deallocate: m(d.didsInput, d.changedDids, (i) => deallocate(i.ids)),
    ...importsRouter(state, procedures),
  });
}

/** What leads to a person. */
export function referencesOf(state: FakeState, tenant: d.TenantView, userId: string): d.UserReferences {
  const numbers = [...fakeDids(state).dids.values()].filter((x) => d.personOf(x.target) === userId);
  return {
    numbers: numbers.slice(0, 50).map(({ id, number }) => ({ id, number })),
    total: numbers.length,
    isDefault: d.personOf(tenant.defaultDestination?.destination) === userId,
    flows: [],
    forwards: [],
  };
}
/** A person goes: their numbers lead elsewhere from then on. */
export function redirect(state: FakeState, tenant: d.TenantView, change: { from: string; to: d.Destination | null }) {
  for (const of of fakeDids(state).dids.values())
    if (d.personOf(of.target) === change.from)
      Object.assign(of, { target: change.to, revision: of.revision + 1, pending: 'changed' });
  if (d.personOf(tenant.defaultDestination?.destination) === change.from)
    Object.assign(tenant, {
      defaultDestination: change.to && targetView(state, change.to),
      revision: tenant.revision + 1,
    });
}
