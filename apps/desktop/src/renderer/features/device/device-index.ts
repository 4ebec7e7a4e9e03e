import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { DeviceView, TenantId } from '@synergycall/domain';
import { use } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { TenantContext } from '../../frame/tenant-context.ts';

const NONE: readonly string[] = [];
const MOST_PAGES = 60;

/** Every device of the tenant by owner: what links the live picture (by device) to people. Loaded once, kept fresh. */
export function useDeviceIndex() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const tenant = use(TenantContext);
  return useQuery({
    // Below the key of device.list, so that whatever invalidates devices refreshes this too.
    queryKey: [...trpc.device.list.pathKey(), 'all', tenant?.id],
    enabled: tenant !== undefined,
    staleTime: 60_000,
    refetchInterval: 60_000,
    queryFn: async () => {
      const devices: DeviceView[] = [];
      let cursor: string | undefined;
      for (let n = 0; n < MOST_PAGES; n++) {
        const page = await client.device.list.query({
          tenantId: tenant?.id as TenantId,
          limit: 200,
          ...(cursor === undefined ? {} : { cursor }),
        });
        devices.push(...page.rows);
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      const byUser = new Map<string, string[]>();
      for (const d of devices) if (d.revokedAt === null) byUser.set(d.userId, [...(byUser.get(d.userId) ?? []), d.id]);
      return { devices, byUser };
    },
  });
}

/** Ids of a person's devices that are not revoked. */
export const useDevicesOf = (userId: string): readonly string[] => useDeviceIndex().data?.byUser.get(userId) ?? NONE;

/** After a change: everything of the tenant that may show it. */
export function useRefresh(): () => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => {
    for (const key of [
      trpc.user.pathKey(),
      trpc.device.pathKey(),
      trpc.applies.pathKey(),
      trpc.tenant.pathKey(),
      trpc.audit.pathKey(),
      trpc.account.pathKey(),
    ])
      void queryClient.invalidateQueries({ queryKey: key });
  };
}
