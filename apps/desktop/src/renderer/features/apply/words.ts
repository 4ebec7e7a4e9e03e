import type { FieldChange, JobView, ObjectChange } from './types.ts';
import { en, formatDuration, formatMoment, t, type MessageKey, type Tone } from '@synergycall/ui';

const fieldName = (field: string): string => {
  const key = `apply.field.${field}`;
  return key in en ? t(key as Extract<MessageKey, 'apply.field.name'>) : field;
};
const shown = (value: string | null): string => (value === null || value === '' ? t('common.none') : value);

function fieldSentence(name: string, change: FieldChange): string {
  const field = fieldName(change.field);
  if (change.from === null) return t('apply.said.fieldSet', { field, name, to: shown(change.to) });
  if (change.to === null) return t('apply.said.fieldCleared', { field, name, from: change.from });
  return t('apply.said.field', { field, name, from: shown(change.from), to: shown(change.to) });
}

/** What a change means for people, one sentence per thing that becomes different. */
export function sentencesOf(change: ObjectChange): readonly string[] {
  const { name, detail, kind } = change;
  if (change.change === 'new') {
    if (detail !== null && (kind === 'user' || kind === 'device'))
      return [t(`apply.said.new.${kind}`, { name, detail })];
    return [kind === 'tenant' ? t('apply.said.new.tenant', { name }) : t('apply.said.new.other', { name })];
  }
  if (change.change === 'removed') {
    if (detail !== null && (kind === 'user' || kind === 'device'))
      return [t(`apply.said.removed.${kind}`, { name, detail })];
    return [t('apply.said.removed.other', { name })];
  }
  const whose = kind === 'device' && detail !== null ? `${name} (${detail})` : name;
  return change.fields.length === 0
    ? [t('apply.said.changed', { name: whose })]
    : change.fields.map((f) => fieldSentence(whose, f));
}

/** The pending changes in one line: the first two by name, the rest counted. */
export function summaryOf(changes: readonly ObjectChange[], most = 2): string {
  const named = changes.slice(0, most).map((c) => t(`apply.change.${c.change}`, { name: c.name }));
  return [...named, ...(changes.length > most ? [t('apply.more', { n: changes.length - most })] : [])].join(' · ');
}

export const isOver = (job: Pick<JobView, 'status'>): boolean => job.status !== 'PENDING' && job.status !== 'RUNNING';

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
