import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { addMyWords } from '@synergycall/ui/later-words';
import { useHistoryState } from 'wouter/use-browser-location';
import { useTRPC } from '../../agent/client.ts';
import { loadable } from '../../agent/failure.ts';
import { useSession } from '../session/session.ts';
import { MeScreen } from './me-screen.tsx';

addMyWords();

export function MePage() {
  const trpc = useTRPC();
  const profile = useQuery(trpc.self.profile.queryOptions());
  const { me, signOut, leaving } = useSession();
  const cameFrom = useHistoryState<{ passwordChanged?: boolean } | null>();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <MeScreen
      me={me}
      profile={loadable(profile)}
      theme={colorScheme}
      onTheme={setColorScheme}
      leaving={leaving}
      passwordChanged={cameFrom?.passwordChanged === true}
      onSignOut={signOut}
      onRetry={() => void profile.refetch()}
    />
  );
}
