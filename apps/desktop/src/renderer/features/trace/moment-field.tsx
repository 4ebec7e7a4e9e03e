import { SegmentedControl, TextInput } from '@mantine/core';
import { problemText, t } from '@synergycall/ui';
import { useId } from 'react';
import { instantOf, wallTime } from '../apply/schedule-time.ts';

/** Now, or a time as a clock of the tenant's zone shows it. */
export interface Moment {
  readonly isNow: boolean;
  readonly wall: string;
}
export const NOW: Moment = { isNow: true, wall: '' };

/** ISO in UTC; undefined: now, also while no time is written. */
export const momentOf = ({ isNow, wall }: Moment, zone: string): string | undefined =>
  isNow ? undefined : instantOf(wall, zone);

/** When the call is made. */
export function MomentField(props: { zone: string; value: Moment; onChange: (value: Moment) => void }) {
  const { zone, value } = props;
  const id = useId();
  return (
    <div className="d-when">
      <div>
        <div className="d-field-label" id={id}>
          {t('trace.when')}
        </div>
        <SegmentedControl
          aria-labelledby={id}
          value={value.isNow ? 'now' : 'at'}
          onChange={(choice) =>
            props.onChange({
              isNow: choice === 'now',
              wall: value.wall === '' ? wallTime(new Date(), zone) : value.wall,
            })
          }
          data={(['now', 'at'] as const).map((choice) => ({ value: choice, label: t(`trace.when.${choice}`) }))}
        />
      </div>
      {value.isNow ? null : (
        <TextInput
          type="datetime-local"
          label={t('trace.when.time', { zone })}
          value={value.wall}
          onChange={(event) => props.onChange({ isNow: false, wall: event.currentTarget.value })}
          error={momentOf(value, zone) === undefined ? problemText('invalid_type') : undefined}
        />
      )}
    </div>
  );
}
