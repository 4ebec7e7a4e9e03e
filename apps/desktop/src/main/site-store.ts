import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

/** A trusted agent: its address and the authority that its certificate has to come from. */
const siteRecord = z.object({
  id: z.string(),
  url: z.string(),
  host: z.string(),
  caPem: z.string(),
  caFingerprint: z.string(),
  trustedAt: z.string(),
  /** The session's token as the vault encrypted it, base64; null: signed out. */
  sealedToken: z.string().nullable(),
});
export type SiteRecord = z.infer<typeof siteRecord>;
const siteFile = z.object({ version: z.literal(1), sites: z.array(siteRecord) });

export interface SiteStore {
  list(): Promise<readonly SiteRecord[]>;
  find(id: string): Promise<SiteRecord | undefined>;
  put(site: SiteRecord): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Sites in one JSON file, replaced whole (temp, rename) so that a crash leaves the old or the new one. */
export function siteStore(file: string): SiteStore {
  let cached: SiteRecord[] | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  const load = async (): Promise<SiteRecord[]> => {
    if (cached) return cached;
    try {
      cached = siteFile.parse(JSON.parse(await readFile(file, 'utf8'))).sites;
    } catch (error) {
      // A file that can't be read is kept aside: its pins are worth more than a clean start.
      if (!isMissing(error)) await rename(file, `${file}.unreadable`).catch(() => undefined);
      cached = [];
    }
    return cached;
  };
  const save = async (sites: SiteRecord[]): Promise<void> => {
    cached = sites;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify({ version: 1, sites }, null, 1), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  /** One change after the other: two at once would lose one. */
  const change = (to: (sites: SiteRecord[]) => SiteRecord[]): Promise<void> => {
    const next = tail.then(async () => await save(to(await load())));
    tail = next.catch(() => undefined);
    return next;
  };
  return {
    list: load,
    find: async (id) => (await load()).find((s) => s.id === id),
    put: (site) => change((sites) => [...sites.filter((s) => s.id !== site.id), site]),
    remove: (id) => change((sites) => sites.filter((s) => s.id !== id)),
  };
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
