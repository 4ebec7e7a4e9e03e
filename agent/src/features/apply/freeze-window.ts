import type { FreezeWindow, Weekday } from '@synergycall/domain';
import { instantOf, wallClock } from './wall-clock.ts';

/** A change freeze that holds: until when, and why. */
export interface Freeze {
  /** Milliseconds since 1970. Windows that meet or overlap are one freeze. */
  readonly until: number;
  readonly reason: string;
}
export interface Windowed {
  readonly window: FreezeWindow;
  readonly reason: string;
}

const DAY_MS = 86_400_000;
const WEEK: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Windows without a gap hold for ever; nobody looks further ahead than this. */
const LONGEST_MS = 31 * DAY_MS;

/** The freeze that holds at that time, by all windows of a tenant whose time zone is `zone`; null: none. */
export function frozenAt(windows: readonly Windowed[], zone: string, at: number): Freeze | null {
  let until = at;
  let reason: string | undefined;
  for (let grown = true; grown && until < at + LONGEST_MS;) {
    grown = false;
    for (const { window, reason: why } of windows) {
      const end = endOf(window, zone, until);
      if (end === undefined || end <= until) continue;
      until = end;
      reason ??= why;
      grown = true;
    }
  }
  return reason === undefined ? null : { until, reason };
}

export const holds = (window: FreezeWindow, zone: string, at: number): boolean => endOf(window, zone, at) !== undefined;

/** When the window that holds at that time ends; undefined: it doesn't hold. */
function endOf(window: FreezeWindow, zone: string, at: number): number | undefined {
  if (window.kind === 'once') {
    const until = Date.parse(window.until);
    return at >= Date.parse(window.from) && at < until ? until : undefined;
  }
  // Midnight of the local day, as if it were UTC: days are counted there, where each has 24 hours.
  const today = Math.floor(wallClock(zone, at) / DAY_MS) * DAY_MS;
  const [from, until] = [minutes(window.from) * 60_000, minutes(window.until) * 60_000];
  // One that passes midnight belongs to the day it begins on; the same time twice is a whole day.
  const length = until > from ? until - from : until - from + DAY_MS;
  for (const day of [today - DAY_MS, today]) {
    const name = WEEK[new Date(day).getUTCDay()];
    if (!name || !window.days.includes(name)) continue;
    // Where clocks go back a time comes twice: the freeze holds from the first to the second, never shorter than meant.
    const begins = instantOf(zone, day + from, 'first');
    const ends = instantOf(zone, day + from + length, 'last');
    if (at >= begins && at < ends) return ends;
  }
  return undefined;
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
