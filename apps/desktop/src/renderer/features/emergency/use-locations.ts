import { useQuery } from '@tanstack/react-query';
import type { TenantId } from '@synergycall/domain';
import { useTRPC } from '../../agent/client.tsx';

/** A tenant's locations; there are few (MOST_LOCATIONS), so whoever needs one has them all. `every`: asked again, in ms. */
export function useLocations(tenantId: TenantId, every?: number) {
  const trpc = useTRPC();
  return useQuery(
    trpc.location.list.queryOptions(
      { tenantId },
      { staleTime: 15_000, ...(every === undefined ? {} : { refetchInterval: every }) },
    ),
  );
}
