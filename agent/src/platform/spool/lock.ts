import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '@synergycall/domain';
import { absent } from '../files/index.ts';
import { isAlive, thisProcess, type Owner } from '../journal/index.ts';

/*
 * As `ast_lock_path` does it with files (Asterisk's default, main/app.c of 22.10.1): a file of one's own is linked to
 * `.lock`, which exists for one only; who finds it waits for five seconds. Asterisk writes nothing into its own.
 */

const PATIENCE_MS = 5_000;
const AGAIN_MS = 10;

/** Runs the work while nobody else changes these folders, which are there. Locked in their order: the same one everywhere. */
export async function withLock<T>(folders: readonly string[], work: () => Promise<T>): Promise<Result<T, 'locked'>> {
  const held: string[] = [];
  try {
    for (const folder of folders) {
      if (!(await lock(folder))) return fail('locked');
      held.push(folder);
    }
    return ok(await work());
  } finally {
    for (const folder of held.toReversed()) await rm(join(folder, '.lock'), { force: true });
  }
}

async function lock(folder: string): Promise<boolean> {
  const own = join(folder, `.lock-${randomBytes(4).toString('hex')}`);
  await writeFile(own, JSON.stringify(thisProcess()), { flag: 'wx', mode: 0o660 });
  try {
    for (const until = Date.now() + PATIENCE_MS; ;) {
      try {
        await link(own, join(folder, '.lock'));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      if (Date.now() >= until) return false;
      await sleep(AGAIN_MS);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/**
 * Takes away locks of agents that are gone: Asterisk never would, and nobody could leave a message any more. Asterisk's
 * own are left alone.
 */
export async function sweepLocks(mailbox: string): Promise<void> {
  for (const folder of (await readdir(mailbox, { withFileTypes: true }).catch(absent)) ?? []) {
    if (!folder.isDirectory()) continue;
    const file = join(mailbox, folder.name, '.lock');
    const text = await readFile(file, 'utf8').catch(absent);
    const owner = text === undefined ? undefined : ownerOf(text);
    if (owner && !isAlive(owner)) await rm(file, { force: true });
  }
}

function ownerOf(text: string): Owner | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}
