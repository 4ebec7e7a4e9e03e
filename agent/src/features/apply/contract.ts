import { fail, ok, type Result, type TenantTag } from '@synergycall/domain';
import { digitsIn, settleHints } from './did-hints.ts';
import { collectGenerations } from './generations.ts';
import type { Told } from './journal-records.ts';
import type { Sides } from './sides.ts';
import { sayRealtime } from './rows.ts';
import type { UndoFailure } from './undo.ts';

/**
 * After the point of no return: what the new state no longer needs. Removed devices first (they could still
 * register), mailboxes and queues, then hints of numbers that went, then generations (the old one tells which went). Can be repeated.
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
  const boxes = told.mailboxes?.unused ?? [];
  if (boxes.length > 0) {
    // Their messages stay in the spool folder.
    const deleted = await realtime.writeMailboxes({ remove: boxes });
    if (!deleted.ok) return fail({ ...sayRealtime(deleted.error), object: 'realtime rows of mailboxes' });
  }
  const queues = told.queues?.unused ?? [];
  if (queues.length > 0) {
    // Whoever still waits in one leaves it by its exit for having no agent, in the generation that their call holds.
    const deleted = await realtime.writeQueueRows({ remove: queues });
    if (!deleted.ok) return fail({ ...sayRealtime(deleted.error), object: 'realtime rows of queues' });
  }
  const unused = told.auths?.unused ?? [];
  if (unused.length > 0) {
    await asterisk.letSignOut?.();
    const deleted = await realtime.writeTrunkAuths({ remove: unused });
    if (!deleted.ok) return fail({ ...sayRealtime(deleted.error), object: 'realtime rows of trunks' });
    const expired = await asterisk.expireCached(unused);
    if (!expired.ok) return fail({ ...expired.error, object: 'cached trunks' });
  }
  const tag = begin.order.tenant?.tag;
  if (tag && begin.from !== null) {
    const hints = await dropHints(asterisk, { tag, from: begin.from, to: begin.to });
    if (!hints.ok) return hints;
  }
  // The journal knows of this flip only: what went earlier is judged by it too, and more exactly once PostgreSQL is asked.
  return tag ? collectGenerations(asterisk, tag, [{ generation: begin.to, msAgo: now - committed.at }]) : ok(undefined);
}

/** Numbers that the tenant no longer has. What this misses (the old keys are gone) is harmless, and reconciliation's. */
async function dropHints(
  asterisk: Pick<Sides['asterisk'], 'readGeneration' | 'readHints' | 'writeHints'>,
  { tag, from, to }: { readonly tag: TenantTag; readonly from: number; readonly to: number },
): Promise<Result<void, UndoFailure>> {
  const before = await asterisk.readGeneration(tag, from);
  if (!before.ok) return fail({ ...before.error, object: `sc/g/${tag}/${from}` });
  const had = digitsIn(before.value);
  if (had.length === 0) return ok(undefined);
  const after = await asterisk.readGeneration(tag, to);
  if (!after.ok) return fail({ ...after.error, object: `sc/g/${tag}/${to}` });
  const has = new Set(digitsIn(after.value));
  const gone = had.filter((digits) => !has.has(digits));
  const settled = await settleHints(asterisk, { tag, generation: to, digits: gone });
  return settled.ok ? ok(undefined) : fail({ ...settled.error, object: 'sc/did' });
}
