import {
  allocateDidsInput,
  assignDidInput,
  assignDidsInput,
  changedDids,
  createDidInput,
  didInput,
  didPage,
  didsInput,
  didView,
  labelDidInput,
  listDidsInput,
  listInventoryInput,
  returnDidsInput,
  updateDidInput,
  type BoxId,
  type DidView,
  type ListDids,
} from '@synergycall/domain';
import { FailureError, platformProcedure, rest, router, tenantProcedure } from '../../rpc/index.ts';
import type { PendingOf } from '../tenant/index.ts';
import { readCursor, type Cursor } from '../user/index.ts';
import { allocateDids, deallocateDids, returnDids } from './allocate.service.ts';
import { assignDid, assignDids } from './assign.service.ts';
import { fitsSort, listDids } from './did-list.store.ts';
import { changeDid, createDid, labelDid, removeDids } from './did.service.ts';
import { findDids, type StoredDid } from './did.store.ts';
import { importProcedures } from './import.router.ts';

export interface DidDeps {
  readonly boxId: BoxId;
  readonly pendingOf: PendingOf;
}

/** Public numbers: a tenant's own, and the platform's inventory of the box. */
export const didRouter = (deps: DidDeps) =>
  router({
    list: tenantProcedure('did.read', rest('GET', '/tenants/{tenantId}/numbers', 'Lists the numbers of a tenant'))
      .input(listDidsInput)
      .output(didPage)
      .query(async ({ ctx, input }) => {
        const cursor = cursorOf(input);
        const [page, pending] = await Promise.all([
          ctx.read((tx) => listDids(tx, { tenantId: input.tenantId }, { ...input, cursor })),
          deps.pendingOf(ctx.scope),
        ]);
        return { ...page, rows: page.rows.map((did) => withPending(did, pending)) };
      }),

    get: tenantProcedure('did.read', rest('GET', '/tenants/{tenantId}/numbers/{id}', 'Shows a number of a tenant'))
      .input(didInput)
      .output(didView)
      .query(async ({ ctx, input }) => {
        const [[did], pending] = await Promise.all([
          ctx.read((tx) => findDids(tx, { tenantId: input.tenantId }, [input.id])),
          deps.pendingOf(ctx.scope),
        ]);
        if (!did) throw new FailureError({ code: 'did.not-found', id: input.id });
        return withPending(did, pending);
      }),

    assign: tenantProcedure(
      'did.assign',
      rest('POST', '/tenants/{tenantId}/numbers/{id}/assign', 'Points a number at a destination, or at none'),
    )
      .input(assignDidInput)
      .output(didView)
      .mutation(async ({ ctx, input }) => {
        const did = await ctx.audited((tx) => assignDid(tx, input));
        return withPending(did, await deps.pendingOf(ctx.scope));
      }),

    assignMany: tenantProcedure(
      'did.assign',
      rest('POST', '/tenants/{tenantId}/numbers/assign', 'Points several numbers at a destination, all or none'),
    )
      .input(assignDidsInput)
      .output(changedDids)
      .mutation(({ ctx, input }) => ctx.audited((tx) => assignDids(tx, input))),

    update: tenantProcedure(
      'did.update',
      rest('PATCH', '/tenants/{tenantId}/numbers/{id}', 'Changes the label of a tenant’s own number'),
    )
      .input(labelDidInput)
      .output(didView)
      .mutation(async ({ ctx, input }) => {
        const did = await ctx.audited((tx) => labelDid(tx, input));
        return withPending(did, await deps.pendingOf(ctx.scope));
      }),

    return: tenantProcedure(
      'did.return',
      rest('POST', '/tenants/{tenantId}/numbers/return', 'Gives unassigned numbers back to the platform, all or none'),
    )
      .input(returnDidsInput)
      .output(changedDids)
      .mutation(({ ctx, input }) => ctx.audited((tx) => returnDids(tx, input.ids))),

    inventory: platformProcedure('did.inventory', rest('GET', '/numbers', 'Lists the numbers of the box'))
      .input(listInventoryInput)
      .output(didPage)
      .query(async ({ ctx, input }) => {
        const cursor = cursorOf(input);
        const page = await ctx.read((tx) => listDids(tx, { boxId: deps.boxId }, { ...input, cursor }));
        return { ...page, rows: page.rows.map(ofInventory) };
      }),

    create: platformProcedure('did.inventory', rest('POST', '/numbers', 'Takes a number into the inventory'))
      .input(createDidInput)
      .output(didView)
      .mutation(async ({ ctx, input }) => ofInventory(await ctx.audited((tx) => createDid(tx, deps.boxId, input)))),

    change: platformProcedure('did.inventory', rest('PATCH', '/numbers/{id}', 'Changes what is said of a number'))
      .input(updateDidInput)
      .output(didView)
      .mutation(async ({ ctx, input }) => ofInventory(await ctx.audited((tx) => changeDid(tx, deps.boxId, input)))),

    remove: platformProcedure(
      'did.inventory',
      rest('POST', '/numbers/remove', 'Takes free numbers out of the inventory, all or none'),
    )
      .input(didsInput)
      .output(changedDids)
      .mutation(({ ctx, input }) => ctx.audited((tx) => removeDids(tx, deps.boxId, input.ids))),

    allocate: platformProcedure(
      'did.allocate',
      rest('POST', '/numbers/allocate', 'Gives free numbers to a tenant, all or none'),
    )
      .input(allocateDidsInput)
      .output(changedDids)
      .mutation(({ ctx, input }) => ctx.audited((tx) => allocateDids(tx, deps.boxId, input))),

    deallocate: platformProcedure(
      'did.allocate',
      rest('POST', '/numbers/deallocate', 'Takes unassigned numbers back from their tenants, all or none'),
    )
      .input(didsInput)
      .output(changedDids)
      .mutation(({ ctx, input }) => ctx.audited((tx) => deallocateDids(tx, deps.boxId, input.ids))),

    ...importProcedures(deps),
  });

function cursorOf({ cursor, sort }: Pick<ListDids, 'cursor' | 'sort'>): Cursor | undefined {
  if (cursor === undefined) return undefined;
  const read = readCursor(cursor);
  if (read && fitsSort(read, sort)) return read;
  throw new FailureError({ code: 'input.invalid', issues: [{ path: 'cursor', problem: 'not-a-cursor' }] });
}

const withPending = (did: StoredDid, pending: ReadonlyMap<string, 'new' | 'changed'>): DidView => ({
  ...did,
  pending: pending.get(did.id) ?? 'none',
});

/**
 * What is pending is known tenant by tenant, by comparing whole models; a page of the inventory would ask that of as many
 * tenants as it has rows. The tenant's own list says it.
 */
const ofInventory = (did: StoredDid): DidView => ({ ...did, pending: 'none' });
