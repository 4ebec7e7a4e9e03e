import { dirname, join, normalize } from 'node:path';
import { fail, ok } from '@synergycall/domain';
import type { FileOps, FilesResult } from './types.ts';

/** `extensions.d/synergycall/…`, `pjsip.d/synergycall/…` and so on: plain names, no dot at their beginning. */
const OWNED = /^[a-z]+\.d\/synergycall(\/[A-Za-z0-9][A-Za-z0-9_.-]*)+$/;

/**
 * SECURITY: the only door from a name to a path that is written. Refuses whatever is not inside a folder of
 * ours, and any symbolic link on the way (a link would let us write elsewhere).
 */
export async function ownedPath(etc: string, path: string, ops: FileOps): Promise<FilesResult<string>> {
  if (!OWNED.test(path) || normalize(path) !== path) return fail({ code: 'files.refused', path, reason: 'outside' });
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const found = await ops.stat(join(etc, ...parts.slice(0, depth)));
    if (!found) break;
    if (found.kind === 'symlink') return fail({ code: 'files.refused', path, reason: 'symlink' });
    const wanted = depth === parts.length ? 'file' : 'folder';
    if (found.kind !== wanted) return fail({ code: 'files.refused', path, reason: 'not-a-file' });
  }
  return ok(join(etc, path));
}

/** Makes the folder if absent, owned as its parent, readable for Asterisk's group. */
export async function makeOwnedFolder(folder: string, ops: FileOps): Promise<void> {
  if (await ops.stat(folder)) return;
  const parent = dirname(folder);
  await makeOwnedFolder(parent, ops);
  await ops.makeFolder(folder, 0o750);
  const like = await ops.stat(parent);
  if (like) await ops.own(folder, like);
  await ops.fsyncFolder(parent);
}
