import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JobId, JobView, TenantId } from '@synergycall/domain';
import { useEffect, useRef, useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { useRefresh } from '../../agent/refresh.ts';
import { isOver } from './words.ts';

const AGAIN_MS = 2_000;

/** How a followed job is heard of: opens a stream, and hands on what comes and that it broke. */
type Open = (on: { onData: (job: JobView) => void; onError: () => void }) => { unsubscribe: () => void };

/**
 * Keeps the stream of a job open until the job is over, and everything that may show it fresh at its end. A stream that
 * the agent ended is opened anew; meanwhile asking every second makes up for it, also after the network was gone.
 */
function useFollowed(job: JobView | undefined, open: Open, hear: (job: JobView) => void): void {
  const refresh = useRefresh();
  const over = job !== undefined && isOver(job);
  const [round, setRound] = useState(0);
  const calls = useRef({ open, hear, refresh });
  useEffect(() => {
    calls.current = { open, hear, refresh };
  });
  const wasUnderWay = useRef(false);
  useEffect(() => {
    if (over) {
      // It ended before our eyes, whichever way we heard.
      if (wasUnderWay.current) calls.current.refresh();
      return undefined;
    }
    wasUnderWay.current = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    const subscription = calls.current.open({
      onData: (next) => calls.current.hear(next),
      onError: () => {
        again = setTimeout(() => setRound((n) => n + 1), AGAIN_MS);
      },
    });
    return () => {
      clearTimeout(again);
      subscription.unsubscribe();
    };
  }, [over, round]);
}

const untilOver = (q: { state: { data: unknown } }) =>
  q.state.data !== undefined && isOver(q.state.data as JobView) ? false : 1000;

/** A job of the tenant, followed step by step until it is over. */
export function useJob(tenantId: TenantId, id: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const input = { tenantId, id: id as JobId };
  const options = trpc.applies.job.queryOptions(input);
  const query = useQuery({ ...options, refetchInterval: untilOver, staleTime: 0 });
  useFollowed(
    query.data as JobView | undefined,
    (on) => client.applies.onJob.subscribe(input, on),
    (job) => queryClient.setQueryData(options.queryKey, job as never),
  );
  return query;
}

/** The same for any job of the box, for those who may see them all. */
export function useBoxJob(id: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const input = { id: id as JobId };
  const options = trpc.applies.boxJob.queryOptions(input);
  const query = useQuery({ ...options, refetchInterval: untilOver, staleTime: 0 });
  useFollowed(
    query.data as JobView | undefined,
    (on) => client.applies.onBoxJob.subscribe(input, on),
    (job) => queryClient.setQueryData(options.queryKey, job as never),
  );
  return query;
}
