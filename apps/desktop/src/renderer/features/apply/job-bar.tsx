import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { JobView, PendingView } from '@synergycall/domain';
import { StateDot, t } from '@synergycall/ui';
import { IconX } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useLive } from '../../frame/window-state.ts';
import { Announcer, StepRow } from './steps.tsx';
import { TenantApply } from './tenant-apply.tsx';
import { useJob } from './use-job.ts';
import { WaitingJobs } from './waiting-jobs.tsx';
import { hasMore, isOver, toneOf, verdictOf } from './words.ts';

/** The frame of whatever the bar shows. */
export const Bar = ({ status, children }: { status?: string; children: ReactNode }) => (
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

/** A job as it runs, then its verdict until it is read. */
export function JobBar({ id, waiting, onSuccess, onClose }: JobBarProps) {
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
