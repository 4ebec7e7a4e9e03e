import { useQueryClient } from '@tanstack/react-query';
import type { DeviceLiveSnapshot } from '@synergycall/domain';
import { useEffect } from 'react';
import { useTRPCClient } from '../agent/client.tsx';
import { useLive } from './window-state.ts';

/** Keeps one subscription open for the tenant and puts what comes into the live picture. Draws nothing. */
export function LiveFeed({ tenantId }: { tenantId: string }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  useEffect(() => {
    useLive.setState({ connection: 'connecting', devices: new Map(), asterisk: 'unknown' });
    let wasOffline = false;
    const hear = (snapshot: DeviceLiveSnapshot) =>
      useLive.setState({
        connection: 'live',
        heardAt: new Date().toISOString(),
        asterisk: snapshot.asterisk,
        devices: new Map(snapshot.devices.map((d) => [d.deviceId, d])),
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
        onError: () => useLive.setState({ connection: 'offline' }),
      },
    );
    return () => subscription.unsubscribe();
  }, [client, queryClient, tenantId]);
  return null;
}
