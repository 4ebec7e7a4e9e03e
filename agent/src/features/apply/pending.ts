import { diffSnapshots, type ObjectChange, type TenantId, type TenantSnapshot } from '@synergycall/domain';
import { sql } from 'kysely';
import type { AppDatabase, PlatformScope, ReadTx, TenantScope } from '../../platform/database/index.ts';
import type { BoxPending } from './box.ts';
import { modelMark } from './model-mark.ts';
import { lastLiveTenant, readTenant, trunkNamesFor } from './snapshot.store.ts';

export interface Pending {
  readonly tenant: TenantSnapshot;
  readonly last: TenantSnapshot | null;
  readonly lastAppliedAt: Date | null;
  /** The one that is live; null: none yet. */
  readonly generation: number | null;
  readonly changes: readonly ObjectChange[];
}

/** What differs between a tenant's model and what is live; undefined: no such tenant in this scope. */
export type ReadPending = (scope: TenantScope | PlatformScope, tenantId: TenantId) => Promise<Pending | undefined>;

interface Remembered {
  readonly mark: string;
  readonly pending: Pending;
}

/**
 * Compares and remembers. Lists ask for this at each page, so the comparison is repeated only when a row of the tenant
 * was written since: PostgreSQL's own xmin tells, whichever agent wrote.
 */
export function pendingReader(database: AppDatabase, most = 200): ReadPending {
  const remembered = new Map<TenantId, Remembered>();
  return (scope, tenantId) =>
    database.snapshot(scope, async (tx) => {
      const mark = await markOf(tx, tenantId);
      const known = remembered.get(tenantId);
      if (known && known.mark === mark) return known.pending;
      const tenant = await readTenant(tx, tenantId);
      if (!tenant) return undefined;
      const last = await lastLiveTenant(tx, tenantId);
      const names = await trunkNamesFor(tx, tenantId, [tenant, last?.model]);
      const pending: Pending = {
        tenant,
        last: last?.model ?? null,
        lastAppliedAt: last?.since ?? null,
        generation: last?.generation ?? null,
        changes: diffSnapshots(last?.model ?? null, tenant, names),
      };
      remembered.delete(tenantId);
      remembered.set(tenantId, { mark, pending });
      const [oldest] = remembered.keys();
      if (remembered.size > most && oldest !== undefined) remembered.delete(oldest);
      return pending;
    });
}

async function markOf({ db }: Pick<ReadTx<TenantScope | PlatformScope>, 'db'>, tenantId: TenantId): Promise<string> {
  const { rows } = await sql<{ mark: string }>`select ${modelMark(tenantId)} as mark`.execute(db);
  return rows[0]?.mark ?? '';
}

/** For the lists of users and devices: what isn't live as it stands. A changed device makes its own row pending, not its owner's. */
export const pendingOf =
  (read: ReadPending) =>
  async (scope: TenantScope): Promise<ReadonlyMap<string, 'new' | 'changed'>> => {
    const pending = await read(scope, scope.tenantId);
    return new Map(
      (pending?.changes ?? []).flatMap(({ id, change }) => (change === 'removed' ? [] : [[id, change] as const])),
    );
  };

/** For a list over the whole box: what isn't live of these tenants and of the part that all share. */
export const pendingOfAll =
  ({
    readPending,
    readBoxPending,
  }: {
    readonly readPending: ReadPending;
    readonly readBoxPending: () => Promise<BoxPending>;
  }) =>
  async (scope: PlatformScope, tenants: readonly TenantId[]): Promise<ReadonlyMap<string, 'new' | 'changed'>> => {
    const changes = [...(await readBoxPending()).changes];
    for (const id of tenants) changes.push(...((await readPending(scope, id))?.changes ?? []));
    return new Map(changes.flatMap(({ id, change }) => (change === 'removed' ? [] : [[id, change] as const])));
  };
