import { parseDialplan } from '@synergycall/asterisk';
import { fail, ok, type Failure, type Result } from '@synergycall/domain';
import type { OwnedFiles } from '../../platform/files/index.ts';
import { filesFailed, stepFailed } from './step-failure.ts';
import type { JobOrder, Rendered } from './ports.ts';
import { DIALPLAN_FOLDER } from './render.ts';
import type { RunnerDeps } from './sides.ts';
import type { StepResult, Work } from './steps.ts';

export interface Validating {
  readonly deps: Pick<RunnerDeps, 'files'>;
  readonly order: JobOrder;
  /** Gets `files`: those whose text differs from what is on disk. */
  readonly work: Work;
  readonly rendered: Rendered;
}

/** Everything that can be known before anything is touched. */
export async function validate({ deps: { files }, order, work, rendered }: Validating): StepResult {
  for (const { path, text } of rendered.files) {
    const [problem] = parseDialplan(text).problems;
    if (problem)
      return fail(
        stepFailed('validating', {
          object: path,
          detail: `line ${problem.line}: ${problem.problem}`,
          remedy: 'This is an error of SynergyCall: report it with this line. Nothing was changed.',
        }),
      );
  }
  const drift = await files.refuseDrift(rendered.files, order.overwrite);
  if (!drift.ok) return fail(filesFailed('validating', drift.error));
  const changed = await files.changed(rendered.files);
  if (!changed.ok) return fail(filesFailed('validating', changed.error));
  work.files = changed.value;
  // A reload reads all of our files: one that is broken or not ours takes others down with it (seen on 22.10.1).
  const folder = work.files.length > 0 ? await refuseBroken(files, work.files) : ok(undefined);
  return folder.ok ? ok(null) : folder;
}

/** Every other file of ours that the reload will read must be as we wrote it and read without a problem. */
async function refuseBroken(files: OwnedFiles, own: readonly { path: string }[]): Promise<Result<void, Failure>> {
  const listed = await files.list(DIALPLAN_FOLDER);
  if (!listed.ok) return fail(filesFailed('validating', listed.error));
  for (const path of listed.value.filter((name) => name.endsWith('.conf') && !own.some((file) => file.path === name))) {
    const text = await files.readUnchanged(path);
    if (!text.ok) return fail(filesFailed('validating', text.error));
    const [problem] = parseDialplan(text.value).problems;
    if (problem)
      return fail(
        stepFailed('validating', {
          object: path,
          detail: `line ${problem.line}: ${problem.problem}`,
          remedy: 'Repair or remove this file, then apply again.',
        }),
      );
  }
  return ok(undefined);
}
