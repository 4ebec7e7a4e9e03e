import type { JobView } from '@synergycall/domain';
import type { FoundJournal, Journal, Owner } from '../../platform/journal/index.ts';
import { contract } from './contract.ts';
import { ended, stepEnded, stepStarted, withWarning } from './job.ts';
import { tell, type ApplyRecord, type Told } from './journal-records.ts';
import { recover as recoverState, step, STEP_OF, type ApplyState } from './machine.ts';
import type { RunnerDeps } from './sides.ts';
import { commandsFor, undo } from './undo.ts';

export type Recovered =
  /** Asterisk is in a known, checked state again; PostgreSQL may still have to hear it (`told`). */
  | { readonly id: string; readonly result: 'SUCCESS' | 'ROLLED_BACK' | 'FAILED'; readonly told: boolean }
  /** A store is away; call again. */
  | { readonly id: string; readonly result: 'waiting'; readonly detail: string }
  /** Only a person can help; `commands` are what to do. The journal stays. */
  | {
      readonly id: string;
      readonly result: 'NEEDS_HELP';
      readonly detail: string;
      readonly commands: readonly string[];
    };

const DAMAGED = 'the journal is damaged';
const LOOK =
  'Move the journal out of the agent’s folder `journal`: pointers and keys then become what was last applied. Compare rows and files with the preview.';

type RecoverDeps = Omit<RunnerDeps, 'render'> & { readonly isAtWork: (owner: Owner, jobId: string) => boolean };

/**
 * Ends what an agent that died left under way: undone, or finished if it was committed. Needs no PostgreSQL. Whatever
 * is still the work of a living process is left alone. Call at boot, at each FullyBooted, and again while something
 * is waiting.
 */
export async function recoverAll(deps: RecoverDeps): Promise<readonly Recovered[]> {
  const results: Recovered[] = [];
  // Left-overs only: what can't be removed now is removed another time.
  await deps.files.sweep().catch(() => undefined);
  for (const found of await deps.journals.open()) {
    const told = tell(found.journal.records());
    // Not begun (the first line was torn): no effect can have happened.
    if (!told && !found.damaged) await found.journal.close();
    // Something was begun and nobody can read what: no further apply until a person has looked.
    else if (!told) results.push({ id: found.journal.id, result: 'NEEDS_HELP', detail: DAMAGED, commands: [LOOK] });
    else if (!deps.isAtWork(told.begin.owner, found.journal.id)) results.push(await recoverOne(deps, found, told));
  }
  return results;
}

async function recoverOne(
  deps: RecoverDeps,
  { journal, damaged }: FoundJournal<ApplyRecord>,
  told: Told,
): Promise<Recovered> {
  const { id } = journal;
  const commands = (): string[] => commandsFor(told, { etc: deps.files.etc, shell: deps.asterisk.shell });
  if (damaged) return { id, result: 'NEEDS_HELP', detail: DAMAGED, commands: commands() };
  if (told.outcome) return tellRecords(deps, journal, told.outcome.job);
  if (!(await deps.asterisk.waitLive(1_000))) return { id, result: 'waiting', detail: 'Asterisk' };
  const newer = await isSuperseded(deps, told);
  if (newer === 'unknown') return { id, result: 'waiting', detail: 'Asterisk' };
  if (newer) {
    // What this one left is gone or was taken over; PostgreSQL calls its job interrupted, and keeps what is live.
    await journal.close();
    return { id, result: 'FAILED', told: true };
  }
  const state = recoverState(told.state);
  return state.tag === 'cleaningUp' ? forward(deps, journal, told) : backward(deps, journal, { told, state, commands });
}

/**
 * Has another agent of this box, with a state folder of its own, applied since? Then neither undo nor clean-up is ours
 * any more: both would take away what is live now. Generations only grow, and what was written is noted beside the files.
 */
async function isSuperseded(deps: RecoverDeps, told: Told): Promise<boolean | 'unknown'> {
  const { order, to } = told.begin;
  if (order.tenant) {
    const pointer = await deps.asterisk.readPointer(order.tenant.tag);
    if (!pointer.ok) return 'unknown';
    return pointer.value !== null && pointer.value > to;
  }
  const written = await deps.files.written(told.files.map(({ path }) => path));
  if (!written.ok) return false;
  return told.files.some(({ path, oldHash, newHash }) => {
    const last = written.value[path];
    return last !== undefined && last !== newHash && last !== oldHash;
  });
}

async function forward(deps: RecoverDeps, journal: Journal<ApplyRecord>, told: Told): Promise<Recovered> {
  const remembered = await deps.files.remember(told.files.map(({ path, newHash }) => ({ path, hash: newHash })));
  if (!remembered.ok) return { id: journal.id, result: 'waiting', detail: remembered.error.code };
  const contracted = await contract(deps, told, deps.now());
  if (!contracted.ok) return { id: journal.id, result: 'waiting', detail: contracted.error.detail };
  await deps.files.discardStaging(journal.id);
  const job = stepEnded(stepStarted(told.committed?.job ?? told.begin.job, 'clean-up', deps.now()), 'clean-up', {
    state: 'done',
    at: deps.now(),
    detail: 'after a restart',
  });
  return conclude(deps, journal, ended(job, { tag: 'applied', warning: null }, deps.now()));
}

async function backward(
  deps: RecoverDeps,
  journal: Journal<ApplyRecord>,
  { told, state, commands }: { told: Told; state: ApplyState; commands: () => string[] },
): Promise<Recovered> {
  if (state.tag !== 'rollingBack') throw new Error(`apply: can't recover from ${state.tag}`);
  const undone = await undo(deps, told);
  if (!undone.ok) {
    const { kind, object, detail } = undone.error;
    if (kind === 'unreachable') return { id: journal.id, result: 'waiting', detail: `${object}: ${detail}` };
    return {
      id: journal.id,
      result: 'NEEDS_HELP',
      detail: `${object}: ${detail}`,
      commands: commands(),
    };
  }
  await deps.files.discardStaging(journal.id);
  const failed = stepEnded({ ...told.begin.job, generation: told.begin.to }, STEP_OF[state.during], {
    state: 'failed',
    at: deps.now(),
    detail: 'interrupted',
  });
  const restored = stepEnded(stepStarted(failed, 'restore', deps.now()), 'restore', {
    state: 'done',
    at: deps.now(),
    detail: ['after a restart', ...undone.value.done].join('; '),
  });
  const job = undone.value.warnings.reduce(withWarning, restored);
  return conclude(deps, journal, ended(job, step(state, { tag: 'done' }), deps.now()));
}

async function conclude(deps: RecoverDeps, journal: Journal<ApplyRecord>, job: JobView): Promise<Recovered> {
  await journal.append({ kind: 'outcome', job });
  return tellRecords(deps, journal, job);
}

/** PostgreSQL hears it when it can; until then the journal remembers. */
async function tellRecords(deps: RecoverDeps, journal: Journal<ApplyRecord>, job: JobView): Promise<Recovered> {
  const told = tell(journal.records());
  const result = job.status === 'SUCCESS' || job.status === 'FAILED' ? job.status : 'ROLLED_BACK';
  if (!told) return { id: journal.id, result, told: true };
  try {
    await deps.records.finish(told.begin.order, job);
  } catch {
    return { id: journal.id, result, told: false };
  } finally {
    deps.onProgress(job);
  }
  await journal.close();
  return { id: journal.id, result, told: true };
}
