import type { ScheduleView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { viewerZone } from './schedule-time.ts';

/** "today 18:00", "tomorrow 06:00", "24 Nov, 06:00" in the given zone, the viewer's by default. */
export function formatWhen(iso: string, zone: string = viewerZone(), now: Date = new Date()): string {
  const at = new Date(iso);
  const day = (date: Date) => date.toLocaleDateString('en-CA', { timeZone: zone });
  const time = at.toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  if (day(at) === day(now)) return t('apply.when.today', { time });
  if (day(at) === day(new Date(now.getTime() + 86_400_000))) return t('apply.when.tomorrow', { time });
  const date = at.toLocaleDateString('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    ...(day(at).slice(0, 4) === day(now).slice(0, 4) ? {} : { year: 'numeric' }),
  });
  return t('apply.when.date', { date, time });
}

/** What a job that has not begun waits for. */
export function waitsFor(schedule: ScheduleView): string {
  switch (schedule.mode) {
    case 'now':
      return t('apply.waits.now');
    case 'at':
      return t('apply.waits.at', { time: formatWhen(schedule.at) });
    case 'quiet':
      return t(`apply.waits.quiet.${schedule.atDeadline}`, { time: formatWhen(schedule.deadline) });
    case 'after':
      return t('apply.waits.after');
  }
}
