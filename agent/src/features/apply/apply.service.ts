import { fail, ok, type BoxId, type JobId, type JobView, type Result } from '@synergycall/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { AppDatabase, LockHandle, PlatformScope, TenantScope } from '../../platform/database/index.ts';
import type { OwnedFiles } from '../../platform/files/index.ts';
import { isAlive, thisProcess, type JournalFolder } from '../../platform/journal/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import type { RealtimeStore } from '../../platform/realtime/index.ts';
import { failureOf, mintPlatformScope, systemActor } from '../../rpc/index.ts';
import { isRunning, jobBoard, type JobBoard } from './job-board.ts';
import { collectKnown } from './generations.ts';
import { failOrphans } from './job.store.ts';
import type { ApplyRecord } from './journal-records.ts';
import { liveState, type LiveState } from './live.ts';
import { pendingReader, type Pending, type ReadPending } from './pending.ts';
import type { AsteriskSide, JobOrder, Records } from './ports.ts';
import { reconcileTenant, tenantsOfBox, type Reconciled } from './reconcile.ts';
import { reconciler } from './reconciler.ts';
import { newOrder, openStill } from './order.ts';
import { pgRecords } from './records.ts';
import { recoverAll, type Recovered } from './recover.ts';
import { render } from './render.ts';
import { runApply } from './runner.ts';
import type { Patience, RunnerDeps } from './sides.ts';
import { readBox, readLiveTags } from './snapshot.store.ts';

export interface ApplyDeps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  readonly keyring: Keyring;
  readonly realtime: RealtimeStore;
  readonly asterisk: AsteriskSide;
  readonly files: OwnedFiles;
  readonly journals: JournalFolder<ApplyRecord>;
  readonly log: Logger;
  readonly patience?: Partial<Patience>;
  /** For tests: the agent's effects, watched. */
  readonly watch?: (deps: RunnerDeps) => RunnerDeps;
}

export interface ApplyService {
  readonly board: JobBoard;
  readonly live: LiveState;
  readonly readPending: ReadPending;
  /** A journal is open: recover has something to do. */
  readonly unfinished: boolean;
  /** Starts an apply of the scope's tenant and returns its job, under way. */
  start(scope: TenantScope, reason: string | null): Promise<Result<JobView>>;
  /** Writes the box's core and returns the ended job. */
  startBox(scope: PlatformScope, reason: string | null): Promise<Result<JobView>>;
  /** The same by the agent itself, only if the core's files are not as they should be; undefined: they are. */
  ensureCore(): Promise<Result<JobView> | undefined>;
  /** The job's end; at once for one that isn't under way here. */
  ended(id: JobId): Promise<JobView | undefined>;
  /** Ends what a dead agent left. At boot, at each FullyBooted, and by the timer while something waits. */
  recover(): Promise<readonly Recovered[]>;
  /** Something is owed to Asterisk, or the end of a rejected job to PostgreSQL: recover and reconcile have something to do. */
  readonly behind: boolean;
  /**
   * recover, then Asterisk is made to agree with PostgreSQL, for all tenants or for those that something is owed to.
   * undefined: an apply is under way or PostgreSQL is away.
   */
  reconcile(which?: { readonly onlyOwed: boolean }): Promise<Reconciled | undefined>;
  /** Waits for the apply under way. */
  close(): Promise<void>;
}

const HOUSEKEEPING_MS = 5_000;

/** One apply at a time per box, from the order to its end. */
export function applyService(deps: ApplyDeps): ApplyService {
  const { boxId, database, log } = deps;
  const board = jobBoard();
  const underWay = new Map<JobId, Promise<JobView>>();
  const untold = new Map<JobId, { readonly order: JobOrder; readonly job: JobView }>();
  let unfinished = true;
  const lookForUnfinished = async (): Promise<void> => {
    unfinished = (await deps.journals.open()).some(({ journal }) => !underWay.has(journal.id as JobId));
  };
  const owner = thisProcess();
  const system = mintPlatformScope(systemActor('system'));
  const live = liveState({ database, realtime: deps.realtime, asterisk: deps.asterisk, boxId, scope: system });
  const readPending = pendingReader(database);

  const runnerDeps = (scope: TenantScope | PlatformScope): RunnerDeps => {
    const { realtime, asterisk, files, journals, patience } = deps;
    const made: RunnerDeps = {
      records: pgRecords(database, deps.keyring, scope),
      realtime,
      asterisk,
      files,
      journals,
      render,
      owner,
      now: Date.now,
      onProgress: (job) => board.post(job),
      ...(patience ? { patience } : {}),
    };
    return deps.watch ? deps.watch(made) : made;
  };
  const { realtime, asterisk, keyring } = deps;
  const reconciling = { database, realtime, asterisk, keyring, live, boxId, scope: system };
  let appliesWaiting = 0;
  const rounds = reconciler({
    live,
    isWanted: () => appliesWaiting > 0,
    tenants: () => tenantsOfBox(reconciling),
    reconcile: (tenant) => reconcileTenant(reconciling, tenant),
    underLock: (work) =>
      withLockOrNot('reconciliation', async () => {
        // An apply at work here whose lock was lost, or an end that PostgreSQL has not heard: it is not believed yet.
        if (underWay.size > 0 || openStill(await recoverNow()) || (await deps.journals.open()).length > 0)
          return undefined;
        if (!(await tellRejected())) return undefined;
        await database.inPlatform(system, (tx) => failOrphans(tx, boxId));
        return work();
      }),
  });
  const recoverNow = () =>
    recoverAll({
      ...runnerDeps(system),
      isAtWork: (who, id) =>
        who.pid === owner.pid && who.started === owner.started ? underWay.has(id as JobId) : isAlive(who),
    });

  /** Takes the lock, ends what an earlier agent left, writes the job's row; the rest goes on by itself. */
  async function begin(scope: TenantScope | PlatformScope, order: JobOrder): Promise<Result<Promise<JobView>>> {
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
    if (!lock) {
      return fail({
        code: 'apply.busy',
        since: (holder?.since ?? new Date()).toISOString(),
        by: holder?.name ?? 'another apply',
      });
    }
    try {
      const blocked = openStill(await recoverNow());
      if (blocked) {
        await lock.release();
        return fail(blocked);
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
      .catch((error: unknown) => begun.reject(error))
      .finally(() => underWay.delete(order.id))
      .then(lookForUnfinished, () => undefined);
    await begun.promise;
    return ok(run);
  }

  /** The end is shown only when PostgreSQL has it and the lock is free: who sees it may ask what is pending, and start anew. */
  async function runLocked(lock: LockHandle, order: JobOrder, runner: RunnerDeps): Promise<JobView> {
    let job: JobView;
    try {
      const onProgress = (shown: JobView): void => (isRunning(shown) ? runner.onProgress(shown) : undefined);
      job = await runApply({ ...runner, records: remembering(runner.records), onProgress }, order, lock.lost);
      const steps = job.steps.flatMap((step) => (step.ms === null ? [] : [`${step.step} ${step.ms}`]));
      log.info(
        {
          jobId: job.id,
          tenantId: job.tenantId,
          status: job.status,
          generation: job.generation,
          error: job.error?.code,
          steps,
        },
        'apply ended',
      );
      // The flip is known now, and the lock still held: what a busy tenant left behind goes, if no call can hold it.
      if (order.tenant && job.status === 'SUCCESS' && !lock.lost.aborted)
        await collectKnown({ database, asterisk: runner.asterisk, scope: system }, order.tenant).catch(() => undefined);
    } finally {
      await lock.release();
    }
    runner.onProgress(job);
    // What was suspended or revoked while rows were written or taken back.
    if (order.tenant) await live.settle(order.tenant.tag);
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
  /** false: PostgreSQL still does not hear. */
  async function tellRejected(): Promise<boolean> {
    try {
      for (const { order, job } of untold.values()) {
        await runnerDeps(system).records.finish(order, job);
        untold.delete(job.id);
      }
      return true;
    } catch {
      return false;
    }
  }

  async function startBox(scope: PlatformScope, reason: string | null): Promise<Result<JobView>> {
    const run = await begin(scope, newOrder(scope, { boxId, tenant: null, reason }));
    return run.ok ? ok(await run.value) : run;
  }

  return {
    board,
    live,
    readPending,
    startBox,
    get unfinished() {
      return unfinished;
    },
    get behind() {
      return rounds.owed.size + live.owed.size + untold.size > 0;
    },

    async start(scope, reason) {
      const pending = await readPending(scope, scope.tenantId);
      // One database may hold several boxes: another box's tenant would be written into this one's Asterisk.
      if (!pending || !(await isOfBox(scope))) return fail({ code: 'tenant.not-found', id: scope.tenantId });
      if (pending.changes.length === 0) return fail({ code: 'apply.nothing-pending' });
      const order = newOrder(scope, { boxId, tenant: pending.tenant.tenant, reason });
      const run = await begin(scope, order);
      if (!run.ok) return run;
      const job = board.get(order.id);
      return job ? ok(job) : ok(await run.value);
    },

    async ensureCore() {
      const [box, liveTags] = await database.read(
        system,
        async (tx) => [await readBox(tx, boxId), await readLiveTags(tx, boxId)] as const,
      );
      const core = render({
        box,
        tenant: null,
        lastTenant: null,
        lastBox: null,
        lastGeneration: null,
        digests: () => '',
        liveTags,
      });
      if (!core.ok) return core;
      const changed = await deps.files.changed(core.value.files);
      if (changed.ok && changed.value.length === 0) return undefined;
      return startBox(system, 'core of this version');
    },

    ended: async (id) => (await underWay.get(id)) ?? board.get(id),

    async recover() {
      const recovered = await withLock('recovery', recoverNow);
      await tellRejected();
      await lookForUnfinished();
      return recovered;
    },

    reconcile: (which = { onlyOwed: false }) => rounds.run(which),

    async close() {
      await Promise.allSettled(underWay.values());
    },
  };

  async function isOfBox(scope: TenantScope): Promise<boolean> {
    const tenant = await database.read(scope, ({ db }) =>
      db.selectFrom('tenants').select('box_id').where('id', '=', scope.tenantId).executeTakeFirst(),
    );
    return tenant?.box_id === boxId;
  }

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

export { isRunning };
export type { Pending };
