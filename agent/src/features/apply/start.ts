import {
  fail,
  ok,
  type Failure,
  type JobId,
  type JobView,
  type Result,
  type ScheduleInput,
  type ScheduleView,
} from '@synergycall/domain';
import type { PlatformScope, TenantScope, Tx } from '../../platform/database/index.ts';
import type { Freeze } from './freeze-window.ts';
import { readFreezes } from './freeze.store.ts';
import { findJob } from './job.store.ts';
import { newOrder, type StartOptions } from './order.ts';
import type { ReadPending } from './pending.ts';
import type { JobOrder } from './ports.ts';
import { countWaiting, insertWaiting, waitingJobs, type JobOptions } from './queue.store.ts';
import { entityOf } from './records.ts';
import { dueAt, refuseSchedule } from './schedule.ts';
import type { Turn, TurnDeps } from './turn.ts';

export interface StartDeps extends Pick<TurnDeps, 'boxId' | 'database' | 'board' | 'system'> {
  readonly turn: Pick<Turn, 'begin'>;
  readonly readPending: ReadPending;
  readonly now: () => number;
  /** Why the box's own part may not be written now. */
  readonly boxFreeze: (at: number) => Promise<Freeze | null>;
  /** Something was queued. */
  readonly onQueued: () => void;
}

export interface Starter {
  start(scope: TenantScope, options: StartOptions): Promise<Result<JobView>>;
  startBox(scope: PlatformScope, options: StartOptions): Promise<Result<JobView>>;
  /** A waiting job's row, with its audit; what is frozen or pending now is not asked. Too many: rate.limited. */
  queue(
    scope: TenantScope | PlatformScope,
    what: { readonly order: JobOrder; readonly schedule: ScheduleView; readonly options: JobOptions },
  ): Promise<Result<JobView>>;
}

const NOW: ScheduleInput = { mode: 'now' };
/** SECURITY: the queue is everybody's; of one tenant (or of the box's own part) no more than these wait in it. */
const MOST_WAITING = 50;
type Frozen = (at: number) => Freeze | null;

/** From the wish to a job: under way at once, or in the queue. */
export function applyStarter(deps: StartDeps): Starter {
  const { boxId, database, board, turn, now, readPending } = deps;

  const queue: Starter['queue'] = async (scope, { order, schedule, options }) => {
    const tenantId = order.tenant?.id ?? null;
    const work = async (tx: Tx<TenantScope | PlatformScope>): Promise<Result<JobView>> => {
      const there = await countWaiting(tx, { boxId, tenantId });
      if (there >= MOST_WAITING) return fail({ code: 'rate.limited', retryAfterSeconds: 60 });
      await insertWaiting(tx, order, { schedule, dueAt: dueAt(schedule, order.requestedAt), options });
      await tx.audit({
        action: 'apply.start',
        entity: entityOf(order),
        after: { job: order.id, reason: order.reason, schedule, ...(options.ignoreFreeze && { ignoreFreeze: true }) },
        tenantId,
      });
      const job = await findJob(tx, order.id);
      if (!job) throw new Error('apply: a job just queued is gone');
      return ok(job);
    };
    const queued =
      scope.kind === 'tenant'
        ? await database.inTenant(scope, work as (tx: Tx<TenantScope>) => Promise<Result<JobView>>)
        : await database.inPlatform(scope, work as (tx: Tx<PlatformScope>) => Promise<Result<JobView>>);
    if (queued.ok) deps.onQueued();
    return queued;
  };

  async function begin(scope: TenantScope | PlatformScope, order: JobOrder): Promise<Result<JobView>> {
    const run = await turn.begin(scope, order);
    if (!run.ok) return run;
    const job = board.get(order.id);
    return job ? ok(job) : ok(await run.value);
  }

  /** The job that runs, and whether others are queued after it already. */
  async function ahead(): Promise<{ readonly running: JobId | null; readonly queued: boolean }> {
    const holder = await database.boxLock.holder(boxId);
    const queued = await database.read(deps.system, async (tx) =>
      (await waitingJobs(tx, boxId)).some(({ schedule }) => schedule.mode === 'after'),
    );
    return { running: holder?.jobId ?? null, queued };
  }

  async function startOrQueue(
    scope: TenantScope | PlatformScope,
    wish: { tenant: JobOrder['tenant']; options: StartOptions; frozenAt: Frozen },
  ): Promise<Result<JobView>> {
    const { tenant, options, frozenAt } = wish;
    const schedule = options.schedule ?? NOW;
    const freezeAt: Frozen = (at) => (options.ignoreFreeze ? null : frozenAt(at));
    const refused = refuseSchedule(schedule, now(), freezeAt);
    if (refused) return fail(refused);
    const kept: JobOptions = {
      ...(options.ignoreFreeze && { ignoreFreeze: true }),
      ...(options.overwrite && { overwrite: options.overwrite }),
      ...(options.evenIfNothingPending && { evenIfNothingPending: true }),
    };
    const waits = (view: ScheduleView): Promise<Result<JobView>> =>
      queue(scope, { order: newOrder(scope, { boxId, tenant, options }), schedule: view, options: kept });
    const freeze = freezeAt(now());

    if (schedule.mode === 'now') {
      if (freeze) return fail(frozen(freeze));
      return begin(scope, newOrder(scope, { boxId, tenant, options }));
    }
    if (schedule.mode !== 'after') return waits(schedule);
    const before = await ahead();
    const view: ScheduleView = { mode: 'after', jobId: before.running };
    if (freeze || before.running || before.queued) return waits(view);
    const begun = await begin(scope, newOrder(scope, { boxId, tenant, options, schedule: view }));
    // Somebody was faster.
    return !begun.ok && begun.error.code === 'apply.busy'
      ? waits({ mode: 'after', jobId: (await ahead()).running })
      : begun;
  }

  return {
    queue,
    async start(scope, options) {
      const pending = await readPending(scope, scope.tenantId);
      // One database may hold several boxes: another box's tenant would be written into this one's Asterisk.
      if (!pending || !(await isOfBox(scope))) return fail({ code: 'tenant.not-found', id: scope.tenantId });
      // What is to begin at a time may be meant for changes that are still to come.
      const mayCome = options.evenIfNothingPending || options.schedule?.mode === 'at';
      if (pending.changes.length === 0 && !mayCome) return fail({ code: 'apply.nothing-pending' });
      const frozenAt = await database.read(scope, (tx) => readFreezes(tx, scope.tenantId));
      return startOrQueue(scope, { tenant: pending.tenant.tenant, options, frozenAt });
    },
    async startBox(scope, options) {
      const at = options.schedule?.mode === 'at' ? Date.parse(options.schedule.at) : now();
      const freeze = options.ignoreFreeze ? null : await deps.boxFreeze(at);
      return startOrQueue(scope, { tenant: null, options, frozenAt: () => freeze });
    },
  };

  async function isOfBox(scope: TenantScope): Promise<boolean> {
    const tenant = await database.read(scope, ({ db }) =>
      db.selectFrom('tenants').select('box_id').where('id', '=', scope.tenantId).executeTakeFirst(),
    );
    return tenant?.box_id === boxId;
  }
}

export const frozen = ({ until, reason }: Freeze): Failure => ({
  code: 'apply.frozen',
  until: new Date(until).toISOString(),
  reason,
});
