import type { ImportRow, ImportPreview } from '@synergycall/domain';
import { en, formatNumber, t, type MessageKey, type Tone } from '@synergycall/ui';

export const VERDICTS = [
  'new',
  'changed',
  'same',
  'conflict',
  'invalid',
] as const satisfies readonly ImportRow['verdict'][];
export const VERDICT_TONES: Readonly<Record<ImportRow['verdict'], Tone>> = {
  new: 'live',
  changed: 'pending',
  same: 'off',
  conflict: 'failed',
  invalid: 'failed',
};

export const writtenBy = (counts: ImportPreview['counts']): number => counts.new + counts.changed;
export const badIn = (counts: ImportPreview['counts']): number => counts.conflict + counts.invalid;

/** A column of the file as a person calls it; one that has no words is shown as it is called. */
export function columnName(field: string): string {
  const key = `import.column.${field}`;
  return key in en ? t(key as Extract<MessageKey, 'import.column.label'>) : field;
}

/** "Label: Reception → Sales", a row's changes in one line. */
export function changesText(row: ImportRow): string {
  return row.fields
    .map(({ field, from, to }) => {
      const name = columnName(field);
      if (from === null || from === '') return t('import.set', { field: name, to: to ?? t('common.none') });
      return t('import.change', { field: name, from, to: to === null || to === '' ? t('common.none') : to });
    })
    .join('; ');
}

/** Why a row can't be imported and what to do about it. */
export function whyText({ why, number }: ImportRow): { said: string; todo: string } | undefined {
  if (why === null) return undefined;
  const params = { detail: why.detail, number: formatNumber(number) };
  return { said: t(`import.why.${why.reason}`, params), todo: t(`import.why.${why.reason}.todo`) };
}

/** What a text is, by its first character: JSON begins with a bracket. */
export const formatOf = (text: string): 'csv' | 'json' => (/^\s*[[{]/.test(text) ? 'json' : 'csv');

/** All that a row says, for finding it by what one types. */
export const wordsIn = (row: ImportRow): string =>
  `${row.number} ${changesText(row)} ${whyText(row)?.said ?? ''}`.toLocaleLowerCase();
