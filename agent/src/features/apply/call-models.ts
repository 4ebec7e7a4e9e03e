import {
  RING_BACK_SECONDS,
  type BoxId,
  type BoxSnapshot,
  type LiveState,
  type TenantSnapshot,
} from '@synergycall/domain';
import type { AppDatabase, TenantScope } from '../../platform/database/index.ts';
import { mintPlatformScope, systemActor } from '../../rpc/index.ts';
import { ringBacks } from '../emergency/index.ts';
import { spentToday } from '../spending/index.ts';
import { trunkNames } from '../trunk/index.ts';
import type { LiveFacts } from './ports.ts';
import { lastLiveBox, lastLiveTenant, readBox, readLiveFacts, readTenant } from './snapshot.store.ts';

/** What decides about a tenant's calls: as it was last applied, and as it stands now. */
export interface CallModels {
  readonly pending: TenantSnapshot;
  /** null: nothing was ever applied. */
  readonly live: { readonly generation: number; readonly model: TenantSnapshot } | null;
  /** Without trunks. */
  readonly box: { readonly pending: BoxSnapshot; readonly live: BoxSnapshot };
  readonly trunks: ReadonlyMap<string, string>;
  readonly facts: LiveFacts & Pick<LiveState, 'ringBacks' | 'spent'>;
}
export type ReadCallModels = (scope: TenantScope) => Promise<CallModels | undefined>;

/** undefined: no such tenant. */
export function callModels({
  database,
  boxId,
}: {
  readonly database: AppDatabase;
  readonly boxId: BoxId;
}): ReadCallModels {
  const system = mintPlatformScope(systemActor('system'));
  return async (scope) => {
    // SECURITY: the box's versions are the platform's; of them only what every phone may know goes on: emergency numbers.
    const last = await database.read(system, (tx) => lastLiveBox(tx, boxId));
    return database.snapshot(scope, async (tx) => {
      const pending = await readTenant(tx, scope.tenantId);
      if (!pending) return undefined;
      const live = await lastLiveTenant(tx, scope.tenantId);
      const box = await readBox(tx, boxId);
      const spent = await spentToday(tx, scope.tenantId);
      return {
        pending,
        live: live ? { generation: live.generation, model: live.model } : null,
        box: { pending: box, live: last ? { version: 1, box: last.model.box } : box },
        trunks: await trunkNames(tx, scope.tenantId),
        facts: {
          ...(await readLiveFacts(tx, scope.tenantId)),
          ...(spent && { spent }),
          ringBacks: await ringBacks(tx, scope.tenantId, new Date(Date.now() - RING_BACK_SECONDS * 1_000)),
        },
      };
    });
  };
}
