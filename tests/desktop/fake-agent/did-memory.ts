import * as d from '@synergycall/domain';
import { newId, type FakeState } from './state.ts';

/** A number as the fake agent remembers it. */
export interface FakeDid {
  id: d.DidId;
  number: d.E164;
  label: string;
  provider: string;
  note: string;
  portInOn: string | null;
  tenantId: d.TenantId | null;
  target: d.Destination | null;
  pending: d.DidView['pending'];
  revision: number;
  createdAt: string;
}
interface Memory {
  readonly dids: Map<string, FakeDid>;
  /** Newest first, with what each number was before it. */
  readonly imports: { view: d.ImportView; before: Map<string, FakeDid | null> }[];
  add: (given: Partial<Omit<FakeDid, 'number'>> & { number: string }) => FakeDid;
}

const all = new WeakMap<FakeState, Memory>();
export function fakeDids(state: FakeState): Memory {
  const known = all.get(state);
  if (known) return known;
  const dids = new Map<string, FakeDid>();
  const made: Memory = {
    dids,
    imports: [],
    add: (given) => {
      const did: FakeDid = {
        id: newId<d.DidId>(),
        label: '',
        provider: '',
        note: '',
        portInOn: null,
        tenantId: null,
        target: null,
        pending: 'none',
        revision: 1,
        createdAt: new Date().toISOString(),
        ...given,
        number: given.number as d.E164,
      };
      dids.set(did.id, did);
      return did;
    },
  };
  all.set(state, made);
  const pending = (tenantId: string | null) =>
    [...dids.values()].filter((x) => x.tenantId === tenantId && x.pending !== 'none');
  state.changesOf.push((tenantId) =>
    pending(tenantId).map((x) => {
      const target = x.target && targetView(state, x.target);
      const to = target === null ? '' : `${target.name} ${target.detail ?? ''}`.trim();
      return {
        kind: 'did' as const,
        id: x.id,
        name: x.number,
        detail: null,
        change: x.pending === 'new' ? ('new' as const) : ('changed' as const),
        fields: [{ field: 'target', from: x.pending === 'new' ? null : '', to }],
      };
    }),
  );
  state.onSettled.push((tenantId) => {
    for (const x of pending(tenantId)) x.pending = 'none';
  });
  return made;
}

/** null: there is no such person (any more). */
export function targetView(state: FakeState, destination: d.Destination): d.DestinationView | null {
  if (destination.kind === 'external') return { destination, name: destination.number, detail: null };
  const flow = state.flows.find((x) => destination.kind === 'flow' && x.id === destination.flowId);
  if (flow)
    return {
      destination,
      name: flow.name,
      detail: flow.extension === null ? null : String(flow.extension),
      flowKind: flow.settings.kind,
    };
  const user = state.users.find((u) => u.id === d.personOf(destination) && u.status !== 'deleted');
  return user
    ? { destination, name: user.name, detail: user.extension === null ? null : String(user.extension) }
    : null;
}

export const viewOf = (state: FakeState, of: FakeDid): d.DidView => ({
  ...of,
  status: of.tenantId === null ? 'free' : of.target === null ? 'allocated' : 'assigned',
  tenantName: state.tenants.find((t) => t.id === of.tenantId)?.name ?? null,
  target: of.target && targetView(state, of.target),
});
