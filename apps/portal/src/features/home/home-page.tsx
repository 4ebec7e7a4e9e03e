import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../agent/client.ts';
import { loadable } from '../../agent/failure.ts';
import { useLive } from '../../agent/live.ts';
import { HomeScreen } from './home-screen.tsx';

export function HomePage() {
  const trpc = useTRPC();
  const profile = useQuery(trpc.self.profile.queryOptions());
  const devices = useQuery(trpc.self.devices.queryOptions(undefined, { select: ({ rows }) => rows }));
  const live = useLive();
  const retry = () => {
    if (profile.data === undefined) void profile.refetch();
    if (devices.data === undefined) void devices.refetch();
  };
  return <HomeScreen profile={loadable(profile)} devices={loadable(devices)} live={live} onRetry={retry} />;
}
