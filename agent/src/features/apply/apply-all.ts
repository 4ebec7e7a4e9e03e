import {
  fail,
  ok,
  type FailureCode,
  type JobView,
  type Result,
  type ScheduleView,
  type TenantId,
  type TenantTag,
} from '@synergycall/domain';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { mintTenantScope } from '../../rpc/index.ts';
import { readBoxPending } from './box.ts';
import { frozenTenants } from './freeze.store.ts';
import { newOrder, type StartOptions } from './order.ts';
import type { ReadPending } from './pending.ts';
import type { Starter } from './start.ts';
import { refuseSchedule } from './schedule.ts';
import type { TurnDeps } from './turn.ts';

export interface ApplyAllDeps extends Pick<TurnDeps, 'boxId' | 'database' | 'system' | 'files'> {
  readonly readPending: ReadPending;
  readonly starter: Starter;
  readonly now: () => number;
}

export interface PendingTenant {
  readonly id: TenantId;
  readonly tag: TenantTag;
  readonly name: string;
  readonly count: number;
}
export interface PendingSummary {
  readonly box: number;
  readonly tenants: readonly PendingTenant[];
}
export interface StartedAll {
  readonly jobs: readonly JobView[];
  readonly skipped: readonly { readonly tenantId: TenantId; readonly tenantName: string; readonly code: string }[];
  /** Why the box's own part was left out; absent: it was not, or had no changes. */
  readonly boxSkipped?: FailureCode;
}

/** Why one tenant (or the box's own part) is left out, and the others are not. */
const ITS_OWN: readonly FailureCode[] = [
  'apply.nothing-pending',
  'apply.frozen',
  'apply.schedule-invalid',
  'rate.limited',
  'tenant.not-found',
];

/** What is pending anywhere on the box: a line per tenant that has something, by name. */
export async function pendingSummary(deps: ApplyAllDeps): Promise<PendingSummary> {
  const { boxId, database, system } = deps;
  const box = await readBoxPending(deps);
  const tenants = await database.read(system, ({ db }) =>
    db.selectFrom('tenants').select(['id', 'tag', 'name']).where('box_id', '=', boxId).orderBy('name').execute(),
  );
  const pending: PendingTenant[] = [];
  for (const tenant of tenants) {
    const count = (await deps.readPending(system, tenant.id))?.changes.length ?? 0;
    if (count > 0) pending.push({ ...tenant, count });
  }
  return { box: box.changes.length, tenants: pending };
}

/**
 * A job for the box if it has changes, and one per tenant that has: the first begins, the others wait for their turns.
 * With a schedule all wait for it. Nothing at all is pending: apply.nothing-pending.
 */
export async function startAll(
  deps: ApplyAllDeps,
  scope: PlatformScope,
  options: StartOptions,
): Promise<Result<StartedAll>> {
  const { boxId, database, starter, now } = deps;
  const summary = await pendingSummary(deps);
  if (summary.box === 0 && summary.tenants.length === 0) return fail({ code: 'apply.nothing-pending' });
  const schedule = options.schedule ?? { mode: 'now' };
  const refused = refuseSchedule(schedule, now(), () => null);
  if (refused) return fail(refused);
  const at = schedule.mode === 'at' ? Date.parse(schedule.at) : now();
  const frozen = await database.read(deps.system, (tx) => frozenTenants(tx, boxId, at));
  const isHeld = (tenant: PendingTenant | null): boolean =>
    tenant !== null && !options.ignoreFreeze && frozen.has(tenant.id) && ['now', 'at'].includes(schedule.mode);
  const heldCode = schedule.mode === 'now' ? 'apply.frozen' : 'apply.schedule-invalid';

  const jobs: JobView[] = [];
  const leftOut: { readonly tenant: PendingTenant | null; readonly code: FailureCode }[] = [];
  /** SECURITY: the caller may start applies of every tenant; each runs within its tenant's scope all the same. */
  const scopeIn = (tenant: PendingTenant): TenantScope => mintTenantScope(tenant.id, scope.actor, scope.ledger);
  const startOne = (tenant: PendingTenant | null): Promise<Result<JobView>> => {
    const first = jobs[0];
    if (!first || schedule.mode !== 'now')
      return tenant ? starter.start(scopeIn(tenant), options) : starter.startBox(scope, options);
    const view: ScheduleView = { mode: 'after', jobId: first.id };
    const order = newOrder(scope, { boxId, tenant, options });
    const kept = options.ignoreFreeze ? { ignoreFreeze: true } : {};
    return starter.queue(tenant ? scopeIn(tenant) : scope, { order, schedule: view, options: kept });
  };
  for (const tenant of [...(summary.box > 0 ? [null] : []), ...summary.tenants]) {
    if (isHeld(tenant)) {
      leftOut.push({ tenant, code: heldCode });
      continue;
    }
    const started = await startOne(tenant);
    if (started.ok) jobs.push(started.value);
    // What concerns all of them (another apply runs, Asterisk is away) is told before anything is begun.
    else if (jobs.length === 0 && !ITS_OWN.includes(started.error.code)) return started;
    else leftOut.push({ tenant, code: started.error.code });
  }
  const skipped = leftOut.flatMap(({ tenant, code }) =>
    tenant ? [{ tenantId: tenant.id, tenantName: tenant.name, code }] : [],
  );
  const boxSkipped = leftOut.find(({ tenant }) => !tenant)?.code;
  await database.inPlatform(scope, (tx) =>
    tx.audit({
      action: 'apply.start-all',
      entity: { kind: 'box', id: boxId, name: null },
      after: {
        reason: options.reason ?? null,
        schedule,
        ...(options.ignoreFreeze && { ignoreFreeze: true }),
        jobs: jobs.map(({ id }) => id),
        skipped: skipped.map(({ tenantName, code: why }) => `${tenantName}: ${why}`),
        ...(boxSkipped && { boxSkipped }),
      },
    }),
  );
  return ok({ jobs, skipped, ...(boxSkipped && { boxSkipped }) });
}
