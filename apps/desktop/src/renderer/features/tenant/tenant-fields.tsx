import { NumberInput, Select, TextInput } from '@mantine/core';
import { t } from '@synergycall/ui';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** What a form holds of a tenant; number fields hold text while they are empty. */
export interface TenantValues {
  name: string;
  timezone: string;
  extMin: number | string;
  extMax: number | string;
  quarantineDays: number | string;
}

/** What a tenant is asked for when it is made and when it is edited. `field` gives a field its value and its error. */
export function TenantFields({ field }: { field: (name: keyof TenantValues) => object }) {
  return (
    <>
      <TextInput label={t('tenant.name')} data-autofocus {...field('name')} />
      <Select
        label={t('tenant.timezone')}
        data={zones}
        searchable
        allowDeselect={false}
        limit={60}
        {...field('timezone')}
      />
      <div className="d-pair d-pair-even">
        <NumberInput
          label={t('tenant.first')}
          description={t('tenant.rangeHint')}
          hideControls
          allowDecimal={false}
          {...field('extMin')}
        />
        <NumberInput label={t('tenant.last')} hideControls allowDecimal={false} {...field('extMax')} />
      </div>
      <NumberInput
        label={t('tenant.quarantine')}
        description={t('tenant.quarantineHint')}
        hideControls
        allowDecimal={false}
        {...field('quarantineDays')}
      />
    </>
  );
}

/** An emptied number field is no number, and never 0. */
export const numberIn = (written: number | string): number => (written === '' ? Number.NaN : Number(written));

/** Which field says what the agent refused; a range is two fields, so its words stand above the form. */
export const tenantFieldOf = (failure: { readonly code: string }): 'name' | undefined =>
  failure.code === 'tenant.name-taken' ? 'name' : undefined;
