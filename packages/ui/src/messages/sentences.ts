import type { ObjectChange } from '@synergycall/domain';
import { en } from './en/index.ts';
import { t, type MessageKey } from './t.ts';

type FieldChange = ObjectChange['fields'][number];

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
