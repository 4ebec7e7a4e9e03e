import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { JobId, JobView } from '@synergycall/domain';
import { t, toastDone, toastFailure } from '@synergycall/ui';
import { IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useRoute } from 'wouter';
import { useTRPC, useTRPCClient } from '../../agent/client.tsx';
import { outcome } from '../../agent/loadable.ts';
import { useRefresh } from '../../agent/refresh.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useMay } from '../session/session.ts';
import { waitsFor } from './schedule-words.ts';

/** Applies of the tenant that wait for their time or their turn, each with what it waits for and a way to withdraw it. */
export function WaitingJobs({ ids }: { ids: readonly JobId[] }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const [, own] = useRoute<{ id: string }>(routes.job(tenant.id, ':id'));
  const queries = useQueries({
    // Its own page says the same.
    queries: ids
      .filter((id) => id !== own?.id)
      .map((id) => trpc.applies.job.queryOptions({ tenantId: tenant.id, id }, { refetchInterval: 10_000 })),
  });
  const jobs = queries.flatMap(({ data }) => (data?.status === 'PENDING' ? [data as JobView] : []));
  if (jobs.length === 0) return null;
  return (
    <ul className="d-waiting" aria-label={t('apply.waiting')}>
      {jobs.map((job) => (
        <li key={job.id}>
          <IconClock size={15} stroke={1.75} aria-hidden />
          <span className="d-grow d-min0">
            <Link href={routes.job(tenant.id, job.id)} className="d-quiet-link">
              {waitsFor(job.schedule)}
            </Link>
            <span className="sc-dim">
              {' · '}
              {t('apply.job.by', { actor: job.actor })}
              {job.reason === null ? '' : ` · ${job.reason}`}
            </span>
          </span>
          <Withdraw job={job} />
        </li>
      ))}
    </ul>
  );
}

/** Jobs that were withdrawn in this window: their end is no news. */
export const withdrawnHere = new Set<string>();

/** Takes a job back that has not begun. */
export function Withdraw({ job }: { job: JobView }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const may = useMay(job.tenantId);
  const [busy, setBusy] = useState(false);
  if (!may(job.tenantId === null ? 'apply.start-all' : 'apply.start')) return null;
  const withdraw = async () => {
    setBusy(true);
    const result = await outcome(
      job.tenantId === null
        ? client.applies.cancelBox.mutate({ id: job.id })
        : client.applies.cancel.mutate({ tenantId: job.tenantId, id: job.id }),
    );
    setBusy(false);
    if (result.ok) withdrawnHere.add(job.id);
    refresh();
    if (result.ok) toastDone(t('apply.withdrawn'));
    else toastFailure(result.error);
  };
  return (
    <Button
      size="xs"
      variant="default"
      loading={busy}
      aria-label={t('apply.withdraw.named', { what: waitsFor(job.schedule) })}
      onClick={() => void withdraw()}
    >
      {t('apply.withdraw')}
    </Button>
  );
}
