import { TextInput, Textarea } from '@mantine/core';
import type { DidView } from '@synergycall/domain';
import { t } from '@synergycall/ui';

/** What a form holds of a number, besides the number itself. */
export interface DidValues {
  label: string;
  provider: string;
  note: string;
  /** '' where the number is here already. */
  portInOn: string;
}
export const NO_VALUES: DidValues = { label: '', provider: '', note: '', portInOn: '' };
export const valuesOf = (did: DidView): DidValues => ({
  label: did.label,
  provider: did.provider,
  note: did.note,
  portInOn: did.portInOn ?? '',
});
export const writtenIn = (v: DidValues) => ({
  label: v.label.trim(),
  provider: v.provider.trim(),
  note: v.note.trim(),
  portInOn: v.portInOn === '' ? null : v.portInOn,
});

/** `field` gives a field its value and its error. */
export function DidFields({ field }: { field: (name: keyof DidValues) => object }) {
  return (
    <>
      <TextInput label={t('did.col.label')} placeholder={t('did.label.placeholder')} dir="auto" {...field('label')} />
      <TextInput label={t('did.col.provider')} dir="auto" autoComplete="off" {...field('provider')} />
      <TextInput type="date" label={t('did.col.portIn')} description={t('did.portIn.hint')} {...field('portInOn')} />
      <Textarea label={t('did.note')} autosize minRows={2} maxRows={6} dir="auto" {...field('note')} />
    </>
  );
}
