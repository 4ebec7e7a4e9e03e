import { join } from 'node:path';
import { replaceFile } from './atomic.ts';
import type { FileOps } from './types.ts';

/** SHA-256 by path (relative to Asterisk's configuration folder): what we last wrote. */
export type Written = Readonly<Record<string, string>>;

export interface WrittenFiles {
  /** Of the folders of ours that hold these paths. */
  of(paths: readonly string[]): Promise<Written>;
  /** null: removed. */
  note(written: readonly { readonly path: string; readonly hash: string | null }[]): Promise<void>;
}

/** Hidden, so no `#include …/*.conf` reads it and no look at our files takes it for one. */
const NAME = '.synergycall-written.json';

/** `extensions.d/synergycall` of `extensions.d/synergycall/tenants/a7k2.conf`. */
const rootOf = (path: string): string => path.split('/').slice(0, 2).join('/');

/**
 * What we last wrote, kept in each folder of ours beside the files it speaks of: every agent that writes there, with
 * whatever state folder, knows the same, and it travels with a copy of the configuration. Agents of earlier versions
 * kept one list in their state folder (`legacy`); it counts for a folder until the first note there.
 */
export function writtenFiles(etc: string, legacy: string, ops: FileOps): WrittenFiles {
  const manifest = (root: string): string => join(etc, root, NAME);
  const read = async (file: string): Promise<Written | undefined> => {
    const text = await ops.read(file);
    try {
      return text === undefined ? undefined : (JSON.parse(text) as Written);
    } catch {
      // Edited by somebody: nothing counts as ours then, and each file is named as drift.
      return {};
    }
  };
  const former = async (root: string): Promise<Written> =>
    Object.fromEntries(Object.entries((await read(legacy)) ?? {}).filter(([path]) => rootOf(path) === root));
  const known = async (root: string): Promise<Written> => (await read(manifest(root))) ?? (await former(root));

  return {
    async of(paths) {
      const roots = [...new Set(paths.map(rootOf))];
      return Object.assign({}, ...(await Promise.all(roots.map(known)))) as Written;
    },
    async note(written) {
      for (const root of new Set(written.map(({ path }) => rootOf(path)))) {
        const before = await known(root);
        const next: Record<string, string> = { ...before };
        for (const { path, hash } of written.filter((one) => rootOf(one.path) === root)) {
          if (hash === null) delete next[path];
          else next[path] = hash;
        }
        if (same(before, next) && (await ops.stat(manifest(root)))) continue;
        await replaceFile(manifest(root), `${JSON.stringify(next, undefined, 1)}\n`, ops);
      }
    },
  };
}

const same = (a: Written, b: Written): boolean => {
  const keys = Object.keys(b);
  return keys.length === Object.keys(a).length && keys.every((key) => a[key] === b[key]);
};
