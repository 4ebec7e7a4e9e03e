import { fail, type JobView } from '@synergycall/domain';
import type { Journal } from '../../platform/journal/index.ts';
import { failureOf } from '../../rpc/index.ts';
import { contract } from './contract.ts';
import { ended, newJob, sayFailure, stepEnded, stepStarted, withChanges, withParts, withWarning } from './job.ts';
import { tell, type ApplyRecord } from './journal-records.ts';
import { isTerminal, start, step, STEP_OF, type ApplyEvent, type ApplyState, type Phase } from './machine.ts';
import type { JobOrder } from './ports.ts';
import { restore } from './restore.ts';
import { PATIENCE, type RunnerDeps } from './sides.ts';
import { filesFailed, portFailed, stepFailed } from './step-failure.ts';
import { stepsOf, type StepResult, type Work } from './steps.ts';
import { within } from './within.ts';

/** As many folders of a tenant, or of the core, with the texts before and after. */
const KEPT_GENERATIONS = 20;

/**
 * One apply from its row to its end, on whatever stores it is given. Never throws for a store that fails: the machine
 * says whether that rejects, rolls back or is a warning. The caller holds the box's lock; `lost` fires when it is gone.
 */
export async function runApply(deps: RunnerDeps, order: JobOrder, lost: AbortSignal): Promise<JobView> {
  const { records, journals, now } = deps;
  const patience = { ...PATIENCE, ...deps.patience };
  const journal: Journal<ApplyRecord> = journals.begin(order.id);
  const work: Work = { from: null, to: 0, files: [], warnings: [], parts: [] };
  // A step that was given up must not go on behind our back: each of its effects begins with an append.
  const over = new AbortController();
  const steps = stepsOf({ deps, order, journal: appendUntil(over.signal, journal), work, lost });
  let job = newJob(order);
  let state: ApplyState = start;
  const show = (next: JobView): void => deps.onProgress((job = next));

  await records.begin(order);
  while (!isTerminal(state)) {
    const name = STEP_OF[state.tag];
    show(stepStarted(job, name, now()));
    let event: ApplyEvent;
    let detail: string | null = null;
    if (state.tag === 'rollingBack') {
      const undone = await restore(deps, journal, { state, patience });
      event = undone.event;
      detail = undone.detail;
      for (const warning of undone.warnings) job = withWarning(job, warning);
    } else if (state.tag === 'cleaningUp') {
      event = await cleanUp().catch((error: unknown): ApplyEvent => ({
        tag: 'failed',
        because:
          failureOf(error) ??
          stepFailed('verifying', { object: 'agent', detail: error instanceof Error ? error.message : String(error) }),
      }));
    } else {
      const phase = state.tag;
      const result = await guarded(phase, () => within(patience.stepMs, steps[phase](job)));
      event = result.ok ? { tag: 'done' } : { tag: 'failed', because: result.error };
      if (!result.ok) over.abort();
      if (result.ok) job = stepEnded(job, name, { state: 'done', at: now(), detail: result.value });
      for (const warning of work.warnings.splice(0)) job = withWarning(job, warning);
      job = withParts(job, name, work.parts.splice(0));
      if (phase === 'rendering' && work.rendered) job = withChanges(job, work.rendered.changes);
      if (work.to > 0) job = { ...job, generation: work.to };
    }
    if (event.tag === 'done')
      show(
        job.steps.find((s) => s.step === name)?.state === 'done'
          ? job
          : stepEnded(job, name, { state: 'done', at: now(), detail }),
      );
    else
      show(
        stepEnded(job, name, {
          state: 'failed',
          at: now(),
          detail: event.tag === 'failed' ? sayFailure(event.because) : detail,
        }),
      );
    state = step(state, event);
  }
  show(ended(job, state, now()));
  await settle();
  // Nobody waits for that.
  void collectOld().catch(() => undefined);
  return job;

  async function cleanUp(): Promise<ApplyEvent> {
    const told = tell(journal.records());
    if (!told) throw new Error('apply: clean-up without a journal');
    if (work.files.length > 0) {
      const remembered = await deps.files.remember(told.files.map(({ path, newHash }) => ({ path, hash: newHash })));
      if (!remembered.ok) return { tag: 'failed', because: filesFailed('verifying', remembered.error) };
      const edited = await deps.files.changed(work.files);
      for (const { path } of edited.ok ? edited.value : [])
        job = withWarning(
          job,
          `${path} was edited by hand meanwhile. What is live is as it was meant; the edit shows under Differences.`,
        );
    }
    const contracted = await contract(deps, told, now());
    return contracted.ok
      ? { tag: 'done' }
      : { tag: 'failed', because: portFailed('verifying', 'Asterisk', contracted.error) };
  }

  async function collectOld(): Promise<void> {
    const needed = new Set(await journals.ids());
    await deps.files.collectGenerations({ owner: order.tenant?.tag ?? 'box', most: KEPT_GENERATIONS, needed });
  }

  /** PostgreSQL hears the end; if it can't, the journal keeps it until it can. What asks for help stays open. */
  async function settle(): Promise<void> {
    const begun = journal.records().length > 0;
    if (state.tag === 'needsHelp') {
      await records.finish(order, job).catch(() => undefined);
      return;
    }
    // However it ended; what a crash leaves is recovery's.
    await deps.files.discardStaging(order.id);
    if (state.tag === 'rejected' && work.to > 0) await deps.files.discardGeneration(work.to);
    // What could not be cleaned up stays in the journal as committed, and recovery goes on with it.
    const untidy = state.tag === 'applied' && state.warning !== null;
    if (begun && !untidy) await journal.append({ kind: 'outcome', job }).catch(() => undefined);
    try {
      await records.finish(order, job);
    } catch (error) {
      show(
        withWarning(
          job,
          `The result is kept ${begun ? 'in the journal' : 'by the agent'} until the database has it (${failureOf(error)?.code ?? 'unexpected error'}).`,
        ),
      );
      return;
    }
    // One that can't be removed now (a disk turned read-only) holds the end, and recovery tells it again.
    if (!untidy) await journal.close().catch(() => undefined);
  }
}

/** A step that throws has failed like one that says so: DatabaseDown by its name, the rest by theirs. */
async function guarded(phase: Phase, run: () => StepResult): StepResult {
  try {
    return await run();
  } catch (error) {
    const known = failureOf(error);
    if (known) return fail(known);
    return fail(stepFailed(phase, { object: 'agent', detail: error instanceof Error ? error.message : String(error) }));
  }
}

const appendUntil = (over: AbortSignal, journal: Journal<ApplyRecord>): Journal<ApplyRecord> => ({
  ...journal,
  append: (record) => (over.aborted ? Promise.reject(new Error('this step was given up')) : journal.append(record)),
});
