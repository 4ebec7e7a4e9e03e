import { parseDialplan } from '@synergycall/asterisk';
import { fail, ok, type Failure, type JobView, type Result } from '@synergycall/domain';
import { failureOf } from '../../rpc/index.ts';
import type { FilesFailure, OwnedFiles } from '../../platform/files/index.ts';
import type { Journal } from '../../platform/journal/index.ts';
import { contract } from './contract.ts';
import { ended, newJob, portFailed, sayFailure, stepEnded, stepFailed, stepStarted, withChanges, withWarning } from './job.ts';
import { tell, type ApplyRecord } from './journal-records.ts';
import { isTerminal, start, step, STEP_OF, type ApplyEvent, type ApplyState, type Phase } from './machine.ts';
import type { JobOrder, LiveFacts, Rendered, Taken } from './ports.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import { restore } from './restore.ts';
import { changeOf, sayRealtime, type RowChange } from './rows.ts';
import { PATIENCE, type RunnerDeps } from './sides.ts';
import { verify } from './verify.ts';
import { within } from './within.ts';

/** What the steps hand to the later ones; each is set by the step that its name says. */
interface Work {
  taken?: Taken;
  from: number | null;
  to: number;
  rendered?: Rendered;
  files: readonly { path: string; text: string }[];
  facts?: LiveFacts;
  rows?: RowChange;
}

type StepResult = Promise<Result<string | null, Failure>>;

/**
 * One apply from its row to its end, on whatever stores it is given. Never throws for a store that fails: the machine
 * says whether that rejects, rolls back or is a warning. The caller holds the box's lock; `lost` fires when it is gone.
 */
export async function runApply(deps: RunnerDeps, order: JobOrder, lost: AbortSignal): Promise<JobView> {
  const { records, journals, now } = deps;
  const patience = { ...PATIENCE, ...deps.patience };
  const journal: Journal<ApplyRecord> = journals.begin(order.id);
  const work: Work = { from: null, to: 0, files: [] };
  const steps = stepsOf({ deps, order, journal, work, lost });
  let job = newJob(order);
  let state: ApplyState = start;
  const show = (next: JobView): void => deps.onProgress((job = next));

  await records.begin(order);
  while (!isTerminal(state)) {
    const name = STEP_OF[state.tag];
    show(stepStarted(job, name, now()));
    let event: ApplyEvent;
    if (state.tag === 'rollingBack') {
      const undone = await restore(deps, journal, { state, patience });
      event = undone.event;
      for (const warning of undone.warnings) job = withWarning(job, warning);
    } else if (state.tag === 'cleaningUp') {
      event = await cleanUp();
    } else {
      const phase = state.tag;
      const result = await guarded(phase, () => within(patience.stepMs, steps[phase](job)));
      event = result.ok ? { tag: 'done' } : { tag: 'failed', because: result.error };
      if (result.ok) job = stepEnded(job, name, { state: 'done', at: now(), detail: result.value });
      if (phase === 'rendering' && work.rendered) job = withChanges(job, work.rendered.changes);
      if (work.to > 0) job = { ...job, generation: work.to };
    }
    if (event.tag === 'done') show(job.steps.find((s) => s.step === name)?.state === 'done' ? job : stepEnded(job, name, { state: 'done', at: now(), detail: null }));
    else show(stepEnded(job, name, { state: 'failed', at: now(), detail: event.tag === 'failed' ? sayFailure(event.because) : null }));
    state = step(state, event);
  }
  show(ended(job, state, now()));
  await settle();
  return job;

  async function cleanUp(): Promise<ApplyEvent> {
    const told = tell(journal.records());
    if (!told) throw new Error('apply: clean-up without a journal');
    if (work.files.length > 0) {
      const remembered = await deps.files.remember(told.files.map(({ path, newHash }) => ({ path, hash: newHash })));
      if (!remembered.ok) return { tag: 'failed', because: filesFailed('verifying', remembered.error) };
    }
    const contracted = await contract(deps, told, now());
    await deps.files.discardStaging(order.id);
    return contracted.ok ? { tag: 'done' } : { tag: 'failed', because: portFailed('verifying', 'Asterisk', contracted.error) };
  }

  /** PostgreSQL hears the end; if it can't, the journal keeps it until it can. What asks for help stays open. */
  async function settle(): Promise<void> {
    const begun = journal.records().length > 0;
    if (state.tag === 'needsHelp') {
      await records.finish(order, job).catch(() => undefined);
      return;
    }
    if (begun) await journal.append({ kind: 'outcome', job });
    try {
      await records.finish(order, job);
    } catch (error) {
      show(withWarning(job, `The result is kept in the journal until the database has it (${failureOf(error)?.code ?? 'unexpected error'}).`));
      return;
    }
    await journal.close();
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

interface StepContext {
  readonly deps: RunnerDeps;
  readonly order: JobOrder;
  readonly journal: Journal<ApplyRecord>;
  readonly work: Work;
  readonly lost: AbortSignal;
}

/** The work of each phase. The intent is in the journal before each effect that Asterisk could see. */
function stepsOf({ deps, order, journal, work, lost }: StepContext): Record<Phase, (job: JobView) => StepResult> {
  const { records, files, realtime, asterisk } = deps;
  const tag = order.tenant?.tag ?? null;
  const taken = (): Taken => work.taken ?? missing('snapshot');
  const rendered = (): Rendered => work.rendered ?? missing('rendering');

  return {
    async checking() {
      if (!(await asterisk.waitLive(1_500))) return fail({ code: 'apply.asterisk-unreachable', detail: 'no AMI connection to a booted Asterisk' });
      const pong = await realtime.ping();
      if (!pong.ok) return fail(portFailed('checking', 'realtime', sayRealtime(pong.error)));
      work.taken = await records.take(order);
      if (tag) {
        const pointer = await asterisk.readPointer(tag);
        if (!pointer.ok) return fail({ code: 'apply.asterisk-unreachable', detail: pointer.error.detail });
        work.from = pointer.value;
      }
      work.to = await records.nextGeneration();
      return ok(null);
    },

    async rendering() {
      const made = deps.render(taken());
      if (!made.ok) return made;
      work.rendered = made.value;
      return ok(`${made.value.changes.length} changes`);
    },

    async validating() {
      for (const { path, text } of rendered().files) {
        const [problem] = parseDialplan(text).problems;
        if (problem) return fail(stepFailed('validating', { object: path, detail: `line ${problem.line}: ${problem.problem}`, remedy: 'This is an error of SynergyCall: report it with this line. Nothing was changed.' }));
      }
      const drift = await files.refuseDrift(rendered().files);
      if (!drift.ok) return fail(filesFailed('validating', drift.error));
      const changed = await files.changed(rendered().files);
      if (!changed.ok) return fail(filesFailed('validating', changed.error));
      work.files = changed.value;
      // A reload reads all of our files: one that is broken or not ours takes others down with it (seen on 22.10.1).
      const folder = work.files.length > 0 ? await refuseBroken(files, work.files) : ok(undefined);
      if (!folder.ok) return folder;
      // Seam: the shadow Asterisk looks at the staged files and the generation's keys here (issue 3).
      return ok(null);
    },

    async backingUp(job) {
      const bytes = work.files.reduce((sum, file) => sum + Buffer.byteLength(file.text), 0);
      const space = await files.refuseFullDisk(bytes);
      if (!space.ok) return fail(filesFailed('backingUp', space.error));
      const backed = await files.backUp(order.id, work.files);
      if (!backed.ok) return fail(filesFailed('backingUp', backed.error));
      const staged = await files.stage(order.id, work.files);
      if (!staged.ok) return fail(filesFailed('backingUp', staged.error));
      await records.keepSnapshot(order, work.to, taken().tenant ?? taken().box);
      await journal.append({ kind: 'begin', order, from: work.from, to: work.to, owner: deps.owner, job });
      await journal.append({ kind: 'files', files: backed.value });
      return ok(null);
    },

    async writing() {
      const written = tag ? await writeRows(tag) : ok(null);
      if (!written.ok) return written;
      if (tag) {
        await journal.append({ kind: 'keys' });
        const put = await asterisk.putKeys(rendered().keys(work.to, order.id));
        if (!put.ok) return fail(portFailed('writing', 'Asterisk', put.error));
      }
      for (const file of work.files) {
        await journal.append({ kind: 'file', path: file.path });
        const swapped = await files.swap(file);
        if (!swapped.ok) return fail(filesFailed('writing', swapped.error));
      }
      return written;
    },

    async reloading() {
      if (work.files.length === 0) return ok('nothing to reload');
      await journal.append({ kind: 'reload' });
      const reloaded = await asterisk.reloadDialplan();
      return reloaded.ok ? ok('pbx_config') : fail(portFailed('reloading', 'Asterisk', reloaded.error));
    },

    async flipping() {
      if (!tag) return ok(null);
      if (lost.aborted) return fail({ code: 'database.down', detail: 'the lock of this apply was lost' });
      await journal.append({ kind: 'flip' });
      const flipped = await asterisk.setPointer(tag, work.to);
      return flipped.ok ? ok(`generation ${work.to}`) : fail(portFailed('flipping', 'Asterisk', flipped.error));
    },

    async verifying(job) {
      const facts = work.facts ?? NO_FACTS;
      const endpoints = sample([...(work.rows?.insert ?? []), ...(work.rows?.update ?? [])].map((row) => row.id));
      const verified = await verify(deps, { tag, generation: tag ? work.to : null, probe: rendered().probe(facts), endpoints, wholeDialplan: work.files.length > 0 || !tag, texts: rendered().files });
      if (!verified.ok) {
        const { kind, object, detail } = verified.error;
        return kind === 'unreachable' ? fail({ code: 'apply.asterisk-unreachable', detail }) : fail(stepFailed('verifying', { object, detail }));
      }
      if (lost.aborted) return fail({ code: 'database.down', detail: 'the lock of this apply was lost' });
      // The point of no return. If this line does not reach the disk, the step has failed and is undone.
      await journal.append({ kind: 'committed', at: deps.now(), remove: work.rows?.remove ?? [], job });
      return ok(null);
    },
  };

  /** The live lock is held from reading who is suspended or revoked until the rows are committed. */
  function writeRows(own: string): StepResult {
    return records.withLiveFacts(order, async (facts): StepResult => {
      work.facts = facts;
      const there = await realtime.readAll(own);
      if (!there.ok) return fail(portFailed('writing', 'realtime', sayRealtime(there.error)));
      const rows = changeOf(there.value, rendered().devices(facts));
      work.rows = rows;
      if (rows.insert.length + rows.update.length === 0) return ok(null);
      await journal.append({ kind: 'rows', changed: rows.before, added: rows.insert.map((row) => row.id) });
      const written = await realtime.transact({ insert: rows.insert, update: rows.update });
      if (!written.ok) return fail(portFailed('writing', 'realtime', sayRealtime(written.error)));
      // A new phone may have been asked for in vain before; the changed ones are known by their old rows.
      const expired = await asterisk.expireCached(rows.update.map((row) => row.id));
      if (!expired.ok) return fail(portFailed('writing', 'Asterisk', expired.error));
      return ok(`${rows.insert.length} phones new, ${rows.update.length} changed`);
    });
  }
}

const NO_FACTS: LiveFacts = { tenantSuspended: false, suspendedUsers: new Set(), revoked: new Set() };

/** First, middle, last: enough to see that Asterisk reads the rows, cheap for a thousand of them. */
const sample = (ids: readonly string[]): string[] => [...new Set([ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)])].filter((id) => id !== undefined);

/** Every other file of ours that the reload will read must be as we wrote it and read without a problem. */
async function refuseBroken(files: OwnedFiles, own: readonly { path: string }[]): Promise<Result<void, Failure>> {
  const listed = await files.list(DIALPLAN_FOLDER);
  if (!listed.ok) return fail(filesFailed('validating', listed.error));
  for (const path of listed.value.filter((name) => name.endsWith('.conf') && !own.some((file) => file.path === name))) {
    const text = await files.readUnchanged(path);
    if (!text.ok) return fail(filesFailed('validating', text.error));
    const [problem] = parseDialplan(text.value).problems;
    if (problem) return fail(stepFailed('validating', { object: path, detail: `line ${problem.line}: ${problem.problem}`, remedy: 'Repair or remove this file, then apply again.' }));
  }
  return ok(undefined);
}

function missing(what: string): never {
  throw new Error(`apply: no ${what} yet`);
}

function filesFailed(phase: Phase, error: FilesFailure): Failure {
  switch (error.code) {
    case 'files.drift':
      return stepFailed(phase, {
        object: error.path,
        detail: { changed: 'was edited by hand since it was written', foreign: 'is not from here: somebody made it', missing: 'was removed by hand' }[error.found],
        remedy: 'Undo the edit (or move the file away and keep a copy), then apply again. Own dialplan belongs into a file outside the folders named synergycall.',
      });
    case 'files.no-space':
      return stepFailed(phase, { object: error.folder, detail: `${error.freeBytes} bytes free, ${error.neededBytes} needed`, remedy: 'Make room on this disk, then apply again.' });
    case 'files.refused':
      return stepFailed(phase, { object: error.path, detail: error.reason, remedy: 'Folders named synergycall hold plain files and folders only: remove what stands in the way.' });
    case 'files.io':
      return stepFailed(phase, { object: error.path, detail: `${error.operation}: ${error.errno}`, remedy: error.errno === 'ENOSPC' ? 'Make room on this disk, then apply again.' : 'Let the agent’s user write there, then apply again.' });
  }
}
