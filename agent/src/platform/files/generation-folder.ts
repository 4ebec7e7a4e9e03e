import { dirname, join } from 'node:path';
import { hashOf } from './hash.ts';
import type { FileBefore, FileOps, GenerationAbout, GenerationManifest, OwnedFile } from './types.ts';

const MANIFEST = 'manifest.json';

export interface GenerationFolders {
  /** `from`: what is there now, by path. */
  keep(about: GenerationAbout, files: readonly OwnedFile[], from: From): Promise<readonly FileBefore[]>;
  manifest(generation: number): Promise<GenerationManifest | undefined>;
  discard(generation: number): Promise<void>;
  /** Removes the oldest of `owner`'s beyond `most`, except those of the jobs in `needed`. */
  collect(wish: { readonly owner: string; readonly most: number; readonly needed: ReadonlySet<string> }): Promise<void>;
  /** Removes what a death left half made or half removed. */
  sweep(): Promise<void>;
}
export type From = ReadonlyMap<
  string,
  { readonly text: string; readonly mode: number; readonly uid: number; readonly gid: number }
>;

type Index = Map<number, { readonly owner: string; readonly job: string; readonly when: string }>;
const entryOf = (manifest: GenerationManifest) => ({
  owner: ownerOf(manifest),
  job: manifest.job,
  when: manifest.when,
});

/**
 * One folder per generation: `manifest.json` (what, who, when, why), `before/…` and `after/…` with the texts. Made
 * beside and renamed, so it is whole or absent; 0700, since texts of other tenants are nobody's business.
 */
export function generationFolders(folder: string, ops: FileOps): GenerationFolders {
  const at = (generation: number): string => join(folder, String(generation));
  /** Whose the kept ones are; read once, then kept up to date. */
  let index: Index | undefined;
  let isRooted = false;

  const readManifest = async (generation: number): Promise<GenerationManifest | undefined> => {
    const text = await ops.read(join(at(generation), MANIFEST));
    return text === undefined ? undefined : (JSON.parse(text) as GenerationManifest);
  };
  const indexed = async (): Promise<Index> => {
    if (index) return index;
    const found: Index = new Map();
    for (const name of await ops.names(folder)) {
      const manifest = /^\d+$/.test(name) ? await readManifest(Number(name)) : undefined;
      if (manifest) found.set(manifest.generation, entryOf(manifest));
    }
    return (index ??= found);
  };
  /** Writes and syncs; returns the folders whose entries have to be synced too. */
  const write = async (base: string, path: string, text: string): Promise<readonly string[]> => {
    const file = join(base, path);
    await ops.makeFolder(dirname(file), 0o700);
    await ops.write(file, text, 0o600);
    await ops.fsync(file);
    const folders: string[] = [];
    for (let up = dirname(file); up.length >= base.length; up = dirname(up)) folders.push(up);
    return folders;
  };

  /** Out of sight first: a folder without its manifest would puzzle whoever finds it. */
  const remove = async (generation: number): Promise<void> => {
    const leaving = join(folder, `.${generation}.old`);
    await ops.removeTree(leaving);
    if (await ops.stat(at(generation))) await ops.rename(at(generation), leaving);
    await ops.removeTree(leaving);
    index?.delete(generation);
  };

  return {
    async keep(about, files, from) {
      const building = join(folder, `.${about.generation}.new`);
      await ops.removeTree(building);
      await ops.makeFolder(building, 0o700);
      const entries: GenerationManifest['files'][number][] = [];
      const befores: FileBefore[] = [];
      const folders = new Set<string>();
      for (const { path, text } of files) {
        const old = from.get(path);
        const made = [
          ...(old ? await write(building, join('before', path), old.text) : []),
          ...(await write(building, join('after', path), text)),
        ];
        for (const one of made) folders.add(one);
        const [oldHash, newHash] = [old ? hashOf(old.text) : null, hashOf(text)];
        const like = old ? { mode: old.mode.toString(8).padStart(4, '0'), uid: old.uid, gid: old.gid } : null;
        entries.push({ path, oldHash, newHash, was: like });
        befores.push({ path, oldHash, newHash, backup: old ? join(at(about.generation), 'before', path) : null });
      }
      const manifest: GenerationManifest = { version: 1, ...about, files: entries };
      for (const one of await write(building, MANIFEST, `${JSON.stringify(manifest, undefined, 1)}\n`))
        folders.add(one);
      // Once each, however many files there are.
      for (const one of folders) await ops.fsyncFolder(one);
      // Of a job that died and was never begun; nobody's, or the number would not have been given out again.
      await ops.removeTree(at(about.generation));
      await ops.rename(building, at(about.generation));
      await ops.fsyncFolder(folder);
      // The first one made the folder itself.
      if (!isRooted) await ops.fsyncFolder(dirname(folder));
      isRooted = true;
      index?.set(about.generation, entryOf(manifest));
      return befores;
    },
    manifest: readManifest,

    async collect({ owner, most, needed }) {
      const kept = await indexed();
      // By time first: a database that was made anew counts from one again.
      const own = [...kept]
        .filter(([, one]) => one.owner === owner)
        .toSorted(([a, one], [b, other]) => Date.parse(other.when) - Date.parse(one.when) || b - a);
      for (const [generation] of own.slice(most).filter(([, one]) => !needed.has(one.job))) await remove(generation);
    },

    async discard(generation) {
      await ops.removeTree(join(folder, `.${generation}.new`));
      await remove(generation);
    },

    async sweep() {
      for (const name of await ops.names(folder))
        if (/^\.\d+\.(new|old)$/.test(name)) await ops.removeTree(join(folder, name));
    },
  };
}

/** A tenant's tag, or `box`. */
const ownerOf = (manifest: Pick<GenerationManifest, 'tenant'>): string => manifest.tenant?.tag ?? 'box';
