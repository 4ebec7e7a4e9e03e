/** One line of a journal: what is about to happen. `kind` tells the records of a user of the journal apart. */
export interface JournalRecord {
  readonly kind: string;
}

/** One job's journal, open for appending. */
export interface Journal<R extends JournalRecord> {
  readonly id: string;
  /** Returns once the line is on disk (fsync of the file, and of the folder for the first line). */
  append(record: R): Promise<void>;
  records(): readonly R[];
  /** Removes the file: nothing of this job has to be remembered. */
  close(): Promise<void>;
}

export interface FoundJournal<R extends JournalRecord> {
  readonly journal: Journal<R>;
  /** A line before the last did not match its checksum: somebody else wrote here, or the disk lies. */
  readonly damaged: boolean;
}

export interface JournalFolder<R extends JournalRecord> {
  /** A new journal; the file appears with the first record. */
  begin(id: string): Journal<R>;
  /** The journals that were not closed, oldest first. */
  open(): Promise<readonly FoundJournal<R>[]>;
  /** Of which jobs there is a journal. Reads none, so that it may be asked while one is being written. */
  ids(): Promise<readonly string[]>;
}
