import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { useState, type ReactNode } from 'react';
import { bridgeLink, failureOf } from './link.ts';
import type { AppRouter } from './router.ts';

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();
export { useTRPC, useTRPCClient };

/** A failure that says "no" will say so again; only a lost connection is worth another try. */
const worthRetrying = (count: number, error: unknown): boolean =>
  count < 2 && failureOf(error).code === 'client.unreachable';

/** Fires when the agent answers that the session is over, whatever was asked. */
export const sessionLost = new EventTarget();
const watch = (error: unknown) => {
  if (failureOf(error).code === 'auth.required') sessionLost.dispatchEvent(new Event('lost'));
};

/** One site's client and cache; another site gets new ones, so that nothing of one shows under the other. */
export function AgentProvider(props: { siteId: string; children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({ onError: watch }),
        mutationCache: new MutationCache({ onError: watch }),
        defaultOptions: {
          queries: {
            staleTime: 5000,
            retry: worthRetrying,
            retryDelay: 400,
            refetchOnWindowFocus: true,
            networkMode: 'always',
          },
          mutations: { retry: false, networkMode: 'always' },
        },
      }),
  );
  const [trpcClient] = useState(() => createTRPCClient<AppRouter>({ links: [bridgeLink(props.siteId)] }));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {props.children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
