import * as d from '@synergycall/domain';
import { z } from 'zod';
import { fakePolicies } from './policy-memory.ts';
import { refuse, type FakeProcedures } from './procedures.ts';
import { newId, type FakeState } from './state.ts';

export type FakeLocation = Omit<d.LocationView, 'deviceCount' | 'isDefault'>;
interface Memory {
  readonly locations: Map<string, FakeLocation>;
  /** The default of a tenant. */
  readonly defaults: Map<string, d.LocationId>;
  /** The newest first. */
  readonly calls: d.EmergencyCallView[];
}
const all = new WeakMap<FakeState, Memory>();
export function fakeEmergency(state: FakeState): Memory {
  const known = all.get(state) ?? { locations: new Map(), defaults: new Map(), calls: [] };
  all.set(state, known);
  return known;
}

/** Somebody calls for help from this phone: on record, and told to whoever listens. */
export function callsForHelp(
  state: FakeState,
  device: d.DeviceView,
  change: Partial<d.EmergencyCallView> = {},
): d.EmergencyCallView {
  const { calls, locations, defaults } = fakeEmergency(state);
  const user = state.users.find(({ id }) => id === device.userId);
  const place = locations.get(device.locationId ?? defaults.get(device.tenantId) ?? '');
  const made: d.EmergencyCallView = {
    id: newId<string>(),
    tenantId: device.tenantId,
    at: new Date().toISOString(),
    number: '112',
    sipUsername: device.sipUsername,
    deviceId: device.id,
    deviceLabel: device.label,
    userId: device.userId,
    userName: user?.name ?? '',
    locationId: place?.id ?? null,
    locationName: place?.name ?? '',
    address: place?.address ?? '',
    shown: place?.callerId ?? null,
    unrouted: false,
    notify: [...(place?.notifyEmails ?? [])],
    ...change,
  };
  calls.unshift(made);
  state.changed();
  return made;
}

/** Locations, phones without one, and emergency calls. */
export function emergencyRouters(state: FakeState, { router, guarded, q, m, follow, tenant }: FakeProcedures) {
  const memory = fakeEmergency(state);
  const devicesOf = (tenantId: string) =>
    state.devices.filter((each) => each.tenantId === tenantId && each.revokedAt === null);
  const own = (tenantId: string, id: string): FakeLocation => {
    const found = memory.locations.get(id);
    return found?.tenantId === tenantId ? found : refuse({ code: 'not-found', what: 'location' });
  };
  const view = (of: FakeLocation): d.LocationView => ({
    ...of,
    isDefault: memory.defaults.get(of.tenantId) === of.id,
    deviceCount: devicesOf(of.tenantId).filter(({ locationId }) => locationId === of.id).length,
  });
  const check = (of: FakeLocation, revision: number) => {
    if (of.revision !== revision)
      refuse({ code: 'revision.stale', entity: 'location', id: of.id, expected: revision, actual: of.revision });
  };
  const record = (action: string, of: FakeLocation) =>
    state.record(action, { kind: 'location', id: of.id, name: of.name }, { tenantId: of.tenantId, after: { ...of } });
  const rows = (tenantId: string) =>
    [...memory.locations.values()]
      .filter((each) => each.tenantId === tenantId)
      .toSorted((a, b) => a.name.localeCompare(b.name));
  const newest = (tenantId: string, limit: number) =>
    memory.calls.filter((each) => each.tenantId === tenantId).slice(0, limit);
  return {
    location: router({
      list: q(d.listLocationsInput, d.locationList, (i) => ({ rows: rows(i.tenantId).map(view) })),
      get: q(d.locationInput, d.locationView, (i) => view(own(i.tenantId, i.id))),
      unplaced: q(d.listLocationsInput, d.unplacedPhones, ({ tenantId }) => {
        const company = fakePolicies(state).settings.get(tenant(tenantId).id)?.callerId ?? null;
        const phones = devicesOf(tenantId).flatMap((device): d.UnplacedPhone[] => {
          const user = state.users.find(({ id }) => id === device.userId);
          const place = memory.locations.get(device.locationId ?? memory.defaults.get(tenantId) ?? '');
          const isShown = (place?.callerId ?? user?.outboundCallerId ?? company) !== null;
          if (!user || user.status === 'deleted' || !device.enabled || (place && isShown)) return [];
          const { name: userName, extension } = user;
          const isPlaced = place !== undefined;
          return [
            { deviceId: device.id, label: device.label, userId: user.id, userName, extension, isPlaced, isShown },
          ];
        });
        return { rows: phones.slice(0, d.MOST_UNPLACED), total: phones.length };
      }),
      create: m(d.createLocationInput, d.locationView, ({ isDefault, ...fields }) => {
        const made: FakeLocation = {
          ...fields,
          id: newId<d.LocationId>(),
          pending: 'new',
          revision: 1,
          createdAt: new Date().toISOString(),
        };
        memory.locations.set(made.id, made);
        if (isDefault || !memory.defaults.has(made.tenantId)) memory.defaults.set(made.tenantId, made.id);
        record('location.create', made);
        return view(made);
      }),
      update: m(d.updateLocationInput, d.locationView, ({ tenantId, id, revision, isDefault, ...change }) => {
        const of = own(tenantId, id);
        check(of, revision);
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const isLater = of.pending === 'new' || 'name' in given || 'callerId' in given;
        Object.assign(of, given, {
          revision: revision + 1,
          ...(isLater ? { pending: of.pending === 'new' ? 'new' : 'changed' } : {}),
        });
        if (isDefault) memory.defaults.set(tenantId, id);
        record('location.update', of);
        return view(of);
      }),
      delete: m(d.deleteLocationInput, z.object({}), ({ tenantId, id, revision, moveTo }) => {
        const of = own(tenantId, id);
        check(of, revision);
        const { name, isDefault, deviceCount } = view(of);
        if (moveTo === undefined && (isDefault || deviceCount > 0))
          refuse({ code: 'location.in-use', name, isDefault, devices: deviceCount });
        for (const device of devicesOf(tenantId)) if (device.locationId === id) device.locationId = moveTo ?? null;
        if (isDefault && moveTo) memory.defaults.set(tenantId, moveTo);
        else if (isDefault) memory.defaults.delete(tenantId);
        memory.locations.delete(id);
        record('location.delete', of);
        return {};
      }),
    }),
    emergency: router({
      list: q(d.listEmergencyCallsInput, d.emergencyCallList, (i) => ({ rows: newest(i.tenantId, i.limit) })),
      onChange: guarded
        .input(z.object({ tenantId: d.tenantId }))
        .subscription(({ input, signal }) => follow(signal, () => newest(input.tenantId, 20))),
    }),
  };
}

/** Two locations: one with all that is needed, one with nothing, and a name that is long. */
export function seedLocations(state: FakeState, { id: tenantId }: d.TenantView): void {
  const { locations, defaults } = fakeEmergency(state);
  const add = (name: string, rest: Partial<FakeLocation>): d.LocationId => {
    const id = newId<d.LocationId>();
    const none = { address: '', callerId: null, notifyEmails: [], notifyUserIds: [], pending: 'none' as const };
    locations.set(id, { id, tenantId, name, ...none, revision: 1, createdAt: new Date().toISOString(), ...rest });
    return id;
  };
  defaults.set(
    tenantId,
    add('Head office', {
      address: '1 Main Street, 4th floor, behind the archive\n10115 Berlin',
      callerId: '+4930123458' as d.E164,
      notifyEmails: ['guard@example.com', 'reception.of.the.old.building@acme-logistics.example.com'],
      notifyUserIds: state.users.slice(0, 2).map(({ id }) => id),
    }),
  );
  add('مستودع الشمال', { pending: 'new' });
  add('Donaudampfschifffahrtsgesellschaftskapitänshaus am Hafen', { address: 'Am Hafen 1\nWien', pending: 'changed' });
}
