import type { FlowExit, ScheduleSettings } from '../callflow/flow.ts';
import type { AnyDestination } from '../did/did.ts';
import type { FlowId } from '../ids.ts';
import { asteriskZone } from './hours.ts';
import type { PlannedFlow, Span, Target } from './plan.ts';
import type { FlowSnapshot } from './snapshot.ts';

/** As many schedules in a row are followed before a call rings, leaves or ends; more are taken for a loop. */
export const MOST_HOURS = 8;
/** As many times a call goes on from one step to the next before it ends. */
export const MOST_HOPS = 20;

const HANGUP: Target = { kind: 'hangup' };

/** A destination in the words of AstDB; a flow's kind is looked up. undefined: there is no such flow. */
export function targetOf(to: AnyDestination, flows: ReadonlyMap<string, FlowSnapshot>): Target | undefined {
  switch (to.kind) {
    case 'user':
      return { kind: 'user', userId: to.userId };
    case 'external':
      return { kind: 'external', digits: to.number.slice(1) };
    case 'flow': {
      const flow = flows.get(to.flowId);
      return flow && { kind: flow.settings.kind === 'ring_group' ? 'group' : 'hours', flowId: flow.id };
    }
  }
}

/** Compiles ring groups and schedules; what leads nowhere hangs up. By id. `timezone`: the tenant's. */
export function plannedFlows(flows: readonly FlowSnapshot[], timezone: string): Map<FlowId, PlannedFlow> {
  const byId = new Map<string, FlowSnapshot>(flows.map((flow) => [flow.id, flow]));
  const sorted = flows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return new Map(sorted.map((flow) => [flow.id, plannedFlow(flow, { byId, timezone })]));
}

interface Around {
  readonly byId: ReadonlyMap<string, FlowSnapshot>;
  readonly timezone: string;
}

function plannedFlow({ id, name, settings, exits }: FlowSnapshot, { byId, timezone }: Around): PlannedFlow {
  const exit = (which: FlowExit): Target | undefined => {
    const to = exits[which];
    return to && targetOf(to, byId);
  };
  switch (settings.kind) {
    case 'ring_group': {
      const { strategy, ringSeconds, callerIdPrefix, members } = settings;
      return {
        kind: 'group',
        id,
        name,
        strategy,
        ringSeconds,
        // AMI and AstDB don't keep outer blanks; the core puts one between prefix and name.
        callerIdPrefix: callerIdPrefix.trim(),
        // A delay belongs to those who ring together.
        members: members.map(({ userId, delaySeconds }) => ({
          userId,
          delaySeconds: strategy === 'all' ? delaySeconds : 0,
        })),
        noanswer: exit('noanswer') ?? HANGUP,
      };
    }
    case 'schedule': {
      const closed = exit('closed') ?? HANGUP;
      return {
        kind: 'hours',
        id,
        name,
        zone: asteriskZone(settings.timezone ?? timezone),
        week: settings.week.map(spansOf),
        days: daysOf(settings.holidays),
        open: exit('open') ?? HANGUP,
        closed,
        holiday: exit('holiday') ?? closed,
      };
    }
  }
}

type Hours = ScheduleSettings['week'][number];

/** Minutes, in order; a time that ends before it begins holds nothing. */
const spansOf = (hours: Hours): Span[] =>
  hours
    .map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from || a.to - b.to);

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** A holiday of years would be as many keys as days. */
const MOST_DAYS = 366;

/** Each day of the holidays, by `yyyymmdd`, or `mmdd` for each year; the first that names a day has it. */
function daysOf(holidays: ScheduleSettings['holidays']): Map<string, readonly Span[]> {
  const days = new Map<string, readonly Span[]>();
  for (const { from, to, yearly, hours } of holidays) {
    const spans = spansOf(hours);
    for (const day of yearly ? yearlyDays(from, to) : daysBetween(from, to)) {
      const key = yearly ? day.slice(4) : day;
      if (!days.has(key)) days.set(key, spans);
    }
  }
  return new Map([...days].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** In a leap year, so that a time over the end of February holds its 29th; from December to January over the turn of the year. */
function yearlyDays(from: string, to: string): string[] {
  const [first, last] = [`2028-${from.slice(5)}`, `2028-${to.slice(5)}`];
  return daysBetween(first, first <= last ? last : `2029-${to.slice(5)}`);
}

const DAY = 86_400_000;
function daysBetween(from: string, to: string): string[] {
  const first = Date.parse(`${from}T00:00:00Z`);
  const count = Math.min(MOST_DAYS, Math.floor((Date.parse(`${to}T00:00:00Z`) - first) / DAY) + 1);
  return Array.from({ length: Math.max(0, Number.isFinite(count) ? count : 0) }, (_, n) =>
    new Date(first + n * DAY).toISOString().slice(0, 10).replaceAll('-', ''),
  );
}

/**
 * Flows that lead to themselves, each loop once, beginning with its lowest id: calls would go round in them. Of
 * snapshots as well as of what is about to be saved.
 */
export function loopsOf(flows: readonly Pick<FlowSnapshot, 'id' | 'exits'>[]): FlowId[][] {
  const next = new Map<FlowId, FlowId[]>(
    flows.map(({ id, exits }) => [
      id,
      [...new Set(Object.values(exits).flatMap((to) => (to?.kind === 'flow' ? [to.flowId] : [])))].toSorted(),
    ]),
  );
  const loops = new Map<string, FlowId[]>();
  const done = new Set<FlowId>();
  const visit = (id: FlowId, path: readonly FlowId[]): void => {
    const seen = path.indexOf(id);
    if (seen >= 0) {
      const loop = fromLowest(path.slice(seen));
      loops.set(loop.join(), loop);
      return;
    }
    if (done.has(id)) return;
    for (const to of next.get(id) ?? []) visit(to, [...path, id]);
    done.add(id);
  };
  for (const id of [...next.keys()].toSorted()) visit(id, []);
  return [...loops.values()];
}

function fromLowest(loop: readonly FlowId[]): FlowId[] {
  const at = loop.indexOf(loop.toSorted()[0] ?? ('' as FlowId));
  return [...loop.slice(at), ...loop.slice(0, at)];
}
