import * as d from '@synergycall/domain';
import { z } from 'zod';
import { order, running } from './jobs.ts';
import { refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

/** Under this key of `state.drift` is what differs in the part that all tenants share. */
export const BOX = 'box';

interface Looked {
  /** null: nobody has looked yet. */
  checkedAt: string | null;
  unknown: d.DriftView['unknown'];
}
const all = new WeakMap<FakeState, Map<string, Looked>>();
/** When a tenant (or the box) was looked at last, and what could not be. */
export function fakeLook(state: FakeState, of: string): Looked {
  const looks = all.get(state) ?? new Map<string, Looked>();
  all.set(state, looks);
  const known = looks.get(of) ?? { checkedAt: new Date().toISOString(), unknown: [] };
  looks.set(of, known);
  return known;
}

type Seen = readonly { key: string; seen: string }[];

/** What is live otherwise than it was applied, as the test put it into `state.drift`. */
export function driftRouter(state: FakeState, { router, q, m, tenant }: FakeProcedures) {
  const view = (of: string, now: boolean): d.DriftView => {
    const look = fakeLook(state, of);
    if (now) look.checkedAt = new Date().toISOString();
    return {
      ...look,
      items: look.checkedAt === null ? [] : (state.drift.get(of) ?? []),
      adopted: of === BOX ? adopted : [],
    };
  };
  const adopted: d.DriftView['adopted'] = [];
  /** The named differences; refused when one is gone or another by now. */
  const named = (of: string, seen: Seen): d.DriftItem[] => {
    const items = state.drift.get(of) ?? [];
    const stale = seen.filter((each) => !items.some((item) => item.key === each.key && item.seen === each.seen));
    if (stale.length > 0) refuse({ code: 'drift.stale', names: stale.map((each) => each.key) });
    return items.filter((item) => seen.some((each) => each.key === item.key));
  };
  const clear = (of: string, items: readonly d.DriftItem[]) =>
    state.drift.set(
      of,
      (state.drift.get(of) ?? []).filter((item) => !items.includes(item)),
    );
  const reapply = (of: d.TenantView | null, seen: Seen, reason: string | undefined): d.JobView => {
    const key = of?.id ?? BOX;
    const items = named(key, seen);
    const now = running(state);
    if (now) refuse({ code: 'apply.busy', since: now.requestedAt, by: now.actor });
    clear(key, items);
    return order(state, { tenant: of, schedule: { mode: 'now' }, reason });
  };
  const adopt = (of: d.TenantView | null, seen: Seen) => {
    const key = of?.id ?? BOX;
    const items = named(key, seen);
    const not = items.filter((item) => !item.adopt.can);
    if (not.length > 0) refuse({ code: 'drift.not-adoptable', names: not.map((item) => item.name) });
    clear(key, items);
    for (const item of items)
      if (item.adopt.can && item.adopt.into === 'file')
        adopted.push({ name: item.name, by: 'Ada Admin', at: new Date().toISOString() });
    if (of)
      state.add(
        of.id,
        ...items.flatMap((item): d.ObjectChange[] =>
          item.object && item.adopt.can && item.adopt.into === 'model'
            ? [{ ...item.object, detail: null, change: 'changed', fields: [] }]
            : [],
        ),
      );
    state.changed();
    return { adopted: items.length, pendingCount: of ? state.pendingOf(of.id).length : 0 };
  };

  const drop = (name: string) => {
    const at = adopted.findIndex((file) => file.name === name);
    if (at < 0) refuse({ code: 'not-found', what: 'adopted file' });
    adopted.splice(at, 1);
    return {};
  };

  return router({
    get: q(d.driftInput, d.driftView, (i) => view(tenant(i.tenantId).id, i.now)),
    reapply: m(d.resolveDriftInput, d.jobView, (i) => reapply(tenant(i.tenantId), i.items, i.reason)),
    adopt: m(d.resolveDriftInput, d.adoptedView, (i) => adopt(tenant(i.tenantId), i.items)),
    box: q(d.boxDriftInput, d.driftView, (i) => view(BOX, i.now)),
    reapplyBox: m(d.resolveBoxDriftInput, d.jobView, (i) => reapply(null, i.items, i.reason)),
    adoptBox: m(d.resolveBoxDriftInput, d.adoptedView, (i) => adopt(null, i.items)),
    dropAdoption: m(d.dropAdoptionInput, z.object({}), (i) => drop(i.name)),
  });
}
