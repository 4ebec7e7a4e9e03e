import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../agent/client.ts';
import { loadable } from '../../agent/failure.ts';
import { useLive } from '../../agent/live.ts';
import { DevicesScreen } from './devices-screen.tsx';

export function DevicesPage() {
  const trpc = useTRPC();
  const devices = useQuery(trpc.self.devices.queryOptions(undefined, { select: ({ rows }) => rows }));
  const live = useLive();
  return <DevicesScreen devices={loadable(devices)} live={live} onRetry={() => void devices.refetch()} />;
}
