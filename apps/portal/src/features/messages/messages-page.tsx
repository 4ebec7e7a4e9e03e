import './messages.css';
import { addMessagesWords } from '@synergycall/ui/later-words';
import type { Result } from '@synergycall/domain';
import type { AnyFailure } from '@synergycall/ui';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.ts';
import { loadable } from '../../agent/failure.ts';
import { useChange } from '../session/use-change.ts';
import { MailboxScreen } from './mailbox-screen.tsx';
import { MessagesScreen } from './messages-screen.tsx';

addMessagesWords();

/** What is left or heard by phone shows here, too. */
const LOOK_AGAIN_MS = 10_000;

export function MessagesPage() {
  const [path] = useLocation();
  return path.startsWith('/messages/mailbox') ? <Mailbox /> : <Messages />;
}

function Messages() {
  const trpc = useTRPC();
  const { self } = useTRPCClient();
  const queries = useQueryClient();
  const change = useChange();
  const list = useQuery(trpc.self.messages.queryOptions(undefined, { refetchInterval: LOOK_AGAIN_MS }));
  const then = async <T,>(call: () => Promise<T>): Promise<Result<T, AnyFailure>> => {
    const done = await change(call);
    await queries.invalidateQueries({ queryKey: trpc.self.messages.queryKey() });
    return done;
  };
  return (
    <MessagesScreen
      list={loadable(list)}
      onRetry={() => void list.refetch()}
      acts={{
        mark: ({ mailbox, id }, heard) => then(() => self.markMessage.mutate({ mailbox, id, heard })),
        remove: ({ mailbox, id }) => then(() => self.removeMessage.mutate({ mailbox, id })),
        putBack: ({ mailbox, id, heard }) => then(() => self.putBackMessage.mutate({ mailbox, id, heard })),
      }}
    />
  );
}

function Mailbox() {
  const trpc = useTRPC();
  const { self } = useTRPCClient();
  const queries = useQueryClient();
  const change = useChange();
  const greeting = useQuery(trpc.self.greeting.queryOptions());
  const notification = useQuery(trpc.self.notification.queryOptions());
  return (
    <MailboxScreen
      greeting={loadable(greeting)}
      notification={loadable(notification)}
      onRetry={() => {
        void greeting.refetch();
        void notification.refetch();
      }}
      acts={{
        async setGreeting(sound) {
          const done = await change(() => self.setGreeting.mutate({ sound }));
          if (done.ok) queries.setQueryData(trpc.self.greeting.queryKey(), done.value);
          return done;
        },
        async removeGreeting() {
          const done = await change(() => self.removeGreeting.mutate());
          if (done.ok) queries.setQueryData(trpc.self.greeting.queryKey(), done.value);
          return done;
        },
        setPin: (pin) => change(() => self.setVoicemailPin.mutate({ pin })),
        async notify(notify) {
          const done = await change(() => self.setNotification.mutate({ notify }));
          if (done.ok) queries.setQueryData(trpc.self.notification.queryKey(), done.value);
          return done;
        },
      }}
    />
  );
}
