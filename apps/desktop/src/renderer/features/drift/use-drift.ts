import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DriftView, JobView, Result, TenantId, adoptedView } from '@synergycall/domain';
import { toastFailure, type AnyFailure, type Loadable } from '@synergycall/ui';
import { useState } from 'react';
import type { z } from 'zod';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';

type AdoptedView = z.infer<typeof adoptedView>;
type Seen = { key: string; seen: string };
/** What differs somewhere, and what can be done about it: the same for a tenant and for the box. */
export interface Drift {
  state: Loadable<DriftView>;
  isLooking: boolean;
  retry: () => void;
  /** Looks at the box now; a failure is told, what is shown stays. */
  look: () => Promise<void>;
  reapply: (items: Seen[], reason: string) => Promise<Result<JobView, AnyFailure>>;
  adopt: (items: Seen[]) => Promise<Result<AdoptedView, AnyFailure>>;
  /** Gives up a file that is kept as it was edited. */
  drop: (name: string) => Promise<Result<unknown, AnyFailure>>;
}

/** `tenantId` undefined: what all tenants share. */
export function useDrift(tenantId: TenantId | undefined): Drift {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const [isLooking, setLooking] = useState(false);
  const often = { refetchInterval: 30_000, staleTime: 0 };
  const ofTenant = trpc.drift.get.queryOptions(tenantId === undefined ? skipToken : { tenantId }, often);
  const ofBox = trpc.drift.box.queryOptions(tenantId === undefined ? {} : skipToken, often);
  const tenants = useQuery(ofTenant);
  const box = useQuery(ofBox);
  const query = tenantId === undefined ? box : tenants;
  const look = async () => {
    setLooking(true);
    const result = await outcome(
      tenantId === undefined ? client.drift.box.query({ now: true }) : client.drift.get.query({ tenantId, now: true }),
    );
    setLooking(false);
    if (!result.ok) return toastFailure(result.error);
    if (tenantId === undefined) queryClient.setQueryData(ofBox.queryKey, result.value);
    else queryClient.setQueryData(ofTenant.queryKey, result.value);
    // The counts in banners come with what is pending.
    void queryClient.invalidateQueries({ queryKey: trpc.applies.pathKey() });
  };
  return {
    state: loadable(query),
    isLooking,
    retry: () => void query.refetch(),
    look,
    reapply: async (items, reason) => {
      const said = reason === '' ? {} : { reason };
      const result = await outcome(
        tenantId === undefined
          ? client.drift.reapplyBox.mutate({ items, ...said })
          : client.drift.reapply.mutate({ tenantId, items, ...said }),
      );
      refresh();
      return result;
    },
    adopt: async (items) => {
      const result = await outcome(
        tenantId === undefined
          ? client.drift.adoptBox.mutate({ items })
          : client.drift.adopt.mutate({ tenantId, items }),
      );
      refresh();
      return result;
    },
    drop: async (name) => {
      const result = await outcome(client.drift.dropAdoption.mutate({ name }));
      refresh();
      return result;
    },
  };
}
