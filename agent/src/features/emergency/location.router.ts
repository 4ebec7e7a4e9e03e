import {
  createLocationInput,
  deleteLocationInput,
  listLocationsInput,
  locationInput,
  locationList,
  locationView,
  unplacedPhones,
  updateLocationInput,
  type LocationView,
} from '@synergycall/domain';
import { z } from 'zod';
import { FailureError, rest, router, tenantProcedure } from '../../rpc/index.ts';
import type { PendingOf } from '../tenant/index.ts';
import { createLocation, deleteLocation, updateLocation } from './location.service.ts';
import { findLocation, listLocations, type StoredLocation } from './location.store.ts';
import { listUnplaced } from './unplaced.store.ts';

export interface LocationDeps {
  readonly pendingOf: PendingOf;
}

/** Where a tenant's phones stand: what emergency calls show, and who hears of them. */
export const locationRouter = (deps: LocationDeps) =>
  router({
    list: tenantProcedure('location.read', rest('GET', '/tenants/{tenantId}/locations', 'Lists locations by name'))
      .input(listLocationsInput)
      .output(locationList)
      .query(async ({ ctx }) => {
        const [rows, pending] = await Promise.all([ctx.read(listLocations), deps.pendingOf(ctx.scope)]);
        return { rows: rows.map((location) => view(location, pending)) };
      }),

    unplaced: tenantProcedure(
      'location.read',
      rest(
        'GET',
        '/tenants/{tenantId}/unplaced-phones',
        'Lists phones of which an emergency call would not say enough',
      ),
    )
      .input(listLocationsInput)
      .output(unplacedPhones)
      .query(({ ctx }) => ctx.read(listUnplaced)),

    get: tenantProcedure('location.read', rest('GET', '/tenants/{tenantId}/locations/{id}', 'Shows a location'))
      .input(locationInput)
      .output(locationView)
      .query(async ({ ctx, input }) => {
        const [location, pending] = await Promise.all([
          ctx.read((tx) => findLocation(tx, input.id)),
          deps.pendingOf(ctx.scope),
        ]);
        if (!location) throw new FailureError({ code: 'not-found', what: 'location' });
        return view(location, pending);
      }),

    create: tenantProcedure('location.create', rest('POST', '/tenants/{tenantId}/locations', 'Makes a location'))
      .input(createLocationInput)
      .output(locationView)
      .mutation(async ({ ctx, input }) =>
        view(await ctx.audited((tx) => createLocation(tx, input)), await deps.pendingOf(ctx.scope)),
      ),

    update: tenantProcedure(
      'location.update',
      rest('PATCH', '/tenants/{tenantId}/locations/{id}', 'Changes a location, or makes it the default'),
    )
      .input(updateLocationInput)
      .output(locationView)
      .mutation(async ({ ctx, input }) =>
        view(await ctx.audited((tx) => updateLocation(tx, input)), await deps.pendingOf(ctx.scope)),
      ),

    delete: tenantProcedure(
      'location.delete',
      rest(
        'POST',
        '/tenants/{tenantId}/locations/{id}/delete',
        'Removes a location; says where its phones stand instead',
      ),
    )
      .input(deleteLocationInput)
      .output(z.object({}))
      .mutation(async ({ ctx, input }) => {
        await ctx.audited((tx) => deleteLocation(tx, input));
        return {};
      }),
  });

const view = (location: StoredLocation, pending: ReadonlyMap<string, 'new' | 'changed'>): LocationView => ({
  ...location,
  pending: pending.get(location.id) ?? 'none',
});
