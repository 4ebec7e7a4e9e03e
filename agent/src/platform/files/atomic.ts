import { basename, dirname, join } from 'node:path';
import type { FileOps } from './types.ts';

/** Where the new text stands until the rename. */
export const temporaryOf = (path: string): string => join(dirname(path), `.${basename(path)}.synergycall-new`);

/**
 * Replaces a file in one stroke: after a crash the old text is there or the new one. The temporary name begins
 * with a dot, so no `#include …/*.conf` ever takes it for configuration.
 */
export async function replaceFile(path: string, text: string, ops: FileOps): Promise<void> {
  const folder = dirname(path);
  const temporary = temporaryOf(path);
  const before = (await ops.stat(path)) ?? (await newFileLike(folder, ops));
  await ops.remove(temporary);
  try {
    await ops.write(temporary, text, before.mode);
    await ops.own(temporary, before);
    await ops.fsync(temporary);
    await ops.rename(temporary, path);
  } catch (error) {
    // A full disk must not also keep the half-written file.
    await ops.remove(temporary).catch(() => undefined);
    throw error;
  }
  await ops.fsyncFolder(folder);
}

/** A new file belongs to the folder's owner and group (Asterisk's), is read by them and by nobody else. */
async function newFileLike(folder: string, ops: FileOps): Promise<{ uid: number; gid: number; mode: number }> {
  const found = await ops.stat(folder);
  return { uid: found?.uid ?? 0, gid: found?.gid ?? 0, mode: 0o640 };
}

export async function removeFile(path: string, ops: FileOps): Promise<void> {
  await ops.remove(path);
  if (await ops.stat(dirname(path))) await ops.fsyncFolder(dirname(path));
}
