import { z } from 'zod';
import { flowId, tenantId, userId } from '../ids.ts';
import { instant } from '../paging.ts';

/** away: no phone that is there; resting: after a call; out: logged out. */
export const agentState = z.enum(['free', 'ringing', 'talking', 'resting', 'away', 'out', 'unknown']);
export type AgentState = z.infer<typeof agentState>;

export const queueLiveInput = z.object({ tenantId, id: flowId });
/** What Asterisk says of a queue now; never stored. */
export const queueLiveView = z.object({
  at: instant,
  /** down: nothing is known; not-live: it was not applied yet, or nobody has called it since Asterisk began. */
  asterisk: z.enum(['live', 'not-live', 'down']),
  id: flowId,
  name: z.string(),
  /** The first is next. */
  callers: z.array(
    z.object({ position: z.number().int(), name: z.string(), number: z.string(), waitSeconds: z.number().int() }),
  ),
  agents: z.array(
    z.object({
      userId,
      name: z.string(),
      loggedIn: z.boolean(),
      mayLogOut: z.boolean(),
      state: agentState,
      /** Answered since Asterisk loaded the queue. */
      calls: z.number().int(),
    }),
  ),
  /** Since midnight in the tenant's time zone, or since `countedSince`, if that was later. */
  today: z.object({ answered: z.number().int(), abandoned: z.number().int(), countedSince: instant }),
});
export type QueueLiveView = z.infer<typeof queueLiveView>;

export const setAgentInput = z.object({ tenantId, id: flowId, userId, loggedIn: z.boolean() });
/** The queues in which a person answers. */
export const ownQueuesView = z.object({
  rows: z.array(z.object({ id: flowId, name: z.string(), loggedIn: z.boolean(), mayLogOut: z.boolean() })),
});
export type OwnQueuesView = z.infer<typeof ownQueuesView>;
export const setOwnQueueInput = z.object({ id: flowId, loggedIn: z.boolean() });
