import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FailureState, SkeletonLines, t } from '@synergycall/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SiteView } from '../../../bridge/contract.ts';
import { bridge } from '../../agent/bridge.ts';
import { useTRPC } from '../../agent/client.tsx';
import { failureOf } from '../../agent/link.ts';
import { Frame } from '../../frame/frame.tsx';
import { ChangedScreen } from '../connect/trust-screen.tsx';
import { Welcome } from '../connect/welcome.tsx';
import { BootstrapScreen } from './bootstrap-screen.tsx';
import { SessionContext } from './session.ts';
import { SignInScreen } from './sign-in-screen.tsx';

/** Shows the frame to whoever is signed in, else what leads there: the first admin's set-up or the sign-in. */
export function SessionGate({ site, onLeave }: { site: SiteView; onLeave: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [signedIn, setSignedIn] = useState(site.signedIn);
  const [expired, setExpired] = useState(false);
  const me = useQuery(trpc.auth.me.queryOptions(undefined, { enabled: signedIn, staleTime: 60_000 }));
  const isOut = me.error !== null && failureOf(me.error).code === 'auth.required';
  const status = useQuery(trpc.auth.status.queryOptions(undefined, { enabled: !signedIn || isOut, staleTime: 0 }));
  const enter = () => {
    queryClient.clear();
    setExpired(false);
    setSignedIn(true);
  };
  const signOut = async () => {
    await bridge().invoke('session.signOut', { siteId: site.id });
    setSignedIn(false);
    queryClient.clear();
  };
  const end = () => {
    if (!signedIn) return;
    setExpired(true);
    setSignedIn(false);
  };
  if (signedIn && me.data && !isOut)
    return (
      <SessionContext value={{ me: me.data, site, signOut: () => void signOut(), end, leave: onLeave }}>
        <Frame />
      </SessionContext>
    );
  const error = signedIn && !isOut ? me.error : status.error;
  if (error !== null) {
    const failure = failureOf(error);
    if (failure.code === 'client.certificate-changed')
      return (
        <ChangedScreen
          host={site.host}
          before={site.caFingerprint}
          onBack={onLeave}
          onRemove={() => void bridge().invoke('sites.remove', { siteId: site.id }).then(onLeave)}
        />
      );
    return (
      <Welcome title={site.host}>
        <FailureState
          failure={failure}
          onRetry={() => void (signedIn ? me : status).refetch()}
          action={
            <Button variant="subtle" color="gray" onClick={onLeave}>
              {t('frame.otherSite')}
            </Button>
          }
        />
      </Welcome>
    );
  }
  if (!status.data)
    return (
      <Welcome title={site.host}>
        <SkeletonLines lines={4} />
      </Welcome>
    );
  if (status.data.bootstrapOpen)
    return <BootstrapScreen site={site} boxName={status.data.boxName} onDone={enter} onLeave={onLeave} />;
  return (
    <SignInScreen
      site={site}
      boxName={status.data.boxName}
      expired={expired || isOut}
      onDone={enter}
      onLeave={onLeave}
    />
  );
}
