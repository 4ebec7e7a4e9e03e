import type { JobView } from '@synergycall/domain';
import { Note, stepText } from '@synergycall/ui';
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconInfoCircle, IconLoader2 } from '@tabler/icons-react';
import { verdictOf } from './words.ts';

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
    case 'CANCELLED':
    case 'RUNNING':
      return <Note tone="info" icon={<IconLoader2 {...size} />} title={title} />;
  }
}

/** How a job stands or ended: the verdict with its remedy, where it failed, and what else is to be known. */
export function Outcome({ job }: { job: JobView }) {
  const at = job.error;
  return (
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
  );
}
