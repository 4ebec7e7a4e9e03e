import { existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { absent, sync } from '../files/index.ts';
import { folderOf, isPlace, likeParent, makeFolder, type MailboxPlace } from './place.ts';

/** As Asterisk records it, and as people upload it. */
const FORMATS = ['wav', 'WAV', 'gsm', 'ulaw', 'alaw', 'sln', 'g722', 'wav49'];

/** Has this mailbox a greeting of its own? */
export function hasGreeting(spool: string, tag: string, box: string): boolean {
  if (!isPlace({ tag, box })) return false;
  const folder = folderOf(spool, { tag, box });
  return FORMATS.some((format) => existsSync(join(folder, `unavail.${format}`)));
}

export interface GreetingFiles {
  /** As WAV; undefined: there is none, or one in another format. */
  read(place: MailboxPlace): Promise<Buffer | undefined>;
  /** Whole or as before, on disk when it returns; whatever format it had. Throws what the disk says. */
  write(place: MailboxPlace, wav: Buffer): Promise<void>;
  remove(place: MailboxPlace): Promise<void>;
}

export function greetingFiles(spool: string): GreetingFiles {
  const removeBut = async (place: MailboxPlace, kept: string | undefined): Promise<void> => {
    for (const format of FORMATS)
      if (format !== kept) await rm(join(folderOf(spool, place), `unavail.${format}`), { force: true });
  };
  return {
    read: (place) => readFile(join(folderOf(spool, place), 'unavail.wav')).catch(absent),
    async write(place, wav) {
      const folder = folderOf(spool, place);
      await makeFolder(folder);
      const temporary = join(folder, '.unavail.new');
      await rm(temporary, { force: true });
      try {
        const handle = await open(temporary, 'wx', 0o660);
        try {
          await handle.writeFile(wav);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await likeParent(temporary, folder);
        await rename(temporary, join(folder, 'unavail.wav'));
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
      await sync(folder);
      // Asterisk would take whichever costs it the least.
      await removeBut(place, 'wav');
    },
    remove: (place) => removeBut(place, undefined),
  };
}
