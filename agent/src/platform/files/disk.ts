import {
  access,
  chmod,
  chown,
  constants,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  statfs,
} from 'node:fs/promises';
import type { FileOps } from './types.ts';

/** The real disk. */
export const disk: FileOps = {
  read: (path) => readFile(path, 'utf8').catch(absent),
  async write(path, text, mode) {
    // `wx`: never through somebody's symbolic link, never into an existing file.
    const handle = await open(path, 'wx', mode);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  },
  fsync: sync,
  rename,
  fsyncFolder: sync,
  remove: (path) => rm(path, { force: true }),
  removeTree: (path) => rm(path, { recursive: true, force: true }),
  async makeFolder(path, mode) {
    await mkdir(path, { recursive: true, mode });
  },
  async own(path, { uid, gid, mode }) {
    const now = await lstat(path);
    // Only root may give a file away; for others the group is what lets Asterisk read it.
    const owner = process.getuid?.() === 0 ? uid : now.uid;
    if (now.uid !== owner || now.gid !== gid) await chown(path, owner, gid);
    if ((now.mode & 0o7777) !== mode) await chmod(path, mode);
  },
  async stat(path) {
    const now = await lstat(path).catch(absent);
    if (!now) return undefined;
    const kind = now.isSymbolicLink() ? 'symlink' : now.isFile() ? 'file' : now.isDirectory() ? 'folder' : 'other';
    return { kind, uid: now.uid, gid: now.gid, mode: now.mode & 0o7777 };
  },
  names: async (path) => (await readdir(path).catch(absent)) ?? [],
  async freeBytes(path) {
    const fs = await statfs(path);
    return fs.bavail * fs.bsize;
  },
  // A read-only file system refuses here too, even root.
  mayWrite: (path) =>
    access(path, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ),
};

/** For `catch`: what is not there is undefined; whatever else is wrong is thrown on. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

/** A file, or a folder with the names in it, is on disk when it returns. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
