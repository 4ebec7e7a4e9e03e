import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import type { ScheduleSettings } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Problem } from '../../frame/problem.tsx';
import { DaySpans } from './day-spans.tsx';
import { holidayDays, spansText } from './hours-words.ts';
import { problemOf } from './week-fields.tsx';

type Holiday = ScheduleSettings['holidays'][number];
const MOST = 200;
const PARTS = ['name', 'from', 'to', 'hours'] as const;

/** The holidays as lines; one of them, and each with a problem, opened to be changed. */
export function HolidayFields(props: {
  holidays: readonly Holiday[];
  onChange: (holidays: Holiday[]) => void;
  problem: (path: string) => ReactNode;
}) {
  const { holidays } = props;
  const [opened, setOpened] = useState<number>();
  const change = (at: number, part: Partial<Holiday>) =>
    props.onChange(holidays.map((one, n) => (n === at ? { ...one, ...part } : one)));
  const problem = (n: number, part: (typeof PARTS)[number]) =>
    part === 'hours'
      ? problemOf(props.problem, `holidays.${n}.hours`, holidays[n]?.hours.length ?? 0)
      : missing(holidays[n]?.[part], props.problem(`holidays.${n}.${part}`));
  return (
    <fieldset className="d-fieldset d-holidays">
      <legend>{t('callflow.holiday.title')}</legend>
      {holidays.length === 0 ? <p className="sc-dim d-clear">{t('callflow.holiday.none')}</p> : null}
      {holidays.length === 0 ? null : (
        <ul className="d-clear">
          {holidays.map((holiday, n) => {
            const isOpen = opened === n || PARTS.some((part) => problem(n, part) !== undefined);
            const name = holiday.name === '' ? t('callflow.holiday.unnamed') : holiday.name;
            return (
              // In the order they were written in: that is what decides between two of one day.
              <li key={n}>
                <div className="d-holiday-line">
                  <span className="d-grow d-min0">
                    <bdi className="d-block sc-truncate">{name}</bdi>
                    <span className="sc-dim d-block">
                      {t('callflow.holiday.line', { days: holidayDays(holiday), hours: spansText(holiday.hours) })}
                    </span>
                  </span>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={28}
                    aria-label={t('callflow.holiday.edit', { name })}
                    aria-expanded={isOpen}
                    onClick={() => setOpened(opened === n ? undefined : n)}
                  >
                    <IconPencil size={15} stroke={1.6} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={28}
                    aria-label={t('callflow.holiday.remove', { name })}
                    onClick={() => {
                      setOpened(undefined);
                      props.onChange(holidays.filter((one) => one !== holiday));
                    }}
                  >
                    <IconTrash size={15} stroke={1.6} />
                  </ActionIcon>
                </div>
                {isOpen ? (
                  <div className="d-holiday">
                    <TextInput
                      label={t('callflow.holiday.name')}
                      dir="auto"
                      autoFocus
                      autoComplete="off"
                      value={holiday.name}
                      error={problem(n, 'name')}
                      onChange={(event) => change(n, { name: event.currentTarget.value })}
                    />
                    <div className="d-pair d-pair-even">
                      <TextInput
                        type="date"
                        label={t('callflow.holiday.first')}
                        value={holiday.from}
                        error={problem(n, 'from')}
                        onChange={(event) => {
                          const from = event.currentTarget.value;
                          change(n, { from, ...(holiday.to === '' || holiday.to < from ? { to: from } : {}) });
                        }}
                      />
                      <TextInput
                        type="date"
                        label={t('callflow.holiday.last')}
                        min={holiday.from}
                        value={holiday.to}
                        error={problem(n, 'to')}
                        onChange={(event) => change(n, { to: event.currentTarget.value })}
                      />
                    </div>
                    <Switch
                      label={t('callflow.holiday.each')}
                      checked={holiday.yearly}
                      onChange={(event) => change(n, { yearly: event.currentTarget.checked })}
                    />
                    <DaySpans
                      name={name}
                      spans={holiday.hours}
                      none={t('callflow.holiday.closed')}
                      onChange={(hours) => change(n, { hours })}
                      problem={problem(n, 'hours')}
                    />
                  </div>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
      <Problem>{props.problem('holidays')}</Problem>
      {holidays.length < MOST ? (
        <Button
          variant="default"
          size="xs"
          className="d-clear d-holiday-add"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() => {
            setOpened(holidays.length);
            props.onChange([...holidays, { name: '', from: '', to: '', yearly: false, hours: [] }]);
          }}
        >
          {t('callflow.holiday.add')}
        </Button>
      ) : null}
    </fieldset>
  );
}

/** A day that was not chosen is no wrong day. */
const missing = (value: string | undefined, problem: ReactNode): ReactNode =>
  problem !== undefined && value === '' ? t('field.problem.missing') : problem;
