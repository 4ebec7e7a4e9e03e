import type { FlowView } from '@synergycall/domain';
import { Facts, t } from '@synergycall/ui';
import { useTenant } from '../../frame/tenant-context.ts';
import { holidayDays, isOver, spansText, weekLines } from './hours-words.ts';
import type { SettingsOf } from './kind.ts';
import { useMinute } from './use-minute.ts';

export function HoursFacts({ settings }: { flow: FlowView; settings: SettingsOf<'schedule'> }) {
  const tenant = useTenant();
  const today = new Date(useMinute()).toISOString().slice(0, 10);
  const { week, holidays, timezone } = settings;
  const coming = holidays.filter((holiday) => !isOver(holiday, today));
  const over = holidays.length - coming.length;
  return (
    <>
      <h3 className="d-peek-sub">{t('callflow.hours.week')}</h3>
      <Facts rows={weekLines(week).map(({ days, hours }) => [days, hours])} />
      <h3 className="d-peek-sub">{t('callflow.holiday.title')}</h3>
      {holidays.length === 0 ? (
        <p className="d-lead sc-dim">{t('callflow.holiday.none')}</p>
      ) : (
        <ul className="d-flow-lines">
          {coming.map((holiday, n) => (
            <li key={n}>
              <bdi>{holiday.name}</bdi>
              <span className="sc-dim d-block">
                {t('callflow.holiday.line', { days: holidayDays(holiday), hours: spansText(holiday.hours) })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {over === 0 ? null : <p className="sc-dim">{t('callflow.holiday.over', { n: over })}</p>}
      <h3 className="d-peek-sub">{t('tenant.timezone')}</h3>
      <p className="d-lead">{timezone ?? t('callflow.hours.zone.tenants', { zone: tenant.timezone })}</p>
    </>
  );
}
