import { fail, ok, type BoxId, type CompareView, type Point, type Result, type TenantId } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';
import { compareModels } from './compare.ts';
import { findGeneration, type PastModel } from './history.store.ts';
import { readBox, readTenant, trunkNamesFor } from './snapshot.store.ts';

/** What became different from one state of a tenant to another. Read in one snapshot of PostgreSQL. */
export async function compare(
  tx: ReadTx,
  boxId: BoxId,
  points: { readonly from: Point; readonly to: Point },
): Promise<Result<CompareView>> {
  const { tenantId } = tx.scope;
  const from = await modelAt(tx, tenantId, points.from);
  if (!from.ok) return from;
  const to = await modelAt(tx, tenantId, points.to);
  if (!to.ok) return to;
  const around = {
    box: await readBox(tx, boxId),
    trunkNames: await trunkNamesFor(tx, tenantId, [from.value, to.value]),
  };
  return ok({ ...points, ...compareModels(from.value, to.value, around) });
}

async function modelAt(tx: ReadTx, tenantId: TenantId, point: Point): Promise<Result<PastModel['model']>> {
  if (point !== 'model') {
    const found = await generationOf(tx, tenantId, point);
    return found.ok ? ok(found.value.model) : found;
  }
  const model = await readTenant(tx, tenantId);
  return model ? ok(model) : fail({ code: 'tenant.not-found', id: tenantId });
}

export async function generationOf(tx: ReadTx, tenantId: TenantId, generation: number): Promise<Result<PastModel>> {
  const found = await findGeneration(tx, tenantId, generation);
  return found ? ok(found) : fail({ code: 'history.generation-not-found', generation });
}
