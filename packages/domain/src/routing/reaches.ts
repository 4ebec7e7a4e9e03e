import type { TenantSnapshot } from './snapshot.ts';
import type { FlowId, UserId } from '../ids.ts';
import { exitOfKey } from '../callflow/menu.ts';
import { decide, decideInbound, follow } from './decide.ts';
import type { Decision, LiveState } from './decision.ts';
import type { PlannedFlow, RoutePlan, Target } from './plan.ts';
import type { ReachesView } from './trace.ts';

type Row = ReachesView['rows'][number];
type Through = Row['through'];

/**
 * The other way round: what reaches this person? Every extension, public number and the tenant's default from which some
 * branch leads to them, with one way there, and whether it would ring them at that moment. That whoever can dial
 * extensions in a menu can reach everybody is not said.
 */
export function reaches(
  plan: RoutePlan,
  {
    userId,
    at,
    live,
    dids = [],
  }: { readonly userId: UserId; readonly at: number; readonly live: LiveState; readonly dids?: TenantSnapshot['dids'] },
): Row[] {
  const known = new Map<string, Through | undefined>();
  const ways = (target: Target): Through | undefined => {
    if (target.kind === 'user' || target.kind === 'voicemail') return target.userId === userId ? [] : undefined;
    if (!('flowId' in target) || target.kind === 'mailbox') return undefined;
    if (!known.has(target.flowId)) {
      // A loop leads nowhere new.
      known.set(target.flowId, undefined);
      known.set(target.flowId, wayThrough(plan.flows?.get(target.flowId), { userId, ways }));
    }
    return known.get(target.flowId);
  };
  /** Behind a menu: for whoever presses the right key, or none. */
  const rings = (decision: Decision, asked: ReadonlySet<FlowId> = new Set()): boolean => {
    if (decision.does === 'ring') return decision.user.id === userId;
    if (decision.does === 'group') return decision.members.some(({ user }) => user.id === userId);
    if (decision.does === 'queue') return decision.agents.some(({ user }) => user.id === userId);
    if (decision.does !== 'menu' || asked.has(decision.flowId)) return false;
    const been = new Set([...asked, decision.flowId]);
    return [...decision.keys.map(({ next }) => next), decision.timeout, decision.invalid].some((target) =>
      rings(follow(plan, target, { live, from: null, at, found: [] }), been),
    );
  };
  const ids = new Map(dids.map((did) => [did.number, did.id]));
  const rows: Row[] = [];
  for (const [extension, target] of plan.extensions) {
    const through = ways(target);
    const now = () => rings(decide(plan, live, { from: null, dialled: String(extension), at }));
    if (through)
      rows.push({
        kind: 'extension',
        name: String(extension),
        didId: null,
        through,
        ...endOf(plan, target, through),
        now: now(),
      });
  }
  const byDefault = plan.defaultTarget ? ways(plan.defaultTarget) : undefined;
  for (const [number, target] of plan.numbers) {
    const through = target ? ways(target) : byDefault;
    const now = () => rings(decideInbound(plan, live, { number, at }));
    if (through)
      rows.push({
        kind: 'number',
        name: number,
        didId: ids.get(number) ?? null,
        through,
        ...endOf(plan, target ?? plan.defaultTarget, through),
        now: now(),
      });
  }
  if (byDefault) {
    const now = rings(follow(plan, plan.defaultTarget ?? { kind: 'hangup' }, { live, from: null, at, found: [] }));
    rows.push({
      kind: 'default',
      name: '',
      didId: null,
      through: byDefault,
      ...endOf(plan, plan.defaultTarget, byDefault),
      now: now && !live.tenantSuspended,
    });
  }
  return rows;
}

function wayThrough(
  flow: PlannedFlow | undefined,
  to: { readonly userId: UserId; readonly ways: (target: Target) => Through | undefined },
): Through | undefined {
  if (!flow) return undefined;
  const here = (exit: string | null, rest: Through): Through => [step(flow, exit), ...rest];
  if (flow.kind === 'group' || flow.kind === 'queue') {
    const rings = flow.members.some((member) => member.userId === to.userId);
    if (rings) return here(null, []);
  }
  for (const [exit, target] of waysOn(flow)) {
    const rest = to.ways(target);
    if (rest) return here(exit, rest);
  }
  return undefined;
}

/** Where the last exit of the way leads: to their mailbox, or to them. */
function endOf(plan: RoutePlan, start: Target | null | undefined, through: Through): Pick<Row, 'toMailbox'> {
  let end = start;
  for (const { flowId, exit } of through) {
    const flow = plan.flows?.get(flowId);
    end = flow && waysOn(flow).find(([on]) => on === exit)?.[1];
  }
  return end?.kind === 'voicemail' ? { toMailbox: true } : {};
}

/** Every way on of a flow, by exit. */
export function waysOn(flow: PlannedFlow): readonly (readonly [exit: string, target: Target])[] {
  switch (flow.kind) {
    case 'group':
      return [['noanswer', flow.noanswer]];
    case 'hours':
      return [
        ['open', flow.open],
        ['closed', flow.closed],
        ['holiday', flow.holiday],
      ];
    case 'mailbox':
      return [];
    case 'menu':
      return [
        ...[...flow.keys].map(([key, { next }]) => [exitOfKey(key), next] as const),
        ['timeout', flow.timeout],
        ['invalid', flow.invalid],
      ];
    case 'queue':
      return [
        ['timeout', flow.timeout],
        ['full', flow.full],
        ['empty', flow.empty],
      ];
  }
}

const step = ({ id, name }: { readonly id: FlowId; readonly name: string }, exit: string | null) => ({
  flowId: id,
  name,
  exit,
});
