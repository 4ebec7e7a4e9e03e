import { Anchor } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { FailureState, Section, SkeletonLines, formatMoment, t } from '@synergycall/ui';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from 'wouter';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { ChangeList } from './change-list.tsx';
import { Outcome } from './outcome.tsx';
import { StepTable } from './steps.tsx';
import { useJob } from './use-job.ts';
import { isOver } from './words.ts';

/** One apply: its verdict in a sentence, the steps with their times, what was part of it, and the remedy. */
export function JobPage({ id }: { id: string }) {
  const tenant = useTenant();
  const query = useJob(tenant.id, id);
  const state = loadable(query);
  return (
    <div className="d-user-page">
      <Anchor component={Link} href={routes.history(tenant.id)} className="d-back">
        <IconArrowLeft size={14} aria-hidden /> {t('apply.job.back')}
      </Anchor>
      {state.tag === 'loading' ? <SkeletonLines lines={8} /> : null}
      {state.tag === 'failed' ? <FailureState failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? <Job job={state.value} /> : null}
    </div>
  );
}

function Job({ job }: { job: JobView }) {
  return (
    <div className="d-readable">
      <h1 className="d-person-title">{t('apply.job.title', { time: formatMoment(job.requestedAt) })}</h1>
      <p className="sc-dim d-lead">
        {t('apply.job.by', { actor: job.actor })}
        {job.reason === null ? '' : ` · ${job.reason}`}
      </p>
      <Outcome job={job} />
      <Section title={t('apply.steps')}>
        <StepTable steps={job.steps} over={isOver(job)} />
      </Section>
      {job.changes.length === 0 ? (
        <p className="sc-dim">{t('apply.job.noChanges')}</p>
      ) : (
        <ChangeList changes={job.changes} />
      )}
    </div>
  );
}
