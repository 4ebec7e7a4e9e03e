import type { JobStatus, JobView, Point } from '@synergycall/domain';
import { nameOf, t } from '@synergycall/ui';

/** What a person may filter by; each stands for the states of a job that they would call so. */
export const FILTERS = {
  all: [],
  waiting: ['PENDING', 'RUNNING'],
  live: ['SUCCESS'],
  failed: ['FAILED', 'ROLLED_BACK', 'NEEDS_HELP'],
  withdrawn: ['CANCELLED'],
} as const satisfies Record<string, readonly JobStatus[]>;
export type Filter = keyof typeof FILTERS;

/** What a job changed, in one line: the first two by name, the rest counted (also those that the list does not carry). */
export function changesLine(job: Pick<JobView, 'changes' | 'changeCount'>): string {
  if (job.changeCount === 0) return t('history.noChanges');
  const named = job.changes.slice(0, 2).map((c) => t(`apply.change.${c.change}`, { name: nameOf(c) }));
  const rest = job.changeCount - named.length;
  return [...named, ...(rest > 0 ? [t('history.more', { n: rest })] : [])].join(' · ');
}

/** The job made this version live; undefined: it made none. */
export const versionOf = (job: Pick<JobView, 'status' | 'generation'>): number | undefined =>
  job.status === 'SUCCESS' ? (job.generation ?? undefined) : undefined;

export const pointName = (point: Point): string =>
  point === 'model' ? t('compare.modelShort') : t('compare.version', { n: point }).toLocaleLowerCase('en');

/** A version as it stands in an address; undefined: no such thing. */
export function readPoint(written: string | undefined): Point | undefined {
  if (written === 'model') return 'model';
  const n = Number(written);
  return Number.isInteger(n) && n >= 1 ? n : undefined;
}
