import {
  hoursAt,
  plannedFlows,
  type FlowView,
  type HoursAnswer,
  type HoursOverride,
  type PlannedHours,
} from '@synergycall/domain';

/** How a schedule stands: `until` (ms since 1970) null where nothing of its hours ends that soon, or it was set by hand. */
export interface HoursNow extends HoursAnswer {
  readonly until: number | null;
  readonly zone: string;
}

/** The hours of a schedule as they are saved; undefined: it is none. `timezone`: the tenant's. */
export function plannedHours(
  flow: Pick<FlowView, 'id' | 'name' | 'settings'>,
  timezone: string,
): PlannedHours | undefined {
  const { id, name, settings } = flow;
  const planned = plannedFlows([{ id, name, extension: null, settings, exits: {} }], timezone).get(id);
  return planned?.kind === 'hours' ? planned : undefined;
}

const MINUTE = 60_000;
const AHEAD = 14 * 24 * 60 * MINUTE;

/** What it does at a moment, and until when: looked for two weeks ahead. */
export function hoursNow(hours: PlannedHours, at: number, override: HoursOverride | null): HoursNow {
  const now = hoursAt(hours, at, override);
  return { ...now, zone: hours.zone, until: now.by === 'override' ? null : knownEnd(hours, { at, state: now.state }) };
}

/** Lists ask again every few seconds: what was found is good until it comes, and for an hour where nothing was. */
const known = new WeakMap<PlannedHours, { from: number; good: number; end: number | null }>();
function knownEnd(hours: PlannedHours, now: { readonly at: number; readonly state: HoursAnswer['state'] }) {
  const before = known.get(hours);
  if (before && now.at >= before.from && now.at < before.good) return before.end;
  const end = endOf(hours, now);
  known.set(hours, { from: now.at, good: end ?? now.at + 60 * MINUTE, end });
  return end;
}

/**
 * From boundary to boundary by the clock of the zone. Half hours are boundaries too: a change of that clock falls on one,
 * so none is jumped over.
 */
function endOf(
  hours: PlannedHours,
  from: { readonly at: number; readonly state: HoursAnswer['state'] },
): number | null {
  const spans = [...hours.week, ...hours.days.values()].flat();
  const halves = Array.from({ length: 49 }, (_, n) => n * 30);
  const stops = [...new Set([...halves, ...spans.flatMap((span) => [span.from, span.to])])].toSorted((a, b) => a - b);
  let at = Math.floor(from.at / MINUTE) * MINUTE;
  while (at < from.at + AHEAD) {
    const { local } = hoursAt(hours, at);
    const minute = Number(local.slice(11, 13)) * 60 + Number(local.slice(14));
    at += ((stops.find((stop) => stop > minute) ?? 24 * 60) - minute) * MINUTE;
    if (hoursAt(hours, at).state !== from.state) return at;
  }
  return null;
}
