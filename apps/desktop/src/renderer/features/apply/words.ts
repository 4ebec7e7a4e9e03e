import { en, formatDuration, formatMoment, nameOf, t, type MessageKey, type Tone } from '@synergycall/ui';
import type { PendingView } from '@synergycall/domain';
import type { JobView, ObjectChange } from './types.ts';

// The sentences live where the command line finds them too.
export { sentencesOf } from '@synergycall/ui';

/** The pending changes in one line: the first two by name, the rest counted. */
export function summaryOf(changes: readonly ObjectChange[], most = 2): string {
  const calledOf = (change: ObjectChange) =>
    change.owner ? t('apply.tell.whose', { owner: change.owner.name, name: change.name }) : nameOf(change);
  const named = changes.slice(0, most).map((c) => t(`apply.change.${c.change}`, { name: calledOf(c) }));
  return [...named, ...(changes.length > most ? [t('apply.more', { n: changes.length - most })] : [])].join(' · ');
}

/** What a part of a step is, such as `shadow.boot`; one that has no words is shown as it is called. */
export function partText(name: string): string {
  const key = `apply.part.${name}`;
  return key in en ? t(key as Extract<MessageKey, 'apply.part.shadow.boot'>) : name;
}

export const isOver = (job: Pick<JobView, 'status'>): boolean => job.status !== 'PENDING' && job.status !== 'RUNNING';

/** Something is pending that the job under way does not hold: it was changed since the job began. */
export function hasMore(pending: Pick<PendingView, 'changes' | 'count'>, job: JobView): boolean {
  if (job.changeCount > job.changes.length) return pending.count > job.changeCount;
  const held = new Set(job.changes.map((each) => JSON.stringify([each.id, each.change, each.fields])));
  return pending.changes.some((each) => !held.has(JSON.stringify([each.id, each.change, each.fields])));
}

/** It did not become live, and can be tried again. */
export const isLost = (job: Pick<JobView, 'status'>): boolean => isOver(job) && job.status !== 'SUCCESS';

/** ms from start to end; undefined while it runs. */
export const tookMs = (job: JobView): number | undefined =>
  job.finishedAt === null
    ? undefined
    : new Date(job.finishedAt).getTime() - new Date(job.startedAt ?? job.requestedAt).getTime();

/** The plain verdict: what is live now, and why. */
export function verdictOf(job: JobView): string {
  const why = job.error?.detail ?? t('apply.verdict.unknown');
  switch (job.status) {
    case 'SUCCESS':
      return t('apply.verdict.SUCCESS', {
        time: formatMoment(job.finishedAt ?? job.requestedAt),
        took: formatDuration(tookMs(job) ?? 0),
      });
    case 'FAILED':
    case 'ROLLED_BACK':
    case 'NEEDS_HELP':
      return t(`apply.verdict.${job.status}`, { why });
    case 'RUNNING':
    case 'PENDING':
    case 'CANCELLED':
      return t(`apply.verdict.${job.status}`, {
        time: formatMoment(job.finishedAt ?? job.startedAt ?? job.requestedAt),
      });
  }
}

export function toneOf(status: JobView['status']): Tone {
  switch (status) {
    case 'SUCCESS':
      return 'live';
    case 'FAILED':
    case 'NEEDS_HELP':
      return 'failed';
    case 'ROLLED_BACK':
      return 'pending';
    case 'PENDING':
    case 'RUNNING':
      return 'busy';
    case 'CANCELLED':
      return 'off';
  }
}
