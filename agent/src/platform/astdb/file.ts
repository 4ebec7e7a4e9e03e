import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fail, ok } from '@synergycall/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { journalMode } from './journal-mode.ts';
import { astdbPath } from './rules.ts';
import type { AstdbEntry, AstdbFailure, AstdbFile, AstdbResult } from './types.ts';

const POLL_MS = 25;

/**
 * Opens Asterisk's astdb.sqlite3 read-only, each time anew when the file at `path` has been replaced.
 * Refuses a file that is not in WAL mode: reading it would make Asterisk lose writes (journal-mode.ts).
 * Reading is synchronous: 100,000 keys are 0.1 s.
 */
export function astdbFile(path: string): AstdbFile {
  let open: { db: Database.Database; inode: bigint } | undefined;

  const close = (): void => {
    open?.db.close();
    open = undefined;
  };

  /** The connection to the file that is there now. Throws what the query below sorts out. */
  const connection = (): Database.Database => {
    const { ino } = statSync(path, { bigint: true });
    if (open && open.inode !== ino) close();
    if (!open && journalMode(path) !== 'wal') throw new UnsafeToRead();
    open ??= { db: new Database(path, { readonly: true, fileMustExist: true, timeout: 50 }), inode: ino };
    return open.db;
  };

  const query = <T>(read: (db: Database.Database) => T): AstdbResult<T> => {
    try {
      return ok(read(connection()));
    } catch (error) {
      close();
      return fail({ code: 'astdb.unreadable', reason: toReason(error) });
    }
  };

  const file: AstdbFile = {
    read: (family) =>
      query((db) => {
        const prefix = `/${family}/`;
        const rows = db
          .prepare('SELECT key, value FROM astdb WHERE key >= ? AND key < ? ORDER BY key')
          .all(prefix, `/${family}0`);
        return (rows as Row[]).map(({ key, value }) => ({ family, key: key.slice(prefix.length), value }));
      }),
    get: (key) =>
      query(
        (db) =>
          (db.prepare('SELECT key, value FROM astdb WHERE key = ?').get(astdbPath(key)) as Row | undefined)?.value,
      ),
    getMany: (keys) =>
      query((db) => {
        const find = db.prepare('SELECT value FROM astdb WHERE key = ?').pluck();
        return db.transaction(() => keys.map((key) => find.get(astdbPath(key)) as string | undefined))();
      }),
    holding: (family, part) =>
      query((db) => {
        const prefix = `/${family}/`;
        const rows = db
          .prepare('SELECT key, value FROM astdb WHERE key >= ? AND key < ? AND instr(value, ?) > 0 ORDER BY key')
          .all(prefix, `/${family}0`, part);
        return (rows as Row[]).map(({ key, value }) => ({ family, key: key.slice(prefix.length), value }));
      }),
    missing: (entries) =>
      query((db) => {
        const find = db.prepare('SELECT value FROM astdb WHERE key = ?').pluck();
        // One transaction, so that all entries are looked up in one state of the file.
        return db.transaction(() => entries.filter((entry) => find.get(astdbPath(entry)) !== entry.value))();
      }),
    has(entries) {
      const missing = file.missing(entries);
      return missing.ok ? ok(missing.value.length === 0) : missing;
    },
    async waitDurable(entries, timeoutMs) {
      let left: readonly AstdbEntry[] = entries;
      return poll(timeoutMs, () => {
        const missing = file.missing(left);
        if (!missing.ok) return missing;
        left = missing.value;
        const [first] = left;
        // The last look covers all again: a key seen early may have been overwritten since.
        if (first) return ok({ missing: left.length, first });
        left = entries;
        const again = file.missing(entries);
        if (!again.ok) return again;
        return again.value[0] ? ok({ missing: again.value.length, first: again.value[0] }) : ok(undefined);
      });
    },
    async waitGone(family, timeoutMs) {
      return poll(timeoutMs, () => {
        const rows = file.read(family);
        if (!rows.ok) return rows;
        return rows.value[0] ? ok({ missing: rows.value.length, first: rows.value[0] }) : ok(undefined);
      });
    },
    close,
  };
  return file;
}

type Row = { readonly key: string; readonly value: string };
type Unsettled = { readonly missing: number; readonly first: { readonly family: string; readonly key: string } };

/** Looks until nothing is unsettled. An unreadable file is looked at again too: Asterisk may be starting. */
async function poll(
  timeoutMs: number,
  look: () => AstdbResult<Unsettled | undefined>,
): Promise<AstdbResult<{ readonly afterMs: number }>> {
  const start = performance.now();
  for (;;) {
    const seen = look();
    const afterMs = Math.round(performance.now() - start);
    if (seen.ok && seen.value === undefined) return ok({ afterMs });
    if (afterMs >= timeoutMs) {
      if (!seen.ok) return seen;
      const { missing = 0, first = { family: '', key: '' } } = seen.value ?? {};
      return fail({ code: 'astdb.not-durable', missing, afterMs, first: { family: first.family, key: first.key } });
    }
    await sleep(Math.min(POLL_MS, timeoutMs - afterMs + 1));
  }
}

class UnsafeToRead extends Error {}

function toReason(error: unknown): Extract<AstdbFailure, { code: 'astdb.unreadable' }>['reason'] {
  if (error instanceof UnsafeToRead) return 'unsafe';
  const code = String((error as { code?: unknown }).code);
  if (code === 'ENOENT' || code === 'SQLITE_CANTOPEN' || code === 'ENOTDIR') return 'absent';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'locked';
  if (code.startsWith('SQLITE')) return 'damaged';
  throw error;
}
