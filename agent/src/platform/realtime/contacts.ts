import { setTimeout as sleep } from 'node:timers/promises';
import { ok } from '@synergycall/domain';
import { text } from '../ami/scrub.ts';
import type { Ami, AmiResult, CacheName } from '../ami/index.ts';

const FAMILY = 'registrar/contact';
const CACHES = ['res_pjsip/endpoint', 'res_pjsip/auth', 'res_pjsip/aor'] as const;
const IN_FLIGHT = 64;
/** Longer than one look-up takes, by far. */
const SETTLE_MS = 100;

/**
 * Forgets where the phones of these AORs are, at once: a deleted device's contact would otherwise stay in AstDB,
 * be dialled, and come back to life with the next device of its name. Contacts are keyed `<aor>;@<hash of the uri>`
 * (seen on 22.10.1). Returns how many there were.
 */
export async function dropContacts(ami: Ami, aors: readonly string[]): Promise<AmiResult<number>> {
  if (aors.length === 0) return ok(0);
  const wanted = new Set(aors);
  const listed = await ami.list('DBGetTree', { Family: FAMILY }, { timeoutMs: 30_000 });
  if (!listed.ok)
    return listed.error.code === 'ami.refused' && /not found/i.test(listed.error.message) ? ok(0) : listed;
  let dropped = 0;
  for (const entry of listed.value) {
    const key = contactKey(text(entry, 'key'));
    const aor = /^(.*)(;|\^3B)@[0-9a-f]{32}$/.exec(key)?.[1];
    if (aor === undefined || !wanted.has(aor)) continue;
    const deleted = await ami.dbDel({ family: FAMILY, key });
    if (!deleted.ok) return deleted;
    if (deleted.value) dropped += 1;
  }
  return ok(dropped);
}

/** DBGetTree names a key by its whole path. */
const contactKey = (path: string): string => path.replace(/^\/?registrar\/contact\//, '');

/**
 * Makes Asterisk read these devices anew at their next REGISTER or INVITE: to be called after every update and
 * delete of rows. Without it MariaDB's cache keeps an old secret valid for 10 minutes and longer (seen on 22.10.1);
 * over SQLite there is no cache and it changes nothing. New devices need no call: absence is not cached.
 * SECURITY: goes over them twice, since a look-up that read the old row just before the commit may store it in the
 * cache just after the first pass.
 */
export async function expireDevices(ami: Ami, ids: readonly string[]): Promise<AmiResult<void>> {
  const objects = [...new Set(ids)].flatMap((id) => CACHES.map((cache) => ({ cache, id })));
  const [first] = objects;
  if (!first || !(await hasCache(ami, first))) return ok(undefined);
  const once = await expire(ami, objects);
  if (!once.ok) return once;
  await sleep(SETTLE_MS);
  return expire(ami, objects);
}

type Cached = { readonly cache: CacheName; readonly id: string };

async function hasCache(ami: Ami, { cache, id }: Cached): Promise<boolean> {
  const answer = await ami.send('SorceryMemoryCacheExpireObject', { Cache: cache, Object: id });
  return !(!answer.ok && answer.error.code === 'ami.refused' && /cache does not exist/.test(answer.error.message));
}

async function expire(ami: Ami, objects: readonly Cached[]): Promise<AmiResult<void>> {
  for (let start = 0; start < objects.length; start += IN_FLIGHT) {
    const expired = await Promise.all(
      objects.slice(start, start + IN_FLIGHT).map((object) => ami.expireCached(object)),
    );
    const failed = expired.find((result) => !result.ok);
    if (failed && !failed.ok) return failed;
  }
  return ok(undefined);
}
