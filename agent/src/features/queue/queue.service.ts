import { fail, ok, type FlowId, type Result, type TenantTag, type UserId } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { lockNumbers, markChanged, tagOf } from '../tenant/index.ts';
import { findQueue, writeLogout } from './queue.store.ts';

export interface SetAgent {
  readonly id: FlowId;
  readonly userId: UserId;
  readonly loggedIn: boolean;
  /** By the person themselves, who may have to stay. */
  readonly own: boolean;
  /** When a phone said so; absent: now. */
  readonly epoch?: number;
}

/** Logs an agent in or out; live by the act that follows the commit. Twice is as once, and leaves one record. */
export async function setAgent(
  tx: TenantTx,
  { id, userId, loggedIn, own, epoch }: SetAgent,
): Promise<Result<{ readonly tag: TenantTag }>> {
  const { tenantId } = tx.scope;
  await lockNumbers(tx, tenantId);
  const queue = await findQueue(tx, id);
  const tag = await tagOf(tx, tenantId);
  const agent = queue?.agents.find((one) => one.userId === userId);
  if (!queue || tag === undefined) return fail({ code: 'flow.not-found', id });
  if (!agent) return fail({ code: 'queue.not-an-agent', name: queue.name });
  if (own && !loggedIn && !agent.mayLogOut) return fail({ code: 'queue.must-stay', name: queue.name });
  await markChanged(tx, { subject: userId, what: `queue:${id}` }, epoch);
  if (agent.loggedIn !== loggedIn) {
    await writeLogout(tx, { id, userId, loggedIn });
    await tx.audit({
      action: loggedIn ? 'queue.log-in' : 'queue.log-out',
      entity: { kind: 'flow', id, name: queue.name },
      before: { userId, name: agent.name, loggedIn: agent.loggedIn },
      after: { userId, name: agent.name, loggedIn },
    });
  }
  return ok({ tag });
}
