import { chmod, chown, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endProcess, identify, isSameProcess, type ProcessIdentity } from '../asterisk-host/process.ts';

const PREFIX = 'sc-shadow-';
const OWNER = 'owner.json';
const PROCESS = 'process.json';
const YOUNG_MS = 600_000;

export interface ShadowFolder {
  readonly dir: string;
  readonly log: string;
  readonly socket: string;
  write(files: Readonly<Record<string, string>>, writable: readonly string[]): Promise<void>;
  /** Remembered for whoever finds the folder when this process is gone. */
  rememberProcess(pid: number): Promise<void>;
  remove(): Promise<void>;
}

interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/** A folder of one shadow. SECURITY: 0700, the shadow's user's; what it only reads belongs to us. */
export async function makeFolder(parent: string | undefined, runAs: RunAs | undefined): Promise<ShadowFolder> {
  const dir = await mkdtemp(join(parent ?? tmpdir(), PREFIX));
  try {
    await chmod(dir, 0o700);
    if (runAs) await chown(dir, runAs.uid, runAs.gid);
    const me = identify(process.pid);
    if (me) await writeFile(join(dir, OWNER), JSON.stringify(me), { mode: 0o600 });
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
  return {
    dir,
    log: join(dir, 'log/full.log'),
    socket: join(dir, 'run/asterisk.ctl'),
    async write(files, writable) {
      const folders = new Set(Object.keys(files).map((name) => dirname(join(dir, name))));
      for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o755 });
      for (const name of writable) {
        await mkdir(join(dir, name), { recursive: true, mode: 0o700 });
        if (runAs) await chown(join(dir, name), runAs.uid, runAs.gid);
      }
      await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(dir, name), text, { mode: 0o644 })));
    },
    async rememberProcess(pid) {
      const identity = identify(pid);
      if (identity) await writeFile(join(dir, PROCESS), JSON.stringify(identity), { mode: 0o600 });
    },
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Ends and removes the shadows whose agent is gone. What is not plainly such a folder of ours is left alone. */
export async function sweepFolders(parent: string | undefined, runAs: RunAs | undefined): Promise<void> {
  const root = parent ?? tmpdir();
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const dir = join(root, name);
    // SECURITY: anybody may make such a folder in /tmp; another user's is not believed.
    const found = await lstat(dir).catch(() => undefined);
    if (!found?.isDirectory() || found.uid !== (runAs?.uid ?? process.getuid?.())) continue;
    const owner = await readIdentity(join(dir, OWNER));
    // Without one: made this moment by another agent, or left by one that died in that moment.
    if (owner ? isSameProcess(owner) : Date.now() - found.mtimeMs < YOUNG_MS) continue;
    const shadow = await readIdentity(join(dir, PROCESS));
    if (shadow) await endProcess(shadow, 0, 'SIGKILL').catch(() => undefined);
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** SECURITY: written by us (0600, not the shadow's), so it names a process of ours. */
async function readIdentity(file: string): Promise<ProcessIdentity | undefined> {
  try {
    const found = await lstat(file);
    if (!found.isFile() || found.uid !== process.getuid?.()) return undefined;
    return JSON.parse(await readFile(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
