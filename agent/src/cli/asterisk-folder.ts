import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StateFolder } from './state.ts';

const ELSEWHERE = '/var/lib/synergycall-asterisk';
/** A unix socket's path ends at 107 bytes; `run/asterisk.ctl` is one. */
const LONGEST = 107 - '/run/asterisk.ctl'.length;

/**
 * Folder of the private Asterisk: `asterisk` in the state folder; or, when its own unprivileged user can't get there (a
 * clone in root's home), one below /var/lib whose name the state folder remembers.
 */
export function asteriskFolder(state: StateFolder, elsewhere = ELSEWHERE): string {
  const inState = state.path('asterisk');
  const note = state.path('asterisk-is-at');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  const fits = isOpenToAll(state.dir) && Buffer.byteLength(inState) <= LONGEST;
  // Not root: Asterisk runs as whoever we are.
  if (process.getuid?.() !== 0 || fits) return inState;
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  const folder = join(elsewhere, randomBytes(6).toString('hex'));
  writeFileSync(note, `${folder}\n`);
  return folder;
}

/** May a user who is nobody in particular pass through? */
function isOpenToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
