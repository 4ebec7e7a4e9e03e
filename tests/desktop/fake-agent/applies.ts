import * as d from '@synergycall/domain';
import { z } from 'zod';
import { freezeNow, frozenUntil } from './freeze.ts';
import { order, running } from './jobs.ts';
import { paged, refuse, type FakeProcedures } from './procedures.ts';
import type { FakeState } from './state.ts';

const inTenant = z.object({ tenantId: d.tenantId });
const nothing = z.object({});
const isOver = (job: d.JobView) => job.status !== 'RUNNING' && job.status !== 'PENDING';
type Asked = z.output<typeof d.startApplyInput>;

/** What is pending, the applies of a tenant and of the box, and those that wait. */
export function appliesRouter(state: FakeState, { router, guarded, q, m, follow, tenant }: FakeProcedures) {
  const job = (id: string): d.JobView =>
    state.jobs.find((each) => each.id === id) ?? refuse({ code: 'apply.job-not-found', id });

  function begin(of: d.TenantView | null, asked: Omit<Asked, 'tenantId'>): d.JobView {
    if (state.asterisk === 'down')
      refuse({ code: 'apply.asterisk-unreachable', detail: 'connect ECONNREFUSED 127.0.0.1:5038' });
    const freeze = of && freezeNow(state, of.id);
    const { schedule } = asked;
    if (schedule.mode === 'at' && schedule.at <= new Date().toISOString())
      refuse({ code: 'apply.schedule-invalid', reason: 'past' });
    if (freeze && !asked.ignoreFreeze) {
      if (schedule.mode === 'at' && schedule.at < frozenUntil(freeze))
        refuse({ code: 'apply.schedule-invalid', reason: 'in-freeze' });
      if (schedule.mode !== 'at') refuse({ code: 'apply.frozen', until: frozenUntil(freeze), reason: freeze.reason });
    }
    const edited = of ? (state.drift.get(of.id) ?? []).filter((item) => item.store === 'file') : [];
    if (schedule.mode === 'now' && edited.length > 0)
      refuse({ code: 'apply.drift', names: edited.map((item) => item.name) });
    const now = running(state);
    if (schedule.mode === 'now' && now) refuse({ code: 'apply.busy', since: now.requestedAt, by: now.actor });
    return order(state, {
      tenant: of,
      schedule,
      reason: asked.reason,
      ...(of ? {} : { changes: boxPendingOf(state).changes }),
    });
  }
  const cancel = (id: string): d.JobView => {
    const of = job(id);
    if (of.status !== 'PENDING') refuse({ code: 'apply.not-waiting', id, status: of.status });
    Object.assign(of, { status: 'CANCELLED', finishedAt: new Date().toISOString() });
    state.changed();
    return of;
  };
  const found = (
    rows: readonly d.JobView[],
    i: { statuses?: d.JobStatus[] | undefined; search?: string | undefined },
  ) =>
    rows
      .filter((each) => i.statuses === undefined || i.statuses.includes(each.status))
      .filter((each) =>
        `${each.reason ?? ''} ${each.actor} ${each.tenantName ?? ''}`
          .toLowerCase()
          .includes((i.search ?? '').toLowerCase()),
      );

  return router({
    pending: q(inTenant, d.pendingView, (i) => pendingOf(state, tenant(i.tenantId))),
    preview: q(inTenant, d.previewView, (i) => {
      const view = pendingOf(state, tenant(i.tenantId));
      return { ...view, text: textOf(view.changes), reloads: [], problems: [] };
    }),
    start: m(d.startApplyInput, d.jobView, (i) => begin(tenant(i.tenantId), i)),
    cancel: m(d.jobInput, d.jobView, (i) => cancel(i.id)),
    job: q(d.jobInput, d.jobView, (i) => job(i.id)),
    jobs: q(d.listJobsInput, d.jobPage, (i) =>
      paged(
        found(
          state.jobs.filter((each) => each.tenantId === i.tenantId),
          i,
        ),
        i,
      ),
    ),
    onJob: guarded.input(d.jobInput).subscription(({ input, signal }) => follow(signal, () => job(input.id), isOver)),

    boxPending: q(nothing, d.boxPendingView, () => boxPendingOf(state)),
    summary: q(nothing, d.pendingSummary, () => summaryOf(state)),
    startBox: m(d.startBoxInput, d.jobView, (i) => begin(null, i)),
    startAll: m(d.startAllInput, d.startedAll, (i) => {
      const { box, tenants } = summaryOf(state);
      const wanted = [...(box > 0 ? [null] : []), ...tenants.map((each) => tenant(each.tenantId))];
      const frozen = (of: d.TenantView | null) =>
        of !== null && freezeNow(state, of.id) !== undefined && !i.ignoreFreeze;
      const jobs = wanted
        .filter((of) => !frozen(of))
        .map((of) =>
          begin(of, i.schedule.mode === 'now' && running(state) ? { ...i, schedule: { mode: 'after' } } : i),
        );
      const skipped = wanted.flatMap((of) =>
        of !== null && frozen(of) ? [{ tenantId: of.id, tenantName: of.name, code: 'apply.frozen' }] : [],
      );
      return { jobs, skipped };
    }),
    allJobs: q(d.listAllJobsInput, d.jobPage, (i) => paged(found(state.jobs, i), i)),
    boxJob: q(d.boxJobInput, d.jobView, (i) => job(i.id)),
    onBoxJob: guarded
      .input(d.boxJobInput)
      .subscription(({ input, signal }) => follow(signal, () => job(input.id), isOver)),
    cancelBox: m(d.boxJobInput, d.jobView, (i) => cancel(i.id)),
  });
}

const textOf = (changes: readonly d.ObjectChange[]): d.PreviewView['text'] =>
  changes.map((c) => ({
    target: c.kind === 'device' ? ('realtime' as const) : ('astdb' as const),
    name: c.kind === 'device' ? `ps_endpoints/${c.name}` : `sc/g/${c.id.slice(0, 4)}/2/ext/${c.detail}`,
    before: c.change === 'new' ? '' : 'callerid="Before" <1001>\ncontext=sc-t-acme\n',
    after: c.change === 'removed' ? '' : `callerid="${c.name}" <1001>\ncontext=sc-t-acme\n`,
  }));

const stateOf = (jobs: readonly d.JobView[]) => {
  const last = jobs.find((each) => each.status === 'SUCCESS');
  return {
    lastAppliedAt: last?.finishedAt ?? null,
    generation: last?.generation ?? null,
    runningJobId: jobs.find((each) => each.status === 'RUNNING')?.id ?? null,
    waitingJobIds: jobs.flatMap((each) => (each.status === 'PENDING' ? [each.id] : [])),
  };
};

function pendingOf(state: FakeState, of: d.TenantView): d.PendingView {
  const changes = state.pendingOf(of.id);
  const freeze = freezeNow(state, of.id);
  return {
    tenantId: of.id,
    tenantName: of.name,
    count: changes.length,
    changes,
    ...stateOf(state.jobs.filter((each) => each.tenantId === of.id)),
    driftCount: state.drift.get(of.id)?.length ?? 0,
    frozenUntil: freeze ? frozenUntil(freeze) : null,
  };
}

function boxPendingOf(state: FakeState): d.BoxPendingView {
  const { box, boxLive } = state;
  const fields = [
    { field: 'emergencyNumbers', from: boxLive.emergencyNumbers.join(', '), to: box.emergencyNumbers.join(', ') },
    { field: 'emergencyEndpoint', from: boxLive.emergencyEndpoint ?? '', to: box.emergencyEndpoint ?? '' },
  ].filter((each) => each.from !== each.to);
  const own: d.ObjectChange[] =
    fields.length === 0 ? [] : [{ kind: 'box', id: box.id, name: 'Box', detail: null, change: 'changed', fields }];
  const changes = [...own, ...state.boxChangesOf.flatMap((of) => of())];
  return {
    count: changes.length,
    changes,
    ...stateOf(state.jobs.filter((each) => each.tenantId === null)),
    driftCount: state.drift.get('box')?.length ?? 0,
  };
}

const summaryOf = (state: FakeState): z.output<typeof d.pendingSummary> => ({
  box: boxPendingOf(state).count,
  tenants: state.tenants
    .map((of) => ({ tenantId: of.id, tenantName: of.name, count: state.pendingOf(of.id).length }))
    .filter((each) => each.count > 0),
});
