import type { PlannedHours, Span } from './plan.ts';

export type HoursState = 'open' | 'closed' | 'holiday';
/** Set by hand, at once, whatever the hours say. */
export type HoursOverride = 'open' | 'closed';

export interface HoursAnswer {
  readonly state: HoursState;
  /** What decided. */
  readonly by: 'override' | 'holiday' | 'week';
  /** `2026-11-30 09:15`, by the clock of the schedule's zone. */
  readonly local: string;
}

/**
 * Is it open at this moment (milliseconds since 1970)? The core's `sc-hours` compares the same digits: the clock of the
 * zone, so that an hour that is skipped or comes twice is taken by its name; and the calendar day, so that 29 February
 * of each year is a day of leap years alone. A holiday with hours is open in them and a holiday outside of them.
 */
export function hoursAt(hours: PlannedHours, at: number, override: HoursOverride | null = null): HoursAnswer {
  const { date, day, minute, clock } = wallClock(at, hours.zone);
  const local = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)} ${clock}`;
  if (override) return { state: override, by: 'override', local };
  const isIn = (spans: readonly Span[]) => spans.some(({ from, to }) => minute >= from && minute < to);
  const holiday = hours.days.get(date) ?? hours.days.get(date.slice(4));
  if (holiday) return { state: isIn(holiday) ? 'open' : 'holiday', by: 'holiday', local };
  return { state: isIn(hours.week[day - 1] ?? []) ? 'open' : 'closed', by: 'week', local };
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What clock and calendar of a zone show; `day` 1 is Monday. */
function wallClock(at: number, zone: string) {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const [hour, minute] = [part('hour'), part('minute')];
  return {
    date: `${part('year')}${part('month')}${part('day')}`,
    day: WEEKDAYS.indexOf(part('weekday')) + 1,
    minute: Number(hour) * 60 + Number(minute),
    clock: `${hour}:${minute}`,
  };
}

/**
 * Zones that Intl knows by names which Debian keeps in a package of its own (tzdata-legacy): to an Asterisk without it
 * they would mean UTC, silently.
 */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** The name under which Asterisk finds a zone that `timezone` took. */
export function asteriskZone(zone: string): string {
  const canonical = new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  return RENAMED[canonical] ?? canonical;
}
