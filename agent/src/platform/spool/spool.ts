import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '@synergycall/domain';
import { absent } from '../files/index.ts';
import { sweepLocks, withLock } from './lock.ts';
import { parseMessage, type MessageFacts } from './message-file.ts';
import { folderOf, makeFolder, type MailboxPlace } from './place.ts';

export interface SpoolMessage extends MessageFacts {
  readonly heard: boolean;
}
/** gone: it is not there (any more); locked: Asterisk did not let the folder go within five seconds. */
export type SpoolFailure = 'gone' | 'locked';

/** Messages of mailboxes. They move with Asterisk's locks and by its numbers, so both may be at work. Throws what the disk says. */
export interface Spool {
  /** Those that may be heard, the newest first. */
  list(place: MailboxPlace): Promise<readonly SpoolMessage[]>;
  /** Those that nobody has heard; [] where there is no such mailbox. */
  unheard(place: MailboxPlace): Promise<readonly SpoolMessage[]>;
  /** As WAV. */
  recording(place: MailboxPlace, id: string): Promise<Result<Buffer, SpoolFailure>>;
  setHeard(place: MailboxPlace, id: string, heard: boolean): Promise<Result<void, SpoolFailure>>;
  /** Out of sight, until `putBack` or `purge`. */
  remove(place: MailboxPlace, id: string): Promise<Result<void, SpoolFailure>>;
  putBack(place: MailboxPlace, id: string, heard: boolean): Promise<Result<void, SpoolFailure>>;
  /** Deletes what was removed before then, and locks of agents that are gone. */
  purge(place: MailboxPlace, before: Date): Promise<void>;
}

const NEW = 'INBOX';
const HEARD = 'Old';
/** Where people may keep messages by phone, too. */
const KEPT = [HEARD, 'Work', 'Family', 'Friends'];
/** Asterisk's word for it; it shows nobody what lies there, nor counts it. */
const REMOVED = 'Deleted';
/** So many hold no message: more would be no mailbox's. */
const MOST = 9_999;

interface Found {
  readonly folder: string;
  readonly number: number;
  readonly facts: MessageFacts;
}

export function openSpool(root: string): Spool {
  const pathOf = (place: MailboxPlace, folder: string): string => join(folderOf(root, place), folder);

  async function messagesIn(place: MailboxPlace, folder: string): Promise<Found[]> {
    const path = pathOf(place, folder);
    const found: Found[] = [];
    for (const number of await numbersIn(path)) {
      const text = await readFile(join(path, `${name(number)}.txt`), 'utf8').catch(absent);
      const facts = text === undefined ? undefined : parseMessage(text);
      if (facts) found.push({ folder, number, facts });
    }
    return found;
  }

  /** Runs the work under the locks of those folders that are there. In the order in which Asterisk takes two: the new ones' first. */
  async function locked<T>(
    place: MailboxPlace,
    folders: readonly string[],
    work: () => Promise<Result<T, SpoolFailure>>,
  ): Promise<Result<T, SpoolFailure>> {
    const there: string[] = [];
    for (const folder of folders) {
      const path = pathOf(place, folder);
      if (await stat(path).catch(absent)) there.push(path);
    }
    const done = await withLock(there, work);
    return done.ok ? done.value : done;
  }

  /** Without locks: what is moved meanwhile is there once, or at the next look. */
  async function read(place: MailboxPlace, folders: readonly string[]): Promise<readonly SpoolMessage[]> {
    const found = new Map<string, SpoolMessage>();
    for (const folder of folders)
      for (const { facts } of await messagesIn(place, folder)) found.set(facts.id, { ...facts, heard: folder !== NEW });
    return [...found.values()].toSorted((a, b) => b.at.getTime() - a.at.getTime());
  }

  /** As `save_to_folder` and then `resequence_mailbox` do: to the first free number, and the others close the gap. */
  async function move(
    place: MailboxPlace,
    id: string,
    { from, to }: { readonly from: readonly string[]; readonly to: string },
  ): Promise<Result<void, SpoolFailure>> {
    const source = await locked(place, from, () => findIn(place, from, id));
    if (!source.ok) return source;
    if (source.value === undefined) return fail('gone');
    const folder = source.value.folder;
    if (folder === to) return ok(undefined);
    await makeFolder(pathOf(place, to));
    const order = [NEW, ...KEPT, REMOVED].filter((one) => one === folder || one === to);
    return locked(place, order, async () => {
      // Whoever had the lock meanwhile may have moved it.
      const now = await findIn(place, [folder], id);
      if (!now.ok || now.value === undefined) return fail('gone');
      const target = pathOf(place, to);
      const free = firstGap(await numbersIn(target));
      await renumber(pathOf(place, folder), now.value.number, { path: target, number: free });
      await closeGaps(pathOf(place, folder));
      return ok(undefined);
    });
  }
  async function findIn(
    place: MailboxPlace,
    folders: readonly string[],
    id: string,
  ): Promise<Result<Found | undefined, SpoolFailure>> {
    for (const folder of folders) {
      const found = (await messagesIn(place, folder)).find(({ facts }) => facts.id === id);
      if (found) return ok(found);
    }
    return ok(undefined);
  }

  return {
    list: (place) => read(place, [NEW, ...KEPT]),
    unheard: (place) => read(place, [NEW]),
    recording: (place, id) =>
      locked(place, [NEW, ...KEPT], async () => {
        const found = await findIn(place, [NEW, ...KEPT], id);
        if (!found.ok || !found.value) return fail('gone');
        const sound = await readFile(join(pathOf(place, found.value.folder), `${name(found.value.number)}.wav`)).catch(
          absent,
        );
        return sound ? ok(sound) : fail('gone');
      }),
    setHeard: (place, id, heard) => move(place, id, { from: [NEW, ...KEPT], to: heard ? HEARD : NEW }),
    remove: (place, id) => move(place, id, { from: [NEW, ...KEPT], to: REMOVED }),
    putBack: (place, id, heard) => move(place, id, { from: [REMOVED], to: heard ? HEARD : NEW }),
    async purge(place, before) {
      await sweepLocks(folderOf(root, place));
      const path = pathOf(place, REMOVED);
      await locked(place, [REMOVED], async () => {
        for (const number of await numbersIn(path)) {
          // A move is a change of the file's entry, so this is when it was removed.
          const changed = await stat(join(path, `${name(number)}.txt`)).catch(absent);
          if (changed && changed.ctime < before)
            for (const file of await filesOf(path, number)) await rm(join(path, file));
        }
        await closeGaps(path);
        return ok(undefined);
      });
    },
  };
}

const name = (number: number): string => `msg${String(number).padStart(4, '0')}`;

/** Numbers that are taken, in their order: those with a note, as Asterisk counts. */
async function numbersIn(path: string): Promise<number[]> {
  return ((await readdir(path).catch(absent)) ?? [])
    .flatMap((file) => {
      const digits = /^msg(\d{4})\.txt$/.exec(file)?.[1];
      return digits === undefined ? [] : [Number(digits)];
    })
    .toSorted((a, b) => a - b);
}

function firstGap(numbers: readonly number[]): number {
  const gap = numbers.findIndex((number, place) => number !== place);
  const free = gap === -1 ? numbers.length : gap;
  if (free > MOST) throw new Error('a mailbox has no number left');
  return free;
}

/** Sounds first, the note last: what has no note is no message yet. */
async function filesOf(path: string, number: number): Promise<string[]> {
  const files = (await readdir(path)).filter((file) => file.startsWith(`${name(number)}.`));
  return files.toSorted((a, b) => Number(a.endsWith('.txt')) - Number(b.endsWith('.txt')));
}

async function renumber(from: string, number: number, to: { path: string; number: number }): Promise<void> {
  for (const file of await filesOf(from, number))
    await rename(join(from, file), join(to.path, `${name(to.number)}${file.slice(name(number).length)}`));
}

/** As `resequence_mailbox` of app_voicemail: numbers without a gap, in their order. */
async function closeGaps(path: string): Promise<void> {
  for (const [place, number] of (await numbersIn(path)).entries())
    if (number !== place) await renumber(path, number, { path, number: place });
}
