import {
  applyStepName,
  type JobError,
  type JobId,
  type JobView,
  type ObjectChange,
  type ScheduleInput,
  type TenantView,
} from '@synergycall/domain';
import { newId, type FakeState } from './state.ts';

const STEPS = applyStepName.options.filter((s) => s !== 'restore');
const now = (): string => new Date().toISOString();
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What an apply was asked for. */
export interface FakeOrder {
  readonly tenant: TenantView | null;
  readonly schedule: ScheduleInput;
  readonly reason?: string | undefined;
  /** Of the box; a tenant's are those that are pending. */
  readonly changes?: ObjectChange[];
}

export const running = (state: FakeState): JobView | undefined => state.jobs.find((job) => job.status === 'RUNNING');

/** Plays an apply: the real steps in order, each taking `stepMs`, ending as the test asked for. One at a time. */
export function order(state: FakeState, { tenant, schedule, reason, changes: ofBox = [] }: FakeOrder): JobView {
  const changes = tenant ? state.pendingOf(tenant.id) : ofBox;
  const job: JobView = {
    id: newId<JobId>(),
    tenantId: tenant?.id ?? null,
    tenantName: tenant?.name ?? null,
    status: 'PENDING',
    actor: state.account?.name ?? 'nobody',
    reason: reason ?? null,
    requestedAt: now(),
    startedAt: null,
    finishedAt: null,
    generation: null,
    schedule: schedule.mode === 'after' ? { mode: 'after', jobId: running(state)?.id ?? null } : schedule,
    changeCount: changes.length,
    steps: STEPS.map((step) => ({ step, state: 'waiting', startedAt: null, ms: null, detail: null })),
    changes,
    warnings: [],
    error: null,
  };
  state.jobs.unshift(job);
  if (schedule.mode === 'now') void play(state, job);
  else beginNext(state);
  state.changed();
  return structuredClone(job);
}

/** Lets what is due begin. A test says when a time has come: `due` lists the jobs. */
export function beginNext(state: FakeState, due: readonly string[] = []): void {
  if (running(state)) return;
  const isDue = (job: JobView) =>
    job.schedule.mode === 'after' || due.includes(job.id) || (job.schedule.mode === 'quiet' && !state.callsUp);
  const next = state.jobs.findLast((job) => job.status === 'PENDING' && isDue(job));
  if (next) void play(state, next);
}

const PARTS: Partial<Record<JobView['steps'][number]['step'], readonly string[]>> = {
  validate: ['model', 'text', 'shadow.write', 'shadow.boot', 'shadow.compare', 'shadow.calls'],
  verify: ['contexts', 'keys'],
};

async function play(state: FakeState, job: JobView): Promise<void> {
  const outcome = state.nextApply;
  state.nextApply = 'SUCCESS';
  const failAt = outcome === 'FAILED' ? 'validate' : outcome === 'SUCCESS' ? undefined : 'verify';
  const put = (next: Partial<JobView>) => {
    Object.assign(job, next);
    state.changed();
  };
  const end = (next: Partial<JobView>) => {
    put({ finishedAt: now(), ...next });
    beginNext(state);
  };
  put({ status: 'RUNNING', startedAt: now(), generation: state.jobs.length });
  for (const step of STEPS) {
    const set = (to: Partial<JobView['steps'][number]>) =>
      put({ steps: job.steps.map((s) => (s.step === step ? { ...s, ...to } : s)) });
    set({ state: 'running', startedAt: now() });
    await sleep(state.stepMs);
    const parts = (PARTS[step] ?? []).map((name) => ({ name, ms: state.stepMs / 6 }));
    if (step === failAt) {
      set({ state: 'failed', ms: state.stepMs, parts, detail: 'dialplan of Acme differs at [sc-t-acme] line 12' });
      if (outcome !== 'FAILED') put({ steps: [...job.steps, restored(outcome === 'NEEDS_HELP')] });
      return end({ status: outcome, error: errorOf(state, job, outcome) });
    }
    set({
      state: step === 'reload' ? 'skipped' : 'done',
      ms: state.stepMs,
      parts,
      detail: step === 'write' ? '2 rows, 6 keys' : null,
    });
  }
  settle(state, job);
  return end({ status: 'SUCCESS' });
}

function settle(state: FakeState, { tenantId }: JobView): void {
  if (tenantId === null) {
    const { emergencyNumbers, emergencyEndpoint } = state.box;
    state.boxLive = { emergencyNumbers: [...emergencyNumbers], emergencyEndpoint };
    for (const tell of state.onSettled) tell(null);
    return;
  }
  for (const u of state.users) if (u.tenantId === tenantId) u.pending = 'none';
  for (const d of state.devices) if (d.tenantId === tenantId) d.pending = 'none';
  for (const tell of state.onSettled) tell(tenantId);
  state.extra.delete(tenantId);
}

const restored = (inVain: boolean): JobView['steps'][number] => ({
  step: 'restore',
  state: inVain ? 'failed' : 'done',
  startedAt: now(),
  ms: 31,
  detail: inVain ? 'Asterisk no longer answers' : 'generation put back, reloaded and checked',
});

function errorOf(state: FakeState, job: JobView, outcome: FakeState['nextApply']): JobError {
  const who = state.users.find((u) => u.tenantId === job.tenantId);
  const about = {
    code: 'apply.step-failed',
    object: 'Ann Lee',
    remedy: 'Change the name of Ann Lee, then apply again.',
    ...(who ? { target: { kind: 'user' as const, id: who.id } } : {}),
    place: { file: 'synergycall/generated_internal.conf', line: 12 },
  };
  if (outcome === 'FAILED')
    return { ...about, step: 'validate', detail: 'Asterisk refuses line 12 of generated_internal.conf.' };
  if (outcome === 'ROLLED_BACK')
    return { ...about, step: 'verify', detail: 'what Asterisk loaded is not what was written for Ann Lee (1001).' };
  return {
    ...about,
    step: 'restore',
    object: 'Asterisk',
    detail: 'Asterisk stopped answering while the version before was put back.',
    remedy: 'Run these on the box as root. Nothing else is applied before.',
    commands: ['systemctl restart asterisk', 'synergycall doctor', 'synergycall history restore --last-good'],
  };
}
