import type { ObjectChange } from '../apply/apply.ts';
import type { FlowId } from '../ids.ts';
import type { E164 } from '../numbers.ts';
import { DAY, dayNumber, HOUR } from './calendar.ts';
import { hoursAt, type HoursState } from './hours.ts';
import type { PlannedFlow, PlannedHours, RoutePlan, Target } from './plan.ts';

/** A way in through which a changed flow is reached, at a moment that shows something of it. */
export interface FlowLead {
  readonly dialled: string;
  /** From outside; absent: from a phone. */
  readonly number?: E164;
  readonly at: number;
  readonly object: { readonly kind: ObjectChange['kind']; readonly id: string; readonly name: string };
}

/**
 * Calls that lead to ring groups and schedules that changed, directly or through others: of each way in one call per
 * state in which a schedule on it can be (open, closed, holiday), at a moment in which it is.
 */
export function flowLeads(plan: RoutePlan, changes: readonly ObjectChange[]): FlowLead[] {
  const changed = new Map(changes.filter(isFlow).map(({ kind, id, name }) => [id, { kind, id, name }]));
  if (changed.size === 0) return [];
  const ways: { dialled: string; number?: E164; target: Target | null }[] = [
    ...[...plan.extensions].map(([extension, target]) => ({ dialled: String(extension), target })),
    ...[...plan.numbers].map(([number, to]) => ({
      dialled: number.slice(1),
      number,
      target: to ?? plan.defaultTarget,
    })),
  ];
  return ways.flatMap(({ target, ...way }) => {
    const reached = target ? flowsFrom(plan, target) : [];
    const object = reached.map(({ id }) => changed.get(id)).find((one) => one !== undefined);
    if (!object) return [];
    const moments = new Set(reached.flatMap((flow) => (flow.kind === 'hours' ? momentsOf(flow) : [])));
    return [...(moments.size > 0 ? moments : [0])].map((at) => ({ ...way, at, object }));
  });
}

/** As `objectKind` calls them. */
export const isFlow = ({ kind }: ObjectChange): boolean => (kind as string) === 'flow';

/** The flows that a call to this target can come to, the nearest first. */
function flowsFrom(plan: RoutePlan, start: Target): PlannedFlow[] {
  const found = new Map<FlowId, PlannedFlow>();
  const todo = [start];
  for (let target = todo.shift(); target; target = todo.shift()) {
    const flow = 'flowId' in target ? plan.flows?.get(target.flowId) : undefined;
    if (!flow || found.has(flow.id)) continue;
    found.set(flow.id, flow);
    todo.push(...waysOn(flow));
  }
  return [...found.values()];
}

function waysOn(flow: PlannedFlow): readonly Target[] {
  switch (flow.kind) {
    case 'group':
      return [flow.noanswer];
    case 'hours':
      return [flow.open, flow.closed, flow.holiday];
    case 'mailbox':
      return [];
  }
}

/** A Monday; which one does not matter, as long as the same model is always asked about the same moments. */
const SOME_WEEK = dayNumber('2026-01-05') * DAY;
/** As many of its holidays are looked at until one shows. */
const MOST_DAYS = 3;

/** For each state in which this schedule can be, the first moment of some week (or of its first holidays) in which it is. */
function momentsOf(hours: PlannedHours): number[] {
  const found = new Map<HoursState, number>();
  const look = (at: number): void => {
    const { state } = hoursAt(hours, at);
    if (!found.has(state)) found.set(state, at);
  };
  for (let half = 0; half < 7 * 48 && !(found.has('open') && found.has('closed')); half++)
    look(SOME_WEEK + (half * HOUR) / 2);
  for (const day of [...hours.days.keys()].slice(0, MOST_DAYS)) {
    // Of those that come each year, one that has a 29 February.
    const date = day.length === 4 ? `2028${day}` : day;
    const midnight = dayNumber(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) * DAY;
    for (let hour = -14; hour <= 38 && !found.has('holiday'); hour++) look(midnight + hour * HOUR);
  }
  return [...found.values()];
}
