import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { HandlingChange, HandlingView, Result, TenantId, UserId, UserView } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useStream } from '../../agent/use-stream.ts';

/** As long a change is one of a moment ago. */
const NEWS_MS = 60_000;

/**
 * A person's call handling as it is, kept up to date by the agent whoever changes it, and the way to change it.
 * `isElsewhere`: the newest change was not made here, and not long ago.
 */
export function useHandling(tenantId: TenantId, userId: UserId) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const refresh = useRefresh();
  const input = { tenantId, userId };
  const query = useQuery(trpc.handling.get.queryOptions(input, { refetchInterval: 60_000 }));
  // A person's page is drawn anew for another person.
  const [queryKey] = useState<readonly unknown[]>(() => trpc.handling.get.queryKey(input));
  /** Changes of one's own that are under way: what the agent tells meanwhile is theirs. */
  const own = useRef(0);
  /** When the newest change was made elsewhere, in ms. */
  const [elsewhereAt, setElsewhereAt] = useState<number>();
  const open = useCallback(
    (broke: () => void) =>
      client.handling.onChange.subscribe(
        { tenantId, userId },
        {
          onData: (told: HandlingView) => {
            const before = queryClient.getQueryData<HandlingView>(queryKey);
            queryClient.setQueryData(queryKey, told);
            if (before !== undefined && own.current === 0 && JSON.stringify(before) !== JSON.stringify(told))
              setElsewhereAt(Date.now());
          },
          onError: broke,
        },
      ),
    [client, queryClient, queryKey, tenantId, userId],
  );
  useStream(open);

  useEffect(() => {
    if (elsewhereAt === undefined) return undefined;
    const timer = setTimeout(() => setElsewhereAt(undefined), NEWS_MS);
    return () => clearTimeout(timer);
  }, [elsewhereAt]);

  const change = async (wish: HandlingChange): Promise<Result<HandlingView, AnyFailure>> => {
    own.current += 1;
    setElsewhereAt(undefined);
    const result = await outcome<HandlingView>(client.handling.update.mutate({ ...input, ...wish }));
    own.current -= 1;
    if (result.ok) queryClient.setQueryData(queryKey, result.value);
    refresh();
    return result;
  };
  return { query, change, isElsewhere: elsewhereAt !== undefined };
}

/** What each part of the tab draws and changes. */
export interface Parts {
  readonly user: UserView;
  readonly handling: HandlingView;
  readonly change: ReturnType<typeof useHandling>['change'];
  /** The reader may look only. */
  readonly isFixed: boolean;
}
