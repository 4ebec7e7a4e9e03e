import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { StateDot, t, toastFailure } from '@synergycall/ui';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useRoute } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useWindow } from '../../frame/window-state.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { useMay } from '../session/session.ts';
import { StepRow } from './steps.tsx';
import { useJob } from './use-job.ts';
import { isOver, summaryOf, toneOf, verdictOf } from './words.ts';

/** Starts an apply of the tenant; the bar then follows its job. */
export function useStartApply() {
  const client = useTRPCClient();
  const tenant = useTenant();
  const refresh = useRefresh();
  const watchJob = useWindow((s) => s.watchJob);
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    const result = await outcome(client.applies.start.mutate({ tenantId: tenant.id }));
    setBusy(false);
    refresh();
    if (!result.ok) return toastFailure(result.error);
    watchJob(result.value.id);
  };
  return { busy, start: () => void start() };
}

/** Bottom: there when something is pending, while it is applied, and until the verdict is read. */
export function ApplyBar() {
  const trpc = useTRPC();
  const tenant = useTenant();
  const may = useMay(tenant.id);
  const { watchedJob, watchJob } = useWindow();
  const [success, setSuccess] = useState<string>();
  const pending = useQuery(
    trpc.applies.pending.queryOptions({ tenantId: tenant.id }, { refetchInterval: 10_000 }),
  ).data;
  const { busy, start } = useStartApply();
  const [isPreview] = useRoute('/t/:tenantId/preview');
  const job = watchedJob ?? pending?.runningJobId ?? null;
  // A good end gives way to the next change; a bad one stays until it is read.
  const isPast = job !== null && success === job && pending !== undefined && pending.count > 0;
  if (job !== null && !isPast)
    return <JobBar key={job} id={job} onSuccess={setSuccess} onClose={() => watchJob(null)} />;
  if (!pending || pending.count === 0) return null;
  return (
    <section className="d-apply" aria-label={t('apply.bar')}>
      <StateDot tone="pending" label={t('apply.pending', { n: pending.count })} />
      <span className="d-apply-summary sc-truncate" dir="auto">
        {summaryOf(pending.changes)}
      </span>
      {isPreview ? null : (
        <Button variant="default" component={Link} href={routes.preview(tenant.id)}>
          {t('apply.preview')}
        </Button>
      )}
      {may('apply.start') ? (
        <Button onClick={start} loading={busy} aria-label={t('apply.applyTo', { tenant: tenant.name })}>
          {t('apply.apply')}
        </Button>
      ) : null}
    </section>
  );
}

function JobBar({ id, onSuccess, onClose }: { id: string; onSuccess: (id: string) => void; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const tenant = useTenant();
  const { data: job, error } = useJob(tenant.id, id);
  const isLive = job?.status === 'SUCCESS';
  const pendingKey = JSON.stringify(trpc.applies.pending.pathKey());
  useEffect(() => {
    if (!isLive) return;
    // Only a count that was asked for after the end tells what is pending since.
    void queryClient.invalidateQueries({ queryKey: JSON.parse(pendingKey) as string[] }).then(() => onSuccess(id));
  }, [isLive, id, onSuccess, pendingKey, queryClient]);
  // Its own page says the same and more.
  const [isOwnPage] = useRoute(routes.job(tenant.id, id));
  if (!job) {
    if (error === null)
      return (
        <section className="d-apply" aria-label={t('apply.bar')}>
          {t('common.loading')}
        </section>
      );
    return null;
  }
  const over = isOver(job);
  if (over && isOwnPage) return null;
  return (
    <section className="d-apply" data-status={job.status} aria-label={t('apply.bar')}>
      {over ? (
        <span className="d-apply-verdict" role="status">
          <StateDot tone={toneOf(job.status)} label={verdictOf(job)} />
          {job.error === null ? null : <span className="sc-dim sc-truncate">{job.error.remedy}</span>}
        </span>
      ) : (
        <StepRow steps={job.steps} />
      )}
      <Button variant="default" component={Link} href={routes.job(tenant.id, id)}>
        {t('apply.details')}
      </Button>
      {over ? (
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('apply.dismiss')} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      ) : null}
    </section>
  );
}
