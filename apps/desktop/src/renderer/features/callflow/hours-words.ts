import type { HoursState, ScheduleSettings } from '@synergycall/domain';
import { t, type Tone } from '@synergycall/ui';
import type { HoursNow } from './hours-now.ts';
import type { Span } from './read-clock.ts';

type Holiday = ScheduleSettings['holidays'][number];

const names = (weekday: 'long' | 'short') => {
  const format = new Intl.DateTimeFormat('en-GB', { weekday, timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, n) => format.format(Date.UTC(2024, 0, n + 1)));
};
/** Monday first. */
export const DAYS: readonly string[] = names('long');
const SHORT_DAYS: readonly string[] = names('short');

export function spansText(spans: readonly Span[]): string {
  if (spans.length === 0) return t('callflow.hours.closed');
  if (isAllDay(spans)) return t('callflow.hours.allDay');
  return spans.map(({ from, to }) => `${from}–${to}`).join(', ');
}
export const isAllDay = ([only, more]: readonly Span[]): boolean =>
  more === undefined && only?.from === '00:00' && only.to === '24:00';

/** Days one after the other with the same hours, as one line. */
export function weekLines(week: ScheduleSettings['week'], short = false): { days: string; hours: string }[] {
  const days = short ? SHORT_DAYS : DAYS;
  const lines: { first: number; last: number; hours: string }[] = [];
  for (const [n, spans] of week.entries()) {
    const hours = spansText(spans);
    const before = lines.at(-1);
    if (before?.hours === hours) before.last = n;
    else lines.push({ first: n, last: n, hours });
  }
  return lines.map(({ first, last, hours }) => ({
    days:
      first === 0 && last === 6
        ? t('callflow.hours.everyDay')
        : first === last
          ? (days[first] ?? '')
          : t(short ? 'callflow.hours.fromToShort' : 'callflow.hours.fromTo', {
              from: days[first] ?? '',
              to: days[last] ?? '',
            }),
    hours,
  }));
}

/** "Mon–Fri 09:00–17:00, Sat 10:00–14:00": when it is open, in one line. */
export function weekText(week: ScheduleSettings['week']): string {
  const open = weekLines(week, true).filter((line) => line.hours !== t('callflow.hours.closed'));
  if (open.length === 0) return t('callflow.hours.never');
  if (week.every(isAllDay)) return t('callflow.hours.always');
  return open.map(({ days, hours }) => `${days} ${hours}`).join('; ');
}

const calendar = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const eachYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** "24 Dec – 26 Dec, each year" */
export function holidayDays({ from, to, yearly }: Pick<Holiday, 'from' | 'to' | 'yearly'>): string {
  if (from === '' || to === '') return t('callflow.holiday.noDay');
  const format = yearly ? eachYear : calendar;
  const said = (date: string) => format.format(new Date(`${date}T00:00:00Z`));
  const days = from === to ? said(from) : `${said(from)} – ${said(to)}`;
  return yearly ? t('callflow.holiday.yearly', { days }) : days;
}

/** Those that are over come last. `today`: `2026-11-30`. */
export function isOver({ to, yearly }: Holiday, today: string): boolean {
  return !yearly && to < today;
}

export const TONES: Readonly<Record<HoursState, Tone>> = { open: 'live', closed: 'off', holiday: 'off' };

/** "Open until 17:00", "Holiday until Mon 09:00", "Closed by hand". */
export function standingText(now: HoursNow, at: number): string {
  if (now.by === 'override') return t(now.state === 'open' ? 'callflow.now.openByHand' : 'callflow.now.closedByHand');
  if (now.until === null) return t(`callflow.now.${now.state}`);
  return t(`callflow.now.${now.state}.until`, { time: momentIn(now.zone, now.until, at) });
}

/** By the clock of the zone: "17:00" today, "Mon 09:00" this week, "4 Jan 00:00" later. */
function momentIn(timeZone: string, when: number, at: number): string {
  const format = (options: Intl.DateTimeFormatOptions, of: number) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(of);
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, when);
  const date = { day: 'numeric', month: 'short' } as const;
  if (format(date, when) === format(date, at)) return clock;
  const isThisWeek = when - at < 6 * 24 * 3_600_000;
  return `${format(isThisWeek ? { weekday: 'short' } : date, when)} ${clock}`;
}
