/** A time of the day as people write it ("9", "930", "9:30", "17.30", "24") in the contract's form; undefined: none. */
export function readClock(written: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?h?$/.exec(written.trim());
  if (!found) return undefined;
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)];
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

export interface Span {
  readonly from: string;
  readonly to: string;
}
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const clockOf = (minute: number): string =>
  readClock(`${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`) ?? '24:00';

/** What one more time of a day begins with: the usual day, else an hour after the last one, for as long as there is. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  if (last === undefined) return { from: '09:00', to: '17:00' };
  const end = readClock(last.to) === undefined ? 0 : minutes(last.to);
  const from = Math.min(end + 60, 24 * 60 - 60);
  return { from: clockOf(from), to: clockOf(Math.min(from + 4 * 60, 24 * 60)) };
}
