import { setTimeout as sleep } from 'node:timers/promises';
import { queueName, type FlowId, type QueueLiveView } from '@synergycall/domain';
import type { Ami } from '../../platform/ami/index.ts';
import type { AppDatabase, TenantScope } from '../../platform/database/index.ts';
import type { QueueCounts } from './queue-counts.ts';
import { readQueueStatus } from './queue-status.ts';
import { findQueue } from './queue.store.ts';

export interface QueueLiveDeps {
  readonly database: AppDatabase;
  readonly ami: Pick<Ami, 'list'>;
  readonly counts: QueueCounts;
}

/** undefined: it is no queue of this tenant. */
export async function queueLive(
  { database, ami, counts }: QueueLiveDeps,
  scope: TenantScope,
  id: FlowId,
): Promise<QueueLiveView | undefined> {
  const queue = await database.read(scope, (tx) => findQueue(tx, id));
  if (!queue) return undefined;
  const status = await readQueueStatus(ami, id);
  const there = typeof status === 'string' ? undefined : status;
  return {
    at: new Date().toISOString(),
    asterisk: typeof status === 'string' ? status : 'live',
    id,
    name: queue.name,
    callers: [...(there?.callers ?? [])],
    agents: queue.agents.map(({ userId, name, loggedIn, mayLogOut }) => {
      const live = there?.agents.get(userId);
      // What a phone said a moment ago stands in Asterisk before PostgreSQL hears of it.
      return {
        userId,
        name,
        mayLogOut,
        loggedIn: live ? !live.paused : loggedIn,
        state: live?.state ?? (loggedIn ? 'unknown' : 'out'),
        calls: live?.calls ?? 0,
      };
    }),
    today: counts.today(id, queue.timezone),
  };
}

/** At most as often; and as often where nothing is heard, for waiting times grow by themselves. */
const SOONEST_MS = 500;
const LATEST_MS = 5_000;

/** The picture now, then each new one until the signal. */
export async function* followQueue(
  deps: QueueLiveDeps,
  scope: TenantScope,
  { id, signal }: { readonly id: FlowId; readonly signal: AbortSignal | undefined },
): AsyncGenerator<QueueLiveView> {
  let wake = Promise.withResolvers<void>();
  const stop = deps.counts.onChange((queue) => {
    if (queue === queueName(id)) wake.resolve();
  });
  const end = (): void => wake.resolve();
  signal?.addEventListener('abort', end, { once: true });
  try {
    while (!signal?.aborted) {
      const view = await queueLive(deps, scope, id).catch(() => undefined);
      if (view) yield view;
      await pause(SOONEST_MS, signal);
      const timer = setTimeout(wake.resolve, LATEST_MS).unref();
      await wake.promise;
      clearTimeout(timer);
      // Each round has a promise of its own: one that many wait for keeps all of their turns.
      wake = Promise.withResolvers();
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', end);
  }
}

/** Ends early, and without an error, where nobody looks any more. */
const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  sleep(ms, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined);
