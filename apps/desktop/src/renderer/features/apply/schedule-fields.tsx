import { Radio, SegmentedControl, TextInput } from '@mantine/core';
import type { ScheduleInput } from '@synergycall/domain';
import { problemText, t } from '@synergycall/ui';
import { formatWhen } from './schedule-words.ts';
import { hoursAhead, instantOf, viewerZone } from './schedule-time.ts';

export type Mode = ScheduleInput['mode'];
/** What the fields hold; times as the viewer's clock shows them. */
export interface Choice {
  mode: Mode;
  at: string;
  deadline: string;
  atDeadline: 'apply' | 'cancel';
}

export const choiceOf = (mode: Mode): Choice => ({
  mode,
  at: hoursAhead(2, viewerZone()),
  deadline: hoursAhead(4, viewerZone()),
  atDeadline: 'apply',
});

/** What the agent is asked for; undefined: a time is missing. */
export function scheduleOf(choice: Choice): ScheduleInput | undefined {
  if (choice.mode === 'at') {
    const at = instantOf(choice.at, viewerZone());
    return at === undefined ? undefined : { mode: 'at', at };
  }
  if (choice.mode === 'quiet') {
    const deadline = instantOf(choice.deadline, viewerZone());
    return deadline === undefined ? undefined : { mode: 'quiet', deadline, atDeadline: choice.atDeadline };
  }
  return { mode: choice.mode };
}

interface Props {
  value: Choice;
  onChange: (value: Choice) => void;
  modes: readonly Mode[];
  /** The tenant's zone, for a hint when the viewer's clock shows another time. */
  zone: { tenant: string; name: string } | undefined;
  /** Times that are missing are marked. */
  marked: boolean;
}

/** When an apply begins: now, after the one in progress, at a time, or when nobody is in a call. */
export function ScheduleFields({ value, onChange, modes, zone, marked }: Props) {
  const time = (field: 'at' | 'deadline', label: string) => (
    <TextInput
      type="datetime-local"
      label={label}
      value={value[field]}
      onChange={(event) => onChange({ ...value, [field]: event.currentTarget.value })}
      description={hint(value[field], zone)}
      error={marked && instantOf(value[field], viewerZone()) === undefined ? problemText('invalid_type') : undefined}
    />
  );
  return (
    <>
      <Radio.Group
        label={t('apply.choose.when')}
        value={value.mode}
        onChange={(mode) => onChange({ ...value, mode: mode as Mode })}
      >
        <div className="d-choices">
          {modes.map((mode) => (
            <Radio
              key={mode}
              size="xs"
              value={mode}
              label={t(`apply.choose.${mode}`)}
              description={t(`apply.choose.${mode}.about`)}
            />
          ))}
        </div>
      </Radio.Group>
      {value.mode === 'at' ? time('at', t('apply.choose.at.time')) : null}
      {value.mode === 'quiet' ? (
        <>
          {time('deadline', t('apply.choose.deadline'))}
          <div>
            <div className="d-field-label" id="at-deadline">
              {t('apply.choose.atDeadline')}
            </div>
            <SegmentedControl
              size="xs"
              aria-labelledby="at-deadline"
              value={value.atDeadline}
              onChange={(atDeadline) => onChange({ ...value, atDeadline: atDeadline as Choice['atDeadline'] })}
              data={(['apply', 'cancel'] as const).map((each) => ({
                value: each,
                label: t(`apply.choose.atDeadline.${each}`),
              }))}
            />
          </div>
        </>
      ) : null}
    </>
  );
}

function hint(wall: string, zone: Props['zone']): string | undefined {
  const at = instantOf(wall, viewerZone());
  if (at === undefined || zone === undefined || formatWhen(at, zone.tenant) === formatWhen(at)) return undefined;
  return t('apply.choose.there', { time: formatWhen(at, zone.tenant), name: zone.name, zone: zone.tenant });
}
