import type { DriftItem } from '@synergycall/domain';
import { en, t, type MessageKey } from '@synergycall/ui';

/** `ps_endpoints.callerid = …`: how the agent writes a row as text. */
const COLUMN = /^\s*(?:\w+\.)?([a-z0-9_]+)\s*=/;

/** Names of the columns whose line is otherwise, in words where there are some, each once. */
export function changedColumns(item: Pick<DriftItem, 'meant' | 'live'>): readonly string[] {
  const meant = new Set(item.meant.split('\n'));
  const live = new Set(item.live.split('\n'));
  const other = [...[...live].filter((line) => !meant.has(line)), ...[...meant].filter((line) => !live.has(line))];
  const names = other.flatMap((line) => COLUMN.exec(line)?.[1] ?? []).map(columnName);
  return [...new Set(names)];
}

function columnName(column: string): string {
  const key = `drift.field.${column}`;
  return key in en ? t(key as Extract<MessageKey, 'drift.field.callerid'>) : column;
}

function fieldsText(item: DriftItem): string {
  const [field, other, ...rest] = changedColumns(item);
  if (field === undefined) return t('drift.fields.none');
  if (other === undefined) return t('drift.fields.one', { field });
  if (rest.length === 0) return t('drift.fields.two', { field, other });
  return t('drift.fields.many', { field, other, n: rest.length });
}

/** Whom or what a difference is about, as a person calls it. */
export function subjectOf(item: DriftItem): string {
  // The tenant, or the box, is what the whole page is about.
  const isSomebody = item.object?.kind === 'user' || item.object?.kind === 'device';
  if (item.object !== null && isSomebody && (item.store === 'realtime' || item.store === 'astdb'))
    return item.object.name;
  switch (item.store) {
    case 'realtime':
      return t('drift.phone', { name: item.name });
    case 'astdb':
      return t('drift.key', { name: item.name });
    case 'file':
    case 'dialplan':
      return item.name;
  }
}

/** One difference as a sentence: what is it, and what became of it. */
export function driftSentence(item: DriftItem): string {
  switch (item.store) {
    case 'file':
    case 'dialplan':
      return t(`drift.said.${item.store}.${item.found}`, { name: item.name });
    case 'realtime':
      return item.found === 'changed'
        ? t('drift.said.realtime.changed', { object: subjectOf(item), fields: fieldsText(item) })
        : t(`drift.said.realtime.${item.found}`, { object: subjectOf(item) });
    case 'astdb': {
      const subject = subjectOf(item);
      const object = subject === item.object?.name ? t('drift.keyOf', { name: subject }) : subject;
      return t(`drift.said.astdb.${item.found}`, { object });
    }
  }
}

type Adopt = DriftItem['adopt'];
/** Whether this person may adopt it, and why not: a file is kept as edited by platform admins only. */
export const adoptionFor = (adopt: Adopt, mayKeepFiles: boolean): Adopt =>
  adopt.can && adopt.into === 'file' && !mayKeepFiles ? { can: false, because: 'needs-platform-admin' } : adopt;

/** What differs, put into groups that a confirmation speaks of. */
export function lossesOf(items: readonly DriftItem[]): {
  files: number;
  values: number;
  stores: readonly DriftItem['store'][];
  foreign: number;
} {
  const own = items.filter((item) => item.found !== 'foreign');
  const edited = own.filter((item) => item.store === 'file' && item.found === 'changed');
  const values = own.filter((item) => item.store !== 'file' && item.found === 'changed');
  return {
    files: edited.length,
    values: values.length,
    stores: [...new Set(values.map((item) => item.store))],
    foreign: items.length - own.length,
  };
}
