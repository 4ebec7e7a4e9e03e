import { useQuery } from '@tanstack/react-query';
import type { JobView } from '@synergycall/domain';
import { FailureState, Note, Section, SkeletonLines, formatMoment, t } from '@synergycall/ui';
import { IconCloudOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { BackLink } from '../../frame/back-link.tsx';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { useLive } from '../../frame/window-state.ts';
import { VersionActions } from '../history/version-actions.tsx';
import { ChangeList } from './change-list.tsx';
import { Outcome } from './outcome.tsx';
import { StepTable } from './steps.tsx';
import { TenantApply } from './tenant-apply.tsx';
import { useBoxJob, useJob } from './use-job.ts';
import { Withdraw } from './waiting-jobs.tsx';
import { WhyNot } from './why-not.tsx';
import { isLost, isOver } from './words.ts';

/** One apply: its verdict in a sentence, the steps with their times, what was part of it, and the remedy. */
export function JobPage({ id }: { id: string }) {
  const tenant = useTenant();
  const query = useJob(tenant.id, id);
  return (
    <Frame back={routes.history(tenant.id)} query={query}>
      {(job) => <TenantJob job={job} />}
    </Frame>
  );
}

/** The same for a job of the box itself, or of any tenant, for those who may see them all. */
export function BoxJobPage({ id }: { id: string }) {
  const query = useBoxJob(id);
  return (
    <Frame back={routes.allHistory()} query={query}>
      {(job) => <BoxJob job={job} />}
    </Frame>
  );
}

function Frame(props: {
  back: string;
  query: { readonly data: unknown; readonly error: unknown; readonly refetch: () => unknown };
  children: (job: JobView) => ReactNode;
}) {
  const state = loadable(props.query);
  return (
    <div className="d-user-page">
      <BackLink href={props.back}>{t('apply.job.back')}</BackLink>
      {state.tag === 'loading' ? <SkeletonLines lines={8} /> : null}
      {state.tag === 'failed' ? (
        <FailureState failure={state.failure} onRetry={() => void props.query.refetch()} />
      ) : null}
      {state.tag === 'ready' ? props.children(state.value as JobView) : null}
    </div>
  );
}

function TenantJob({ job }: { job: JobView }) {
  const trpc = useTRPC();
  const tenant = useTenant();
  const pending = useQuery(trpc.applies.pending.queryOptions({ tenantId: tenant.id }, { enabled: isLost(job) })).data;
  const mayTry = isLost(job) && pending !== undefined && pending.count > 0;
  return (
    <Job
      job={job}
      live={pending}
      again={mayTry ? <TenantApply pending={pending} again quiet={job.status === 'NEEDS_HELP'} /> : null}
    />
  );
}

function BoxJob({ job }: { job: JobView }) {
  const trpc = useTRPC();
  const pending = useQuery(trpc.applies.boxPending.queryOptions({}, { enabled: isLost(job) })).data;
  return <Job job={job} live={job.tenantId === null ? pending : undefined} again={null} />;
}

function Job({ job, live, again }: { job: JobView; live: Live | undefined; again: ReactNode }) {
  const isOffline = useLive((s) => s.connection === 'offline');
  return (
    <div className="d-readable">
      <header className="d-job-head">
        <div className="d-grow d-min0">
          <h1 className="d-person-title">{titleOf(job)}</h1>
          <p className="sc-dim d-lead">
            {t('apply.job.by', { actor: job.actor })}
            {job.reason === null ? '' : ` · ${job.reason}`}
          </p>
        </div>
        {job.status === 'PENDING' ? <Withdraw job={job} /> : null}
        {job.error === null ? again : null}
        <VersionActions job={job} />
      </header>
      {isOffline && !isOver(job) ? (
        <div className="d-gap">
          <Note tone="pending" icon={<IconCloudOff size={16} stroke={1.75} />}>
            {t('apply.offline')}
          </Note>
        </div>
      ) : null}
      <Outcome job={job} />
      <WhyNot job={job} live={live && { generation: live.generation, since: live.lastAppliedAt }} action={again} />
      {job.status === 'PENDING' || job.status === 'CANCELLED' ? null : (
        <Section title={t('apply.steps')}>
          <StepTable job={job} />
        </Section>
      )}
      {job.changes.length === 0 ? (
        <p className="sc-dim">{t('apply.job.noChanges')}</p>
      ) : (
        <Section title={t('apply.changes')}>
          <ChangeList changes={job.changes} />
          {job.changeCount > job.changes.length ? (
            <p className="sc-dim">{t('apply.job.moreChanges', { n: job.changeCount - job.changes.length })}</p>
          ) : null}
        </Section>
      )}
    </div>
  );
}

type Live = { readonly generation: number | null; readonly lastAppliedAt: string | null };
const titleOf = (job: JobView): string =>
  job.tenantId === null
    ? t('apply.job.titleBox', { time: formatMoment(job.requestedAt) })
    : t('apply.job.title', { time: formatMoment(job.requestedAt) });
