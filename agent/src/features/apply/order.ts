import type { BoxId, Failure, JobId, TenantSnapshot } from '@synergycall/domain';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import type { JobOrder } from './ports.ts';
import type { Recovered } from './recover.ts';

/** A job that is not over yet stands in the way of the next. */
export function openStill(recovered: readonly Recovered[]): Failure | undefined {
  for (const one of recovered) {
    if (one.result === 'waiting')
      return {
        code: 'apply.asterisk-unreachable',
        detail: `an earlier apply has still to be undone (waiting for ${one.detail})`,
      };
    if (one.result === 'NEEDS_HELP')
      return {
        code: 'apply.step-failed',
        step: 'restore',
        object: `job ${one.id}`,
        detail: one.detail,
        remedy: one.commands.join('\n'),
      };
  }
  return undefined;
}

/** An order by the scope's actor, with an id of its own. */
export function newOrder(
  scope: TenantScope | PlatformScope,
  what: { boxId: BoxId; tenant: TenantSnapshot['tenant'] | null; reason: string | null },
): JobOrder {
  const { boxId, tenant, reason } = what;
  return {
    id: newId<JobId>(),
    boxId,
    tenant: tenant && { id: tenant.id, tag: tenant.tag, name: tenant.name },
    actor: { accountId: scope.actor.accountId, name: scope.actor.name },
    reason,
    requestedAt: new Date().toISOString(),
  };
}
