import { diffBoxSnapshots, fail, ok, type adoptedView, type Result } from '@synergycall/domain';
import type { z } from 'zod';
import type { PlatformScope, TenantScope } from '../../platform/database/index.ts';
import { FailureError } from '../../rpc/index.ts';
import { adoptDevice } from '../device/index.ts';
import { adoptUser } from '../user/index.ts';
import { adoptFiles } from './adopt-file.ts';
import type { Found } from './drift.ts';
import { namedStill, type Resolve, type ResolveDeps } from './drift-reapply.ts';
import { lastLiveBox, readBoxModel } from './snapshot.store.ts';

type Adopted = z.infer<typeof adoptedView>;

/** Takes over what was found: rows into the model (pending until applied), files as they were edited: all rows or none, then all files or none. */
export async function adopt(
  deps: ResolveDeps,
  scope: TenantScope | PlatformScope,
  wish: Resolve,
): Promise<Result<Adopted>> {
  const { tenant, platform } = wish;
  const named = await namedStill(deps, wish);
  if (!named.ok) return named;
  const into = (where: 'model' | 'file'): readonly Found[] =>
    named.value.filter(({ item }) => item.adopt.can && item.adopt.into === where);
  const [rows, files] = [into('model'), into('file')];
  const refused = named.value.filter(({ item }) => !item.adopt.can || (item.adopt.into === 'file' && !platform));
  if (refused.length > 0) return fail({ code: 'drift.not-adoptable', names: refused.map(({ item }) => item.name) });
  if (rows.length > 0 && scope.kind === 'tenant') {
    const adopted = await adoptRows(deps, scope, { rows, wish });
    if (!adopted.ok) return adopted;
  }
  if (files.length > 0 && platform) {
    const adopted = await adoptFiles(deps, platform, { tenant, named: files });
    if (!adopted.ok) return adopted;
  }
  await deps.watch.look(tenant);
  return ok({ adopted: rows.length + files.length, pendingCount: await pendingCount(deps, scope) });
}

/** One transaction, with an audit row for each person and phone. */
async function adoptRows(
  { database }: Pick<ResolveDeps, 'database'>,
  scope: TenantScope,
  { rows, wish }: { readonly rows: readonly Found[]; readonly wish: Resolve },
): Promise<Result<void>> {
  try {
    await database.inTenant(scope, async (tx) => {
      for (const { reading } of rows) {
        if (!reading) continue;
        for (const done of [await adoptUser(tx, reading.user), await adoptDevice(tx, reading.device)])
          // Thrown, so that what was taken over before it goes too.
          if (!done.ok) throw new FailureError(done.error);
      }
      await tx.audit({
        action: 'drift.resolve',
        entity: { kind: 'tenant', id: scope.tenantId, name: wish.tenant?.name ?? null },
        after: { did: 'adopt', reason: wish.reason, items: rows.map(({ item }) => `${item.store} ${item.name}`) },
      });
    });
    return ok(undefined);
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure);
    throw error;
  }
}

async function pendingCount(
  { service, database, boxId }: Pick<ResolveDeps, 'service' | 'database' | 'boxId'>,
  scope: TenantScope | PlatformScope,
): Promise<number> {
  if (scope.kind === 'tenant') return (await service.readPending(scope, scope.tenantId))?.changes.length ?? 0;
  return database.snapshot(scope, async (tx) => {
    const last = await lastLiveBox(tx, boxId);
    return diffBoxSnapshots(last?.model ?? null, await readBoxModel(tx, boxId)).length;
  });
}
