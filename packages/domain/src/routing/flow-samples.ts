import type { ObjectChange } from '../apply/apply.ts';
import type { FlowId } from '../ids.ts';
import type { E164 } from '../numbers.ts';
import { keyOfExit } from '../callflow/menu.ts';
import { DAY, dayNumber, HOUR } from './calendar.ts';
import { hoursAt, type HoursState } from './hours.ts';
import { PRESSES } from './menu.ts';
import type { PlannedFlow, PlannedHours, RoutePlan, Target } from './plan.ts';
import { keysFor } from './press.ts';
import { waysOn } from './reaches.ts';

/** A way in through which a changed flow is reached, at a moment that shows something of it. */
export interface FlowLead {
  readonly dialled: string;
  /** From outside; absent: from a phone. */
  readonly number?: E164;
  readonly at: number;
  /** Keys pressed in the menus on the way; absent: none is. */
  readonly keys?: string;
  readonly object: { readonly kind: ObjectChange['kind']; readonly id: string; readonly name: string };
}

/**
 * Calls that lead to ring groups, schedules and menus that changed, directly or through others: of each way in one call
 * per state in which a schedule on it can be (open, closed, holiday), at a moment in which it is. Behind menus: with the
 * keys that lead there, and of a changed menu one call per key and one that presses nothing.
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
  return ways.flatMap(({ target, ...way }): FlowLead[] => {
    const reached = target ? flowsFrom(plan, target) : [];
    const direct = reached.filter(({ keys }) => keys === '').map(({ flow }) => flow);
    const object = direct.map(({ id }) => changed.get(id)).find((one) => one !== undefined);
    const moments = new Set(direct.flatMap((flow) => (flow.kind === 'hours' ? momentsOf(flow) : [])));
    const at = [...(moments.size > 0 ? moments : [0])];
    return [
      ...(object ? at.map((moment) => ({ ...way, at: moment, object })) : []),
      ...pressedLeads(plan, reached, changed).map((lead) => ({ ...way, at: at[0] ?? 0, ...lead })),
    ];
  });
}

/** What is to be pressed to come to changed flows behind menus, and to see each way on of a changed menu. */
function pressedLeads(
  plan: RoutePlan,
  reached: readonly Reached[],
  changed: ReadonlyMap<string, FlowLead['object']>,
): Pick<FlowLead, 'keys' | 'object'>[] {
  const leads = new Map<string, FlowLead['object']>();
  for (const { flow, keys } of reached) {
    const object = changed.get(flow.id);
    if (!object) continue;
    if (keys !== '') leads.set(keys, object);
    if (flow.kind !== 'menu') continue;
    for (const key of flow.keys.keys()) leads.set(keys + keysFor(plan, flow, key), object);
    leads.set(keys + 't'.repeat(flow.tries), object);
  }
  return [...leads].filter(([keys]) => PRESSES.test(keys)).map(([keys, object]) => ({ keys, object }));
}

/** As `objectKind` calls them. */
export const isFlow = ({ kind }: ObjectChange): boolean => (kind as string) === 'flow';

interface Reached {
  readonly flow: PlannedFlow;
  /** What has to be pressed in the menus on the way. */
  readonly keys: string;
}

/** The flows that a call to this target can come to, the nearest first, what needs no key before what does. */
function flowsFrom(plan: RoutePlan, start: Target): Reached[] {
  const found = new Map<FlowId, Reached>();
  const todo = [{ target: start, keys: '' }];
  for (let next = todo.shift(); next; next = todo.shift()) {
    const { target, keys } = next;
    const flow = 'flowId' in target ? plan.flows?.get(target.flowId) : undefined;
    if (!flow || found.has(flow.id)) continue;
    found.set(flow.id, { flow, keys });
    for (const [exit, to] of waysOn(flow)) {
      const key = keyOfExit(exit);
      // A group's or a queue's way on comes after minutes of ringing, which no probe waits for; without keys it is looked through.
      if (key === undefined && keys !== '' && (flow.kind === 'group' || flow.kind === 'queue')) continue;
      if (flow.kind !== 'menu') todo.push({ target: to, keys });
      else if (key !== undefined) todo.push({ target: to, keys: keys + keysFor(plan, flow, key) });
      else if (exit === 'timeout') todo.push({ target: to, keys: keys + 't'.repeat(flow.tries) });
    }
  }
  return [...found.values()];
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
