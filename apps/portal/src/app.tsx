import { Skeleton } from '@mantine/core';
import { t } from '@synergycall/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { makeClient, makeQueryClient, TRPCProvider } from './agent/client.ts';
import { LiveFeed } from './agent/live-feed.tsx';
import { HomePage } from './features/home/home-page.tsx';
import { SessionGate } from './features/session/session-gate.tsx';
import { ErrorBoundary } from './frame/error-boundary.tsx';
import { Frame } from './frame/frame.tsx';
import { UnknownPage } from './frame/unknown-page.tsx';

// Not needed for the first screen; fetched as soon as that stands, so that they are there when the network is not.
const devices = () => import('./features/device/devices-page.tsx');
const me = () => import('./features/me/me-page.tsx');
const password = () => import('./features/me/password-page.tsx');
const DevicesPage = lazy(async () => ({ default: (await devices()).DevicesPage }));
const MePage = lazy(async () => ({ default: (await me()).MePage }));
const PasswordPage = lazy(async () => ({ default: (await password()).PasswordPage }));

export function App() {
  const [ended, setEnded] = useState(0);
  const onSignedOut = useCallback(() => setEnded((count) => count + 1), []);
  const [queryClient] = useState(() => makeQueryClient(onSignedOut));
  const [trpcClient] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <SessionGate ended={ended}>
          <LiveFeed onSignedOut={onSignedOut} />
          <Pages />
        </SessionGate>
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function Pages() {
  const [path] = useLocation();
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled([devices(), me(), password()]), 500);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Frame>
      <ErrorBoundary key={path}>
        <Suspense fallback={<Skeleton height={32} width="50%" mt={24} role="status" aria-label={t('portal.loading')} />}>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/devices" component={DevicesPage} />
            <Route path="/me" component={MePage} />
            <Route path="/me/password" component={PasswordPage} />
            <Route component={UnknownPage} />
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Frame>
  );
}
