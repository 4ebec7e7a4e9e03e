import {
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileNeeds } from './existing.ts';

export interface Added {
  readonly file: string;
  /** Copy of the file as it was; undefined when it did not exist. */
  readonly backup: string | undefined;
}

/**
 * Appends what is missing to hand-written files. Call only when the operator said so: this is the one place that
 * touches them. Each file is copied first (`NAME.before-synergycall-STAMP`), then replaced in one rename with its
 * owner and mode kept; what stood there is kept byte for byte. Throws on the first file that can't be written.
 * @param stamp from the caller's clock, such as `20261122T184500Z`
 */
export function addMissing(etc: string, needs: readonly FileNeeds[], stamp: string): Added[] {
  return needs.filter((need) => need.missing !== '').map((need) => append(etc, need, stamp));
}

function append(etc: string, need: FileNeeds, stamp: string): Added {
  const path = join(etc, need.file);
  const existed = existsSync(path);
  const before = existed ? readFileSync(path, 'utf8') : '';
  const backup = existed ? `${path}.before-synergycall-${stamp}` : undefined;
  if (backup) copyFileSync(path, backup, constants.COPYFILE_EXCL);
  const owner = statSync(existed ? path : etc);
  const glue = before === '' || before.endsWith('\n') ? '' : '\n';
  const text = `${before}${glue}\n; added by SynergyCall ${stamp}\n${need.missing}`;
  const temporary = `${path}.synergycall-new`;
  const mode = existed ? owner.mode & 0o777 : 0o640;
  rmSync(temporary, { force: true });
  // SECURITY: the folder may be Asterisk's own, so never through a link that stands there.
  const descriptor = openSync(temporary, 'wx', mode);
  try {
    // Whatever our umask is.
    fchmodSync(descriptor, mode);
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (process.getuid?.() === 0) chownSync(temporary, owner.uid, owner.gid);
  renameSync(temporary, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return { file: path, backup };
}
