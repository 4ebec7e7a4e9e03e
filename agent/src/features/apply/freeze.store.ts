import type { BoxId, FreezeView, FreezeWindow, TenantId } from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantScope, Tx } from '../../platform/database/index.ts';
import { frozenAt, holds, type Freeze, type Windowed } from './freeze-window.ts';

type AnyRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;
type AnyWrite = Pick<Tx<TenantScope | PlatformScope>, 'db'>;

/** A tenant's windows, the newest first; undefined: no such tenant in this scope. */
export async function listFreezes({ db }: AnyRead, tenantId: TenantId, now: number): Promise<FreezeView[] | undefined> {
  const tenant = await db.selectFrom('tenants').select('timezone').where('id', '=', tenantId).executeTakeFirst();
  if (!tenant) return undefined;
  const rows = await db
    .selectFrom('freeze_windows')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const window = row.spec as FreezeWindow;
    const active = holds(window, tenant.timezone, now);
    return {
      id: row.id,
      window,
      reason: row.reason,
      by: row.actor_name,
      createdAt: row.created_at.toISOString(),
      active,
    };
  });
}

/** The change freeze of a tenant at a time; null: none. */
export async function readFreeze(tx: AnyRead, tenantId: TenantId, at: number): Promise<Freeze | null> {
  return (await readFreezes(tx, tenantId))(at);
}

/** The same, to be asked for several times. */
export async function readFreezes({ db }: AnyRead, tenantId: TenantId): Promise<(at: number) => Freeze | null> {
  const tenant = await db.selectFrom('tenants').select('timezone').where('id', '=', tenantId).executeTakeFirst();
  const rows = await db
    .selectFrom('freeze_windows')
    .select(['spec', 'reason'])
    .where('tenant_id', '=', tenantId)
    .orderBy('created_at')
    .execute();
  const windows = rows.map((row): Windowed => ({ window: row.spec as FreezeWindow, reason: row.reason }));
  return (at) => (tenant && windows.length > 0 ? frozenAt(windows, tenant.timezone, at) : null);
}

/** Tenants of the box that are frozen now. */
export async function frozenTenants(
  { db }: AnyRead,
  boxId: BoxId,
  now: number,
): Promise<ReadonlyMap<TenantId, Freeze>> {
  const rows = await db
    .selectFrom('freeze_windows as f')
    .innerJoin('tenants as t', 't.id', 'f.tenant_id')
    .select(['f.tenant_id', 'f.spec', 'f.reason', 't.timezone'])
    .where('t.box_id', '=', boxId)
    .orderBy('f.created_at')
    .execute();
  const frozen = new Map<TenantId, Freeze>();
  for (const [id, own] of Map.groupBy(rows, (row) => row.tenant_id)) {
    const windows = own.map((row): Windowed => ({ window: row.spec as FreezeWindow, reason: row.reason }));
    const freeze = frozenAt(windows, own[0]?.timezone ?? 'UTC', now);
    if (freeze) frozen.set(id, freeze);
  }
  return frozen;
}

export async function insertFreeze(
  { db }: AnyWrite,
  row: { id: string; tenantId: TenantId; window: FreezeWindow; reason: string; by: string },
): Promise<void> {
  const { id, tenantId, window, reason, by } = row;
  await db
    .insertInto('freeze_windows')
    .values({ id, tenant_id: tenantId, spec: JSON.stringify(window), reason, actor_name: by })
    .execute();
}

/** What was deleted; undefined: the tenant has no such window. */
export async function deleteFreeze(
  { db }: AnyWrite,
  { tenantId, id }: { tenantId: TenantId; id: string },
): Promise<{ window: FreezeWindow; reason: string } | undefined> {
  const row = await db
    .deleteFrom('freeze_windows')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returning(['spec', 'reason'])
    .executeTakeFirst();
  return row && { window: row.spec as FreezeWindow, reason: row.reason };
}
