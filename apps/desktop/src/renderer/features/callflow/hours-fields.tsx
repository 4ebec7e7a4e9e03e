import { Select } from '@mantine/core';
import { t } from '@synergycall/ui';
import { useMemo } from 'react';
import { useTenant } from '../../frame/tenant-context.ts';
import { HolidayFields } from './holiday-fields.tsx';
import type { FieldsProps, SettingsOf } from './kind.ts';
import { WeekFields } from './week-fields.tsx';

/** No zone is called that. */
const TENANTS = '';

/** When it is open: the week, the holidays, by which clock. */
export function HoursFields({ settings, onChange, problem }: FieldsProps<SettingsOf<'schedule'>>) {
  const tenant = useTenant();
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')], []);
  return (
    <>
      <WeekFields week={settings.week} onChange={(week) => onChange({ ...settings, week })} problem={problem} />
      <HolidayFields
        holidays={settings.holidays}
        onChange={(holidays) => onChange({ ...settings, holidays })}
        problem={problem}
      />
      <Select
        label={t('tenant.timezone')}
        description={t('callflow.hours.zone.hint')}
        searchable
        allowDeselect={false}
        limit={60}
        data={[
          { value: TENANTS, label: t('callflow.hours.zone.tenants', { zone: tenant.timezone }) },
          ...zones.map((value) => ({ value, label: value })),
        ]}
        value={settings.timezone ?? TENANTS}
        error={problem('timezone')}
        onChange={(zone) => onChange({ ...settings, timezone: zone === TENANTS || zone === null ? null : zone })}
      />
    </>
  );
}
