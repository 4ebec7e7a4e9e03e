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
  const first = windows.find(({ window }) => holds(window, zone, at));
  if (!first) return null;
  // SECURITY: each occurrence is made once. Looking for the next one again and again took a chain of 50 windows 22 s.
  const spans = windows
    .flatMap(({ window }) => spansOf(window, zone, { from: at, until: at + LONGEST_MS }))
    .toSorted((a, b) => a.begins - b.begins);
  let until = at;
  for (const { begins, ends } of spans) {
    if (begins > until) break;
    until = Math.max(until, ends);
  }
  return { until, reason: first.reason };
}

export const holds = (window: FreezeWindow, zone: string, at: number): boolean =>
  spansOf(window, zone, { from: at, until: at }).some(({ begins, ends }) => at >= begins && at < ends);

interface Span {
  readonly begins: number;
  /** No longer frozen from here on. */
  readonly ends: number;
}

/** When the window holds, as far as that meets the time between; in order. */
function spansOf(window: FreezeWindow, zone: string, between: { from: number; until: number }): Span[] {
  if (window.kind === 'once') return [{ begins: Date.parse(window.from), ends: Date.parse(window.until) }];
  // Midnights of local days, as if they were UTC: days are counted there, where each has 24 hours.
  const dayOf = (at: number): number => Math.floor(wallClock(zone, at) / DAY_MS);
  const [from, until] = [minutes(window.from) * 60_000, minutes(window.until) * 60_000];
  // One that passes midnight belongs to the day it begins on; the same time twice is a whole day.
  const length = until > from ? until - from : until - from + DAY_MS;
  const spans: Span[] = [];
  for (let day = dayOf(between.from) - 1; day <= dayOf(between.until); day += 1) {
    const midnight = day * DAY_MS;
    const name = WEEK[new Date(midnight).getUTCDay()];
    if (!name || !window.days.includes(name)) continue;
    // Where clocks go back a time comes twice: the freeze holds from the first to the second, never shorter than meant.
    const begins = instantOf(zone, midnight + from, 'first');
    const ends = instantOf(zone, midnight + from + length, 'last');
    if (ends > between.from && begins <= between.until) spans.push({ begins, ends });
  }
  return spans;
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
