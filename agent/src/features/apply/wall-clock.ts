/*
 * Wall clocks of time zones, by the zone rules that Node brings along (Intl). A wall-clock time is a number as
 * Date.UTC would make it from what the clock on the wall shows.
 */

const DAY_MS = 86_400_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', {
    ...numeric,
    second: 'numeric',
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    timeZone: zone,
  });
  clocks.set(zone, made);
  return made;
}

/** What clocks in the zone show at that instant. */
export const wallClock = (zone: string, at: number): number => at + offsetAt(zone, at);

/** The same, asked of Intl: ten microseconds each, which a tenant with many windows would make seconds of. */
function askedOf(zone: string, at: number): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown + (((at % 1000) + 1000) % 1000);
}

const MOST_KEPT = 4_096;
/** Offsets at the beginnings of days (UTC). */
const offsets = new Map<string, number>();

function offsetOfDay(zone: string, day: number): number {
  const key = `${zone} ${day}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= MOST_KEPT) offsets.clear();
  const offset = askedOf(zone, day * DAY_MS) - day * DAY_MS;
  offsets.set(key, offset);
  return offset;
}

/** A day that begins and ends with the same offset has no other: no zone changes its clocks twice a day. */
function offsetAt(zone: string, at: number): number {
  const day = Math.floor(at / DAY_MS);
  const offset = offsetOfDay(zone, day);
  return offset === offsetOfDay(zone, day + 1) ? offset : askedOf(zone, at) - at;
}

/**
 * The instant at which clocks in the zone show that time. A time that comes twice (clocks go back) is its first or its
 * last one; a time that is skipped (clocks go forward) is the moment of the change.
 */
export function instantOf(zone: string, shown: number, which: 'first' | 'last'): number {
  const before = offsetAt(zone, shown - DAY_MS);
  const after = offsetAt(zone, shown + DAY_MS);
  const found = [shown - before, shown - after].filter((at) => at + offsetAt(zone, at) === shown);
  if (found.length > 0) return which === 'first' ? Math.min(...found) : Math.max(...found);
  let [low, high] = [shown - after, shown - before];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
