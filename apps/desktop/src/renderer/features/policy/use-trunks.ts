import { useQuery } from '@tanstack/react-query';
import type { TenantId, TrunkView } from '@synergycall/domain';
import { useMemo } from 'react';
import { useTRPC } from '../../agent/client.tsx';

/** The trunks that rules of the tenant may name, its own and the box's, and what each is called. */
export function useTrunks(tenantId: TenantId): {
  readonly trunks: readonly TrunkView[];
  readonly names: ReadonlyMap<string, string>;
} {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.trunk.list.queryOptions({ tenantId }, { staleTime: 15_000 }));
  return useMemo(() => {
    const trunks = data?.rows ?? [];
    return { trunks, names: new Map(trunks.map(({ id, name }) => [id, name])) };
  }, [data]);
}
