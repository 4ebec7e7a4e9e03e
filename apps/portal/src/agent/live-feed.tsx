import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPCClient } from './client.ts';
import { failureOf } from './failure.ts';
import { NOTHING_HEARD, pictureOf, useLive } from './live.ts';

/** How long to wait before asking again after the stream was refused, in ms; doubled each time. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/**
 * Keeps the one stream of live states open while someone is signed in, and says in the store whether it stands.
 * A cut connection is taken up again by the browser's EventSource; a refusal ends it, so that is retried here.
 */
export function LiveFeed(props: { onSignedOut: () => void }) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const { onSignedOut } = props;
  useEffect(() => {
    let stream: { unsubscribe: () => void } | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT;
    let missed = false;
    useLive.setState(NOTHING_HEARD);

    const heard = (): void => {
      wait = FIRST_WAIT;
      if (!missed) return;
      missed = false;
      // What changed meanwhile is asked for at once.
      void queryClient.invalidateQueries();
    };
    const lost = (): void => {
      missed = true;
      useLive.setState({ connection: 'offline' });
    };
    const again = (): void => {
      clearTimeout(timer);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
    /** A refused stream does not say why (EventSource hides the answer): `auth.me` does. */
    const refused = async (): Promise<void> => {
      try {
        await client.auth.me.query();
      } catch (error) {
        if (failureOf(error).code === 'auth.required') return onSignedOut();
      }
      again();
    };
    function open(): void {
      stream?.unsubscribe();
      stream = client.self.onLive.subscribe(undefined, {
        onData: (snapshot) => {
          useLive.setState(pictureOf(snapshot, new Date().toISOString()));
          heard();
        },
        onConnectionStateChange: (change) => {
          if (change.state === 'pending') {
            useLive.setState({ connection: 'live', heardAt: new Date().toISOString() });
            heard();
          } else if (change.state === 'connecting' && change.error !== null) lost();
        },
        onError: () => {
          lost();
          void refused();
        },
        onComplete: () => {
          lost();
          again();
        },
      });
    }
    const cameOnline = (): void => {
      wait = FIRST_WAIT;
      clearTimeout(timer);
      open();
    };

    open();
    if (!navigator.onLine) lost();
    addEventListener('offline', lost);
    addEventListener('online', cameOnline);
    return () => {
      removeEventListener('offline', lost);
      removeEventListener('online', cameOnline);
      clearTimeout(timer);
      stream?.unsubscribe();
    };
  }, [client, queryClient, onSignedOut]);
  return null;
}
