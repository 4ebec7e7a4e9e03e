import { fail, ok, type Result } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';
import { holderOf, nextFree, restingCount, type NumberSpace } from '../tenant/index.ts';

/**
 * The number that a user gets: the one picked, if it may be had, else the lowest free one. Every refusal says who or
 * what is in the way and which number is free. `ownerId`: someone who may take back a resting number of their own.
 */
export async function chooseNumber(
  tx: ReadTx,
  space: NumberSpace,
  wish: { picked: number | undefined; ownerId?: string },
): Promise<Result<number>> {
  const range = [space.min, space.max] as const;
  const extension = wish.picked;
  if (extension === undefined) {
    const lowest = await nextFree(tx, space);
    if (lowest !== undefined) return ok(lowest);
    return fail({ code: 'extension.pool-exhausted', range, quarantined: await restingCount(tx, space) });
  }
  const emergencyNumber = space.blocked.get(extension);
  if (emergencyNumber !== undefined) return fail({ code: 'extension.emergency', extension, emergencyNumber });
  if (extension < space.min || extension > space.max) return fail({ code: 'extension.out-of-range', extension, range });
  const holder = await holderOf(tx, space, extension);
  if (!holder || (holder.resting !== null && holder.id === wish.ownerId)) return ok(extension);
  const free = (await nextFree(tx, space)) ?? null;
  if (holder.resting === null)
    return fail({
      code: 'extension.taken',
      extension,
      byKind: holder.kind,
      byId: holder.id,
      byName: holder.name,
      nextFree: free,
    });
  const until = holder.resting === 'for-good' ? null : holder.resting.toISOString();
  return fail({ code: 'extension.quarantined', extension, until, nextFree: free });
}
