import type { AgentEvent } from '../bridge/contract.ts';
import type { StreamHandlers, Target } from './agent-client.ts';

export interface SubscriptionDeps {
  /** The site's address, pin and token as they are now; undefined: the site is gone. */
  target: (siteId: string) => Promise<Target | undefined>;
  stream: (target: Target, call: { path: string; input: unknown }, on: StreamHandlers) => () => void;
  send: (event: AgentEvent) => void;
  /** Calls back after so many ms; the function it returns cancels. */
  after: (ms: number, act: () => void) => () => void;
}
export interface Subscription {
  id: string;
  siteId: string;
  path: string;
  input: unknown;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const MOST = 50;

/**
 * The page's subscriptions: each is opened, reopened after a loss (0.5 s, doubling to 10 s) and closed here. A failure of
 * the procedure itself ends it: asking again would give the same answer.
 */
export function subscriptions(deps: SubscriptionDeps) {
  const open = new Map<string, () => void>();
  const close = (id: string) => {
    open.get(id)?.();
    open.delete(id);
  };
  const start = (subscription: Subscription): boolean => {
    close(subscription.id);
    if (open.size >= MOST) return false;
    const { id } = subscription;
    let stop: () => void = () => undefined;
    let closed = false;
    let wait = FIRST_WAIT_MS;
    const finish = (event: AgentEvent) => {
      open.delete(id);
      deps.send(event);
    };
    const connect = async () => {
      deps.send({ id, tag: 'state', state: 'connecting' });
      const target = await deps.target(subscription.siteId);
      if (closed) return;
      if (target === undefined) return finish({ id, tag: 'ended' });
      stop = deps.stream(target, subscription, {
        onOpen: () => {
          wait = FIRST_WAIT_MS;
          deps.send({ id, tag: 'state', state: 'live' });
        },
        onData: (data) => deps.send({ id, tag: 'data', data }),
        onFailure: (failure) => finish({ id, tag: 'failed', failure }),
        onEnd: () => finish({ id, tag: 'ended' }),
        onLost: (failure) => {
          // A pin that no longer fits is no matter of patience.
          if (failure.code !== 'client.unreachable') return finish({ id, tag: 'failed', failure });
          deps.send({ id, tag: 'state', state: 'offline' });
          stop = deps.after(wait, () => void connect());
          wait = Math.min(LONGEST_WAIT_MS, wait * 2);
        },
      });
    };
    open.set(id, () => {
      closed = true;
      stop();
    });
    void connect();
    return true;
  };
  const closeAll = () => {
    for (const id of open.keys()) close(id);
  };
  return { start, close, closeAll };
}
