import { dirname, join } from 'node:path';
import { fail, ok } from '@synergycall/domain';
import { removeFile, replaceFile, temporaryOf } from './atomic.ts';
import { disk } from './disk.ts';
import { generationFolders } from './generation-folder.ts';
import { hashOf } from './hash.ts';
import { makeOwnedFolder, ownedPath } from './owned-path.ts';
import type { FilesFailure, FilesOptions, FilesResult, OwnedFiles } from './types.ts';
import { writtenFiles } from './written.ts';

/** Left free for everyone else on the same disk. */
const RESERVE_BYTES = 8 * 1024 * 1024;

/**
 * The files of Asterisk's configuration that are ours, and nothing else. Guarantees: nothing outside the folders
 * named synergycall is opened for writing; what was there is backed up first; each file is replaced in one
 * stroke; a hand edit is noticed.
 */
export function ownedFiles({ etc, state, ops = disk }: FilesOptions): OwnedFiles {
  const staging = (job: string): string => join(state, 'staging', job);
  const written = writtenFiles(etc, join(state, 'written.json'), ops);
  const generations = generationFolders(join(state, 'generations'), ops);
  let swept = false;

  /** Runs disk work on a checked path; what the disk refuses becomes a failure that names the file. */
  const at = async <T>(
    path: string,
    operation: string,
    work: (absolute: string) => Promise<FilesResult<T>>,
  ): Promise<FilesResult<T>> => {
    try {
      const checked = await ownedPath(etc, path, ops);
      return checked.ok ? await work(checked.value) : checked;
    } catch (error) {
      return fail(ioFailure(error, path, operation));
    }
  };

  const inState = async <T>(operation: string, work: () => Promise<T>): Promise<FilesResult<T>> => {
    try {
      await ops.makeFolder(state, 0o700);
      return ok(await work());
    } catch (error) {
      return fail(ioFailure(error, state, operation));
    }
  };

  const files: OwnedFiles = {
    etc,
    read: (path) => at(path, 'read', async (absolute) => ok(await ops.read(absolute))),

    async list(folder) {
      const paths: string[] = [];
      try {
        for (const name of await ops.names(join(etc, folder))) {
          if (name.startsWith('.')) continue;
          const path = `${folder}/${name}`;
          const found = await ops.stat(join(etc, path));
          if (found?.kind === 'file') paths.push(path);
          if (found?.kind !== 'folder') continue;
          const below = await files.list(path);
          if (!below.ok) return below;
          paths.push(...below.value);
        }
      } catch (error) {
        return fail(ioFailure(error, folder, 'list'));
      }
      return ok(paths.toSorted());
    },

    async changed(wanted) {
      const differing = [];
      for (const file of wanted) {
        const now = await files.read(file.path);
        if (!now.ok) return now;
        if (now.value !== file.text) differing.push(file);
      }
      return ok(differing);
    },

    async refuseDrift(wanted, overwrite = []) {
      const known = await files.written(wanted.map(({ path }) => path));
      if (!known.ok) return known;
      for (const file of wanted) {
        const now = await files.read(file.path);
        if (!now.ok) return now;
        const last = known.value[file.path];
        const current = now.value === undefined ? undefined : hashOf(now.value);
        if (current === last || now.value === file.text) continue;
        // Exactly what was seen and given up; its text is kept in the generation's folder.
        if (overwrite.some(({ path, hash }) => path === file.path && hash === (current ?? ''))) continue;
        if (current === undefined) return fail({ code: 'files.drift', path: file.path, found: 'missing' });
        // An empty file is a placeholder that set-up makes, nobody's work.
        if (last === undefined && now.value === '') continue;
        return fail({ code: 'files.drift', path: file.path, found: last === undefined ? 'foreign' : 'changed' });
      }
      return ok(undefined);
    },

    async written(paths) {
      try {
        return ok(await written.of(paths));
      } catch (error) {
        return fail(ioFailure(error, paths[0] ?? etc, 'read'));
      }
    },

    async readUnchanged(path) {
      const known = await files.written([path]);
      if (!known.ok) return known;
      const text = await files.read(path);
      if (!text.ok) return text;
      const last = known.value[path];
      if (text.value === undefined) return fail({ code: 'files.drift', path, found: 'missing' });
      if (text.value !== '' && hashOf(text.value) !== last)
        return fail({ code: 'files.drift', path, found: last === undefined ? 'foreign' : 'changed' });
      return ok(text.value);
    },

    async refuseFullDisk(neededBytes) {
      // Where somebody mounted one of our folders, its room is another than the configuration's.
      const own = join(etc, 'extensions.d/synergycall');
      for (const folder of [...((await ops.stat(own)) ? [own] : [etc]), state]) {
        const free = await inState('statfs', () => ops.freeBytes(folder));
        if (!free.ok) return free;
        const needed = 3 * neededBytes + RESERVE_BYTES;
        if (free.value < needed)
          return fail({ code: 'files.no-space', folder, freeBytes: free.value, neededBytes: needed });
      }
      return ok(undefined);
    },

    async stage(job, wanted) {
      const folder = staging(job);
      return inState('stage', async () => {
        for (const file of wanted) {
          const path = join(folder, file.path);
          await ops.makeFolder(dirname(path), 0o700);
          await ops.remove(path);
          await ops.write(path, file.text, 0o600);
          await ops.fsync(path);
          await ops.fsyncFolder(dirname(path));
        }
        return { folder };
      });
    },

    async keepGeneration(about, wanted) {
      const from = new Map<string, { text: string; mode: number; uid: number; gid: number }>();
      for (const { path } of wanted) {
        const now = await files.read(path);
        if (!now.ok) return now;
        const like = await ops.stat(join(etc, path));
        if (now.value !== undefined && like) from.set(path, { ...like, text: now.value });
      }
      return inState('back up', () => generations.keep(about, wanted, from));
    },

    discardGeneration: (generation) => inState('discard', () => generations.discard(generation)),
    generation: (generation) => inState('read', () => generations.manifest(generation)),

    async refuseUnwritable(wanted) {
      for (const { path } of wanted) {
        // Not made yet: its parent counts.
        let folder = dirname(join(etc, path));
        while (folder.length > etc.length && !(await ops.stat(folder))) folder = dirname(folder);
        if (!(await ops.mayWrite(folder)))
          return fail({ code: 'files.io', path: folder, operation: 'write', errno: 'EACCES' });
      }
      return ok(undefined);
    },

    swap: (file, before) =>
      at(file.path, 'write', async (absolute) => {
        if (before) {
          const now = await ops.read(absolute);
          const hash = now === undefined ? null : hashOf(now);
          if (hash !== before.oldHash)
            return fail({ code: 'files.drift', path: file.path, found: hash === null ? 'missing' : 'changed' });
        }
        await makeOwnedFolder(dirname(absolute), ops);
        await replaceFile(absolute, file.text, ops);
        return ok(undefined);
      }),

    restore: (before) =>
      at(before.path, 'restore', async (absolute) => {
        // Left by whoever died between write and rename.
        await ops.remove(temporaryOf(absolute));
        const now = await ops.read(absolute);
        const hash = now === undefined ? null : hashOf(now);
        if (hash === before.oldHash) return ok({ keptForeign: null });
        let keptForeign: string | null = null;
        if (now !== undefined && hash !== before.newHash) {
          keptForeign = join(state, 'found', `${before.path.replaceAll('/', '+')}.${String(hash).slice(0, 12)}`);
          await ops.makeFolder(dirname(keptForeign), 0o700);
          await ops.remove(keptForeign);
          await ops.write(keptForeign, now, 0o600);
        }
        if (before.oldHash === null || before.backup === null) {
          await removeFile(absolute, ops);
          return ok({ keptForeign });
        }
        const old = await ops.read(before.backup);
        if (old === undefined || hashOf(old) !== before.oldHash)
          return fail({ code: 'files.io', path: before.backup, operation: 'restore', errno: 'EDAMAGED' });
        await replaceFile(absolute, old, ops);
        return ok({ keptForeign });
      }),

    async remember(changes) {
      try {
        await written.note(changes);
        return ok(undefined);
      } catch (error) {
        return fail(ioFailure(error, changes[0]?.path ?? etc, 'remember'));
      }
    },

    discardStaging: (job) => inState('discard', () => ops.removeTree(staging(job))),
    collectGenerations: (wish) => inState('collect', () => generations.collect(wish)),
    sweep: () =>
      inState('sweep', async () => {
        if (swept) return;
        await ops.removeTree(join(state, 'staging'));
        await generations.sweep();
        swept = true;
      }),
  };
  return files;
}

function ioFailure(error: unknown, path: string, operation: string): FilesFailure {
  const errno = (error as NodeJS.ErrnoException).code;
  if (typeof errno !== 'string' || !errno.startsWith('E')) throw error;
  return { code: 'files.io', path, operation, errno };
}
