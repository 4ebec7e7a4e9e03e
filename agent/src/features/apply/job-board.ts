import type { JobId, JobView } from '@synergycall/domain';

/** The jobs this process runs or ran lately, as they are now, for those who watch. */
export interface JobBoard {
  get(id: JobId): JobView | undefined;
  post(job: JobView): void;
  /** Each later picture until the job has ended or the signal fires; a slow reader skips to the newest. */
  follow(id: JobId, signal: AbortSignal | undefined): AsyncGenerator<JobView>;
  /** Called with each job that has ended. */
  onEnded(listener: (job: JobView) => void): void;
}

export const isRunning = (job: JobView): boolean => job.status === 'RUNNING' || job.status === 'PENDING';

export function jobBoard(most = 200): JobBoard {
  const jobs = new Map<JobId, JobView>();
  const waiting = new Map<JobId, Set<() => void>>();
  const listeners: ((job: JobView) => void)[] = [];
  return {
    get: (id) => jobs.get(id),
    post(job) {
      jobs.delete(job.id);
      jobs.set(job.id, job);
      for (const old of jobs.values()) {
        if (jobs.size <= most) break;
        if (!isRunning(old)) jobs.delete(old.id);
      }
      const wakers = waiting.get(job.id);
      waiting.delete(job.id);
      for (const wake of wakers ?? []) wake();
      if (!isRunning(job)) for (const listener of listeners) listener(job);
    },
    onEnded: (listener) => void listeners.push(listener),
    async *follow(id, signal) {
      for (let shown: JobView | undefined; !signal?.aborted;) {
        const job = jobs.get(id);
        if (!job) return;
        if (job !== shown) {
          yield (shown = job);
          // What came while the reader was busy is shown next.
          continue;
        }
        if (!isRunning(job)) return;
        await new Promise<void>((resolve) => {
          const wakers = waiting.get(id) ?? new Set();
          waiting.set(id, wakers.add(resolve));
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
  };
}
