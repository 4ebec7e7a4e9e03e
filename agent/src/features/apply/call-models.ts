import type { BoxId, BoxSnapshot, TenantSnapshot } from '@synergycall/domain';
import type { AppDatabase, TenantScope } from '../../platform/database/index.ts';
import type { LiveFacts } from './ports.ts';
import { lastLiveBox, lastLiveTenant, readBox, readLiveFacts, readTenant } from './snapshot.store.ts';

/** What decides about a tenant's calls: as it was last applied, and as it stands now. */
export interface CallModels {
  readonly pending: TenantSnapshot;
  /** null: nothing was ever applied. */
  readonly live: { readonly generation: number; readonly model: TenantSnapshot } | null;
  readonly box: { readonly pending: BoxSnapshot; readonly live: BoxSnapshot };
  readonly facts: LiveFacts;
}
export type ReadCallModels = (scope: TenantScope) => Promise<CallModels | undefined>;

/** All of one moment; undefined: no such tenant. */
export const callModels =
  ({ database, boxId }: { readonly database: AppDatabase; readonly boxId: BoxId }): ReadCallModels =>
  (scope) =>
    database.snapshot(scope, async (tx) => {
      const pending = await readTenant(tx, scope.tenantId);
      if (!pending) return undefined;
      const live = await lastLiveTenant(tx, scope.tenantId);
      const box = await readBox(tx, boxId);
      const liveBox = await lastLiveBox(tx, boxId);
      return {
        pending,
        live: live ? { generation: live.generation, model: live.model } : null,
        box: { pending: box, live: liveBox?.model ?? box },
        facts: await readLiveFacts(tx, scope.tenantId),
      };
    });
