import { applyStepName, type ApplyStepName, type JobError, type JobView, type ObjectChange } from '@synergycall/domain';
import { isTerminal, statusOf, STEP_OF, type ApplyFailure, type ApplyState, type Phase } from './machine.ts';
import type { JobOrder } from './ports.ts';
import { modelErrorOf } from './step-failure.ts';

/** A job as it looks before its first step. */
export function newJob(order: JobOrder): JobView {
  return {
    id: order.id,
    tenantId: order.tenant?.id ?? null,
    tenantName: order.tenant?.name ?? null,
    status: 'RUNNING',
    actor: order.actor.name,
    reason: order.reason,
    requestedAt: order.requestedAt,
    startedAt: order.waited?.startedAt ?? order.requestedAt,
    finishedAt: null,
    generation: null,
    schedule: order.schedule ?? { mode: 'now' },
    steps: applyStepName.options.map((step) => ({ step, state: 'waiting', startedAt: null, ms: null, detail: null })),
    changeCount: 0,
    changes: [],
    warnings: [...(order.waited?.warnings ?? [])],
    error: null,
  };
}

const patchStep = (job: JobView, step: ApplyStepName, patch: Partial<JobView['steps'][number]>): JobView => ({
  ...job,
  steps: job.steps.map((record) => (record.step === step ? { ...record, ...patch } : record)),
});

export const stepStarted = (job: JobView, step: ApplyStepName, at: number): JobView =>
  patchStep(job, step, { state: 'running', startedAt: new Date(at).toISOString() });

export const stepEnded = (
  job: JobView,
  step: ApplyStepName,
  end: { readonly state: 'done' | 'failed'; readonly at: number; readonly detail: string | null },
): JobView => {
  const startedAt = job.steps.find((record) => record.step === step)?.startedAt;
  const ms = startedAt ? Math.max(0, end.at - Date.parse(startedAt)) : null;
  return patchStep(job, step, { state: end.state, ms, detail: end.detail });
};

/** What a step was made of; none: as it was. */
export const withParts = (
  job: JobView,
  step: ApplyStepName,
  parts: readonly { readonly name: string; readonly ms: number }[],
): JobView => (parts.length === 0 ? job : patchStep(job, step, { parts: [...parts] }));

export const withChanges = (job: JobView, changes: readonly ObjectChange[]): JobView => ({
  ...job,
  changeCount: changes.length,
  changes: [...changes],
});
export const withWarning = (job: JobView, warning: string): JobView => ({
  ...job,
  warnings: [...job.warnings, warning],
});

/** The job as it ends in this state: status, error, what never ran is skipped. */
export function ended(job: JobView, state: ApplyState, at: number): JobView {
  if (!isTerminal(state)) throw new Error(`apply: ${state.tag} is no end`);
  const steps = job.steps.map((record) =>
    record.state === 'waiting' ? { ...record, state: 'skipped' as const } : record,
  );
  const warnings =
    state.tag === 'applied' && state.warning
      ? [...job.warnings, `clean-up: ${sayFailure(state.warning)}`]
      : job.warnings;
  const error = 'because' in state ? jobError(state.because, state.during) : null;
  const remedy =
    state.tag === 'needsHelp' && error
      ? {
          ...error,
          remedy: 'Run the commands in this order, as root; the agent goes on trying by itself meanwhile.',
          commands: [...state.commands],
        }
      : error;
  return { ...job, status: statusOf(state), finishedAt: new Date(at).toISOString(), steps, warnings, error: remedy };
}

function jobError(because: ApplyFailure, during: Phase): JobError {
  const step = STEP_OF[during];
  switch (because.code) {
    case 'apply.step-failed':
      return {
        code: because.code,
        step: because.step,
        object: because.object,
        detail: because.detail,
        remedy: because.remedy,
        ...(because.target ? { target: because.target } : {}),
        ...(because.place ? { place: because.place } : {}),
      };
    case 'apply.asterisk-unreachable':
      return {
        code: because.code,
        step,
        object: 'Asterisk',
        detail: because.detail,
        remedy: 'Start Asterisk (or look why it hangs), then apply again. What is pending is kept.',
      };
    case 'apply.invalid-model':
      return {
        code: because.code,
        step,
        ...modelErrorOf(because.problems),
        remedy: 'Correct what is named here, then apply again.',
      };
    case 'apply.drift':
      return {
        code: because.code,
        step,
        object: because.names[0] ?? null,
        detail: `Changed by hand since it was written: ${because.names.join(', ')}.`,
        remedy:
          'Open Differences: write it again, or adopt the edit. Own dialplan belongs into a file outside the folders named synergycall.',
      };
    case 'apply.adopted-outdated':
      return {
        code: because.code,
        step,
        object: because.path,
        detail: 'The adopted edit was made on another text than SynergyCall would write now.',
        remedy: 'Open Differences: adopt it once more as it is, or have SynergyCall’s text written.',
      };
    case 'interrupted':
      return {
        code: because.code,
        step,
        object: null,
        detail: 'The agent was stopped while this step was under way.',
        remedy: 'Apply again.',
      };
    case 'database.down':
      return {
        code: because.code,
        step,
        object: 'PostgreSQL',
        detail: because.detail,
        remedy: 'Bring the database back, then apply again.',
      };
    case 'realtime.down':
      return {
        code: because.code,
        step,
        object: 'realtime database',
        detail: because.detail,
        remedy: 'Bring the realtime database back, then apply again.',
      };
    default:
      return {
        code: because.code,
        step,
        object: null,
        detail: because.code,
        remedy: 'Apply again; if it stays, look into the agent’s log.',
      };
  }
}

export const sayFailure = (because: ApplyFailure): string =>
  'detail' in because ? `${because.code}: ${because.detail}` : because.code;
