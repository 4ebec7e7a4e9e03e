import { fail, ok, type JobError, type JobId, type Result, type TenantId, type TenantTag } from '@synergycall/domain';
import type { Freeze } from './freeze-window.ts';
import { frozenTenants } from './freeze.store.ts';
import type { ReadPending } from './pending.ts';
import { scopeOf } from './permission.ts';
import { waitingJobs, withdrawWaiting, type WaitingJob } from './queue.store.ts';
import { lateness, standOf } from './schedule.ts';
import type { Turn, TurnDeps } from './turn.ts';
import { failureOf } from '../../rpc/index.ts';

export interface QueueDeps extends Pick<TurnDeps, 'boxId' | 'database' | 'system' | 'asterisk' | 'log'> {
  readonly turn: Pick<Turn, 'begin' | 'underWay'>;
  readonly readPending: ReadPending;
  /** Why the box's own part may not be written now. */
  readonly boxFreeze: (at: number) => Promise<Freeze | null>;
  readonly now: () => number;
}

interface Answers {
  isBusy: () => Promise<boolean>;
  readonly boxFreeze: () => Promise<Freeze | null>;
  readonly isQuiet: (tag: TenantTag | null) => Promise<boolean>;
}

const NOTHING_PENDING: JobError = {
  code: 'apply.nothing-pending',
  step: null,
  object: null,
  detail: 'When its time had come, nothing was pending.',
  remedy: 'Nothing needs to be done.',
};
const NOT_QUIET: JobError = {
  code: 'apply.not-quiet',
  step: null,
  object: null,
  detail: 'Until the deadline there was always a call.',
  remedy: 'Apply now, or choose a later deadline.',
};
const NOT_ALLOWED: JobError = {
  code: 'access.denied',
  step: null,
  object: null,
  detail: 'Who asked for it may no longer apply here.',
  remedy: 'Somebody who may apply has to start it anew.',
};

/**
 * Lets the jobs that wait on this box begin, each when its time has come, one after the other. Several agents may look
 * at one queue: whoever gets the box's lock takes the row, if it still says PENDING.
 */
export function applyQueue(deps: QueueDeps): { takeDue(): Promise<void> } {
  const { boxId, database, system, turn, now } = deps;
  /** Jobs that could not begin, and were said. */
  const unable = new Set<JobId>();

  async function takeDue(): Promise<void> {
    const { waiting, frozen } = await database.read(system, async (tx) => {
      const jobs = await waitingJobs(tx, boxId);
      return { waiting: jobs, frozen: jobs.length > 0 ? await frozenTenants(tx, boxId, now()) : NOBODY };
    });
    for (const id of unable) if (!waiting.some((job) => job.id === id)) unable.delete(id);
    const asked = answersOfRound();
    for (const job of waiting) {
      try {
        await consider(job, frozen, asked);
        unable.delete(job.id);
      } catch (error) {
        // PostgreSQL concerns all of them. What one job breaks on is its own, is said once, and holds nobody else up.
        if (failureOf(error)?.code === 'database.down') throw error;
        if (!unable.has(job.id)) deps.log.error({ err: error, jobId: job.id }, 'an apply that waits can’t begin');
        unable.add(job.id);
      }
    }
  }

  async function consider(job: WaitingJob, frozen: ReadonlyMap<TenantId, Freeze>, asked: Answers): Promise<void> {
    const stand = standOf(job.schedule, now(), await isHeldBack(job, frozen));
    if (stand === 'withdraw') await withdraw(job, NOT_QUIET);
    if (stand === 'withdraw' || stand === 'wait' || (await asked.isBusy())) return;
    if (stand === 'when-quiet' && !(await asked.isQuiet(job.tenant?.tag ?? null))) return;
    if (!job.tenant && !job.options.ignoreFreeze && (await asked.boxFreeze())) return;
    if ((await begin(job)) !== 'not begun') asked.isBusy = () => Promise.resolve(true);
  }

  /** What is asked once a round at most, and only if something is due: there may be many that wait. */
  function answersOfRound(): Answers {
    const quiet = new Map<TenantTag | null, Promise<boolean>>();
    const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
      let answer: Promise<T> | undefined;
      return () => (answer ??= ask());
    };
    return {
      isBusy: once(async () => turn.underWay.size > 0 || (await database.boxLock.holder(boxId))?.jobId != null),
      boxFreeze: once(() => deps.boxFreeze(now())),
      isQuiet: (tag) => {
        const answer = quiet.get(tag) ?? isQuiet(tag);
        quiet.set(tag, answer);
        return answer;
      },
    };
  }

  /** Frozen, unless who asked for it may pass over freezes, now as then. */
  async function isHeldBack(job: WaitingJob, frozen: ReadonlyMap<TenantId, Freeze>): Promise<boolean> {
    if (!job.tenant || !frozen.has(job.tenant.id)) return false;
    return !(job.options.ignoreFreeze && (await scopeOf(deps, job))?.mayOverride);
  }

  /** No call that may hold something of the tenant; whoever can't be asked is not quiet. */
  async function isQuiet(tag: TenantTag | null): Promise<boolean> {
    const ages = await deps.asterisk.channelAges(tag);
    return ages.ok && ages.value.length === 0;
  }

  async function begin(job: WaitingJob): Promise<'begun' | 'busy' | 'not begun'> {
    const as = await scopeOf(deps, job);
    if (!as) return withdraw(job, NOT_ALLOWED);
    const startedAt = new Date().toISOString();
    const order = {
      id: job.id,
      boxId,
      tenant: job.tenant && { id: job.tenant.id, tag: job.tenant.tag, name: job.tenant.name },
      actor: job.actor,
      reason: job.reason,
      requestedAt: job.requestedAt,
      overwrite: job.options.overwrite ?? [],
      schedule: job.schedule,
      waited: { startedAt, warnings: lateness(job.schedule, now()) },
      ...(job.options.ignoreFreeze && as.mayOverride && { ignoreFreeze: true }),
    };
    try {
      const begun = await turn.begin(as.scope, order, () => somethingIsPending(job));
      if (begun.ok) return 'begun';
      // Another apply came first, or an earlier one has still to be undone: it goes on waiting.
      return begun.error.code === 'apply.nothing-pending' ? 'not begun' : 'busy';
    } catch (error) {
      if (failureOf(error)?.code === 'apply.not-waiting') return 'not begun';
      throw error;
    }
  }

  /** What is applied is what is pending when it begins; nothing then: withdrawn. The box's own part is always written. */
  async function somethingIsPending(job: WaitingJob): Promise<Result<void>> {
    if (!job.tenant || job.options.evenIfNothingPending) return ok(undefined);
    const pending = await deps.readPending(system, job.tenant.id);
    if (pending && pending.changes.length > 0) return ok(undefined);
    await withdraw(job, NOTHING_PENDING);
    return fail({ code: 'apply.nothing-pending' });
  }

  async function withdraw(job: WaitingJob, error: JobError): Promise<'not begun'> {
    await database.inPlatform(system, async (tx) => {
      if (!(await withdrawWaiting(tx, job.id, { error }))) return;
      await tx.audit({
        action: 'apply.cancel',
        entity: { kind: job.tenant ? 'tenant' : 'box', id: job.tenant?.id ?? boxId, name: job.tenant?.name ?? null },
        after: { job: job.id, status: 'CANCELLED', because: error.code, askedBy: job.actor.name },
        tenantId: job.tenant?.id ?? null,
      });
    });
    deps.log.info({ jobId: job.id, tenantId: job.tenant?.id, because: error.code }, 'apply withdrawn');
    return 'not begun';
  }

  return { takeDue };
}

const NOBODY: ReadonlyMap<TenantId, Freeze> = new Map();
