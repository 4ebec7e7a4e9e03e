import type { AstdbEntry, AstdbFile } from './types.ts';

/** Takes what the core noted while nobody listened; one piece of work after the other, and again later where it failed. */
export interface NoteTaker {
  readonly isClosed: boolean;
  /** After what is under way; never rejects. */
  inTurn(work: () => Promise<void>): Promise<void>;
  /** All notes once more, after a while. */
  again(): void;
  /** Takes every note that is there. Again by itself where that fails. */
  catchUp(): Promise<void>;
  close(): void;
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
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const failed = (err: unknown): void => {
    onFailure(err);
    again();
  };
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work).catch(failed);
    turn = done;
    return done;
  }
  function again(): void {
    if (isClosed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void catchUp();
    }, retryMs);
  }
  function catchUp(): Promise<void> {
    return inTurn(async () => {
      if (isClosed) return;
      const found = astdb.read(family);
      if (!found.ok) {
        // Absent: nothing was ever noted. Else it is locked, or not in a mode yet in which it may be read.
        if (found.error.code !== 'astdb.unreadable' || found.error.reason !== 'absent') again();
        return;
      }
      // The next one is no worse for one that fails.
      for (const note of notesOf(found.value)) await take(note).catch(failed);
    });
  }
  return {
    get isClosed() {
      return isClosed;
    },
    inTurn,
    again,
    catchUp,
    close() {
      isClosed = true;
      clearTimeout(retry);
    },
  };
}
