import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Who runs the server; undefined: whoever we are. PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const OWN_USER = 'synergycall-db';
const SHARED_ROOT = '/var/lib/synergycall-db';

/** As root: the system's `postgres` if it is there, else a user made for this. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp('postgres') ?? lookUp(OWN_USER);
  if (known) return known;
  execFileSync(
    'useradd',
    [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      OWN_USER,
    ],
    { stdio: 'pipe' },
  );
  const made = lookUp(OWN_USER);
  if (!made) throw new Error(`the system user ${OWN_USER} could not be made; give DATABASE_URL instead`);
  return made;
}

function lookUp(name: string): ServerUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * Folder of the cluster: `postgres` in the state directory; or, when the server's user can't get there (a clone under
 * /root), a folder of its own under /var/lib whose name the state directory remembers.
 */
export function clusterFolder(state: string, user: ServerUser | undefined): string {
  const inState = resolve(state, 'postgres');
  if (existsSync(inState) || !user || isReachable(resolve(state), user)) return inState;
  const note = resolve(state, 'postgres-is-at');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  mkdirSync(SHARED_ROOT, { recursive: true, mode: 0o755 });
  const elsewhere = join(SHARED_ROOT, randomBytes(6).toString('hex'));
  writeFileSync(note, `${elsewhere}\n`);
  return elsewhere;
}

function isReachable(path: string, user: ServerUser): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Folder of the unix socket, 0700. A socket's path ends at 107 characters, so a deep state directory gets one in /tmp.
 * SECURITY: a folder there that someone else made first is refused.
 */
export function socketFolder(cluster: string, user: ServerUser | undefined): string {
  const near = join(cluster, 's');
  const folder =
    near.length <= 85 ? near : `/tmp/synergycall-db-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user && statSync(folder).uid === 0) chownSync(folder, user.uid, user.gid);
  const found = lstatSync(folder);
  const owner = user?.uid ?? process.getuid?.();
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0)
    throw new Error(`${folder} belongs to someone else: remove it`);
  return folder;
}
