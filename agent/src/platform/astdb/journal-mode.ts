import { chownSync, closeSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { fail, ok } from '@synergycall/domain';
import type { Ami } from '../ami/index.ts';
import type { AstdbResult } from './types.ts';

/**
 * Why this file exists (seen on 22.10.1): Asterisk opens astdb.sqlite3 in rollback-journal mode without a busy
 * time-out. Whoever READS the file at the moment of Asterisk's COMMIT makes it fail with "database is locked",
 * and Asterisk then rolls back: up to a second of writes is gone, contacts of registered phones among them, with
 * one WARNING in the log. In WAL mode readers never block the writer, the mode stays with the file, and Asterisk
 * follows it. So the file is put into WAL mode before anyone reads it.
 */
export type JournalMode = 'absent' | 'empty' | 'rollback' | 'wal';

/** Reads the file's header without any SQLite lock, so it is safe at any time. */
export function journalMode(path: string): JournalMode {
  const header = readHeader(path);
  if (header === undefined) return 'absent';
  if (header.length < 20) return 'empty';
  return header[18] === 2 ? 'wal' : 'rollback';
}

/**
 * Makes the file, or converts the one that is there, while Asterisk is NOT running.
 * @param owner who Asterisk runs as, when not as this process.
 */
export function prepareAstdb(path: string, owner?: { readonly uid: number; readonly gid: number }): AstdbResult<void> {
  try {
    const db = new Database(path, { timeout: 1_000 });
    db.pragma('journal_mode = WAL');
    // Asterisk's own statement (db.c); it creates the table only if it is missing.
    db.exec('CREATE TABLE IF NOT EXISTS astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))');
    db.close();
    if (owner) chownSync(path, owner.uid, owner.gid);
    return journalMode(path) === 'wal' ? ok(undefined) : fail({ code: 'astdb.unreadable', reason: 'locked' });
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    if (!code.startsWith('SQLITE') && !code.startsWith('E')) throw error;
    return fail({
      code: 'astdb.unreadable',
      reason: code.startsWith('SQLITE_BUSY') ? 'locked' : code === 'SQLITE_NOTADB' ? 'damaged' : 'absent',
    });
  }
}

/**
 * Converts the file under a running Asterisk. Asterisk commits, then sleeps for a second before it can commit
 * again (db_sync_thread), and holds no lock until its next look-up: right after a commit the file is free and
 * nothing can be lost. So: cause a commit, see it in the header, try for half a second; on a busy PBX repeat.
 */
export async function convertLive(path: string, ami: Ami, timeoutMs = 15_000): Promise<AstdbResult<void>> {
  const start = performance.now();
  while (performance.now() - start < timeoutMs) {
    const mode = journalMode(path);
    if (mode === 'wal') return ok(undefined);
    if (mode === 'absent') return fail({ code: 'astdb.unreadable', reason: 'absent' });
    const before = changeCounter(path);
    const put = await ami.dbPut({ family: 'synergycall', key: 'astdb-mode', value: 'wal' });
    if (!put.ok) return put;
    for (let waited = 0; waited < 1_500 && changeCounter(path) === before; waited += 5) await sleep(5);
    for (let tried = 0; tried < 500; tried += 5) {
      if (tryConvert(path)) return ok(undefined);
      await sleep(5);
    }
    await sleep(1_000);
  }
  return fail({ code: 'astdb.unreadable', reason: 'locked' });
}

function tryConvert(path: string): boolean {
  const db = new Database(path, { timeout: 0, fileMustExist: true });
  try {
    return db.pragma('journal_mode = WAL', { simple: true }) === 'wal';
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return false;
    throw error;
  } finally {
    db.close();
  }
}

/** Bytes 24-27 of an SQLite file: counted up by each commit in rollback mode. */
const changeCounter = (path: string): number => {
  const header = readHeader(path);
  return header && header.length >= 28 ? header.readUInt32BE(24) : -1;
};

function readHeader(path: string): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const header = Buffer.alloc(28);
    return header.subarray(0, readSync(descriptor, header, 0, 28, 0));
  } finally {
    // Closing any descriptor of a file drops this process's POSIX locks on it; WAL readers hold theirs on -shm only.
    closeSync(descriptor);
  }
}
