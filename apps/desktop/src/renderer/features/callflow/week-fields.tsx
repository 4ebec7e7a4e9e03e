import { ActionIcon, Menu } from '@mantine/core';
import type { ScheduleSettings } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Problem } from '../../frame/problem.tsx';
import { DaySpans } from './day-spans.tsx';
import { DAYS, isAllDay } from './hours-words.ts';

type Week = ScheduleSettings['week'];
const WORKING = [0, 1, 2, 3, 4];

/** The seven days, each with its hours; one day is copied to others. */
export function WeekFields(props: {
  week: Week;
  onChange: (week: Week) => void;
  problem: (path: string) => ReactNode;
}) {
  const { week } = props;
  const put = (days: readonly number[], spans: Week[number]) =>
    props.onChange(week.map((old, n) => (days.includes(n) ? spans.map((span) => ({ ...span })) : old)));
  return (
    <fieldset className="d-fieldset d-week">
      <legend>{t('callflow.hours.week')}</legend>
      <ul className="d-clear">
        {DAYS.map((day, n) => {
          const spans = week[n] ?? [];
          return (
            <li key={day}>
              <span className="d-week-day">{day}</span>
              <DaySpans
                name={day}
                spans={spans}
                none={t('callflow.hours.closed')}
                onChange={(next) => put([n], next)}
                problem={problemOf(props.problem, `week.${n}`, spans.length)}
              />
              <Menu position="bottom-end" withinPortal={false} floatingStrategy="fixed">
                <Menu.Target>
                  <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('callflow.hours.moreFor', { day })}>
                    <IconDots size={15} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  {isAllDay(spans) ? null : (
                    <Menu.Item onClick={() => put([n], [{ from: '00:00', to: '24:00' }])}>
                      {t('callflow.hours.setAllDay')}
                    </Menu.Item>
                  )}
                  {spans.length === 0 ? null : (
                    <Menu.Item onClick={() => put([n], [])}>{t('callflow.hours.setClosed')}</Menu.Item>
                  )}
                  <Menu.Divider />
                  <Menu.Item onClick={() => put(WORKING, spans)}>{t('callflow.hours.copyWorking')}</Menu.Item>
                  <Menu.Item onClick={() => put([...DAYS.keys()], spans)}>{t('callflow.hours.copyAll')}</Menu.Item>
                  {DAYS.map((other, to) =>
                    to === n ? null : (
                      <Menu.Item key={other} onClick={() => put([to], spans)}>
                        {t('callflow.hours.copyTo', { day: other })}
                      </Menu.Item>
                    ),
                  )}
                </Menu.Dropdown>
              </Menu>
            </li>
          );
        })}
      </ul>
      <Problem>{props.problem('week')}</Problem>
    </fieldset>
  );
}

/** Of the day as a whole, else of the first time that is none. */
export function problemOf(problem: (path: string) => ReactNode, path: string, count: number): ReactNode {
  const of = Array.from({ length: count }, (_, n) => problem(`${path}.${n}.from`) ?? problem(`${path}.${n}.to`));
  return of.find((each) => each !== undefined) ?? problem(path);
}
