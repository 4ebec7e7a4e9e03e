import { turns, type Turns } from '../turns/index.ts';
import { isNeverWritten } from './rules.ts';
import type { AstdbEntry, AstdbFile } from './types.ts';

/** Takes what the core noted while nobody listened; one piece of work after the other, and again later where it failed. */
export interface NoteTaker extends Turns {
  /** Takes every note that is there. Again by itself where that fails. */
  catchUp(): Promise<void>;
}

export interface NoteTakerOptions<Note> {
  readonly astdb: Pick<AstdbFile, 'read'>;
  /** Where the notes stand. */
  readonly family: string;
  readonly notesOf: (entries: readonly AstdbEntry[]) => readonly Note[];
  readonly take: (note: Note) => Promise<void>;
  readonly onFailure: (err: unknown) => void;
  readonly retryMs: number;
}

export function noteTaker<Note>(options: NoteTakerOptions<Note>): NoteTaker {
  const { astdb, family, notesOf, take, onFailure, retryMs } = options;
  const catchUp = (): Promise<void> =>
    taking.inTurn(async () => {
      if (taking.isClosed) return;
      const found = astdb.read(family);
      if (!found.ok) {
        // Else it is locked, or not in a mode yet in which it may be read.
        if (!isNeverWritten(found.error)) taking.again();
        return;
      }
      // The next one is no worse for one that fails.
      for (const note of notesOf(found.value)) await take(note).catch(taking.failed);
    });
  const taking = turns({ everything: catchUp, onFailure, retryMs });
  return Object.assign(taking, { catchUp });
}
