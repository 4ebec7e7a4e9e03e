import { ok, type BoxId, type restoreAllView, type TenantId } from '@synergycall/domain';
import type { z } from 'zod';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { AppDatabase, PlatformScope, ReadTx } from '../../platform/database/index.ts';
import { mintTenantScope, orThrow } from '../../rpc/index.ts';
import { generationAt, tenantsOf } from './history.store.ts';
import { planFor, restoreWhole, type Restored } from './restore-model.service.ts';

type View = z.infer<typeof restoreAllView>;
interface Deps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  readonly keyring: Keyring;
}
type OneTenant = (tenantId: TenantId) => Promise<(Restored & { readonly generation: number }) | undefined>;

/** What restoring every tenant of the box to that time would change; a tenant that had nothing live then stays as it is. */
export const restoreAllPlan = (deps: Deps, scope: PlatformScope, at: Date): Promise<View> =>
  eachTenant(deps, scope, (tenantId) =>
    deps.database.snapshot(tenantScope(scope, tenantId), async (tx: ReadTx) => {
      const past = await generationAt(tx, tenantId, at);
      if (!past) return undefined;
      const { changes, notes } = orThrow(await planFor(tx, past, undefined));
      return { generation: past.generation, changes: [...changes], notes: [...notes] };
    }),
  );

/** Restores them, each in a transaction of its own: one that can't be restored holds nobody else up. */
export async function restoreAll(deps: Deps, scope: PlatformScope, at: Date): Promise<View> {
  const done = await eachTenant(deps, scope, (tenantId) =>
    deps.database.inTenant(tenantScope(scope, tenantId), async (tx) => {
      const past = await generationAt(tx, tenantId, at);
      if (!past) return undefined;
      return { generation: past.generation, ...orThrow(await restoreWhole(deps, tx, past)) };
    }),
  );
  await deps.database.inPlatform(scope, async (tx) => {
    const after = { at: at.toISOString(), tenants: done.tenants.filter((tenant) => tenant.changes > 0).length };
    await tx.audit({ action: 'history.restore-all', entity: { kind: 'box', id: deps.boxId, name: null }, after });
    return ok(undefined);
  });
  return done;
}

async function eachTenant({ boxId, database }: Deps, scope: PlatformScope, work: OneTenant): Promise<View> {
  const tenants: View['tenants'] = [];
  for (const { id, name } of await database.read(scope, (tx) => tenantsOf(tx, boxId))) {
    const one = await work(id);
    tenants.push({
      tenantId: id,
      tenantName: name,
      generation: one?.generation ?? null,
      changes: one?.changes.length ?? 0,
      blocked: new Set(one?.notes.filter((note) => note.blocks).map((note) => `${note.kind} ${note.id}`)).size,
    });
  }
  return { tenants };
}

/** SECURITY: the guard `history.restore-all` has let the platform's admin into every tenant; each is then seen alone. */
const tenantScope = (scope: PlatformScope, tenantId: TenantId) => mintTenantScope(tenantId, scope.actor, scope.ledger);
