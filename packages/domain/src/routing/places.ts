import type { LocationId, SipUsername, UserId } from '../ids.ts';
import type { PlannedPlace } from './plan.ts';
import type { DeviceSnapshot, TenantSnapshot } from './snapshot.ts';

/** Where each phone stands and what its emergency calls show, by SIP username; without those of which nothing is known. */
export function plannedPlaces(snapshot: TenantSnapshot): ReadonlyMap<SipUsername, PlannedPlace> {
  const placeOf = placesIn(snapshot);
  const places = snapshot.devices.map((device): [SipUsername, PlannedPlace] => [device.sipUsername, placeOf(device)]);
  return new Map(
    places
      .filter(([, { locationId, shown }]) => locationId !== null || shown !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The device's own location, else the tenant's default; its number, else the person's, else the tenant's. */
function placesIn(snapshot: TenantSnapshot): (device: DeviceSnapshot) => PlannedPlace {
  const { tenant, users, locations = [], outbound } = snapshot;
  const byId = new Map(locations.map((location) => [location.id, location]));
  const known = (id: LocationId | undefined) => (id === undefined ? undefined : byId.get(id));
  const shownBy = new Map<UserId, string | undefined>(users.map(({ id, callerId }) => [id, callerId]));
  return ({ locationId, userId }) => {
    const location = known(locationId) ?? known(tenant.defaultLocationId);
    const shown = location?.callerId ?? shownBy.get(userId) ?? outbound?.callerId;
    return { locationId: location?.id ?? null, shown: shown?.slice(1) ?? null };
  };
}

/** Phones whose emergency calls could not be called back, once calls can go out at all. `boxTrunks`: those of the box. */
export function warningsOfPlaces(
  snapshot: Partial<TenantSnapshot>,
  boxTrunks: readonly { readonly id: string }[],
): string[] {
  const { tenant, users = [], devices = [], trunks = [] } = snapshot;
  if (!tenant || trunks.length + boxTrunks.length === 0) return [];
  const placeOf = placesIn({ version: 1, ...snapshot, tenant, users, devices });
  const silent = devices.filter((device) => placeOf(device).shown === null).length;
  if (silent === 0) return [];
  const show = silent === 1 ? '1 phone shows' : `${silent} phones show`;
  return [`${show} no number in an emergency call and can’t be called back: give their location a number.`];
}
