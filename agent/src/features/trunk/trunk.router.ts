import {
  anyTrunkInput,
  createAnyTrunkInput,
  createTrunkInput,
  listTrunksInput,
  trunkInput,
  trunkList,
  trunkLiveSnapshot,
  trunkView,
  updateAnyTrunkInput,
  updateTrunkInput,
  type TenantId,
  type TrunkLive,
  type TrunkLiveSnapshot,
  type TrunkView,
} from '@synergycall/domain';
import { platformProcedure, rest, router, tenantProcedure } from '../../rpc/index.ts';
import type { PlatformScope } from '../../platform/database/index.ts';
import type { PendingOf } from '../tenant/index.ts';
import { testCallProcedures } from './test-call.router.ts';
import type { TestCalls } from './test-calls.ts';
import { createTrunk, deleteTrunk, updateTrunk, type TrunkServiceDeps } from './trunk.service.ts';
import { asTenantSees } from './tenant-side.ts';
import { listTrunks, type StoredTrunk } from './trunk.store.ts';
import type { TrunkStatus } from './trunk-status.ts';

type PendingTrunks = ReadonlyMap<string, 'new' | 'changed'>;

export interface TrunkDeps extends TrunkServiceDeps {
  readonly status: TrunkStatus;
  readonly tests: TestCalls;
  readonly pendingOf: PendingOf;
  /** The same of these tenants and of the part that all share. */
  readonly allPending: (scope: PlatformScope, tenants: readonly TenantId[]) => Promise<PendingTrunks>;
}

const NONE: PendingTrunks = new Map();

export const trunkRouter = (deps: TrunkDeps) =>
  router({
    list: tenantProcedure(
      'trunk.read',
      rest('GET', '/tenants/{tenantId}/trunks', 'Lists a tenant’s trunks and those of the box'),
    )
      .input(listTrunksInput)
      .output(trunkList)
      .query(async ({ ctx }) => {
        const [trunks, pending] = await Promise.all([
          ctx.read((tx) => listTrunks(tx, deps.boxId)),
          deps.pendingOf(ctx.scope),
        ]);
        return { rows: trunks.map((trunk) => view(asTenantSees(trunk), pending)) };
      }),

    create: tenantProcedure('trunk.create', rest('POST', '/tenants/{tenantId}/trunks', 'Makes a trunk by registration'))
      .input(createTrunkInput)
      .output(trunkView)
      .mutation(async ({ ctx, input: { tenantId, ...fields } }) =>
        view(
          await ctx.audited((tx) =>
            createTrunk(deps, tx, {
              ...fields,
              inTenant: tenantId,
              kind: 'registration',
              matchAddresses: [],
              allowPrivate: false,
            }),
          ),
          await deps.pendingOf(ctx.scope),
        ),
      ),

    update: tenantProcedure('trunk.update', rest('PATCH', '/tenants/{tenantId}/trunks/{id}', 'Changes a trunk'))
      .input(updateTrunkInput)
      .output(trunkView)
      .mutation(async ({ ctx, input: { tenantId: _tenant, ...command } }) =>
        view(await ctx.audited((tx) => updateTrunk(deps, tx, command)), await deps.pendingOf(ctx.scope)),
      ),

    delete: tenantProcedure('trunk.delete', rest('DELETE', '/tenants/{tenantId}/trunks/{id}', 'Removes a trunk'))
      .input(trunkInput)
      .output(trunkView)
      .mutation(async ({ ctx, input }) => view(await ctx.audited((tx) => deleteTrunk(deps, tx, input.id)), NONE)),

    live: tenantProcedure(
      'trunk.read',
      rest('GET', '/tenants/{tenantId}/trunks/live', 'Shows what Asterisk says of the trunks now'),
    )
      .input(listTrunksInput)
      .output(trunkLiveSnapshot)
      .query(async ({ ctx }) => {
        const trunks = await ctx.read((tx) => listTrunks(tx, deps.boxId));
        const own = trunks.filter(({ tenantId }) => tenantId !== null);
        const shared = trunks.filter(({ tenantId }) => tenantId === null);
        const [mine, theirs] = await Promise.all([deps.status.look(own), deps.status.look(shared)]);
        // SECURITY: how much others telephone by a trunk of the box is nothing that a tenant is told.
        return snapshot(deps.status, [...mine, ...theirs.map((one) => ({ ...one, calls: null }))]);
      }),

    listAll: platformProcedure('trunk.read-all', rest('GET', '/trunks', 'Lists all trunks of the box and its tenants'))
      .output(trunkList)
      .query(async ({ ctx }) => {
        const trunks = await ctx.read((tx) => listTrunks(tx, deps.boxId));
        const pending = await deps.allPending(ctx.scope, ownersOf(trunks));
        return { rows: trunks.map((trunk) => view(trunk, pending)) };
      }),

    createAny: platformProcedure('trunk.manage-all', rest('POST', '/trunks', 'Makes a trunk of the box or of a tenant'))
      .input(createAnyTrunkInput)
      .output(trunkView)
      .mutation(async ({ ctx, input }) => {
        const trunk = await ctx.audited((tx) => createTrunk(deps, tx, input));
        return view(trunk, await deps.allPending(ctx.scope, ownersOf([trunk])));
      }),

    updateAny: platformProcedure('trunk.manage-all', rest('PATCH', '/trunks/{id}', 'Changes any trunk'))
      .input(updateAnyTrunkInput)
      .output(trunkView)
      .mutation(async ({ ctx, input }) => {
        const trunk = await ctx.audited((tx) => updateTrunk(deps, tx, input));
        return view(trunk, await deps.allPending(ctx.scope, ownersOf([trunk])));
      }),

    deleteAny: platformProcedure('trunk.manage-all', rest('DELETE', '/trunks/{id}', 'Removes any trunk'))
      .input(anyTrunkInput)
      .output(trunkView)
      .mutation(async ({ ctx, input }) => view(await ctx.audited((tx) => deleteTrunk(deps, tx, input.id)), NONE)),

    liveAll: platformProcedure(
      'trunk.read-all',
      rest('GET', '/trunks/live', 'Shows what Asterisk says of all trunks now'),
    )
      .output(trunkLiveSnapshot)
      .query(async ({ ctx }) =>
        snapshot(deps.status, await deps.status.look(await ctx.read((tx) => listTrunks(tx, deps.boxId)))),
      ),

    ...testCallProcedures(deps),
  });

const ownersOf = (trunks: readonly StoredTrunk[]): TenantId[] => [
  ...new Set(trunks.flatMap(({ tenantId }) => tenantId ?? [])),
];

const view = (
  { boxId: _box, credentialsVersion: _version, ...trunk }: StoredTrunk,
  pending: PendingTrunks,
): TrunkView => ({
  ...trunk,
  pending: pending.get(trunk.id) ?? 'none',
});

const snapshot = (status: TrunkStatus, trunks: readonly TrunkLive[]): TrunkLiveSnapshot => ({
  at: new Date().toISOString(),
  asterisk: status.asterisk,
  trunks: [...trunks],
});
