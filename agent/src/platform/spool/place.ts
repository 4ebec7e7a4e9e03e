import { chmod, chown, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { absent } from '../files/index.ts';

export interface MailboxPlace {
  readonly tag: string;
  /** The person's id, or the general mailbox's. */
  readonly box: string;
}

const TAG = /^[0-9a-hjkmnp-tv-z]{4}$/;
const BOX = /^[0-9a-hjkmnp-tv-z]{12}$/;

export const isPlace = ({ tag, box }: MailboxPlace): boolean => TAG.test(tag) && BOX.test(box);

/** SECURITY: the only door from names to a path, so both are of closed alphabets. */
export function folderOf(spool: string, { tag, box }: MailboxPlace): string {
  if (!isPlace({ tag, box })) throw new Error('no mailbox');
  return join(spool, 'voicemail', `vm-${tag}`, box);
}

/** Owned and writable as its parent is: Asterisk goes on writing there. SECURITY: a link in its place is refused. */
export async function makeFolder(folder: string): Promise<void> {
  const found = await lstat(folder).catch(absent);
  if (found?.isDirectory()) return;
  if (found) throw Object.assign(new Error(`${folder} is no folder`), { code: 'ENOTDIR' });
  const parent = dirname(folder);
  await makeFolder(parent);
  await mkdir(folder);
  await likeParent(folder, parent);
}

export async function likeParent(path: string, parent: string): Promise<void> {
  const [made, like] = [await stat(path), await stat(parent)];
  if (made.gid !== like.gid || (made.uid !== like.uid && process.getuid?.() === 0))
    await chown(path, process.getuid?.() === 0 ? like.uid : made.uid, like.gid);
  // After chown, which clears set-gid.
  if (made.isDirectory()) await chmod(path, like.mode & 0o2775);
}
