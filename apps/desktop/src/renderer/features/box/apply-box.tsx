import { useQuery } from '@tanstack/react-query';
import type { BoxPendingView, JobView } from '@synergycall/domain';
import { FailureNote, SkeletonLines, StateDot, t, toastDone } from '@synergycall/ui';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { loadable, outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { ApplyButton } from '../apply/apply-button.tsx';
import { ChangeList } from '../apply/change-list.tsx';
import { Outcome } from '../apply/outcome.tsx';
import type { Order } from '../apply/schedule-dialog.tsx';
import { waitsFor } from '../apply/schedule-words.ts';
import { Announcer, StepTable } from '../apply/steps.tsx';
import { useBoxJob } from '../apply/use-job.ts';
import { Withdraw } from '../apply/waiting-jobs.tsx';
import { WhyNot } from '../apply/why-not.tsx';

const MODES = ['now', 'after', 'at', 'quiet'] as const;

/** The part of the configuration that all tenants share: what of it is not live yet, and making it so. */
export function ApplyBox() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [followed, setFollowed] = useState<string>();
  const query = useQuery(trpc.applies.boxPending.queryOptions({}, { refetchInterval: 10_000 }));
  const state = loadable(query);
  const runs = query.data?.runningJobId ?? null;
  // Followed to its end, whoever began it.
  if (runs !== null && runs !== followed) setFollowed(runs);
  if (state.tag === 'loading') return <SkeletonLines lines={2} />;
  if (state.tag === 'failed') return <FailureNote failure={state.failure} onRetry={() => void query.refetch()} />;
  const pending = state.value as BoxPendingView;
  const start = async (order: Order) => {
    const result = await outcome<JobView>(client.applies.startBox.mutate(order));
    refresh();
    if (!result.ok) return result;
    if (result.value.status === 'PENDING') toastDone(t('apply.scheduled'), waitsFor(result.value.schedule));
    else setFollowed(result.value.id);
    return result;
  };
  return (
    <section className="d-box-apply" aria-label={t('box.applying')}>
      <div className="d-row">
        <div className="d-grow">
          {pending.count > 0 ? <StateDot tone="pending" label={t('box.waiting')} /> : null}
          <div className="sc-dim">{t('box.applyHint')}</div>
        </div>
        <ApplyButton
          label={t('box.apply')}
          name={t('box.apply')}
          start={start}
          modes={MODES}
          variant={pending.count > 0 ? 'filled' : 'default'}
        />
      </div>
      {pending.count > 0 ? <ChangeList changes={pending.changes} /> : null}
      {pending.waitingJobIds.map((id) => (
        <BoxJob key={id} id={id} pending={pending} />
      ))}
      {followed === undefined ? null : <BoxJob key={followed} id={followed} pending={pending} />}
    </section>
  );
}

function BoxJob({ id, pending }: { id: string; pending: BoxPendingView }) {
  const job = useBoxJob(id).data as JobView | undefined;
  if (job === undefined) return <SkeletonLines lines={2} />;
  return (
    <div className="d-gap">
      {job.status === 'RUNNING' ? <Announcer job={job} /> : null}
      <Outcome job={job} />
      <WhyNot job={job} live={{ generation: pending.generation, since: pending.lastAppliedAt }} />
      {job.status === 'PENDING' ? (
        <div>
          <Withdraw job={job} />
        </div>
      ) : (
        <StepTable job={job} />
      )}
    </div>
  );
}
