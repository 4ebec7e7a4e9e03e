import type { JobView } from '@synergycall/domain';
import { Note } from '@synergycall/ui';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCheck,
  IconCircleMinus,
  IconClock,
  IconInfoCircle,
  IconLoader2,
} from '@tabler/icons-react';
import { waitsFor } from './schedule-words.ts';
import { verdictOf } from './words.ts';

const size = { size: 17, stroke: 1.75 } as const;

function Verdict({ job }: { job: JobView }) {
  const title = verdictOf(job);
  // Also withdrawn by the agent itself, when it could not begin: the title does not say why then.
  const why = job.error !== null && job.status === 'CANCELLED' ? [job.error.detail] : [];
  const remedy = job.error === null ? {} : { children: [...why, job.error.remedy].join(' ') };
  switch (job.status) {
    case 'SUCCESS':
      return <Note tone="live" icon={<IconCheck {...size} />} title={title} />;
    case 'FAILED':
    case 'NEEDS_HELP':
      return <Note tone="failed" icon={<IconAlertTriangle {...size} />} title={title} {...remedy} />;
    case 'ROLLED_BACK':
      return <Note tone="pending" icon={<IconArrowBackUp {...size} />} title={title} {...remedy} />;
    case 'PENDING':
      return (
        <Note tone="info" icon={<IconClock {...size} />} title={title}>
          {waitsFor(job.schedule)}
        </Note>
      );
    case 'CANCELLED':
      return <Note tone="info" icon={<IconCircleMinus {...size} />} title={title} {...remedy} />;
    case 'RUNNING':
      return <Note tone="info" icon={<IconLoader2 {...size} />} title={title} />;
  }
}

/** How a job stands or ended: the verdict with its remedy, and what else is to be known. */
export function Outcome({ job }: { job: JobView }) {
  return (
    <div className="d-gap">
      <div role="status">
        <Verdict job={job} />
      </div>
      {job.warnings.map((warning) => (
        <Note key={warning} tone="info" icon={<IconInfoCircle size={16} stroke={1.75} />}>
          {warning}
        </Note>
      ))}
    </div>
  );
}
