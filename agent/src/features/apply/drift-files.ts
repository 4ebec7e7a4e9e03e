import { fail, ok, type DriftItem, type Result } from '@synergycall/domain';
import type { OwnedFiles } from '../../platform/files/index.ts';
import { fitnessOf } from './adopted.ts';
import { cannot, difference, type DriftObject, type Found } from './drift.ts';

/** A file as the newest live generation has it. */
export interface MeantFile {
  readonly path: string;
  /** What an apply would write: SynergyCall's own text, or the adopted one. */
  readonly text: string;
  /** SynergyCall's own. */
  readonly own: string;
  /** The adopted text was made on another one than `own`; then `text` is `own`. */
  readonly outdated: boolean;
}
export interface LookedFile {
  readonly path: string;
  /** As it stands on the disk; undefined: no file. */
  readonly disk: string | undefined;
  readonly found: Found | undefined;
}

/**
 * Looks at one file of ours. As it was last written is no drift, even when this version would write it otherwise: the
 * next apply of the box does.
 */
export async function lookAtFile(
  files: Pick<OwnedFiles, 'read' | 'readUnchanged'>,
  what: { readonly path: string; readonly meant: MeantFile | undefined; readonly object: DriftObject },
): Promise<Result<LookedFile, 'unknown'>> {
  const { path, meant, object } = what;
  const say = (live: string | null, adopt: DriftItem['adopt'], own = meant?.text ?? null): Found => ({
    item: difference({ store: 'file', name: path, object, meant: own, live, adopt }),
  });
  const read = await files.read(path);
  if (!read.ok) {
    if (read.error.code !== 'files.refused') return fail('unknown');
    return ok({ path, disk: undefined, found: say(`[${read.error.reason}]`, cannot('invalid')) });
  }
  const disk = read.value;
  const as = (found: Found | undefined): Result<LookedFile, 'unknown'> => ok({ path, disk, found });
  if (disk === undefined) return as(meant && say(null, cannot('not-in-the-model')));
  if (!meant) {
    // An empty file is a placeholder that set-up makes.
    if (disk === '' || (await files.readUnchanged(path)).ok) return as(undefined);
    return as(say(disk, cannot('not-in-the-model')));
  }
  const isAsWritten = disk !== '' && (await files.readUnchanged(path)).ok;
  // Right, and yet not known as ours (an agent that died while it adopted, a lost list of what was written): whatever
  // reloads the dialplan would refuse it, so it is shown, against our own text; both ways out make it known.
  if (disk === meant.text && !isAsWritten) return as(say(disk, { can: true, into: 'file' }, meant.own));
  if (disk === meant.text || (!meant.outdated && isAsWritten)) return as(undefined);
  const fitness = fitnessOf({ own: meant.own, edited: disk });
  return as(say(disk, fitness.ok ? { can: true, into: 'file' } : cannot(fitness.error)));
}
