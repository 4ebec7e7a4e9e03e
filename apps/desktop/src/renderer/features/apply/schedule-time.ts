/** Times as a field of kind datetime-local holds them: "2026-11-23T18:00", in some zone. */

const partsIn = (at: Date, zone: string): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What a clock on the wall of that zone shows. */
export function wallTime(at: Date, zone: string): string {
  const { year, month, day, hour, minute } = partsIn(at, zone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/** The moment at which a clock of that zone shows this; undefined: no time is written. A time that a summer-time jump leaves out is taken as the one after. */
export function instantOf(wall: string, zone: string): string | undefined {
  const asIfUtc = Date.parse(`${wall.slice(0, 16)}:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(wall) || Number.isNaN(asIfUtc)) return undefined;
  const offset = (at: number) => Date.parse(`${wallTime(new Date(at), zone)}:00Z`) - at;
  const guess = asIfUtc - offset(asIfUtc);
  return new Date(asIfUtc - offset(guess)).toISOString();
}

/** The next full hour after so many hours, as a field's first value. */
export function hoursAhead(hours: number, zone: string, now: Date = new Date()): string {
  const at = new Date(now.getTime() + hours * 3_600_000);
  at.setUTCMinutes(0, 0, 0);
  return wallTime(new Date(at.getTime() + (at.getTime() <= now.getTime() ? 3_600_000 : 0)), zone);
}
