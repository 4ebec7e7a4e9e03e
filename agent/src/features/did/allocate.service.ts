import { fail, ok, type BoxId, type DidId, type Result, type TenantId } from '@synergycall/domain';
import type { PlatformTx, TenantTx } from '../../platform/database/index.ts';
import { auditOf, recordOf } from './did.audit.ts';
import { allocatedAmong, assignedAmong, lockAll, type Changed } from './did.service.ts';
import { findDids, holdTenant, releaseDids, saveDids, type StoredDid } from './did.store.ts';
import { shownAmong } from './shown.store.ts';

/** Gives free numbers to a tenant, all of them or none (FR-103). Those that it has already stay as they are. */
export async function allocateDids(
  tx: PlatformTx,
  boxId: BoxId,
  { ids, to }: { readonly ids: readonly DidId[]; readonly to: TenantId },
): Promise<Result<Changed>> {
  if (!(await holdTenant(tx, boxId, to))) return fail({ code: 'tenant.not-found', id: to });
  const dids = await lockAll(tx, { boxId }, ids);
  if (!dids.ok) return dids;
  const foreign = allocatedAmong(dids.value.filter((did) => did.tenantId !== to));
  if (foreign) return fail(foreign);
  const free = dids.value.filter((did) => did.tenantId === null);
  await saveDids(tx, idsOf(free), { tenantId: to });
  const after = new Map((await findDids(tx, { boxId }, ids)).map((did) => [did.id, did]));
  // Also for those that had it: what was asked for is on record.
  await tx.auditAll(
    dids.value.flatMap((did) => auditOf('did.allocate', recordOf(did), recordOf(after.get(did.id) ?? did))),
  );
  return ok({ changed: free.length });
}

/** Takes numbers back from whoever has them, all of them or none; assigned and shown ones are refused (FR-106). */
export async function deallocateDids(tx: PlatformTx, boxId: BoxId, ids: readonly DidId[]): Promise<Result<Changed>> {
  const dids = await lockAll(tx, { boxId }, ids);
  if (!dids.ok) return dids;
  const kept = assignedAmong(dids.value) ?? (await shownAmong(tx, ids));
  if (kept) return fail(kept);
  const taken = dids.value.filter((did) => did.tenantId !== null);
  await saveDids(tx, idsOf(taken), { tenantId: null, ...LEFT });
  await tx.auditAll(dids.value.flatMap((did) => auditOf('did.deallocate', recordOf(did), recordOf(given(did)))));
  return ok({ changed: taken.length });
}

/** The same, by the tenant that has them. */
export async function returnDids(tx: TenantTx, ids: readonly DidId[]): Promise<Result<Changed>> {
  const { tenantId } = tx.scope;
  const dids = await lockAll(tx, { tenantId }, ids);
  if (!dids.ok) return dids;
  const kept = assignedAmong(dids.value) ?? (await shownAmong(tx, ids));
  if (kept) return fail(kept);
  await releaseDids(tx, ids);
  await tx.auditAll(dids.value.flatMap((did) => auditOf('did.return', recordOf(did), recordOf(given(did)))));
  return ok({ changed: dids.value.length });
}

/** SECURITY: what a tenant called its number is not for the next one to read. */
const LEFT = { label: '' } as const;
const given = (did: StoredDid): StoredDid => (did.tenantId === null ? did : { ...did, ...LEFT, tenantId: null });
const idsOf = (dids: readonly StoredDid[]): DidId[] => dids.map((did) => did.id);
