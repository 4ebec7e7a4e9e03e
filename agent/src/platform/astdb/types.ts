import type { Result } from '@synergycall/domain';
import type { AmiFailure, AstdbEntry, AstdbKey } from '../ami/types.ts';

export type { AstdbEntry, AstdbKey };

export type AstdbFailure =
  | AmiFailure
  /** Key or value outside the closed pattern: nothing was sent. */
  | {
      readonly code: 'astdb.invalid';
      readonly family: string;
      readonly key: string;
      readonly problem: 'family' | 'key' | 'value-characters' | 'value-length';
    }
  /** Asterisk accepted the writes but its file did not show them in time. */
  | { readonly code: 'astdb.not-durable'; readonly missing: number; readonly afterMs: number; readonly first: AstdbKey }
  /** astdb.sqlite3 is absent, locked for too long, no database, or `unsafe`: not in WAL mode, so that reading it would make Asterisk lose writes. */
  | { readonly code: 'astdb.unreadable'; readonly reason: 'absent' | 'locked' | 'damaged' | 'unsafe' };

export type AstdbResult<T> = Result<T, AstdbFailure>;

/** The read-only second connection to Asterisk's astdb.sqlite3: what it shows has survived a crash of Asterisk. */
export type AstdbFile = {
  /** All entries of a family (`did`, or `gen/7` with parts), in key order. */
  read(family: string): AstdbResult<readonly AstdbEntry[]>;
  get(key: AstdbKey): AstdbResult<string | undefined>;
  /** In the order asked for, all in one state of the file. */
  getMany(keys: readonly AstdbKey[]): AstdbResult<readonly (string | undefined)[]>;
  /** Entries of a family whose value has this in it: 100,000 keys are looked through in 20 ms. */
  holding(family: string, part: string): AstdbResult<readonly AstdbEntry[]>;
  /** The entries that are NOT on disk with exactly this value. */
  missing(entries: readonly AstdbEntry[]): AstdbResult<readonly AstdbEntry[]>;
  has(entries: readonly AstdbEntry[]): AstdbResult<boolean>;
  waitDurable(entries: readonly AstdbEntry[], timeoutMs: number): Promise<AstdbResult<{ readonly afterMs: number }>>;
  /** Waits until none of the family is on disk any more. */
  waitGone(family: string, timeoutMs: number): Promise<AstdbResult<{ readonly afterMs: number }>>;
  close(): void;
};

/** Writes through AMI, so that Asterisk's own view and the file agree. */
export type AstdbWriter = {
  putAll(entries: readonly AstdbEntry[]): Promise<AstdbResult<{ readonly written: number }>>;
  /** putAll, then waits until the file shows all of them. */
  putDurably(entries: readonly AstdbEntry[], timeoutMs: number): Promise<AstdbResult<{ readonly afterMs: number }>>;
  delete(keys: readonly AstdbKey[]): Promise<AstdbResult<void>>;
  deleteTree(family: string, key?: string): Promise<AstdbResult<boolean>>;
};
