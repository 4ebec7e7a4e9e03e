import { useInfiniteQuery } from '@tanstack/react-query';
import type { TenantId } from '@synergycall/domain';
import { useEffect } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { paged } from '../../agent/paged.ts';

/** All flows of a tenant, page after page: a picture has to know each of them. */
export function useAllFlows(tenantId: TenantId) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.flow.list.infiniteQueryOptions(
      { tenantId, limit: 200 },
      { getNextPageParam: (last) => last.nextCursor ?? undefined, refetchInterval: 30_000 },
    ),
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { flows: paged(query).rows, state: loadable(query), retry: () => void query.refetch() };
}
