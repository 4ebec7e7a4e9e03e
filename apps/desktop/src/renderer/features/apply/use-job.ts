import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JobId, JobView, TenantId } from '@synergycall/domain';
import { useEffect } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { useRefresh } from '../../agent/refresh.ts';
import { isOver } from './words.ts';

/** A job, followed step by step until it is over; a lost stream is made up for by asking every second. */
export function useJob(tenantId: TenantId, id: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const input = { tenantId, id: id as JobId };
  const options = trpc.applies.job.queryOptions(input);
  const query = useQuery({
    ...options,
    refetchInterval: (q) => (q.state.data && isOver(q.state.data as JobView) ? false : 1000),
    staleTime: 0,
  });
  const over = query.data !== undefined && isOver(query.data);
  const key = JSON.stringify(options.queryKey);
  useEffect(() => {
    if (over) return;
    const subscription = client.applies.onJob.subscribe(
      { tenantId, id: id as JobId },
      {
        onData: (job) => {
          queryClient.setQueryData(JSON.parse(key) as typeof options.queryKey, job as never);
          if (isOver(job)) refresh();
        },
      },
    );
    return () => subscription.unsubscribe();
    // `refresh` is a new function each time and must not reopen the stream.
    // eslint-disable-next-line react/exhaustive-deps
  }, [client, queryClient, tenantId, id, over, key]);
  return query;
}
