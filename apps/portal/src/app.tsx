import { QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { makeClient, makeQueryClient, TRPCProvider } from './agent/client.ts';
import { LiveFeed } from './agent/live-feed.tsx';
import { HomePage } from './features/home/home-page.tsx';
import { SessionGate } from './features/session/session-gate.tsx';
import { ErrorBoundary } from './frame/error-boundary.tsx';
import { Frame } from './frame/frame.tsx';
import { later } from './frame/later.tsx';
import { UnknownPage } from './frame/unknown-page.tsx';

// Not needed for the first screen; fetched as soon as that stands, so that they are there when the network is not.
const calls = later(async () => (await import('./features/calls/calls-page.tsx')).CallsPage);
const devices = later(async () => (await import('./features/device/devices-page.tsx')).DevicesPage);
const messages = later(async () => (await import('./features/messages/messages-page.tsx')).MessagesPage);
const me = later(async () => (await import('./features/me/me-page.tsx')).MePage);
const password = later(async () => (await import('./features/me/password-page.tsx')).PasswordPage);

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
    const timer = setTimeout(
      () => void Promise.allSettled([calls, devices, messages, me, password].map((page) => page.fetch())),
      500,
    );
    return () => clearTimeout(timer);
  }, []);
  return (
    <Frame>
      <ErrorBoundary key={path}>
        <Switch>
          <Route path="/" component={HomePage} />
          <Route path="/calls" component={calls.Page} />
          <Route path="/devices" component={devices.Page} />
          <Route path="/messages/*?" component={messages.Page} />
          <Route path="/me" component={me.Page} />
          <Route path="/me/password" component={password.Page} />
          <Route component={UnknownPage} />
        </Switch>
      </ErrorBoundary>
    </Frame>
  );
}
