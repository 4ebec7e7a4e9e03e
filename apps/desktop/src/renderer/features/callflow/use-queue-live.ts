import type { FlowView, QueueLiveView } from '@synergycall/domain';
import type { Loadable } from '@synergycall/ui';
import { useCallback, useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { failureOf } from '../../agent/link.ts';
import { useStream } from '../../agent/use-stream.ts';

/** What happens in a queue, as the agent tells it; `heardAt`: by this window's clock, in ms. */
export interface QueueHeard {
  readonly view: QueueLiveView;
  readonly heardAt: number;
}

/** Follows a queue for as long as it is looked at. What was heard stays when the connection is lost, and is said to be old. */
export function useQueueLive({ tenantId, id }: FlowView): { state: Loadable<QueueHeard>; isCut: boolean } {
  const client = useTRPCClient();
  const [state, setState] = useState<Loadable<QueueHeard>>({ tag: 'loading' });
  const [isCut, setCut] = useState(false);
  const open = useCallback(
    (broke: () => void) =>
      client.queue.onLive.subscribe(
        { tenantId, id },
        {
          onData: (view) => {
            setCut(false);
            setState({ tag: 'ready', value: { view, heardAt: Date.now() } });
          },
          onConnectionStateChange: (change) => {
            if (change.state === 'connecting' && change.error !== null) setCut(true);
          },
          onError: (error) => {
            setCut(true);
            setState((last) => (last.tag === 'ready' ? last : { tag: 'failed', failure: failureOf(error) }));
            broke();
          },
        },
      ),
    [client, tenantId, id],
  );
  useStream(open);
  return { state, isCut };
}
