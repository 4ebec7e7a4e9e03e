import type { DeviceSnapshot, LocationId, LocationSnapshot, RestoreNote, TenantSnapshot } from '@synergycall/domain';
import { wants, type RestoreWish } from './restore-model-wish.ts';

export interface LocationPlan {
  readonly target: readonly LocationSnapshot[];
  /** Those that come back or change. One that was not there then stays: nobody is harmed by it. */
  readonly set: readonly LocationSnapshot[];
  readonly notes: readonly RestoreNote[];
}

/** Where phones stood: names and numbers of that time. Addresses and whom to notify are not in a version, and stay. */
export function planLocations(wish: RestoreWish): LocationPlan {
  const { now, past } = wish;
  const wanted = wants(wish);
  const own = new Set(now.dids?.map(({ number }) => number));
  const is = new Map((now.locations ?? []).map((location) => [location.id, location]));
  const notes: RestoreNote[] = [];
  const set: LocationSnapshot[] = [];
  for (const location of past.locations ?? []) {
    const { id, name, callerId } = location;
    if (!wanted('location', id)) continue;
    const current = is.get(id);
    const isGone = callerId !== undefined && !own.has(callerId);
    if (isGone) notes.push({ note: 'caller-id-gone', kind: 'location', id, name, detail: callerId, blocks: false });
    const shown = isGone ? current?.callerId : callerId;
    const next = { id, name, ...(shown !== undefined && { callerId: shown }) };
    if (current?.name !== name || current.callerId !== shown) set.push(next);
  }
  const changed = new Map(set.map((location) => [location.id, location]));
  const kept = [...is.values()].filter(({ id }) => !changed.has(id));
  return { target: [...kept, ...set].toSorted((a, b) => (a.id < b.id ? -1 : 1)), set, notes };
}

/**
 * The version with the places of its phones as they can be now: those of then, where they are there. A version without any
 * location, perhaps of before there were some, says nothing of where phones stand.
 */
export function withPlaces(wish: RestoreWish, { target }: LocationPlan): RestoreWish {
  const { now, past } = wish;
  const there = new Set(target.map(({ id }) => id));
  const today = new Map(now.devices.map(({ id, locationId }) => [id, locationId]));
  const devices = past.devices.map((device): DeviceSnapshot => {
    const { locationId, ...rest } = device;
    const isSaid = past.locations && (locationId === undefined || there.has(locationId));
    const place = isSaid ? locationId : today.get(device.id);
    return place === undefined ? rest : { ...rest, locationId: place };
  });
  return { ...wish, past: { ...past, devices } };
}

/** The tenant's default location, when the tenant itself is restored. */
export function planDefaultLocation(
  { now, past }: RestoreWish,
  { target }: LocationPlan,
  isTenantRestored: boolean,
): { readonly id: LocationId | undefined; readonly isNew: boolean } {
  const is = now.tenant.defaultLocationId;
  const was = past.tenant.defaultLocationId;
  const isThere = was !== undefined && target.some(({ id }) => id === was);
  const id = isTenantRestored && isThere ? was : is;
  return { id, isNew: id !== is };
}

/** As a model has them: absent where there are none. */
export const locationsIn = (locations: readonly LocationSnapshot[]): Pick<TenantSnapshot, 'locations'> =>
  locations.length > 0 ? { locations } : {};
