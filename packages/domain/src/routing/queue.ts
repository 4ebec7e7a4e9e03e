import type { QueueStrategy } from '../callflow/queue.ts';
import type { FlowId, TenantTag, UserId } from '../ids.ts';
import type { LiveState } from './decision.ts';
import type { Member, PlannedQueue, PlannedUser, RoutePlan, Target } from './plan.ts';

/** An agent who can be rung. Who is logged in or talks is Asterisk's to know: queue.live says it. */
export interface QueueAgent {
  readonly user: PlannedUser;
  readonly devices: readonly Member[];
  readonly penalty: number;
}

export type QueueReason =
  | {
      readonly reason: 'agent-passed-over';
      readonly userId: UserId;
      readonly name: string;
      readonly why: 'suspended' | 'do-not-disturb' | 'no-devices';
    }
  | {
      readonly reason: 'queue-waits';
      readonly flowId: FlowId;
      readonly name: string;
      readonly strategy: QueueStrategy;
      readonly count: number;
      readonly seconds: number;
    }
  | {
      readonly reason: 'queue-leaves';
      readonly exit: 'timeout' | 'full' | 'empty';
      readonly next: Target;
    };

/** A call that waits for an agent. What ends its waiting is the agents' and the clock's to say. */
export interface QueueReached {
  readonly does: 'queue';
  readonly flowId: FlowId;
  readonly name: string;
  readonly strategy: QueueStrategy;
  readonly ringSeconds: number;
  readonly waitSeconds: number;
  readonly mostCallers: number;
  /** Those who can be rung, in the order of the queue. */
  readonly agents: readonly QueueAgent[];
  readonly timeout: Target;
  readonly full: Target;
  readonly empty: Target;
}

export function queueReached(
  plan: RoutePlan,
  flowId: FlowId,
  { suspendedUsers, handling }: Pick<LiveState, 'suspendedUsers' | 'handling'>,
): QueueReached & { readonly because: readonly QueueReason[] } {
  const { name, strategy, ringSeconds, waitSeconds, mostCallers, members, ...ways } = queueOf(plan, flowId);
  const agents: QueueAgent[] = [];
  const because: QueueReason[] = [];
  for (const { userId, penalty } of members) {
    const user = plan.users.get(userId);
    if (!user) throw new Error('a compiled plan holds everybody of its queues');
    const why = suspendedUsers.has(userId)
      ? 'suspended'
      : handling?.get(userId)?.dnd
        ? 'do-not-disturb'
        : user.members.length === 0
          ? 'no-devices'
          : undefined;
    if (why) because.push({ reason: 'agent-passed-over', userId, name: user.name, why });
    else agents.push({ user, devices: user.members, penalty });
  }
  const { timeout, full, empty } = ways;
  because.push({ reason: 'queue-waits', flowId, name, strategy, count: agents.length, seconds: waitSeconds });
  for (const [exit, next] of [
    ['timeout', timeout],
    ['full', full],
    ['empty', empty],
  ] as const)
    because.push({ reason: 'queue-leaves', exit, next });
  return {
    does: 'queue',
    flowId,
    name,
    strategy,
    ringSeconds,
    waitSeconds,
    mostCallers,
    agents,
    timeout,
    full,
    empty,
    because,
  };
}

function queueOf(plan: RoutePlan, id: FlowId): PlannedQueue {
  const flow = plan.flows?.get(id);
  if (flow?.kind !== 'queue') throw new Error('a compiled plan holds every queue to which it leads');
  return flow;
}

/**
 * Two digits before an agent's name in Asterisk: app_queue goes through members in the order of their names, so in-order
 * queues say the place there, from 01; of all others it is 00.
 */
export function agentPlace({ strategy, members }: Pick<PlannedQueue, 'strategy' | 'members'>, id: UserId): string {
  const place = strategy === 'in-order' ? members.findIndex(({ userId }) => userId === id) + 1 : 0;
  return String(place).padStart(2, '0');
}
/** A queue, and an agent in it, as app_queue knows them. */
export const queueName = (id: FlowId): string => `q-${id}`;
export const agentInterface = (tag: TenantTag, id: UserId, place: string): string =>
  `Local/${place}${tag}${id}@sc-agent/n`;
