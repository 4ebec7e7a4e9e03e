import type { BoxId, FailureCode, restoreAllView, TenantId } from '@synergycall/domain';
import type { z } from 'zod';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { AppDatabase, PlatformScope, ReadTx } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log/index.ts';
import { failureOf, mintTenantScope, orThrow } from '../../rpc/index.ts';
import { generationAt, tenantsOf } from './history.store.ts';
import { planFor, restoreWhole, type Restored } from './restore-model.service.ts';

type View = z.infer<typeof restoreAllView>;
type Line = View['tenants'][number];
interface Deps {
  readonly boxId: BoxId;
  readonly database: AppDatabase;
  readonly keyring: Keyring;
  readonly log: Logger;
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

/**
 * Restores them, each in a transaction of its own: one that can't be restored holds nobody else up, and its line says
 * why. On the record before the first one: whatever ends it midway, somebody asked for it.
 */
export async function restoreAll(deps: Deps, scope: PlatformScope, at: Date): Promise<View> {
  await deps.database.inPlatform(scope, (tx) =>
    tx.audit({
      action: 'history.restore-all',
      entity: { kind: 'box', id: deps.boxId, name: null },
      after: { at: at.toISOString() },
    }),
  );
  return eachTenant(deps, scope, (tenantId) =>
    deps.database.inTenant(tenantScope(scope, tenantId), async (tx) => {
      const past = await generationAt(tx, tenantId, at);
      if (!past) return undefined;
      return { generation: past.generation, ...orThrow(await restoreWhole(deps, tx, past)) };
    }),
  );
}

async function eachTenant({ boxId, database, log }: Deps, scope: PlatformScope, work: OneTenant): Promise<View> {
  const tenants: Line[] = [];
  /** Without PostgreSQL nobody waits for each tenant’s time-out in turn. */
  let gone: FailureCode | undefined;
  for (const { id, name } of await database.read(scope, (tx) => tenantsOf(tx, boxId))) {
    const line = { tenantId: id, tenantName: name };
    const left = (code: FailureCode): Line => ({ ...line, generation: null, changes: 0, blocked: 0, code });
    if (gone) {
      tenants.push(left(gone));
      continue;
    }
    try {
      const one = await work(id);
      const blocks = one?.notes.filter((note) => note.blocks).map((note) => `${note.kind} ${note.id}`);
      const counts = { changes: one?.changes.length ?? 0, blocked: new Set(blocks).size };
      tenants.push({ ...line, generation: one?.generation ?? null, ...counts });
    } catch (err) {
      const code = failureOf(err)?.code ?? 'internal';
      if (code === 'internal') log.error({ err, tenantId: id }, 'a tenant could not be restored');
      if (code === 'database.down') gone = code;
      tenants.push(left(code));
    }
  }
  return { tenants };
}

/** SECURITY: the guard `history.restore-all` has let the platform's admin into every tenant; each is then seen alone. */
const tenantScope = (scope: PlatformScope, tenantId: TenantId) => mintTenantScope(tenantId, scope.actor, scope.ledger);
