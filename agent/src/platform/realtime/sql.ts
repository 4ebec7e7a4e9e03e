import type { RealtimeKind, RealtimeResult } from './types.ts';

export type SqlRow = Readonly<Record<string, string | number | null>>;
export type SqlValue = string | null;

/** One open transaction. Statements use `?` and backticks, which both databases understand. */
export type SqlSession = {
  all(sql: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  run(sql: string, values: readonly SqlValue[]): Promise<void>;
};

/** What differs between SQLite and MariaDB; everything else is in store.ts. */
export type SqlDriver = {
  readonly kind: RealtimeKind;
  /** Appended to a SELECT whose rows the transaction is about to change. */
  readonly forUpdate: '' | ' FOR UPDATE';
  /** Commits when `work` returns ok, else rolls back. Failures of the database become a RealtimeFailure, others are thrown. */
  transaction<T>(work: (session: SqlSession) => Promise<RealtimeResult<T>>): Promise<RealtimeResult<T>>;
  /** Like it, but takes no write lock: one consistent state to read from. */
  snapshot<T>(work: (session: SqlSession) => Promise<RealtimeResult<T>>): Promise<RealtimeResult<T>>;
  /** The columns of each of the tables that exist. */
  existing(): Promise<RealtimeResult<ReadonlyMap<string, readonly string[]>>>;
  createTables(statements: readonly string[]): Promise<RealtimeResult<void>>;
  ping(): Promise<RealtimeResult<void>>;
  close(): Promise<void>;
};
