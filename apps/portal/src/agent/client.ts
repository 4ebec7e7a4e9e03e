import type { AppRouter } from '@synergycall/agent/router';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { failureOf } from './failure.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** SECURITY: in memory alone. `auth.me` gives it again to a reloaded page; another origin can't read that answer. */
let csrf: string | null = null;
export const holdCsrf = (value: string | null): void => {
  csrf = value;
};

/** Same origin: the session cookie travels by itself, and with it the header that proves that this page sent it. */
export const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink({ url: '/trpc' }),
        false: httpBatchLink({
          url: '/trpc',
          maxItems: 10,
          headers: () => (csrf === null ? {} : { 'x-synergycall-csrf': csrf }),
        }),
      }),
    ],
  });

/** Only a lost connection is worth another try: a refusal will say the same again. */
const worthRetrying = (count: number, error: unknown): boolean =>
  count < 1 && failureOf(error).code === 'client.unreachable';

/** `onSignedOut` hears it when the agent no longer knows the session, whatever was asked. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (error: unknown): void => {
    if (failureOf(error).code === 'auth.required') onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: worthRetrying, retryDelay: 600, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
