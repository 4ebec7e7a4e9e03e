import { fail, ok, type Failure, type Result } from '@synergycall/domain';
import type { OwnedFile, OwnedFiles } from '../../platform/files/index.ts';
import type { Overwrite } from './ports.ts';
import { filesFailed } from './step-failure.ts';

/**
 * What an apply may write: the files that differ from the disk, and those that are named though they are as they should
 * be (what Asterisk has loaded of them may be something else). Hand edits that nobody named refuse it, all at once.
 */
export async function writable(
  files: Pick<OwnedFiles, 'refuseDrift' | 'changed'>,
  wanted: readonly OwnedFile[],
  overwrite: readonly Overwrite[],
): Promise<Result<readonly OwnedFile[], Failure>> {
  const names: string[] = [];
  for (const file of wanted) {
    const drift = await files.refuseDrift([file], overwrite);
    if (drift.ok) continue;
    if (drift.error.code !== 'files.drift') return fail(filesFailed('validating', drift.error));
    names.push(drift.error.path);
  }
  if (names.length > 0) return fail({ code: 'apply.drift', names });
  const changed = await files.changed(wanted);
  if (!changed.ok) return fail(filesFailed('validating', changed.error));
  const named = new Set([...changed.value, ...overwrite].map(({ path }) => path));
  return ok(wanted.filter(({ path }) => named.has(path)));
}
