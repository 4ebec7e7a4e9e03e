import {
  ok,
  sameDestination,
  type AssignDid,
  type AssignDids,
  type Destination,
  type Result,
} from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { destinationThere } from '../tenant/index.ts';
import { auditOf, recordOf } from './did.audit.ts';
import { changeOne, lockAll, type Changed } from './did.service.ts';
import { findDids, saveDids, type StoredDid } from './did.store.ts';

/** Points a number at its new destination; null: at the tenant's default. Pending until the next apply. */
export async function assignDid(tx: TenantTx, command: AssignDid): Promise<Result<StoredDid>> {
  const { tenantId, id, revision, target } = command;
  const there = await destinationThere(tx, target);
  if (!there.ok) return there;
  return changeOne(tx, { tenantId }, { id, revision, action: 'did.assign', fields: { target } });
}

/** The same for many, whatever they point at now. */
export async function assignDids(tx: TenantTx, command: AssignDids): Promise<Result<Changed>> {
  const { tenantId, ids, target } = command;
  const there = await destinationThere(tx, target);
  if (!there.ok) return there;
  const dids = await lockAll(tx, { tenantId }, ids);
  if (!dids.ok) return dids;
  return ok({ changed: await pointAt(tx, dids.value, target) });
}

/** Of numbers that are locked, with a row of the record each. Returns how many pointed elsewhere. */
export async function pointAt(tx: TenantTx, dids: readonly StoredDid[], target: Destination | null): Promise<number> {
  const ids = dids.map((did) => did.id);
  const others = dids.filter((did) => !sameDestination(did.target?.destination, target)).map((did) => did.id);
  await saveDids(tx, others, { target });
  const after = new Map((await findDids(tx, { tenantId: tx.scope.tenantId }, ids)).map((did) => [did.id, did]));
  await tx.auditAll(dids.flatMap((did) => auditOf('did.assign', recordOf(did), recordOf(after.get(did.id) ?? did))));
  return others.length;
}
