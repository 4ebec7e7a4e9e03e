import { useQueryClient } from '@tanstack/react-query';
import type { DeviceLiveSnapshot } from '@synergycall/domain';
import { useEffect, useState } from 'react';
import { sessionLost, useTRPCClient } from '../agent/client.tsx';
import { failureOf } from '../agent/link.ts';
import { useLive } from './window-state.ts';

const AGAIN_MS = 5000;

/** Keeps one subscription open for the tenant and puts what comes into the live picture. Draws nothing. */
export function LiveFeed({ tenantId }: { tenantId: string }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [round, setRound] = useState(0);
  useEffect(() => {
    useLive.setState({ connection: 'connecting', devices: new Map(), byUser: new Map(), asterisk: 'unknown' });
    let wasOffline = round > 0;
    let again: ReturnType<typeof setTimeout> | undefined;
    const hear = (snapshot: DeviceLiveSnapshot) =>
      useLive.setState({
        connection: 'live',
        heardAt: new Date().toISOString(),
        asterisk: snapshot.asterisk,
        devices: new Map(snapshot.devices.map((d) => [d.deviceId, d])),
        byUser: Map.groupBy(snapshot.devices, (d) => d.userId),
      });
    const subscription = client.device.onLive.subscribe(
      { tenantId },
      {
        onData: hear,
        onConnectionStateChange: (change) => {
          if (change.state === 'pending') {
            useLive.setState({ connection: 'live', heardAt: new Date().toISOString() });
            // What changed while nobody listened is asked for at once.
            if (wasOffline) void queryClient.invalidateQueries();
            wasOffline = false;
            return;
          }
          if (change.state !== 'connecting' || change.error === null) return;
          wasOffline = true;
          useLive.setState({ connection: 'offline' });
        },
        onError: (error) => {
          if (failureOf(error).code === 'auth.required') return sessionLost.dispatchEvent(new Event('lost'));
          useLive.setState({ connection: 'offline' });
          // The agent refused or stumbled; main tries again only when the connection is what failed.
          again = setTimeout(() => setRound(round + 1), AGAIN_MS);
          return undefined;
        },
      },
    );
    return () => {
      clearTimeout(again);
      subscription.unsubscribe();
    };
  }, [client, queryClient, tenantId, round]);
  return null;
}
