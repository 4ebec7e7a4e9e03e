import { useQuery } from '@tanstack/react-query';
import type { FlowView, TenantId } from '@synergycall/domain';
import { useTRPC } from '../../agent/client.tsx';

/** The tenant's schedules: the first 200 by name. */
export function useSchedules(tenantId: TenantId): readonly FlowView[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.flow.list.queryOptions({ tenantId, kind: 'schedule', limit: 200 }, { staleTime: 15_000 }),
  );
  return data?.rows ?? [];
}
