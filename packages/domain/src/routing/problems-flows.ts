import { EXITS, peopleOf } from '../callflow/flow.ts';
import { exitOfKey, MENU_KEYS } from '../callflow/menu.ts';
import type { ModelProblem } from '../failure.ts';
import type { UserId } from '../ids.ts';
import type { Destination } from '../did/destination.ts';
import { loopsOf } from './flows.ts';
import type { FlowSnapshot, TenantSnapshot } from './snapshot.ts';

/** The most members of a ring group that the core reads (two digits in `f/<id>/n`). */
export const MAX_GROUP_MEMBERS = 99;

type Missing = (to: Destination | null | undefined) => object | undefined;

/** What forbids generating from the flows; `missing` says of a destination that it is gone. */
export function problemsOfFlows({ users, flows = [] }: TenantSnapshot, missing: Missing): ModelProblem[] {
  const people = new Set<UserId>(users.map((user) => user.id));
  const names = new Map(flows.map((flow) => [flow.id, flow.name]));
  return [
    ...flows.flatMap((flow) => problemsOfFlow(flow, { people, missing })),
    ...loopsOf(flows).map((loop): ModelProblem => ({
      problem: 'flow-loop',
      flows: loop.map((id) => names.get(id) ?? id),
      target: { kind: 'flow', id: loop[0] ?? '' },
    })),
  ];
}

function problemsOfFlow(
  { id, name, settings, exits }: FlowSnapshot,
  { people, missing }: { readonly people: ReadonlySet<UserId>; readonly missing: Missing },
): ModelProblem[] {
  const target = { kind: 'flow' as const, id };
  const members = peopleOf(settings);
  return [
    ...EXITS[settings.kind]
      .filter((exit) => missing(exits[exit]))
      .map((exit): ModelProblem => ({ problem: 'dangling-exit', flow: name, exit, target })),
    ...members
      .filter((userId) => !people.has(userId))
      .map((userId): ModelProblem => ({ problem: 'dangling-member', flow: name, userId, target })),
    ...(members.length > MAX_GROUP_MEMBERS
      ? [
          {
            problem: 'too-many-members' as const,
            flow: name,
            count: members.length,
            max: MAX_GROUP_MEMBERS,
            target,
          },
        ]
      : []),
  ];
}

/** Flows that work and do nobody any good. */
export function warningsOfFlows({ flows = [] }: Pick<TenantSnapshot, 'flows'>): string[] {
  return flows.flatMap(({ name, settings, exits }) => {
    if (settings.kind === 'mailbox')
      return settings.listeners.length === 0 ? [`Nobody may hear the mailbox ${name}.`] : [];
    if (settings.kind === 'queue')
      return settings.members.length === 0 ? [`The queue ${name} has no agents: nobody ever answers its calls.`] : [];
    if (settings.kind === 'menu') {
      const isDeaf = !settings.dialling && !MENU_KEYS.some((key) => exits[exitOfKey(key)]);
      return [
        ...(settings.promptId === null
          ? [`The announcement of the menu ${name} is still to be recorded: callers hear a general one.`]
          : []),
        ...(isDeaf ? [`No key of the menu ${name} leads anywhere.`] : []),
      ];
    }
    if (settings.kind === 'ring_group')
      return settings.members.length === 0 ? [`The ring group ${name} has no members: its calls go on at once.`] : [];
    const isEverOpen = [...settings.week, ...settings.holidays.map(({ hours }) => hours)].some(
      (spans) => spans.length > 0,
    );
    return isEverOpen ? [] : [`The schedule ${name} is never open.`];
  });
}
