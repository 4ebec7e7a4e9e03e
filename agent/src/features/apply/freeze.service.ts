import { fail, ok, type FreezeView, type FreezeWindow, type Result, type TenantId } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { deleteFreeze, insertFreeze, listFreezes } from './freeze.store.ts';

/** SECURITY: they are looked at again and again while something waits. */
const MOST_WINDOWS = 50;

/** Announces a time in which nothing of the tenant is applied; holds at once, also for what is scheduled already. */
export async function addFreeze(
  tx: TenantTx,
  wish: { readonly tenantId: TenantId; readonly window: FreezeWindow; readonly reason: string },
  now: number,
): Promise<Result<FreezeView>> {
  const { tenantId, window } = wish;
  // PostgreSQL takes no NUL in a text.
  const reason = wish.reason.replaceAll('\0', '');
  if (window.kind === 'once') {
    if (Date.parse(window.until) <= Date.parse(window.from))
      return fail({ code: 'input.invalid', issues: [{ path: 'window.until', problem: 'time.not-after' }] });
    if (Date.parse(window.until) <= now) return fail({ code: 'apply.schedule-invalid', reason: 'past' });
  }
  const there = await listFreezes(tx, tenantId, now);
  if (there && there.length >= MOST_WINDOWS)
    return fail({ code: 'input.invalid', issues: [{ path: 'window', problem: 'freeze.too-many' }] });
  const id = newId();
  await insertFreeze(tx, { id, tenantId, window, reason, by: tx.scope.actor.name });
  const made = (await listFreezes(tx, tenantId, now))?.find((freeze) => freeze.id === id);
  if (!made) return fail({ code: 'tenant.not-found', id: tenantId });
  await tx.audit({
    action: 'freeze.add',
    entity: { kind: 'freeze', id, name: reason },
    after: { window, reason },
    tenantId,
  });
  return ok(made);
}

/** Takes it back; what waited for its end begins. */
export async function removeFreeze(
  tx: TenantTx,
  which: { readonly tenantId: TenantId; readonly id: string },
): Promise<Result<Record<string, never>>> {
  const removed = /^[0-9a-z]{12}$/.test(which.id) ? await deleteFreeze(tx, which) : undefined;
  if (!removed) return fail({ code: 'freeze.not-found', id: which.id });
  await tx.audit({
    action: 'freeze.remove',
    entity: { kind: 'freeze', id: which.id, name: removed.reason },
    before: removed,
    tenantId: which.tenantId,
  });
  return ok({});
}
