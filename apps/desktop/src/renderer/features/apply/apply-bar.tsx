import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JobView, PendingView } from '@synergycall/domain';
import { StateDot, t } from '@synergycall/ui';
import { IconSnowflake, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useLive, useWindow } from '../../frame/window-state.ts';
import { frozenText, useFreeze } from './freeze-note.tsx';
import { Announcer, StepRow } from './steps.tsx';
import { TenantApply } from './tenant-apply.tsx';
import { useJob } from './use-job.ts';
import { WaitingJobs, withdrawnHere } from './waiting-jobs.tsx';
import { hasMore, isOver, summaryOf, toneOf, verdictOf } from './words.ts';

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
      {freeze === null ? null : (
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

const Bar = ({ status, children }: { status?: string; children: ReactNode }) => (
  <section className="d-apply" data-status={status} aria-label={t('apply.bar')}>
    {children}
  </section>
);

interface JobBarProps {
  id: string;
  waiting: PendingView['waitingJobIds'] | undefined;
  onSuccess: (id: string) => void;
  onClose: () => void;
}

function JobBar({ id, waiting, onSuccess, onClose }: JobBarProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const tenant = useTenant();
  const { data: job, error } = useJob(tenant.id, id);
  const isOffline = useLive((s) => s.connection === 'offline');
  const isLive = job?.status === 'SUCCESS';
  const isUnknown = job === undefined && error !== null && !isOffline;
  const pendingKey = JSON.stringify(trpc.applies.pending.pathKey());
  useEffect(() => {
    if (!isLive) return;
    // Only a count that was asked for after the end tells what is pending since.
    void queryClient.invalidateQueries({ queryKey: JSON.parse(pendingKey) as string[] }).then(() => onSuccess(id));
  }, [isLive, id, onSuccess, pendingKey, queryClient]);
  useEffect(() => {
    if (isUnknown) onClose();
  }, [isUnknown, onClose]);
  // Its own page says the same and more.
  const [isOwnPage] = useRoute(routes.job(tenant.id, id));
  if (!job)
    return error === null ? (
      <Bar>
        <div className="d-apply-row">{t('common.loading')}</div>
      </Bar>
    ) : null;
  const over = isOver(job);
  if (over && isOwnPage) return null;
  return (
    <Bar status={job.status}>
      <Announcer job={job} />
      {over ? <WaitingJobs ids={waiting ?? []} /> : null}
      <div className="d-apply-row">
        {over ? (
          <span className="d-apply-verdict">
            <StateDot tone={toneOf(job.status)} label={verdictOf(job)} />
            {job.error === null ? null : <span className="sc-dim sc-truncate">{job.error.remedy}</span>}
          </span>
        ) : (
          <span className="d-apply-verdict">
            <StepRow steps={job.steps} />
            {isOffline ? <span className="sc-dim sc-truncate">{t('apply.offline')}</span> : null}
          </span>
        )}
        {isOwnPage ? null : (
          <Button variant="default" component={Link} href={routes.job(tenant.id, id)}>
            {t('apply.details')}
          </Button>
        )}
        {over ? (
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('apply.dismiss')} onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        ) : (
          <ApplyLater job={job as JobView} />
        )}
      </div>
    </Bar>
  );
}

/** While one is in progress: what was changed since it began can be applied after it. */
function ApplyLater({ job }: { job: JobView }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const pending = useQuery(trpc.applies.pending.queryOptions({ tenantId: tenant.id })).data as PendingView | undefined;
  return pending !== undefined && hasMore(pending, job) ? <TenantApply pending={pending} later /> : null;
}
