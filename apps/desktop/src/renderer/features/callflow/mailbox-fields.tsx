import { TextInput } from '@mantine/core';
import { t } from '@synergycall/ui';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { PeopleFields } from './people-fields.tsx';

/** Who may hear it, and where word of new messages goes. */
export function MailboxFields({ settings, onChange, problem, people }: FieldsProps<SettingsOf<'mailbox'>>) {
  return (
    <>
      <PeopleFields
        title={t('mailbox.listeners')}
        members={settings.listeners.map((userId) => ({ userId }))}
        people={people}
        onChange={(next) => onChange({ ...settings, listeners: next.map(({ userId }) => userId) })}
        fresh={(userId) => ({ userId })}
        isOrdered={false}
        nobody={t('mailbox.listeners.none.hint')}
        addLabel={t('callflow.group.add')}
        problem={problem('listeners')}
      />
      <TextInput
        label={t('mailbox.email')}
        description={t('mailbox.email.hint')}
        placeholder={t('mailbox.email.placeholder')}
        type="email"
        autoComplete="off"
        value={settings.email ?? ''}
        error={problem('email')}
        onChange={(event) => {
          const written = event.currentTarget.value;
          onChange({ ...settings, email: written === '' ? null : written });
        }}
      />
    </>
  );
}
