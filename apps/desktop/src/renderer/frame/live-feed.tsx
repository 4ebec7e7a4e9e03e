import { useQueryClient } from '@tanstack/react-query';
import type { DeviceLiveSnapshot } from '@synergycall/domain';
import { useCallback, useRef } from 'react';
import { sessionLost, useTRPCClient } from '../agent/client.tsx';
import { failureOf } from '../agent/link.ts';
import { useStream } from '../agent/use-stream.ts';
import { useLive } from './window-state.ts';

const hear = (snapshot: DeviceLiveSnapshot): void =>
  useLive.setState({
    connection: 'live',
    heardAt: new Date().toISOString(),
    asterisk: snapshot.asterisk,
    devices: new Map(snapshot.devices.map((d) => [d.deviceId, d])),
    byUser: Map.groupBy(snapshot.devices, (d) => d.userId),
  });

/** Keeps one subscription open for the tenant and puts what comes into the live picture. Draws nothing. */
export function LiveFeed({ tenantId }: { tenantId: string }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const wasOffline = useRef(false);
  const open = useCallback(
    (broke: () => void) => {
      useLive.setState({ connection: 'connecting', devices: new Map(), byUser: new Map(), asterisk: 'unknown' });
      const offline = (): void => {
        wasOffline.current = true;
        useLive.setState({ connection: 'offline' });
      };
      return client.device.onLive.subscribe(
        { tenantId },
        {
          onData: hear,
          onConnectionStateChange: (change) => {
            if (change.state === 'pending') {
              useLive.setState({ connection: 'live', heardAt: new Date().toISOString() });
              // What changed while nobody listened is asked for at once.
              if (wasOffline.current) void queryClient.invalidateQueries();
              wasOffline.current = false;
            } else if (change.state === 'connecting' && change.error !== null) offline();
          },
          onError: (error) => {
            if (failureOf(error).code === 'auth.required') return sessionLost.dispatchEvent(new Event('lost'));
            offline();
            return broke();
          },
        },
      );
    },
    [client, queryClient, tenantId],
  );
  useStream(open);
  return null;
}
