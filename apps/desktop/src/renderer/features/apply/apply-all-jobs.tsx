import type { JobView } from '@synergycall/domain';
import { Section, StateDot, t, en, type MessageKey } from '@synergycall/ui';
import { Link } from 'wouter';
import { routes } from '../../frame/routes.ts';
import type { StartedAll } from './apply-all-page.tsx';
import { waitsFor } from './schedule-words.ts';
import { Announcer } from './steps.tsx';
import { useBoxJob } from './use-job.ts';
import { Withdraw } from './waiting-jobs.tsx';
import { isOver, toneOf, verdictOf } from './words.ts';

/** What came of applying everything: a line per job as it stands, and who was left out and why. */
export function ApplyAllJobs({ started }: { started: StartedAll }) {
  return (
    <Section title={t('apply.all.jobs')}>
      <ul className="d-all" aria-label={t('apply.all.jobs')}>
        {started.jobs.map((job) => (
          <JobLine key={job.id} started={job} />
        ))}
        {started.boxSkipped === undefined ? null : <LeftOutLine name={t('apply.kind.box')} code={started.boxSkipped} />}
        {started.skipped.map((each) => (
          <LeftOutLine key={each.tenantId} name={each.tenantName} code={each.code} />
        ))}
      </ul>
    </Section>
  );
}

const LeftOutLine = ({ name, code }: { name: string; code: string }) => (
  <li>
    <span className="d-all-name">
      <bdi>{name}</bdi>
    </span>
    <span className="d-grow d-min0">
      <StateDot tone="off" label={t('apply.all.skipped', { why: whySkipped(code) })} />
    </span>
  </li>
);

const whySkipped = (code: string): string => {
  const key = `apply.all.skipped.${code}`;
  return key in en
    ? t(key as Extract<MessageKey, 'apply.all.skipped.apply.frozen'>)
    : t('apply.all.skipped.other', { code });
};

function JobLine({ started }: { started: JobView }) {
  const job = (useBoxJob(started.id).data as JobView | undefined) ?? started;
  const name = job.tenantName ?? t('apply.kind.box');
  return (
    <li>
      <span className="d-all-name">
        <Link
          href={job.tenantId === null ? routes.boxJob(job.id) : routes.job(job.tenantId, job.id)}
          className="d-quiet-link"
        >
          <bdi>{name}</bdi>
        </Link>
      </span>
      <span className="d-grow d-min0">
        <StateDot tone={toneOf(job.status)} label={isOver(job) ? verdictOf(job) : stands(job)} />
        {job.error === null ? null : <span className="sc-dim d-block">{job.error.remedy}</span>}
      </span>
      {job.status === 'RUNNING' || isOver(job) ? <Announcer job={job} /> : <Withdraw job={job} />}
    </li>
  );
}

const stands = (job: JobView): string => (job.status === 'PENDING' ? waitsFor(job.schedule) : verdictOf(job));
