import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { PendingView } from '@synergycall/domain';
import { StateDot, t } from '@synergycall/ui';
import { IconSnowflake } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useRoute } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { frozenText, useFreeze } from './freeze-note.tsx';
import { Bar, JobBar } from './job-bar.tsx';
import { TenantApply } from './tenant-apply.tsx';
import { WaitingJobs, withdrawnHere } from './waiting-jobs.tsx';
import { summaryOf } from './words.ts';

/** Bottom: there when something is pending or waits, while it is applied, and until the verdict is read. */
export function ApplyBar() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const { watchedJob, watchJob } = useWindow();
  const [success, setSuccess] = useState<string>();
  const pending = useQuery(
    trpc.applies.pending.queryOptions(
      { tenantId: tenant.id },
      // What waits may begin at any moment.
      { refetchInterval: (q) => ((q.state.data?.waitingJobIds.length ?? 0) > 0 ? 2_000 : 10_000) },
    ),
  ).data;
  const runs = pending?.runningJobId ?? null;
  useEffect(() => {
    // Followed to its end, whoever began it: the verdict is for everybody who sees it run.
    if (runs !== null) watchJob(runs);
  }, [runs, watchJob]);
  // What waited and no longer does has begun, and may have ended between two looks.
  const ids = pending?.waitingJobIds.join(' ') ?? '';
  const waited = useRef(ids);
  useEffect(() => {
    const is = new Set(ids.split(' '));
    const begun = waited.current.split(' ').find((id) => id !== '' && !is.has(id) && !withdrawnHere.has(id));
    waited.current = ids;
    if (begun !== undefined) watchJob(begun);
  }, [ids, watchJob]);
  // A job belongs to its tenant; the bar of another one begins anew.
  useEffect(() => () => watchJob(null), [watchJob]);
  const job = watchedJob ?? runs;
  // A good end gives way to the next change; a bad one stays until it is read.
  const isPast = job !== null && success === job && pending !== undefined && pending.count > 0;
  useEffect(() => {
    // It does not come back when that change is taken back.
    if (isPast && runs === null) watchJob(null);
  }, [isPast, runs, watchJob]);
  if (job !== null && !isPast)
    return (
      <JobBar
        key={job}
        id={job}
        waiting={pending?.waitingJobIds}
        onSuccess={setSuccess}
        onClose={() => watchJob(null)}
      />
    );
  if (!pending || (pending.count === 0 && pending.waitingJobIds.length === 0)) return null;
  return <PendingBar pending={pending} />;
}

function PendingBar({ pending }: { pending: PendingView }) {
  const tenant = useTenant();
  const freeze = useFreeze(tenant.id, pending.frozenUntil);
  const [isPreview] = useRoute('/t/:tenantId/preview');
  return (
    <Bar>
      {freeze === null || isPreview ? null : (
        <p className="d-apply-frozen">
          <IconSnowflake size={15} stroke={1.75} aria-hidden />
          {frozenText(freeze)}
        </p>
      )}
      <WaitingJobs ids={pending.waitingJobIds} />
      {pending.count === 0 ? null : (
        <div className="d-apply-row">
          <StateDot tone="pending" label={t('apply.pending', { n: pending.count })} />
          <span className="d-apply-summary sc-truncate" dir="auto">
            {summaryOf(pending.changes)}
          </span>
          {isPreview ? null : (
            <Button variant="default" component={Link} href={routes.preview(tenant.id)}>
              {t('apply.preview')}
            </Button>
          )}
          <TenantApply pending={pending} />
        </div>
      )}
    </Bar>
  );
}
