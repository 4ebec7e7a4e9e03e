import * as d from '@synergycall/domain';
import { z } from 'zod';
import { fakeDids, targetView } from './did-memory.ts';
import { paged, refuse, type FakeProcedures } from './procedures.ts';
import { newId, type FakeState } from './state.ts';

type Exits = Partial<Record<d.FlowExit, d.Destination | null | undefined>>;

/** Ring groups and schedules: found, made, changed, deleted, led to. */
export function flowRouter(state: FakeState, { router, q, m, tenant }: FakeProcedures) {
  marksChanges(state);
  const flow = (id: string): d.FlowView =>
    state.flows.find((x) => x.id === id) ?? refuse({ code: 'flow.not-found', id });
  const leadingTo = (of: d.FlowView) => usesOf(state, tenant(of.tenantId), of.id);
  const view = (of: d.FlowView): d.FlowView => ({ ...of, references: leadingTo(of).length });
  const check = (of: d.FlowView, expected: number) => {
    if (of.revision !== expected)
      refuse({ code: 'revision.stale', entity: 'flow', id: of.id, expected, actual: of.revision });
  };
  const peopleOf = (settings: d.FlowSettings): d.FlowView['people'] =>
    d.peopleOf(settings).map((userId) => {
      const user = state.users.find((x) => x.id === userId) ?? refuse({ code: 'user.not-found', id: userId });
      return { userId, name: user.name, extension: user.extension };
    });
  const lead = (exits: Exits): d.FlowView['exits'] =>
    Object.fromEntries(Object.entries(exits).map(([exit, to]) => [exit, to ? targetView(state, to) : null]));
  const checkExtension = (extension: number | null | undefined, except?: string) => {
    const owner = state.flows.find((x) => extension != null && x.extension === extension && x.id !== except);
    if (owner)
      refuse({
        code: 'extension.taken',
        extension: owner.extension!,
        byKind: 'ring_group',
        byId: owner.id,
        byName: owner.name,
        nextFree: state.nextExtension(tenant(owner.tenantId)),
      });
  };
  /** Refuses what would go round, and leaves everything as it was. */
  const checkLoops = (before: () => void) => {
    const edges = state.flows.map(({ id, exits }) => ({
      id,
      exits: Object.fromEntries(Object.entries(exits).flatMap(([exit, to]) => (to ? [[exit, to.destination]] : []))),
    }));
    const [loop] = d.loopsOf(edges);
    if (!loop) return;
    const names = [...loop, ...loop.slice(0, 1)].map((id) => flow(id).name);
    before();
    refuse({ code: 'flow.loop', names });
  };
  const mark = (of: d.FlowView, change: Partial<d.FlowView>) => {
    const before = { ...of };
    Object.assign(of, change, { revision: of.revision + 1, pending: of.pending === 'new' ? 'new' : 'changed' });
    checkLoops(() => Object.assign(of, before));
    state.record(
      'flow.update',
      { kind: 'flow', id: of.id, name: of.name },
      { tenantId: of.tenantId, before: { name: before.name }, after: { name: of.name } },
    );
    return of;
  };
  return router({
    list: q(d.listFlowsInput, d.flowPage, (i) => {
      const wanted = (i.search ?? '').toLowerCase();
      const rows = state.flows
        .filter(
          (x) =>
            x.tenantId === i.tenantId &&
            (i.kind === undefined || x.settings.kind === i.kind) &&
            `${x.name} ${x.extension ?? ''}`.toLowerCase().includes(wanted),
        )
        .toSorted((a, b) => a.name.localeCompare(b.name));
      return paged(rows.map(view), i);
    }),
    get: q(d.flowInput, d.flowView, (i) => view(flow(i.id))),
    references: q(d.flowInput, d.flowReferences, (i) => {
      const rows = leadingTo(flow(i.id));
      return { rows, total: rows.length };
    }),
    create: m(d.createFlowInput, d.flowView, (i) => {
      checkExtension(i.extension);
      const made = flowOf(i.tenantId, i.name, {
        id: newId<d.FlowId>(),
        extension: i.extension,
        settings: i.settings,
        people: peopleOf(i.settings),
        exits: { ...lead(Object.fromEntries(d.EXITS[i.settings.kind].map((exit) => [exit, null]))), ...lead(i.exits) },
        pending: 'new',
      });
      state.flows.push(made);
      state.record(
        'flow.create',
        { kind: 'flow', id: made.id, name: made.name },
        { tenantId: i.tenantId, after: { name: made.name } },
      );
      return view(made);
    }),
    update: m(d.updateFlowInput, d.flowView, (i) => {
      const of = flow(i.id);
      check(of, i.revision);
      checkExtension(i.extension, of.id);
      return view(
        mark(of, {
          ...(i.name === undefined ? {} : { name: i.name }),
          ...(i.extension === undefined ? {} : { extension: i.extension }),
          ...(i.settings === undefined ? {} : { settings: i.settings, people: peopleOf(i.settings) }),
          ...(i.exits === undefined ? {} : { exits: { ...of.exits, ...lead(i.exits) } }),
        }),
      );
    }),
    delete: m(d.deleteFlowInput, z.object({}), (i) => {
      const of = flow(i.id);
      check(of, i.revision);
      const uses = leadingTo(of);
      if (uses.length > 0 && i.leadTo === undefined)
        refuse({ code: 'destination.in-use', name: of.name, by: uses.map(({ name }) => name), count: uses.length });
      redirectFlow(state, tenant(i.tenantId), { from: of.id, to: i.leadTo ?? null });
      state.flows.splice(state.flows.indexOf(of), 1);
      return {};
    }),
    override: m(d.overrideFlowInput, d.flowView, (i) => {
      const of = flow(i.id);
      return view(Object.assign(of, { override: i.override, revision: of.revision + 1 }));
    }),
  });
}

const isAt = (to: d.Destination | null | undefined, id: string): boolean => to?.kind === 'flow' && to.flowId === id;

function usesOf(state: FakeState, tenant: d.TenantView, id: string) {
  const exits = state.flows.flatMap((x) =>
    Object.entries(x.exits).flatMap(([exit, to]) =>
      isAt(to?.destination, id)
        ? [{ kind: 'flow' as const, id: x.id as string, name: x.name, exit: exit as d.FlowExit }]
        : [],
    ),
  );
  const dids = [...fakeDids(state).dids.values()]
    .filter((x) => isAt(x.target, id))
    .map((x) => ({ kind: 'did' as const, id: x.id as string, name: x.number as string, exit: null }));
  const isDefault = isAt(tenant.defaultDestination?.destination, id);
  return [
    ...(isDefault ? [{ kind: 'tenant' as const, id: tenant.id as string, name: tenant.name, exit: null }] : []),
    ...exits,
    ...dids,
  ];
}

function redirectFlow(state: FakeState, tenant: d.TenantView, change: { from: string; to: d.Destination | null }) {
  const to = change.to && targetView(state, change.to);
  for (const of of state.flows)
    for (const [exit, leads] of Object.entries(of.exits))
      if (isAt(leads?.destination, change.from)) of.exits = { ...of.exits, [exit]: to };
  for (const of of fakeDids(state).dids.values())
    if (isAt(of.target, change.from))
      Object.assign(of, { target: change.to, revision: of.revision + 1, pending: 'changed' });
  if (isAt(tenant.defaultDestination?.destination, change.from))
    Object.assign(tenant, { defaultDestination: to, revision: tenant.revision + 1 });
}

/** What is pending of flows, for the apply bar and the preview. */
function marksChanges(state: FakeState): void {
  const pending = (tenantId: string | null) =>
    state.flows.filter((x) => x.tenantId === tenantId && x.pending !== 'none');
  state.changesOf.push((tenantId) =>
    pending(tenantId).map((x) => ({
      kind: 'flow' as const,
      id: x.id,
      name: x.name,
      detail: x.extension === null ? null : String(x.extension),
      change: x.pending === 'new' ? ('new' as const) : ('changed' as const),
      fields: [],
    })),
  );
  state.onSettled.push((tenantId) => {
    for (const x of pending(tenantId)) x.pending = 'none';
  });
}

/** Which numbers and extensions lead to a person, by way of which flows; of those that ring, the first way. Of what was seeded and never applied here. */
export function reachedBy(
  state: FakeState,
  of: { readonly defaultDestination: d.DestinationView | null },
  i: { readonly tenantId: d.TenantId; readonly userId: d.UserId },
): d.ReachesView {
  type Through = d.ReachesView['rows'][number]['through'];
  const ways = (to: d.Destination | null | undefined): Through | undefined => {
    if (d.personOf(to) === i.userId) return [];
    const flow = state.flows.find((x) => isAt(to, x.id));
    if (!flow) return undefined;
    const here = (exit: string | null) => ({ flowId: flow.id, name: flow.name, exit });
    if (flow.people.some(({ userId }) => userId === i.userId)) return [here(null)];
    for (const [exit, leads] of Object.entries(flow.exits)) {
      const rest = ways(leads?.destination);
      if (rest) return [here(exit), ...rest];
    }
    return undefined;
  };
  const row = (kind: d.ReachesView['rows'][number]['kind'], name: string, to: d.Destination | null | undefined) => {
    const through = ways(to);
    return through ? [{ kind, name, didId: null, through, now: through.every(({ exit }) => exit === null) }] : [];
  };
  const own = state.users.find((x) => x.id === i.userId);
  return {
    rows: [
      ...(own?.extension == null ? [] : row('extension', String(own.extension), { kind: 'user', userId: own.id })),
      ...state.flows.flatMap((x) =>
        x.extension === null ? [] : row('extension', String(x.extension), { kind: 'flow', flowId: x.id }),
      ),
      ...[...fakeDids(state).dids.values()]
        .filter((x) => x.tenantId === i.tenantId && x.target !== null)
        .flatMap((x) => row('number', x.number, x.target).map((each) => ({ ...each, didId: x.id }))),
      ...row('default', '', of.defaultDestination?.destination),
    ],
  };
}

/** A ring group with nothing in it. */
export const flowOf = (tenantId: d.TenantId, name: string, rest: Partial<d.FlowView> = {}): d.FlowView => ({
  id: 'f0000000000a' as d.FlowId,
  tenantId,
  name,
  extension: null,
  settings: d.flowSettings.parse({ kind: 'ring_group', members: [] }),
  people: [],
  exits: { noanswer: null },
  override: null,
  references: 0,
  pending: 'none',
  revision: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  ...rest,
});
