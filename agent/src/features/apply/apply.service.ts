import { fail, ok, type JobId, type JobView, type Result } from '@synergycall/domain';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { mintPlatformScope, systemActor } from '../../rpc/index.ts';
import { pendingSummary, startAll, type PendingSummary, type StartedAll } from './apply-all.ts';
import { changedCore, freezeOfBox, readBoxPending, type BoxPending } from './box.ts';
import { cancelJob } from './cancel.ts';
import type { ApplyDeps } from './deps.ts';
import { housekeeping } from './housekeeping.ts';
import { jobBoard, type JobBoard } from './job-board.ts';
import { liveState, type LiveState } from './live.ts';
import type { StartOptions } from './order.ts';
import { pendingReader, type ReadPending } from './pending.ts';
import { applyQueue } from './queue.ts';
import type { Reconciled } from './reconcile.ts';
import type { Recovered } from './recover.ts';
import { soundSide } from './sounds.ts';
import { applyStarter } from './start.ts';
import { applyTurn } from './turn.ts';

export interface ApplyService {
  readonly board: JobBoard;
  readonly live: LiveState;
  readonly readPending: ReadPending;
  readonly readBoxPending: () => Promise<BoxPending>;
  /** What is pending anywhere on the box. */
  readonly pendingSummary: () => Promise<PendingSummary>;
  /** A journal is open: recover has something to do. */
  readonly unfinished: boolean;
  /** Starts an apply of the scope's tenant and returns its job: under way, or PENDING when it is scheduled or queued. */
  start(scope: TenantScope, options?: StartOptions): Promise<Result<JobView>>;
  /** The same for the part of the configuration that all tenants share; also with nothing pending. */
  startBox(scope: PlatformScope, options?: StartOptions): Promise<Result<JobView>>;
  /** Whatever is pending on the box: the first job under way, the others in the queue. */
  startAll(scope: PlatformScope, options?: StartOptions): Promise<Result<StartedAll>>;
  /** Withdraws a job that has not begun. */
  cancel(scope: TenantScope | PlatformScope, id: JobId): Promise<Result<JobView>>;
  /**
   * Writes the box's part as the agent itself and returns the ended job, only if its files are not as they should be;
   * undefined: they are. A change freeze does not hold it back: without the core no call works.
   */
  ensureCore(): Promise<Result<JobView> | undefined>;
  /** The job's end; at once for one that isn't under way here. */
  ended(id: JobId): Promise<JobView | undefined>;
  /** Lets the first waiting job begin whose time has come. Call every second, and when `onTurn` says so. */
  takeDue(): Promise<void>;
  /** Told when an apply of this process has ended, or a job was queued. Returns how to stop. */
  onTurn(listener: () => void): () => void;
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

/** One apply at a time per box, from the order to its end. */
export function applyService(deps: ApplyDeps): ApplyService {
  const { boxId, database, realtime, asterisk, onTaken, log } = deps;
  const board = jobBoard();
  const system = mintPlatformScope(systemActor('system'));
  const live = liveState({ database, realtime, asterisk, boxId, scope: system, ...(onTaken && { onTaken }) });
  const readPending = pendingReader(database);
  const { soundFiles } = deps;
  const sounds = soundFiles && soundSide({ database, scope: system, files: soundFiles, asterisk });
  const parts = { ...deps, board, live, system, ...(sounds && { sounds }) };
  const turn = applyTurn(parts);
  const house = housekeeping(parts, turn);
  const listeners = new Set<() => void>();
  const boxFreeze = (at: number) => freezeOfBox(parts, at);
  const now = deps.clock ?? Date.now;
  const asking = { boxId, database, board, system, turn, readPending, boxFreeze, now };
  const starter = applyStarter({ ...asking, onQueued: () => listeners.forEach((listener) => listener()) });
  const all = { ...parts, readPending, starter, now };
  const queue = applyQueue({ ...asking, asterisk, log });

  return {
    board,
    live,
    readPending,
    readBoxPending: () => readBoxPending(parts),
    pendingSummary: () => pendingSummary(all),
    start: (scope, options = {}) => starter.start(scope, options),
    startBox: (scope, options = {}) => starter.startBox(scope, options),
    startAll: (scope, options = {}) => startAll(all, scope, options),
    cancel: (scope, id) => cancelJob(parts, scope, id),
    takeDue: queue.takeDue,
    recover: house.recover,
    reconcile: (which = { onlyOwed: false }) => house.reconcile(which),
    get unfinished() {
      return turn.unfinished;
    },
    get behind() {
      return house.behind;
    },

    async ensureCore() {
      const changed = await changedCore(parts);
      if (!changed.ok) return changed;
      if (changed.value !== 'unknown') {
        const { changed: files, edited } = changed.value;
        // A hand edit is left, and shown as a difference; only if this version has something to write it stands in the way.
        if (files.length === edited.length) return undefined;
        if (edited.length > 0) return fail({ code: 'apply.drift', names: edited });
      }
      const own = { reason: 'core of this version', ignoreFreeze: true, liveTrunks: true };
      const started = await starter.startBox(system, own);
      return started.ok ? ok((await turn.underWay.get(started.value.id)) ?? started.value) : started;
    },

    ended: async (id) => (await turn.underWay.get(id)) ?? board.get(id),

    onTurn(listener) {
      listeners.add(listener);
      const unsubscribe = turn.onFree(listener);
      return () => {
        listeners.delete(listener);
        unsubscribe();
      };
    },

    async close() {
      await Promise.allSettled(turn.underWay.values());
    },
  };
}
