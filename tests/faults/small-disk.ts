import { execFileSync } from 'node:child_process';
import { cpSync, closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own at a folder: small, and able to become full or read-only. */
export interface SmallDisk {
  readonly folder: string;
  fill(): void;
  free(): void;
  readOnly(is: boolean): void;
}

/** Why none can be mounted here; undefined: it can. */
export function noMounts(): string | undefined {
  const probe = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'synergycall-test', probe], { stdio: 'pipe' });
    execFileSync('umount', [probe], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim() ?? String(error);
    return `no file system may be mounted here (${said.split('\n')[0] ?? ''})`;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/** What is in `folder` is there afterwards too. Ends with the folder's umount. */
export function smallDisk(
  folder: string,
  options: { readonly megabytes: number; readonly uid: number; readonly gid: number; readonly mode: string },
): SmallDisk {
  const { megabytes, uid, gid, mode } = options;
  mkdirSync(folder, { recursive: true });
  const aside = mkdtempSync(join(tmpdir(), 'aside-'));
  const copy = (from: string, to: string): void =>
    void execFileSync('cp', ['-a', '--', `${from}/.`, to], { stdio: 'pipe' });
  copy(folder, aside);
  const how = `size=${megabytes}m,uid=${uid},gid=${gid},mode=${mode}`;
  execFileSync('mount', ['-t', 'tmpfs', '-o', how, 'synergycall-test', folder], { stdio: 'pipe' });
  cpSync(aside, folder, { recursive: true });
  execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
  rmSync(aside, { recursive: true, force: true });
  const ballast = join(folder, '.ballast');
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a');
      try {
        // Down to the last block.
        for (let chunk = Buffer.alloc(1 << 20); chunk.length > 0;) {
          try {
            writeSync(file, chunk);
          } catch {
            chunk = chunk.subarray(0, chunk.length >> 1);
          }
        }
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    readOnly: (is) => void execFileSync('mount', ['-o', `remount,${is ? 'ro' : 'rw'}`, folder], { stdio: 'pipe' }),
  };
}
