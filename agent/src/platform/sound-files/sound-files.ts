import { lstat, mkdir, open, readdir, rename, rm, stat, chmod, chown } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { absent, sync } from '../files/index.ts';

/** Below Asterisk's configuration folder, beside the other folders that are ours. */
const FOLDER = 'sounds.d/synergycall';
const TAG = /^[0-9a-hjkmnp-tv-z]{4}$/;
const ID = /^[0-9a-hjkmnp-tv-z]{12}$/;

/**
 * Announcements as files that Asterisk plays: `<tag>/<id>.wav`, a folder per tenant. A file never changes once it is
 * there, so one that has the right length is the right one. Throws what the disk says (ENOSPC, EACCES, …).
 */
export interface SoundFiles {
  /** Those of the tenant, by id; [] where there is none. */
  list(tag: string): Promise<readonly string[]>;
  /** Its length in bytes; undefined: not there. */
  size(tag: string, id: string): Promise<number | undefined>;
  /** Whole or not there, and on disk when it returns. */
  write(tag: string, id: string, sound: Buffer): Promise<void>;
  remove(tag: string, id: string): Promise<void>;
}

export function soundFiles(etc: string): SoundFiles {
  /** SECURITY: the only door from a name to a path; no link of the tenant's own stands on the way. */
  const folderOf = (tag: string): string => {
    if (!TAG.test(tag)) throw new Error('no tag');
    return join(etc, FOLDER, tag);
  };
  const fileOf = (tag: string, id: string): string => {
    if (!ID.test(id)) throw new Error('no id of an announcement');
    return join(folderOf(tag), `${id}.wav`);
  };

  return {
    async list(tag) {
      const names = await readdir(folderOf(tag)).catch(absent);
      return (names ?? []).flatMap((name) => {
        const id = name.replace(/\.wav$/, '');
        return name.endsWith('.wav') && ID.test(id) ? [id] : [];
      });
    },
    async size(tag, id) {
      const found = await lstat(fileOf(tag, id)).catch(absent);
      return found?.isFile() ? found.size : undefined;
    },
    async write(tag, id, sound) {
      const file = fileOf(tag, id);
      const folder = dirname(file);
      await makeFolder(folder);
      const like = await stat(folder);
      // Asterisk looks for `<id>.wav` and its likes only.
      const temporary = join(folder, `.${id}.new`);
      await rm(temporary, { force: true });
      try {
        const handle = await open(temporary, 'wx', 0o640);
        try {
          await handle.writeFile(sound);
          // The group is what lets Asterisk read it.
          if ((await handle.stat()).gid !== like.gid) await handle.chown(process.getuid?.() ?? like.uid, like.gid);
          await handle.chmod(0o640);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
      await sync(folder);
    },
    remove: (tag, id) => rm(fileOf(tag, id), { force: true }),
  };
}

/** Owned and readable as its parent is. SECURITY: a link in its place is refused. */
async function makeFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(absent);
  if (found?.isDirectory()) return;
  if (found) throw Object.assign(new Error(`${folder} is no folder`), { code: 'ENOTDIR' });
  const parent = dirname(folder);
  await makeFolder(parent);
  await mkdir(folder, { mode: 0o750 });
  const like = await stat(parent);
  const made = await stat(folder);
  if (made.gid !== like.gid) await chown(folder, process.getuid?.() === 0 ? like.uid : made.uid, like.gid);
  // After chown, which clears set-gid.
  await chmod(folder, like.mode & 0o2770);
  await sync(parent);
}
