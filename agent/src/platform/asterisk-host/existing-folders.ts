import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OWNED_FOLDERS } from './config.ts';
import type { RunAs } from './types.ts';

/** Who a host's own Asterisk runs as: the owner of the folder in which it writes its AstDB. Throws when there is none. */
export function ownerOf(astdb: string): RunAs {
  const { uid, gid } = statSync(dirname(astdb));
  return { uid, gid };
}

/**
 * The folder for an SQLite Realtime file that the host's Asterisk (`owner`) and we both write: beside AstDB, where
 * its user can pass and a unit's `ReadWritePaths` reach. The file is made empty; tables come with `ensureSchema`.
 * @returns its path
 */
export function makeSharedStore(astdb: string, owner: RunAs): string {
  const folder = join(dirname(astdb), 'synergycall');
  // Set-gid and group-writable: an agent that isn't root works as a member of Asterisk's group.
  ensureFolder(folder, owner, 0o2770);
  const file = join(folder, 'pbx.sqlite3');
  // SECURITY: the folder is Asterisk's, so a link may stand there; neither it nor what it names is ours to give away.
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o660);
  settle(fd, owner, 0o660);
  return file;
}

/** The folders named synergycall in `etc`, for what apply writes: ours, read by Asterisk's group. Others' folders stay as they are. */
export function makeOwnedFolders(etc: string, asterisk: RunAs): void {
  const uid = process.getuid?.() ?? asterisk.uid;
  for (const folder of OWNED_FOLDERS.flatMap((owned) => [dirname(owned), owned])) {
    const path = join(etc, folder);
    const isOurs = basename(folder) === 'synergycall';
    // Only root can mend what is there; an agent that isn't finds out when it writes.
    if (!existsSync(path) || (isOurs && uid === 0)) ensureFolder(path, { uid, gid: asterisk.gid }, 0o2750);
  }
}

/** SECURITY: by descriptor and never through a link: root must not be led to give away another folder. */
function ensureFolder(folder: string, owner: RunAs, mode: number): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  settle(openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW), owner, mode);
}

function settle(fd: number, owner: RunAs, mode: number): void {
  try {
    const now = fstatSync(fd);
    if (now.uid !== owner.uid || now.gid !== owner.gid) fchownSync(fd, owner.uid, owner.gid);
    // After chown, which clears set-gid; whatever the umask was.
    if ((fstatSync(fd).mode & 0o7777) !== mode) fchmodSync(fd, mode);
  } finally {
    closeSync(fd);
  }
}
