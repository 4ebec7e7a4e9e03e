import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

/**
 * Runs `work` while no other process (or caller in this one) holds the lock `file`. The lock is SQLite's
 * exclusive lock on an empty database, so the kernel frees it when the holder dies: there are no stale locks.
 * Throws when it is not free within `patienceMs`.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, patienceMs = 600_000): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const end = Date.now() + patienceMs;
  while (Date.now() < end) {
    const held = tryLock(file);
    if (held) {
      try {
        return await work();
      } finally {
        held.close();
      }
    }
    await sleep(20 + Math.random() * 30);
  }
  throw new Error(`${file} stayed locked for ${patienceMs} ms`);
}

const forLife = new Set<Database.Database>();

/** Takes the lock for as long as this process lives (or until it is given back); undefined when another holds it. */
export function holdLock(file: string): (() => void) | undefined {
  mkdirSync(dirname(file), { recursive: true });
  const held = tryLock(file);
  if (!held) return undefined;
  // A handle that nothing refers to is collected, and its lock goes with it (seen).
  forLife.add(held);
  return () => {
    forLife.delete(held);
    held.close();
  };
}

function tryLock(file: string): Database.Database | undefined {
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (cause) {
    database.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) return undefined;
    throw cause;
  }
}
