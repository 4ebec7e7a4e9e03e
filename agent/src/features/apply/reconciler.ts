import type { TenantTag } from '@synergycall/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveState } from './live.ts';
import type { OneReconciled, Reconciled, TenantOfBox } from './reconcile.ts';

/** How long the lock is held at a stretch, and how long an apply that asks every 100 ms then has to take it. */
const STRETCH_MS = 1_000;
const PAUSE_MS = 250;
/** So many in a row that can't be reached: the store is away, and the others would only wait for it too. */
const MOST_UNREACHABLE = 2;

export interface ReconcilerDeps {
  /** Runs the work under the box's lock, if what PostgreSQL says may be believed now; else undefined. */
  readonly underLock: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  readonly tenants: () => Promise<readonly TenantOfBox[]>;
  readonly reconcile: (tenant: TenantOfBox) => Promise<OneReconciled>;
  readonly live: Pick<LiveState, 'owed' | 'settle'>;
  /** An apply waits for the lock. */
  readonly isWanted: () => boolean;
}

export interface Reconciler {
  /** Tenants that a round did not get to, or could not reach. */
  readonly owed: ReadonlySet<TenantTag>;
  run(which: { readonly onlyOwed: boolean }): Promise<Reconciled | undefined>;
}

/** Goes through the tenants in stretches, so that an apply gets its turn between them. */
export function reconciler({ underLock, tenants, reconcile, live, isWanted }: ReconcilerDeps): Reconciler {
  const owed = new Set<TenantTag>();

  async function whose(onlyOwed: boolean): Promise<TenantOfBox[]> {
    const all = await tenants();
    const known = new Set(all.map((tenant) => tenant.tag));
    for (const tag of owed) if (!known.has(tag)) owed.delete(tag);
    // Not of this box, or gone: that is quickly settled.
    for (const tag of live.owed) if (!known.has(tag)) await live.settle(tag);
    const chosen = all.filter(({ tag }) => !onlyOwed || owed.has(tag) || live.owed.has(tag));
    for (const { tag } of chosen) owed.add(tag);
    return chosen;
  }

  return {
    owed,
    async run({ onlyOwed }) {
      const repaired: TenantTag[] = [];
      const rows = { restored: [] as string[], left: [] as string[], differ: [] as string[] };
      let waiting: TenantOfBox[] | undefined;
      let done = 0;
      let reachedAll = true;
      let unreachable = 0;
      const stretch = async (): Promise<true> => {
        waiting ??= await whose(onlyOwed);
        for (const end = Date.now() + STRETCH_MS; unreachable < MOST_UNREACHABLE;) {
          const tenant = waiting.shift();
          if (!tenant) break;
          const one = await reconcile(tenant);
          done += 1;
          if (one.repaired) repaired.push(tenant.tag);
          rows.restored.push(...one.rows.restored);
          rows.left.push(...one.rows.left);
          rows.differ.push(...one.rows.differ);
          unreachable = one.reached ? 0 : unreachable + 1;
          if (one.reached) owed.delete(tenant.tag);
          else reachedAll = false;
          if (isWanted() || Date.now() >= end) break;
        }
        return true;
      };
      while (await underLock(stretch)) {
        if (waiting?.length === 0 || unreachable === MOST_UNREACHABLE) break;
        await sleep(PAUSE_MS);
      }
      if (!waiting) return undefined;
      return { tenants: done, repaired, rows, complete: reachedAll && waiting.length === 0 };
    },
  };
}
