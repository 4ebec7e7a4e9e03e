import { Anchor } from '@mantine/core';
import type { JobView } from '@synergycall/domain';
import { FailureState, Note, Section, SkeletonLines, formatMoment, stepText, t } from '@synergycall/ui';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowLeft,
  IconCheck,
  IconInfoCircle,
  IconLoader2,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';
import { useTenant } from '../../frame/tenant-context.ts';
import { ChangeList } from './change-list.tsx';
import { StepTable } from './steps.tsx';
import { useJob } from './use-job.ts';
import { isOver, verdictOf } from './words.ts';

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

function Verdict({ job }: { job: JobView }) {
  const title = verdictOf(job);
  const remedy = job.error === null ? undefined : job.error.remedy;
  const about = remedy === undefined ? {} : { children: remedy };
  const size = { size: 17, stroke: 1.75 } as const;
  switch (job.status) {
    case 'SUCCESS':
      return <Note tone="live" icon={<IconCheck {...size} />} title={title} />;
    case 'FAILED':
    case 'NEEDS_HELP':
      return <Note tone="failed" icon={<IconAlertTriangle {...size} />} title={title} {...about} />;
    case 'ROLLED_BACK':
      return <Note tone="pending" icon={<IconArrowBackUp {...size} />} title={title} {...about} />;
    case 'PENDING':
    case 'RUNNING':
      return <Note tone="info" icon={<IconLoader2 {...size} />} title={title} />;
  }
}

function Job({ job }: { job: JobView }) {
  const at = job.error;
  return (
    <div className="d-readable">
      <h1 className="d-person-title">{t('apply.job.title', { time: formatMoment(job.requestedAt) })}</h1>
      <p className="sc-dim d-lead">
        {t('apply.job.by', { actor: job.actor })}
        {job.reason === null ? '' : ` · ${job.reason}`}
      </p>
      <div className="d-gap" role="status">
        <Verdict job={job} />
        {at === null || (at.step === null && at.object === null) ? null : (
          <p className="sc-dim d-small">
            {[at.step === null ? undefined : stepText(at.step), at.object ?? undefined].filter(Boolean).join(' · ')}
          </p>
        )}
        {job.warnings.map((warning) => (
          <Note key={warning} tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />}>
            {warning}
          </Note>
        ))}
      </div>
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
