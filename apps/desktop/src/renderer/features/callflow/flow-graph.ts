import { EXITS, keyOfExit, type DestinationView, type FlowExit, type FlowView } from '@synergycall/domain';

/** What stands at a place of the picture. */
export type Drawn =
  | { readonly tag: 'flow'; readonly flow: FlowView; readonly ways: readonly Way[] }
  /** It stands elsewhere already, with all that comes after it. */
  | { readonly tag: 'again'; readonly flow: FlowView }
  /** A person, a number outside: what calls end at, and a flow that is not at hand. */
  | { readonly tag: 'leaf'; readonly target: DestinationView }
  /** Nothing is said: the call ends, or goes on as when closed. */
  | { readonly tag: 'end'; readonly exit: FlowExit };

export interface Way {
  readonly flow: FlowView;
  readonly exit: FlowExit;
  readonly to: Drawn;
}

/**
 * Where calls go from a destination on, as a tree: a flow that several ways lead to is drawn in full where one comes to it
 * first, reading down, and named again at the others. Saved flows hold no loop; one that is would end the same way.
 */
export function drawnFrom(target: DestinationView, flows: ReadonlyMap<string, FlowView>): Drawn {
  const seen = new Set<string>();
  const draw = (to: DestinationView): Drawn => {
    const flow = to.destination.kind === 'flow' ? flows.get(to.destination.flowId) : undefined;
    if (!flow) return { tag: 'leaf', target: to };
    if (seen.has(flow.id)) return { tag: 'again', flow };
    seen.add(flow.id);
    return { tag: 'flow', flow, ways: waysOf(flow).map((exit) => way(flow, exit)) };
  };
  const way = (flow: FlowView, exit: FlowExit): Way => {
    const to = flow.exits[exit];
    return { flow, exit, to: to ? draw(to) : { tag: 'end', exit } };
  };
  return draw(target);
}

/** The ways on worth drawing: a key that leads nowhere is a wrong one, and the many of them would hide the others. */
export const waysOf = ({ settings, exits }: Pick<FlowView, 'settings' | 'exits'>): readonly FlowExit[] =>
  EXITS[settings.kind].filter((exit) => exits[exit] || keyOfExit(exit) === undefined);

/** Flows at which calls come in by themselves: nothing leads there, or an extension does. By name. */
export const startsAmong = (flows: readonly FlowView[]): readonly FlowView[] =>
  flows
    .filter(({ references, extension }) => references === 0 || extension !== null)
    .toSorted((a, b) => a.name.localeCompare(b.name));
