import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundJournal, Journal, JournalFolder, JournalRecord } from './types.ts';

const SUFFIX = '.journal';

/**
 * Journals as append-only files of JSON lines, each with a checksum, in a folder of their own.
 * Guarantees: a record that `append` returned from survives a crash; a line torn by a crash is taken as not
 * written (so its effect had not begun) and is cut off before the next append; so is what a failed append left.
 * SECURITY: journals hold SIP digests: folder 0700, files 0600, removed when closed.
 */
export function journalFolder<R extends JournalRecord>(folder: string): JournalFolder<R> {
  const ids = async (): Promise<string[]> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return (await readdir(folder)).filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
  };
  return {
    ids,
    begin: (id) => journal<R>(folder, checkedId(id), { records: [], bytes: 0, torn: false }),
    async open() {
      // One that is closed meanwhile is none.
      const found = await Promise.all((await ids()).map((id) => read<R>(folder, id).catch(absent)));
      return found
        .flatMap((one) => one ?? [])
        .toSorted((a, b) => a.bornMs - b.bornMs)
        .map(({ journal: j, damaged }) => ({ journal: j, damaged }));
    },
  };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function checkedId(id: string): string {
  if (!/^[0-9a-z-]{1,64}$/.test(id)) throw new Error('journal: an id of letters, digits and hyphens');
  return id;
}

async function read<R extends JournalRecord>(
  folder: string,
  id: string,
): Promise<FoundJournal<R> & { bornMs: number }> {
  const file = join(folder, id + SUFFIX);
  const [text, { birthtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
  const lines = text.split('\n');
  const records: R[] = [];
  let good = 0;
  for (const line of lines.slice(0, -1)) {
    const record = parseLine<R>(line);
    if (!record) break;
    records.push(record);
    good += Buffer.byteLength(line) + 1;
  }
  // What follows the last good line is a torn write only if it is the last thing in the file.
  const damaged = records.length < lines.length - 2;
  const bytes = Buffer.byteLength(text);
  return {
    // Looking changes nothing: the line may be under way just now. Whoever appends here cuts off what is torn.
    journal: journal<R>(folder, id, { records, bytes: damaged ? bytes : good, torn: !damaged && good < bytes }),
    damaged,
    bornMs: birthtimeMs,
  };
}

function journal<R extends JournalRecord>(
  folder: string,
  id: string,
  found: { readonly records: readonly R[]; readonly bytes: number; readonly torn: boolean },
): Journal<R> {
  const file = join(folder, id + SUFFIX);
  const records: R[] = [...found.records];
  /** Length of what is known to be whole, and whether an append that failed (a full disk) left a part behind it. */
  let bytes = found.bytes;
  let torn = found.torn;
  return {
    id,
    records: () => records,
    async append(record) {
      const isNew = records.length === 0;
      if (isNew) await mkdir(folder, { recursive: true, mode: 0o700 });
      const line = toLine(record);
      const handle = await open(file, 'a', 0o600);
      try {
        if (torn) await handle.truncate(bytes);
        torn = true;
        await handle.appendFile(line);
        await handle.sync();
        torn = false;
        bytes += Buffer.byteLength(line);
      } finally {
        await handle.close();
      }
      if (isNew) await syncFolder(folder);
      records.push(record);
    },
    async close() {
      await rm(file, { force: true });
      await syncFolder(folder).catch((error: NodeJS.ErrnoException) => {
        // Never begun: no folder either.
        if (error.code !== 'ENOENT') throw error;
      });
    },
  };
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function toLine(record: JournalRecord): string {
  const text = JSON.stringify(record);
  return `${checksum(text)} ${text}\n`;
}

function parseLine<R extends JournalRecord>(line: string): R | undefined {
  const text = line.slice(17);
  if (line[16] !== ' ' || checksum(text) !== line.slice(0, 16)) return undefined;
  return JSON.parse(text) as R;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
