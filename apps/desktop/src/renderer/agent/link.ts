import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import type { AnyFailure } from '@synergycall/ui';
import type { AgentEvent } from '../../bridge/contract.ts';
import { bridge } from './bridge.ts';
import type { AppRouter } from './router.ts';

let counter = 0;

/** Carries tRPC over the bridge to one site: calls as one invoke each, subscriptions as events with an id. */
export function bridgeLink(siteId: string): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        if (op.type !== 'subscription') {
          let wanted = true;
          bridge()
            .invoke('agent.call', { siteId, path: op.path, type: op.type, input: op.input })
            .then(
              (answer) => {
                if (!wanted) return;
                if (!answer.ok) return observer.error(failed(answer.failure));
                observer.next({ result: { type: 'data', data: answer.data } });
                observer.complete();
              },
              (error: unknown) => {
                if (wanted)
                  observer.error(
                    failed({ code: 'client.unexpected', detail: error instanceof Error ? error.message : 'bridge' }),
                  );
              },
            );
          return () => {
            wanted = false;
          };
        }
        const id = `${op.path.replace('.', '-')}-${++counter}`;
        const stop = bridge().onEvent((event: AgentEvent) => {
          if (event.id !== id) return;
          switch (event.tag) {
            case 'state':
              observer.next({
                result: {
                  type: 'state',
                  state: event.state === 'live' ? 'pending' : 'connecting',
                  error: event.state === 'offline' ? failed(unreachable) : null,
                },
              } as never);
              return;
            case 'data':
              observer.next({ result: { type: 'data', data: event.data } });
              return;
            case 'failed':
              observer.error(failed(event.failure));
              return;
            case 'ended':
              observer.complete();
          }
        });
        void bridge().invoke('agent.subscribe', { siteId, path: op.path, id, input: op.input });
        return () => {
          stop();
          void bridge().invoke('agent.unsubscribe', { id });
        };
      });
}

const unreachable: AnyFailure = { code: 'client.unreachable', host: '' };

/** A failure of the agent or of the way to it, as tRPC's error; `failureOf` gets it back. */
class BridgeFailure extends Error {
  readonly failure: AnyFailure;
  constructor(failure: AnyFailure) {
    super(failure.code);
    this.failure = failure;
  }
}
const failed = (failure: AnyFailure): TRPCClientError<AppRouter> => TRPCClientError.from(new BridgeFailure(failure));

/** What went wrong, with its fields; anything that is no failure of ours becomes `client.unexpected`. */
export function failureOf(error: unknown): AnyFailure {
  if (error instanceof TRPCClientError && error.cause instanceof BridgeFailure) return error.cause.failure;
  if (error instanceof BridgeFailure) return error.failure;
  return { code: 'client.unexpected', detail: error instanceof Error ? error.message : String(error) };
}
