import { failOrphans } from './job.store.ts';
import type { TurnDeps, Turn } from './turn.ts';
import { openStill } from './order.ts';
import { reconcileTenant, tenantsOfBox, type Reconciled } from './reconcile.ts';
import { reconciler } from './reconciler.ts';
import type { Recovered } from './recover.ts';
import { failureOf } from '../../rpc/index.ts';

/** What the agent does by itself between applies: recovery and reconciliation, under the box's lock. */
export interface Housekeeping {
  readonly behind: boolean;
  recover(): Promise<readonly Recovered[]>;
  reconcile(which: { readonly onlyOwed: boolean }): Promise<Reconciled | undefined>;
}

export function housekeeping(deps: TurnDeps, turn: Turn): Housekeeping {
  const { boxId, database, realtime, asterisk, keyring, live, system, sounds } = deps;
  const reconciling = {
    database,
    realtime,
    asterisk,
    keyring,
    live,
    boxId,
    scope: system,
    files: deps.files,
    ...(sounds && { sounds }),
  };
  const rounds = reconciler({
    live,
    isWanted: () => turn.isWanted,
    tenants: () => tenantsOfBox(reconciling),
    reconcile: (tenant) => reconcileTenant(reconciling, tenant),
    underLock: (work) =>
      withLockOrNot('reconciliation', async () => {
        // An apply at work here whose lock was lost, or an end that PostgreSQL has not heard: it is not believed yet.
        if (turn.underWay.size > 0 || openStill(await turn.recoverNow()) || (await deps.journals.open()).length > 0)
          return undefined;
        if (!(await turn.tellRejected())) return undefined;
        await database.inPlatform(system, (tx) => failOrphans(tx, boxId));
        turn.cleared();
        return work();
      }),
  });

  return {
    get behind() {
      return rounds.owed.size + live.owed.size + turn.untold > 0 || turn.inDoubt;
    },
    async recover() {
      const recovered = await withLock('recovery', turn.recoverNow);
      await turn.tellRejected();
      await turn.lookForUnfinished();
      return recovered;
    },
    reconcile: (which) => rounds.run(which),
  };

  /** Recovery must not meet another agent's apply; but without PostgreSQL there is none, and it goes on. */
  async function withLock(name: string, work: () => Promise<readonly Recovered[]>): Promise<readonly Recovered[]> {
    const lock = await database.boxLock
      .tryLock(boxId, { name, jobId: null, tenantId: null })
      .catch((): 'no database' => 'no database');
    if (lock === undefined) return [];
    try {
      return await work();
    } finally {
      if (lock !== 'no database') await lock.release();
    }
  }

  async function withLockOrNot<T>(name: string, work: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      const lock = await database.boxLock.tryLock(boxId, { name, jobId: null, tenantId: null });
      if (!lock) return undefined;
      try {
        return await work();
      } finally {
        await lock.release();
      }
    } catch (error) {
      if (failureOf(error)?.code === 'database.down') return undefined;
      throw error;
    }
  }
}
