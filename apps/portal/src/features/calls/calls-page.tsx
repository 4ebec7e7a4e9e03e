import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import type { FlowId, HandlingChange } from '@synergycall/domain';
import { addCallsWords } from '@synergycall/ui/later-words';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC, useTRPCClient } from '../../agent/client.ts';
import { loadable } from '../../agent/failure.ts';
import { useChange } from '../session/use-change.ts';
import { CallsScreen } from './calls-screen.tsx';
import { QueuesSection } from './queues-section.tsx';

addCallsWords();

/** What is chosen at the phone shows here, too. */
const LOOK_AGAIN_MS = 10_000;

export function CallsPage() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const send = useChange();
  const handling = useQuery(trpc.self.handling.queryOptions(undefined, { refetchInterval: LOOK_AGAIN_MS }));
  const change = async (wish: HandlingChange) => {
    const done = await send(() => client.self.updateHandling.mutate(wish));
    if (done.ok) queries.setQueryData(trpc.self.handling.queryKey(), done.value);
    return done;
  };
  const queues = useQuery(trpc.self.queues.queryOptions(undefined, { refetchInterval: LOOK_AGAIN_MS }));
  const logIn = async (wish: { readonly id: FlowId; readonly loggedIn: boolean }) => {
    const done = await send(() => client.self.setQueue.mutate(wish));
    if (done.ok) queries.setQueryData(trpc.self.queues.queryKey(), done.value);
    return done;
  };
  return (
    <>
      <CallsScreen handling={loadable(handling)} change={change} onRetry={() => void handling.refetch()} />
      {/* Where nothing can be had at all, the page says so once. */}
      {handling.isError && !handling.data && !queues.data ? null : (
        <QueuesSection queues={loadable(queues)} logIn={logIn} />
      )}
    </>
  );
}
