import { Button } from '@mantine/core';
import type { AgentState, FlowView, QueueLiveView } from '@synergycall/domain';
import {
  FailureNote,
  RelativeTime,
  SkeletonLines,
  StateDot,
  formatMoment,
  formatNumber,
  lengthText,
  t,
  toastFailure,
  type Tone,
} from '@synergycall/ui';
import { useEffect, useState } from 'react';
import { useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useMay } from '../session/session.ts';
import { useQueueLive, type QueueHeard } from './use-queue-live.ts';

const TONES: Readonly<Record<AgentState, Tone>> = {
  free: 'live',
  ringing: 'pending',
  talking: 'busy',
  resting: 'pending',
  away: 'failed',
  out: 'off',
  unknown: 'off',
};
/** More of them don't fit beside a list; how many there are is said. */
const MOST = 8;

/** Who waits, for how long, and what the agents do, at this moment; agents are logged in and out right here. */
export function QueueNow({ flow }: { flow: FlowView }) {
  const { state, isCut } = useQueueLive(flow);
  if (state.tag === 'loading') return <SkeletonLines lines={3} />;
  if (state.tag === 'failed') return <FailureNote failure={state.failure} />;
  const { view } = state.value;
  return (
    <section className="d-hours-now d-queue-now" aria-label={t('queue.now.title')}>
      {isCut ? (
        <p className="d-warn">
          {t('queue.now.old')} <RelativeTime at={view.at} />
        </p>
      ) : null}
      {view.asterisk === 'live' ? (
        <>
          <Waiting heard={state.value} isCut={isCut} />
          <Agents flow={flow} view={view} />
          <p className="sc-dim">
            {t('queue.now.today', {
              answered: view.today.answered,
              abandoned: view.today.abandoned,
              since: formatMoment(view.today.countedSince),
            })}
          </p>
        </>
      ) : view.asterisk === 'down' ? (
        <StateDot tone="failed" label={t('queue.now.down')} />
      ) : (
        // Asterisk loads a queue with its first caller; who is logged in stands in its table before.
        <>
          <StateDot tone="off" label={t('queue.now.notLive')} />
          <Agents flow={flow} view={view} />
        </>
      )}
    </section>
  );
}

/** Waiting times go on between two messages of the agent. */
function Waiting({ heard: { view, heardAt }, isCut }: { heard: QueueHeard; isCut: boolean }) {
  const second = useSecond(view.callers.length > 0 && !isCut);
  const since = Math.max(0, Math.round((second - heardAt) / 1_000));
  const waits = (seconds: number) => lengthText(seconds + since);
  if (view.callers.length === 0) return <StateDot tone="live" label={t('queue.now.nobody')} />;
  const longest = Math.max(...view.callers.map(({ waitSeconds }) => waitSeconds));
  return (
    <>
      <StateDot tone="pending" label={t('queue.now.waiting', { n: view.callers.length, longest: waits(longest) })} />
      <ol className="d-queue-callers" aria-label={t('queue.now.callers')}>
        {view.callers.slice(0, MOST).map(({ position, name, number, waitSeconds }) => (
          <li key={position}>
            <span className="sc-dim">{position}</span>
            <bdi className="sc-truncate d-grow">{name || formatNumber(number) || t('queue.now.unknownCaller')}</bdi>
            <span className="d-play-position">{waits(waitSeconds)}</span>
          </li>
        ))}
      </ol>
      {view.callers.length > MOST ? (
        <p className="sc-dim">{t('did.andMore', { n: view.callers.length - MOST })}</p>
      ) : null}
    </>
  );
}

function Agents({ flow, view }: { flow: FlowView; view: QueueLiveView }) {
  const { tenantId, id } = flow;
  const client = useTRPCClient();
  const may = useMay(tenantId)('queue.set-agent');
  const [busy, setBusy] = useState<string>();
  const set = async (userId: QueueLiveView['agents'][number]['userId'], loggedIn: boolean) => {
    setBusy(userId);
    const result = await outcome(client.queue.setAgent.mutate({ tenantId, id, userId, loggedIn }));
    setBusy(undefined);
    if (!result.ok) toastFailure(result.error);
  };
  return (
    <ul className="d-queue-agents" aria-label={t('queue.now.agents')}>
      {view.agents.map(({ userId, name, state, loggedIn }) => (
        <li key={userId}>
          <bdi className="sc-truncate d-grow">{name}</bdi>
          <StateDot tone={TONES[state]} label={t(`queue.agent.${state}`)} />
          {may ? (
            <Button
              size="compact-xs"
              variant="default"
              loading={busy === userId}
              aria-label={t('queue.now.setOf', { act: t(loggedIn ? 'queue.now.out' : 'queue.now.in'), name })}
              onClick={() => void set(userId, !loggedIn)}
            >
              {t(loggedIn ? 'queue.now.out' : 'queue.now.in')}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Now, in ms, each second while it is looked at. */
function useSecond(isNeeded: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isNeeded) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return now;
}
