import { Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { TenantId } from '@synergycall/domain';
import { t, type EntityForm } from '@synergycall/ui';
import { Problem } from '../../frame/problem.tsx';
import { PickOwnNumber } from '../policy/pick-own-number.tsx';
import type { LocationValues } from './location-values.ts';
import { ToldPeople } from './told-people.tsx';

export function LocationFields(props: {
  form: EntityForm<LocationValues>['form'];
  tenantId: TenantId;
  /** Nothing but another one makes the default none. */
  isDefaultAlready: boolean;
  isFirst: boolean;
}) {
  const { form, tenantId } = props;
  return (
    <>
      <TextInput
        label={t('location.name')}
        placeholder={t('location.name.placeholder')}
        dir="auto"
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <Textarea
        label={t('location.address')}
        description={t('location.address.hint')}
        dir="auto"
        autosize
        minRows={3}
        maxRows={8}
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('address')}
      />
      <PickOwnNumber
        tenantId={tenantId}
        label={t('location.callerId')}
        description={t('location.callerId.hint')}
        none={t('location.callerId.none')}
        isFixed={false}
        {...form.getInputProps('callerId')}
      />
      {props.isDefaultAlready || props.isFirst ? (
        <p className="sc-dim d-clear">
          {props.isFirst ? t('location.isDefault.first') : t('location.isDefault.already')}
        </p>
      ) : (
        <Switch
          label={t('location.isDefault')}
          checked={form.values.isDefault}
          onChange={(event) => form.setFieldValue('isDefault', event.currentTarget.checked)}
        />
      )}
      <ToldPeople
        tenantId={tenantId}
        ids={form.values.notifyUserIds}
        onChange={(ids) => form.setFieldValue('notifyUserIds', ids)}
      />
      <Problem>{form.getInputProps('notifyUserIds').error}</Problem>
      <TagsInput
        label={t('location.emails')}
        description={t('location.emails.hint')}
        splitChars={[',', ';', ' ']}
        acceptValueOnBlur
        inputMode="email"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('notifyEmails')}
      />
      <p className="sc-dim">{t('location.when')}</p>
    </>
  );
}
