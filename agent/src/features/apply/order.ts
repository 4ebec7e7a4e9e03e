import type { BoxId, Failure, JobId, ScheduleInput, ScheduleView, TenantSnapshot } from '@synergycall/domain';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import type { JobOrder, Overwrite } from './ports.ts';
import type { Recovered } from './recover.ts';

/** How an apply is asked for; nothing said: at once, for no reason given, outside of change freezes. */
export interface StartOptions {
  readonly reason?: string | null | undefined;
  readonly schedule?: ScheduleInput;
  /** SECURITY: the caller has made sure that the actor may `apply.override-freeze`. */
  readonly ignoreFreeze?: boolean;
  /** Hand edits that were seen and may be overwritten. */
  readonly overwrite?: readonly Overwrite[];
  /** Also when the model is as it is live: what was changed behind our back is written anew. */
  readonly evenIfNothingPending?: boolean;
  /** Of the box, by the agent itself: no pending trunk goes live with it. At once only: no queue keeps this. */
  readonly liveTrunks?: boolean;
}

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
  what: {
    boxId: BoxId;
    tenant: Pick<TenantSnapshot['tenant'], 'id' | 'tag' | 'name'> | null;
    options: Omit<StartOptions, 'schedule'>;
    schedule?: ScheduleView;
  },
): JobOrder {
  const { boxId, tenant, options, schedule } = what;
  return {
    id: newId<JobId>(),
    boxId,
    tenant: tenant && { id: tenant.id, tag: tenant.tag, name: tenant.name },
    actor: { accountId: scope.actor.accountId, name: scope.actor.name },
    // PostgreSQL takes no NUL in a text.
    reason: options.reason?.replaceAll('\0', '') ?? null,
    requestedAt: new Date().toISOString(),
    overwrite: options.overwrite ?? [],
    ...(schedule && { schedule }),
    ...(options.ignoreFreeze && { ignoreFreeze: true }),
    ...(options.liveTrunks && { liveTrunks: true }),
  };
}
