import { applyStepName, type JobId, type JobView, type TenantView } from '@synergycall/domain';
import { newId, type FakeState } from './state.ts';

const STEPS = applyStepName.options.filter((s) => s !== 'restore');
const now = (): string => new Date().toISOString();

/** Plays an apply: the real steps in order, each taking `stepMs`, ending as the test asked for. */
export const playApply = (state: FakeState, tenant: TenantView): JobView => play(state, tenant).job;

/** The same for the box; as the real agent, it answers with the ended job. */
export async function playBoxApply(state: FakeState): Promise<JobView> {
  const { job, ended } = play(state, null);
  await ended;
  return state.jobs.find((each) => each.id === job.id) ?? job;
}

function play(state: FakeState, tenant: TenantView | null): { job: JobView; ended: Promise<void> } {
  const outcome = state.nextApply;
  state.nextApply = 'SUCCESS';
  const failAt = outcome === 'ROLLED_BACK' ? 'verify' : outcome === 'FAILED' ? 'validate' : undefined;
  const job: JobView = {
    id: newId<JobId>(),
    tenantId: tenant?.id ?? null,
    tenantName: tenant?.name ?? null,
    status: 'RUNNING',
    actor: state.account?.name ?? 'nobody',
    reason: null,
    requestedAt: now(),
    startedAt: now(),
    finishedAt: null,
    generation: state.jobs.length + 1,
    schedule: { mode: 'now' },
    changeCount: tenant ? state.pendingOf(tenant.id).length : 0,
    steps: STEPS.map((step) => ({ step, state: 'waiting', startedAt: null, ms: null, detail: null })),
    changes: tenant ? state.pendingOf(tenant.id) : [],
    warnings: [],
    error: null,
  };
  state.jobs.unshift(job);
  const put = (next: Partial<JobView>) => {
    Object.assign(job, next);
    state.changed();
  };
  const ended = (async () => {
    for (const step of STEPS) {
      const set = (to: Partial<JobView['steps'][number]>) =>
        put({ steps: job.steps.map((s) => (s.step === step ? { ...s, ...to } : s)) });
      set({ state: 'running', startedAt: now() });
      await new Promise((resolve) => setTimeout(resolve, state.stepMs));
      if (step === failAt) {
        set({ state: 'failed', ms: state.stepMs, detail: 'dialplan of Acme differs at [t-acme] line 12' });
        if (outcome === 'ROLLED_BACK')
          put({
            steps: [
              ...job.steps,
              {
                step: 'restore',
                state: 'done',
                startedAt: now(),
                ms: 31,
                detail: 'generation put back, reloaded and checked',
              },
            ],
          });
        return put({
          status: outcome,
          finishedAt: now(),
          error: {
            code: 'apply.step-failed',
            step,
            object: 'Ann Lee',
            detail:
              outcome === 'FAILED'
                ? 'Asterisk refuses line 12 of generated_internal.conf.'
                : 'what Asterisk loaded is not what was written for Ann Lee (1001).',
            remedy: 'Change the name of Ann Lee, then apply again.',
          },
        });
      }
      set({
        state: step === 'reload' ? 'skipped' : 'done',
        ms: state.stepMs,
        detail: step === 'write' ? '2 rows, 6 keys' : null,
      });
    }
    if (tenant) {
      for (const u of state.users) if (u.tenantId === tenant.id) u.pending = 'none';
      for (const d of state.devices) if (d.tenantId === tenant.id) d.pending = 'none';
      state.removed.length = 0;
    }
    put({ status: 'SUCCESS', finishedAt: now() });
  })();
  return { job: structuredClone(job), ended };
}
