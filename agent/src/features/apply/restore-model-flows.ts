import {
  destinationId,
  destinationKey,
  EXITS,
  flowSettings,
  loopsOf,
  missingFor,
  peopleOf,
  withPeople,
  type Destination,
  type FlowExit,
  type FlowId,
  type FlowSnapshot,
  type RestoreNote,
  type TenantSnapshot,
} from '@synergycall/domain';
import type { UserPlan } from './restore-model-users.ts';
import { wants, type RestoreWish } from './restore-model-wish.ts';

export interface FlowPlan {
  readonly target: readonly FlowSnapshot[];
  /** As they will be: those that come back (with their ids), and those that change. */
  readonly revive: readonly FlowSnapshot[];
  readonly change: readonly FlowSnapshot[];
  readonly remove: readonly FlowId[];
  readonly notes: readonly RestoreNote[];
}

/**
 * Call flows: as they were then, with the members and ways on that are there still. What came since goes, unless it was
 * not asked for; who leaves by this restore rings in no group and takes nobody's calls.
 * `asked`: schedules that rules of outbound policies ask afterwards, with the names of those policies: they stay.
 */
export function planFlows(wish: RestoreWish, users: UserPlan, asked: ReadonlyMap<FlowId, string>): FlowPlan {
  const { now, past } = wish;
  const wanted = wants(wish);
  const was = new Map((now.flows ?? []).map((flow) => [flow.id, flow]));
  const known = new Set((past.flows ?? []).map((flow) => flow.id));
  const candidates = (past.flows ?? []).filter((flow) => wanted('flow', flow.id));
  const leaving = [...was.values()].filter(({ id }) => !known.has(id) && wanted('flow', id));
  const removed = new Set(leaving.flatMap(({ id }) => (asked.has(id) ? [] : [id])));
  const notes: RestoreNote[] = [];
  const note = (flow: FlowSnapshot, why: RestoreNote['note'], detail: string | null): void =>
    void notes.push({
      note: why,
      kind: 'flow',
      id: flow.id,
      name: flow.name,
      detail,
      blocks: why !== 'members-gone' && why !== 'exits-gone',
    });

  const blocked = new Set<FlowId>();
  const block = (flow: FlowSnapshot, why: RestoreNote['note'], detail: string | null): void => {
    blocked.add(flow.id);
    note(was.get(flow.id) ?? flow, why, detail);
  };
  for (const flow of leaving) if (asked.has(flow.id)) note(flow, 'schedule-kept', asked.get(flow.id) ?? null);
  /** Whoever is blocked keeps its present extension, which may block the next one: until none is added. */
  const blockTaken = (): void => {
    for (let before = -1; before !== blocked.size;) {
      before = blocked.size;
      const coming = candidates.filter(({ id }) => !blocked.has(id));
      const going = new Set([...removed, ...coming.map(({ id }) => id)]);
      for (const flow of coming) {
        const why = numberTaken(flow, { wish, users, going });
        if (why) block(flow, why.note, why.detail);
      }
    }
  };
  blockTaken();
  /** What there is if these are not restored. Whoever is left as they are may lead to what is left away, and so on. */
  const settle = () => {
    const restored = candidates.filter(({ id }) => !blocked.has(id));
    const replaced = new Set(restored.map(({ id }) => id));
    const staying = [...was.values()].filter(({ id }) => !removed.has(id) && !replaced.has(id));
    const space = { users: users.target, flows: [...staying, ...restored] };
    return { restored, target: space.flows.map((flow) => fitted(flow, space)) };
  };
  let settled = settle();
  for (let loops = loopsOf(settled.target); loops.length > 0; loops = loopsOf(settled.target)) {
    const [loop = []] = loops;
    const culprit = settled.restored.find(({ id }) => loop.includes(id));
    if (!culprit) break;
    const names = new Map(settled.target.map(({ id, name }) => [id, name]));
    block(culprit, 'flow-loop', [...loop, ...loop.slice(0, 1)].map((id) => names.get(id) ?? id).join(' → '));
    blockTaken();
    settled = settle();
  }
  const is = new Map(settled.target.map((flow) => [flow.id, flow]));
  for (const flow of settled.restored) {
    const after = is.get(flow.id);
    const gone = after && lostBy(flow, after, past);
    if (gone && gone.members.length > 0) note(flow, 'members-gone', gone.members.join(', '));
    if (gone && gone.exits.length > 0) note(flow, 'exits-gone', gone.exits.join(', '));
  }
  return {
    target: settled.target.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    revive: settled.target.filter(({ id }) => !was.has(id)),
    change: settled.target.filter((flow) => was.has(flow.id) && !sameFlow(was.get(flow.id), flow)),
    remove: [...removed],
    notes,
  };
}

/** Without members and ways on that are not there. */
function fitted(flow: FlowSnapshot, space: Pick<TenantSnapshot, 'users' | 'flows'>): FlowSnapshot {
  const missing = missingFor(space);
  const { settings } = flow;
  return {
    ...flow,
    settings: withPeople(settings, (userId) => !missing({ kind: 'user', userId })),
    exits: Object.fromEntries(exitsOf(flow).filter(([, to]) => !missing(to))),
  };
}

const exitsOf = ({ settings, exits }: FlowSnapshot): [FlowExit, Destination][] =>
  EXITS[settings.kind].flatMap((exit): [FlowExit, Destination][] => {
    const to = exits[exit];
    return to ? [[exit, to]] : [];
  });

/** What of the flow of then is not in the one that comes back, by name. */
function lostBy(then: FlowSnapshot, after: FlowSnapshot, { users, flows = [] }: TenantSnapshot) {
  const names = new Map<string, string>([...users, ...flows].map(({ id, name }) => [id, name]));
  const members = (flow: FlowSnapshot) => peopleOf(flow.settings);
  const kept = new Set(members(after));
  return {
    members: members(then)
      .filter((id) => !kept.has(id))
      .map((id) => names.get(id) ?? id),
    exits: exitsOf(then).flatMap(([exit, to]) => {
      if (after.exits[exit]) return [];
      const id = destinationId(to);
      return [names.get(id) ?? id];
    }),
  };
}

/** Why the extension of then can't be had again. `going`: flows that let theirs go, or take another one. */
function numberTaken(
  { id, extension }: FlowSnapshot,
  around: { readonly wish: RestoreWish; readonly users: UserPlan; readonly going: ReadonlySet<string> },
): { readonly note: RestoreNote['note']; readonly detail: string | null } | undefined {
  const { now, standing } = around.wish;
  if (extension === null || now.flows?.find((flow) => flow.id === id)?.extension === extension) return undefined;
  const [min, max] = standing.range;
  const emergency = standing.blocked.get(extension);
  if (emergency !== undefined || extension < min || extension > max)
    return { note: 'extension-out-of-range', detail: emergency ?? `${min}–${max}` };
  const person = around.users.target.find((user) => user.extension === extension);
  if (person) return { note: 'extension-taken', detail: person.name };
  const held = standing.numbers.get(extension);
  if (!held || held.ownerId === id || (!held.resting && around.going.has(held.ownerId))) return undefined;
  return { note: 'extension-taken', detail: held.ownerName || null };
}

const sameFlow = (a: FlowSnapshot | undefined, b: FlowSnapshot): boolean => a !== undefined && textOf(a) === textOf(b);
/** PostgreSQL gives keys of a version back in its own order; parsed, they are in the schema's. */
const textOf = (flow: FlowSnapshot): string =>
  JSON.stringify([
    flow.name,
    flow.extension,
    flowSettings.parse(flow.settings),
    exitsOf(flow).map(([exit, to]) => [exit, destinationKey(to)]),
  ]);
