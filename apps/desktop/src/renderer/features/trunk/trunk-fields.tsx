import { Button, PasswordInput, SegmentedControl, Select, TagsInput, TextInput } from '@mantine/core';
import type { TrunkView } from '@synergycall/domain';
import { Note, t, type EntityForm } from '@synergycall/ui';
import { IconAlertTriangle, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { countryOptions, isPlanOf, planOf } from './number-plans.ts';
import { TrunkMore } from './trunk-more.tsx';
import { BOX, MORE, OTHER, type TrunkValues } from './trunk-values.ts';

export type TrunkForm = EntityForm<TrunkValues>['form'];
export interface Owner {
  readonly id: string;
  readonly name: string;
}

/**
 * What a trunk is made of: whose it is and how the carrier is known, where it is, who signs in; all that has a usual value
 * stands behind “More”. What only the platform may decide is not there for others.
 */
export function TrunkFields(props: {
  form: TrunkForm;
  /** Absent: it is made anew. */
  trunk?: TrunkView;
  isPlatform: boolean;
  /** Absent: whose it is stands firm. */
  owners?: readonly Owner[];
}) {
  const { form, trunk, isPlatform } = props;
  const { values } = form;
  const [isOpened, setOpened] = useState(false);
  const hasProblem = MORE.some((field) => form.getInputProps(field).error !== undefined);
  const isMore = isOpened || hasProblem || values.country === OTHER;
  const More = isMore ? IconChevronUp : IconChevronDown;
  return (
    <>
      {props.owners === undefined ? null : (
        <Select
          label={t('trunk.owner')}
          description={t('trunk.owner.hint')}
          allowDeselect={false}
          searchable
          nothingFoundMessage={t('frame.noTenantFound')}
          limit={100}
          data={[
            { value: BOX, label: t('trunk.owner.box') },
            ...props.owners.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...form.getInputProps('owner')}
        />
      )}
      {trunk === undefined && isPlatform ? <KindField form={form} /> : null}
      <TextInput
        label={t('trunk.name')}
        placeholder={t('trunk.name.placeholder')}
        dir="auto"
        data-autofocus
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('trunk.host')}
        description={t('trunk.host.hint')}
        placeholder="sip.carrier.example"
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('host')}
      />
      {values.kind === 'ip' ? <AddressFields form={form} /> : <Credentials form={form} trunk={trunk} />}
      <CountryField form={form} />
      <Button
        variant="subtle"
        color="gray"
        className="d-more"
        aria-expanded={isMore}
        leftSection={<More size={15} stroke={1.75} aria-hidden />}
        onClick={() => setOpened(!isMore)}
      >
        {isMore ? t('trunk.less') : t('trunk.more')}
      </Button>
      {isMore ? (
        <TrunkMore form={form} isPlatform={isPlatform}>
          {values.kind === 'ip' ? <Credentials form={form} trunk={trunk} /> : null}
        </TrunkMore>
      ) : null}
    </>
  );
}

function KindField({ form }: { form: TrunkForm }) {
  const { kind } = form.values;
  return (
    <div className="d-trunk-kind">
      <SegmentedControl
        fullWidth
        aria-label={t('trunk.kind')}
        data={(['registration', 'ip'] as const).map((value) => ({ value, label: t(`trunk.kind.${value}`) }))}
        {...form.getInputProps('kind')}
      />
      <p className="sc-dim">{t(`trunk.kind.${kind}.about`)}</p>
    </div>
  );
}

function Credentials({ form, trunk }: { form: TrunkForm; trunk: TrunkView | undefined }) {
  const isIp = form.values.kind === 'ip';
  const isSet = trunk?.hasCredentials === true;
  return (
    <>
      <TextInput
        label={isIp ? t('trunk.username.forIp') : t('trunk.username')}
        {...(isIp ? { description: t('trunk.username.forIp.hint') } : {})}
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('username')}
      />
      <PasswordInput
        label={isSet ? t('trunk.secret.replace') : t('trunk.secret')}
        description={isSet ? t('trunk.secret.replace.hint') : t('trunk.secret.hint')}
        // SECURITY: nobody's password manager offers, or keeps, what belongs to the carrier.
        autoComplete="new-password"
        spellCheck={false}
        visibilityToggleButtonProps={{ 'aria-label': t('common.show') }}
        {...form.getInputProps('secret')}
      />
    </>
  );
}

/** SECURITY: who is known by an address asks for no password; so the reason stands beside the field. */
function AddressFields({ form }: { form: TrunkForm }) {
  return (
    <>
      <TagsInput
        label={t('trunk.addresses')}
        description={t('trunk.addresses.hint')}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        maxTags={64}
        spellCheck={false}
        {...form.getInputProps('matchAddresses')}
      />
      <Note tone="pending" icon={<IconAlertTriangle size={16} stroke={1.75} />} title={t('trunk.addresses.warning')}>
        {t('trunk.addresses.warning.text')}
      </Note>
    </>
  );
}

/** A country fills in how numbers are written; who writes that by hand has no country any more. */
function CountryField({ form }: { form: TrunkForm }) {
  const options = useMemo(() => countryOptions(), []);
  const { values } = form;
  const isPlan = values.country !== OTHER && isPlanOf(values.country, values);
  const shown = values.country === '' && values.countryCode === '' ? null : isPlan ? values.country : OTHER;
  return (
    <Select
      label={t('trunk.country')}
      description={t('trunk.country.hint')}
      placeholder={t('trunk.country.placeholder')}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      limit={60}
      data={[...options, { value: OTHER, label: t('trunk.country.other') }]}
      value={shown}
      error={shown === null ? form.errors['countryCode'] : undefined}
      onChange={(country) => {
        if (country === null) return;
        form.setValues({ country, ...planOf(country) });
        form.clearFieldError('countryCode');
      }}
    />
  );
}
