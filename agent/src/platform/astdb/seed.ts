import { chownSync } from 'node:fs';
import Database from 'better-sqlite3';
import { astdbPath } from './rules.ts';
import type { AstdbEntry } from './types.ts';

/**
 * Makes the AstDB of an Asterisk that has not started yet and lives no longer than a moment: nothing is flushed.
 * @param owner who that Asterisk runs as, when not as this process.
 * @throws when the file is there already or the disk refuses.
 */
export function seedAstdb(
  path: string,
  entries: readonly AstdbEntry[],
  owner?: { readonly uid: number; readonly gid: number },
): void {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    // Asterisk's own statement (db.c).
    db.exec('CREATE TABLE astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))');
    const put = db.prepare('INSERT OR REPLACE INTO astdb(key, value) VALUES (?, ?)');
    db.transaction(() => entries.forEach((entry) => put.run(astdbPath(entry), entry.value)))();
  } finally {
    db.close();
  }
  if (owner) chownSync(path, owner.uid, owner.gid);
}
