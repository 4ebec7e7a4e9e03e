import * as d from '@synergycall/domain';
import type { z } from 'zod';
import { paged, refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

/** What a version would bring back: the test says so, else a plain example of the tenant's own people. */
export interface FakeHistory {
  /** By tenant; the mark changes with `touch`. */
  readonly plans: Map<string, Pick<d.RestorePlanView, 'changes' | 'notes'>>;
  /** What comparing shows, by tenant. */
  readonly compared: Map<string, Pick<d.CompareView, 'changes' | 'text'>>;
  /** Counts the changes of the model: a plan made before one is stale. */
  model: number;
}
const all = new WeakMap<FakeState, FakeHistory>();
export function fakeHistory(state: FakeState): FakeHistory {
  const known = all.get(state);
  if (known) return known;
  const made: FakeHistory = { plans: new Map(), compared: new Map(), model: 1 };
  all.set(state, made);
  return made;
}

/** Versions of a tenant, their comparison, and what restoring one would do. */
export function historyRouter(state: FakeState, { router, q, m, tenant }: FakeProcedures) {
  const history = fakeHistory(state);
  const versions = (tenantId: string): d.GenerationView[] => {
    const jobs = state.jobs.filter((job) => job.tenantId === tenantId && job.status === 'SUCCESS');
    return jobs.flatMap((job, i) =>
      job.generation === null
        ? []
        : [
            {
              generation: job.generation,
              jobId: job.id,
              liveSince: job.finishedAt ?? job.requestedAt,
              actor: job.actor,
              reason: job.reason,
              changeCount: job.changeCount,
              live: i === 0,
            },
          ],
    );
  };
  const version = (tenantId: string, generation: number): d.GenerationView =>
    versions(tenantId).find((each) => each.generation === generation) ??
    refuse({ code: 'history.generation-not-found', generation });
  const planOf = (i: {
    tenantId: d.TenantId;
    generation: number;
    objects?: { kind: string; id: string }[] | undefined;
  }) => {
    const of = version(i.tenantId, i.generation);
    const plan = history.plans.get(i.tenantId) ?? { changes: [], notes: [] };
    const isAsked = (object: { kind: string; id: string }) =>
      i.objects === undefined || i.objects.some((each) => each.kind === object.kind && each.id === object.id);
    return {
      generation: of.generation,
      liveSince: of.liveSince,
      changes: plan.changes.filter(isAsked),
      notes: plan.notes.filter(isAsked),
      mark: `model ${history.model}: ${JSON.stringify(i.objects ?? 'all')}`,
    };
  };
  const allPlan = (at: string): z.output<typeof d.restoreAllView> => ({
    tenants: state.tenants.map((of) => {
      const then = versions(of.id).find((each) => each.liveSince <= at);
      const plan = history.plans.get(of.id);
      return {
        tenantId: of.id,
        tenantName: of.name,
        generation: then?.generation ?? null,
        changes: then ? (plan?.changes.length ?? 0) : 0,
        blocked: then ? (plan?.notes.filter((note) => note.blocks).length ?? 0) : 0,
      };
    }),
  });
  const take = (tenantId: d.TenantId, changes: readonly d.ObjectChange[]) => {
    state.add(tenantId, ...changes);
    history.plans.delete(tenantId);
    history.model++;
    state.changed();
  };

  return router({
    generations: q(d.listGenerationsInput, d.generationPage, (i) => paged(versions(i.tenantId), i)),
    compare: q(d.compareInput, d.compareView, (i) => {
      for (const side of [i.from, i.to]) if (side !== 'model') version(i.tenantId, side);
      return { from: i.from, to: i.to, ...(history.compared.get(i.tenantId) ?? { changes: [], text: [] }) };
    }),
    restorePlan: q(d.restorePlanInput, d.restorePlanView, planOf),
    restore: m(d.restoreInput, d.restoredView, (i) => {
      const plan = planOf(i);
      if (plan.mark !== i.mark) refuse({ code: 'restore.stale' });
      if (plan.changes.length === 0) refuse({ code: 'restore.nothing', generation: i.generation });
      take(tenant(i.tenantId).id, plan.changes);
      return { changes: plan.changes, notes: plan.notes, pendingCount: state.pendingOf(i.tenantId).length };
    }),
    restoreAllPlan: q(d.restoreAllInput, d.restoreAllView, (i) => allPlan(i.at)),
    restoreAll: m(d.restoreAllInput, d.restoreAllView, (i) => {
      const view = allPlan(i.at);
      for (const line of view.tenants)
        if (line.generation !== null) take(line.tenantId, history.plans.get(line.tenantId)?.changes ?? []);
      return view;
    }),
  });
}
