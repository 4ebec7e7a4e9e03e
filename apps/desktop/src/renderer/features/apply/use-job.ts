import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JobId, JobView, TenantId } from '@synergycall/domain';
import { useCallback, useEffect, useRef } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { useRefresh } from '../../agent/refresh.ts';
import { useStream } from '../../agent/use-stream.ts';
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
  const calls = useRef({ open, hear });
  useEffect(() => {
    calls.current = { open, hear };
  });
  const follow = useCallback(
    (broke: () => void) => calls.current.open({ onData: (next) => calls.current.hear(next), onError: broke }),
    [],
  );
  useStream(over ? undefined : follow, AGAIN_MS);
  const wasUnderWay = useRef(false);
  useEffect(() => {
    // It ended before our eyes, whichever way we heard.
    if (over && wasUnderWay.current) refresh();
    wasUnderWay.current = !over;
  }, [over, refresh]);
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
