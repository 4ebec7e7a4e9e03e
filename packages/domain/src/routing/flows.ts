import type { FlowKind } from '../callflow/flow-kind.ts';
import { keyOfExit } from '../callflow/menu.ts';
import type { Destination } from '../did/destination.ts';
import type { FlowId } from '../ids.ts';
import type { Target } from './plan.ts';
import type { FlowSnapshot } from './snapshot.ts';

const TARGET_KINDS = {
  ring_group: 'group',
  schedule: 'hours',
  mailbox: 'mailbox',
  menu: 'menu',
  queue: 'queue',
} as const satisfies Record<FlowKind, Target['kind']>;

/** A destination in the words of AstDB; a flow's kind is looked up. undefined: there is no such flow. */
export function targetOf(
  to: Destination,
  flows: ReadonlyMap<string, { readonly id: FlowId; readonly settings: { readonly kind: FlowKind } }>,
): Target | undefined {
  switch (to.kind) {
    case 'user':
      return { kind: 'user', userId: to.userId };
    case 'voicemail':
      return { kind: 'voicemail', userId: to.userId };
    case 'external':
      return { kind: 'external', digits: to.number.slice(1) };
    case 'flow': {
      const flow = flows.get(to.flowId);
      return flow && { kind: TARGET_KINDS[flow.settings.kind], flowId: flow.id };
    }
  }
}

/**
 * Flows that lead to themselves, each loop once, beginning with its lowest id: calls would go round in them. Keys of
 * menus are not followed. Of snapshots as well as of what is about to be saved.
 */
export function loopsOf(flows: readonly Pick<FlowSnapshot, 'id' | 'exits'>[]): FlowId[][] {
  const next = new Map<FlowId, FlowId[]>(
    flows.map(({ id, exits }) => [
      id,
      [
        ...new Set(
          Object.entries(exits).flatMap(([exit, to]) =>
            // Whoever presses a key goes nowhere by themselves: a sub-menu's way back is no loop.
            to?.kind === 'flow' && keyOfExit(exit) === undefined ? [to.flowId] : [],
          ),
        ),
      ].toSorted(),
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
