import { fail, ok, type JobId, type JobView, type Result } from '@synergycall/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LockHandle, PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { isAlive, thisProcess } from '../../platform/journal/index.ts';
import { isRunning, type JobBoard } from './job-board.ts';
import type { ApplyDeps } from './deps.ts';
import { collectKnown } from './generations.ts';
import type { LiveState } from './live.ts';
import type { JobOrder, Records } from './ports.ts';
import { openStill } from './order.ts';
import { pgRecords } from './records.ts';
import { recoverAll, type Recovered } from './recover.ts';
import { render } from './render.ts';
import { runApply } from './runner.ts';
import { failureOf } from '../../rpc/index.ts';
import type { RunnerDeps } from './sides.ts';
import type { SoundSide } from './sounds.ts';

export interface TurnDeps extends ApplyDeps {
  readonly board: JobBoard;
  readonly live: LiveState;
  readonly sounds?: SoundSide;
  /** The agent itself. */
  readonly system: PlatformScope;
}

/** The box's turn: whoever applies has it alone. */
export interface Turn {
  /** Jobs that this process runs, until their end is told. */
  readonly underWay: ReadonlyMap<JobId, Promise<JobView>>;
  /** An apply waits for the lock. */
  readonly isWanted: boolean;
  /** A journal is open that is nobody's work here. */
  readonly unfinished: boolean;
  /** Ends of rejected jobs that PostgreSQL has not heard. */
  readonly untold: number;
  /** PostgreSQL went away while a job began: its row may say RUNNING, and nobody runs it. */
  readonly inDoubt: boolean;
  /** Such rows have been ended. */
  cleared(): void;
  /**
   * Takes the lock, ends what an earlier agent left, writes the job's row; the rest goes on by itself.
   * @param check looks once more, with the lock, whether it is to begin
   */
  begin(
    scope: TenantScope | PlatformScope,
    order: JobOrder,
    check?: () => Promise<Result<void>>,
  ): Promise<Result<Promise<JobView>>>;
  recoverNow(): Promise<readonly Recovered[]>;
  lookForUnfinished(): Promise<void>;
  /** false: PostgreSQL still does not hear. */
  tellRejected(): Promise<boolean>;
  /** Told after each apply of this process, when the lock is free again. Returns how to stop. */
  onFree(listener: () => void): () => void;
}

const HOUSEKEEPING_MS = 5_000;

export function applyTurn(deps: TurnDeps): Turn {
  const { boxId, database, keyring, log, board, live, system } = deps;
  const underWay = new Map<JobId, Promise<JobView>>();
  const untold = new Map<JobId, { readonly order: JobOrder; readonly job: JobView }>();
  const listeners = new Set<() => void>();
  const owner = thisProcess();
  let unfinished = true;
  let inDoubt = false;
  let appliesWaiting = 0;

  const runnerDeps = (scope: TenantScope | PlatformScope): RunnerDeps => {
    const { realtime, asterisk, files, shadow, journals, patience, sounds } = deps;
    const made: RunnerDeps = {
      records: pgRecords(database, keyring, scope),
      realtime,
      asterisk,
      files,
      shadow: shadow ?? null,
      journals,
      render,
      owner,
      now: Date.now,
      onProgress: (job) => board.post(job),
      ...(patience ? { patience } : {}),
      ...(sounds ? { sounds } : {}),
    };
    return deps.watch ? deps.watch(made) : made;
  };
  const lookForUnfinished = async (): Promise<void> => {
    unfinished = (await deps.journals.open()).some(({ journal }) => !underWay.has(journal.id as JobId));
  };
  const recoverNow = () =>
    recoverAll({
      ...runnerDeps(system),
      isAtWork: (who, id) =>
        who.pid === owner.pid && who.started === owner.started ? underWay.has(id as JobId) : isAlive(who),
    });

  async function takeLock(scope: TenantScope | PlatformScope, order: JobOrder): Promise<Result<LockHandle>> {
    const as = { name: order.actor.name, jobId: order.id, tenantId: order.tenant?.id ?? null };
    let lock = await database.boxLock.tryLock(boxId, as);
    let holder = lock ? undefined : await database.boxLock.holder(boxId);
    // The agent's own housekeeping (no job) is over in a moment; nobody should be told to wait for it.
    appliesWaiting += 1;
    try {
      for (let waited = 0; !lock && !holder?.jobId && waited < HOUSEKEEPING_MS; waited += 100) {
        await sleep(100);
        lock = await database.boxLock.tryLock(boxId, as);
        holder = lock ? undefined : await database.boxLock.holder(boxId);
      }
    } finally {
      appliesWaiting -= 1;
    }
    if (lock) return ok(lock);
    const since = (holder?.since ?? new Date()).toISOString();
    // SECURITY: who administers a tenant is nothing that another tenant's admin is told.
    const isForeign = scope.actor.role === 'tenant_admin' && holder?.tenantId !== order.tenant?.id;
    return fail({ code: 'apply.busy', since, by: isForeign ? 'somebody else' : (holder?.name ?? 'another apply') });
  }

  /** The end is shown only when PostgreSQL has it and the lock is free: who sees it may ask what is pending, and start anew. */
  async function runLocked(lock: LockHandle, order: JobOrder, runner: RunnerDeps): Promise<JobView> {
    let job: JobView;
    try {
      const onProgress = (shown: JobView): void => (isRunning(shown) ? runner.onProgress(shown) : undefined);
      job = await runApply({ ...runner, records: remembering(runner.records), onProgress }, order, lock.lost);
      const steps = job.steps.flatMap((step) => (step.ms === null ? [] : [`${step.step} ${step.ms}`]));
      const { id: jobId, tenantId, status, generation } = job;
      log.info({ jobId, tenantId, status, generation, error: job.error?.code, steps }, 'apply ended');
      // The flip is known now, and the lock still held: what a busy tenant left behind goes, if no call can hold it.
      if (order.tenant && job.status === 'SUCCESS' && !lock.lost.aborted) {
        await collectKnown({ database, asterisk: runner.asterisk, scope: system }, order.tenant).catch(() => undefined);
        await deps.sounds?.collect(order.tenant.tag).catch(() => undefined);
      }
    } finally {
      await lock.release();
    }
    runner.onProgress(job);
    // What was suspended or revoked while rows were written or taken back. Not after a refusal, which may have named a
    // suspension that nobody ordered: it is there until somebody decides.
    if (order.tenant && job.status !== 'FAILED') await live.settle(order.tenant.tag);
    return job;
  }

  /** A job that was rejected has no journal to keep its end until PostgreSQL hears it. */
  const remembering = (records: Records): Records => ({
    ...records,
    finish: async (order, job) => {
      try {
        await records.finish(order, job);
      } catch (error) {
        if (job.status === 'FAILED') untold.set(job.id, { order, job });
        throw error;
      }
    },
  });

  return {
    underWay,
    recoverNow,
    lookForUnfinished,
    get isWanted() {
      return appliesWaiting > 0;
    },
    get unfinished() {
      return unfinished;
    },
    get inDoubt() {
      return inDoubt;
    },
    cleared: () => void (inDoubt = false),
    get untold() {
      return untold.size;
    },

    async begin(scope, order, check) {
      const taken = await takeLock(scope, order);
      if (!taken.ok) return taken;
      const lock = taken.value;
      try {
        const blocked = openStill(await recoverNow());
        const checked = blocked ? fail(blocked) : ((await check?.()) ?? ok(undefined));
        if (!checked.ok) {
          await lock.release();
          return checked;
        }
      } catch (error) {
        await lock.release();
        throw error;
      }
      const begun = Promise.withResolvers<void>();
      const base = runnerDeps(scope);
      const run = runLocked(lock, order, { ...base, onProgress: (job) => (base.onProgress(job), begun.resolve()) });
      underWay.set(order.id, run);
      void run
        .catch((error: unknown) => {
          // Refused by its own row: that is no doubt.
          inDoubt ||= failureOf(error)?.code !== 'apply.not-waiting';
          begun.reject(error);
        })
        .finally(() => underWay.delete(order.id))
        .then(lookForUnfinished)
        .catch(() => undefined)
        .finally(() => {
          for (const listener of listeners) listener();
        });
      await begun.promise;
      return ok(run);
    },

    async tellRejected() {
      try {
        for (const { order, job } of untold.values()) {
          await runnerDeps(system).records.finish(order, job);
          untold.delete(job.id);
        }
        return true;
      } catch {
        return false;
      }
    },

    onFree(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
