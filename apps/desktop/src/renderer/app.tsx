import type { AnyFailure } from '@synergycall/ui';
import { FailureState, SkeletonLines } from '@synergycall/ui';
import { useCallback, useEffect, useState } from 'react';
import type { SiteView } from '../bridge/contract.ts';
import { bridge } from './agent/bridge.ts';
import { AgentProvider } from './agent/client.tsx';
import { ConnectScreen } from './features/connect/connect-screen.tsx';
import { SessionGate } from './features/session/session-gate.tsx';
import { useThemeInMain } from './frame/theme.ts';
import { lastSite, rememberSite } from './frame/window-state.ts';

type State =
  | { tag: 'loading' }
  | { tag: 'failed'; failure: AnyFailure }
  | { tag: 'choose'; sites: readonly SiteView[] }
  | { tag: 'open'; site: SiteView };

async function stateOf(mayOpen: boolean): Promise<State> {
  const answer = await bridge().invoke('sites.list', undefined);
  if (!answer.ok) return { tag: 'failed', failure: answer.failure };
  const last = mayOpen ? answer.data.find((s) => s.id === lastSite()) : undefined;
  return last ? { tag: 'open', site: last } : { tag: 'choose', sites: answer.data };
}

/** Chooses the site: the last one used, or the connect screen. Everything behind it belongs to that one site. */
export function App() {
  const [state, setState] = useState<State>({ tag: 'loading' });
  useThemeInMain();
  const load = useCallback(async (mayOpen: boolean) => setState(await stateOf(mayOpen)), []);
  useEffect(() => {
    let isShown = true;
    void stateOf(true).then((found) => isShown && setState(found));
    return () => {
      isShown = false;
    };
  }, []);
  const leave = useCallback(() => {
    rememberSite(null);
    void load(false);
  }, [load]);
  const open = (site: SiteView) => {
    rememberSite(site.id);
    setState({ tag: 'open', site });
  };
  switch (state.tag) {
    case 'loading':
      return <SkeletonLines lines={0} />;
    case 'failed':
      return <FailureState failure={state.failure} onRetry={() => void load(true)} />;
    case 'choose':
      return <ConnectScreen sites={state.sites} onOpen={open} onChanged={() => void load(false)} />;
    case 'open':
      return (
        <AgentProvider key={state.site.id} siteId={state.site.id}>
          <SessionGate site={state.site} onLeave={leave} />
        </AgentProvider>
      );
  }
}
