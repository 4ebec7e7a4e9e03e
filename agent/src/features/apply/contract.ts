import { fail, ok, type Result, type TenantTag } from '@synergycall/domain';
import type { Told } from './journal-records.ts';
import type { Sides } from './sides.ts';
import type { AsteriskSide } from './ports.ts';
import { sayRealtime } from './rows.ts';
import type { UndoFailure } from './undo.ts';

/**
 * After the point of no return: what the new state no longer needs. Removed devices first (they could still
 * register), then generations. Can be repeated.
 */
export async function contract(
  { asterisk, realtime }: Pick<Sides, 'asterisk' | 'realtime'>,
  told: Told,
  now: number,
): Promise<Result<void, UndoFailure>> {
  const { committed, begin } = told;
  if (!committed) throw new Error('apply: nothing may be contracted before it is committed');
  const { remove } = committed;
  if (remove.length > 0) {
    const deleted = await realtime.transact({ delete: remove });
    if (!deleted.ok) return fail({ ...sayRealtime(deleted.error), object: 'realtime rows' });
    const expired = await asterisk.expireCached(remove);
    if (!expired.ok) return fail({ ...expired.error, object: 'cached phones' });
    const dropped = await asterisk.dropContacts(remove);
    if (!dropped.ok) return fail({ ...dropped.error, object: 'contacts' });
  }
  const tag = begin.order.tenant?.tag;
  return tag ? collectGenerations(asterisk, tag, { live: begin.to, flippedMsAgo: now - committed.at }) : ok(undefined);
}

/** Deletes superseded generations unless a channel is older than the flip: it may have read the old pointer. */
export async function collectGenerations(
  asterisk: AsteriskSide,
  tag: TenantTag,
  { live, flippedMsAgo }: { readonly live: number; readonly flippedMsAgo: number },
): Promise<Result<void, UndoFailure>> {
  const object = `sc/g/${tag}`;
  const found = await asterisk.generations(tag);
  if (!found.ok) return fail({ ...found.error, object });
  // A newer one belongs to an apply whose undo left it; it is nobody's either.
  const superseded = found.value.filter((generation) => generation !== live);
  if (superseded.length === 0) return ok(undefined);
  const ages = await asterisk.channelAges(tag);
  if (!ages.ok) return fail({ ...ages.error, object: 'channels' });
  // Ages are whole seconds, rounded down.
  if (ages.value.some((seconds) => (seconds + 1) * 1000 >= flippedMsAgo)) return ok(undefined);
  for (const generation of superseded) {
    const deleted = await asterisk.deleteGeneration(tag, generation);
    if (!deleted.ok) return fail({ ...deleted.error, object: `${object}/${generation}` });
  }
  return ok(undefined);
}
