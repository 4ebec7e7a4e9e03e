import {
  fail,
  MOST_LOCATIONS,
  ok,
  type CreateLocation,
  type DeleteLocation,
  type LocationId,
  type Result,
  type UpdateLocation,
} from '@synergycall/domain';
import { violatedConstraint, type TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { lockTenant } from '../tenant/index.ts';
import {
  countLocations,
  findLocation,
  insertLocation,
  lockLocation,
  moveDevices,
  removeLocation,
  saveDefault,
  saveLocation,
  strangerAmong,
  type LocationFields,
  type StoredLocation,
} from './location.store.ts';

/** Makes a location. The first one is the tenant's default. What its number changes waits for an apply. */
export async function createLocation(tx: TenantTx, command: CreateLocation): Promise<Result<StoredLocation>> {
  const { tenantId, isDefault, ...fields } = command;
  if (!(await lockTenant(tx, tenantId))) return fail({ code: 'tenant.not-found', id: tenantId });
  const count = await countLocations(tx);
  if (count >= MOST_LOCATIONS)
    return fail({ code: 'input.invalid', issues: [{ path: 'name', problem: 'text.too-long' }] });
  const id = newId<LocationId>();
  const written = await write(fields, tx, () => insertLocation(tx, id, fields));
  if (!written.ok) return written;
  if (isDefault || count === 0) await saveDefault(tx, id);
  return recorded(tx, { action: 'location.create', id, before: null });
}

/** Changes what is given. Address and whom to notify count from the next call on, without an apply. */
export async function updateLocation(tx: TenantTx, command: UpdateLocation): Promise<Result<StoredLocation>> {
  const { tenantId, id, revision: expected, isDefault, ...given } = command;
  // The tenant first, as everywhere.
  const before = (await lockTenant(tx, tenantId)) ? await lockLocation(tx, id) : undefined;
  if (!before) return fail({ code: 'not-found', what: 'location' });
  const stale = staleness(before, expected);
  if (!stale.ok) return stale;
  const fields: LocationFields = {
    name: given.name ?? before.name,
    address: given.address ?? before.address,
    callerId: given.callerId === undefined ? before.callerId : given.callerId,
    notifyEmails: given.notifyEmails ?? before.notifyEmails,
    // Who is gone since hears of nothing and stands in nobody's way.
    notifyUserIds: given.notifyUserIds ?? before.notifyUserIds,
  };
  const asked = { ...fields, notifyUserIds: given.notifyUserIds ?? [] };
  const written = await write(asked, tx, () => saveLocation(tx, id, fields));
  if (!written.ok) return written;
  if (isDefault && !before.isDefault) await saveDefault(tx, id);
  return recorded(tx, { action: 'location.update', id, before });
}

/** Refused while phones stand there or it is the default, unless it is said what takes its place. */
export async function deleteLocation(tx: TenantTx, command: DeleteLocation): Promise<Result<StoredLocation>> {
  const { tenantId, id, revision: expected, moveTo } = command;
  const before = (await lockTenant(tx, tenantId)) ? await lockLocation(tx, id) : undefined;
  if (!before) return fail({ code: 'not-found', what: 'location' });
  const stale = staleness(before, expected);
  if (!stale.ok) return stale;
  const { name, isDefault, deviceCount: devices } = before;
  if (moveTo === undefined && (isDefault || devices > 0))
    return fail({ code: 'location.in-use', name, isDefault, devices });
  const to = moveTo ?? null;
  if (to !== null && (to === id || !(await lockLocation(tx, to)))) return fail({ code: 'not-found', what: 'location' });
  const moved = await moveDevices(tx, id, to);
  if (isDefault) await saveDefault(tx, to);
  await removeLocation(tx, id);
  await tx.audit({ action: 'location.delete', entity: entity(before), before, after: { movedTo: to, devices: moved } });
  return ok(before);
}

function staleness({ id, revision: actual }: StoredLocation, expected: number): Result<void> {
  return actual === expected
    ? ok(undefined)
    : fail({ code: 'revision.stale', entity: 'location', id, expected, actual });
}

async function write(
  { callerId, notifyUserIds }: Pick<LocationFields, 'callerId' | 'notifyUserIds'>,
  tx: TenantTx,
  save: () => Promise<void>,
): Promise<Result<void>> {
  const stranger = await strangerAmong(tx, notifyUserIds);
  if (stranger !== undefined) return fail({ code: 'user.not-found', id: stranger });
  try {
    await save();
    return ok(undefined);
  } catch (error) {
    if (violatedConstraint(error) === 'locations_caller_id' && callerId)
      return fail({ code: 'outbound.not-own-number', number: callerId });
    throw error;
  }
}

async function recorded(
  tx: TenantTx,
  { action, id, before }: { readonly action: string; readonly id: LocationId; readonly before: StoredLocation | null },
): Promise<Result<StoredLocation>> {
  const after = await findLocation(tx, id);
  if (!after) throw new Error('the location just written is gone');
  await tx.audit({ action, entity: entity(after), ...(before && { before }), after });
  return ok(after);
}

const entity = ({ id, name }: Pick<StoredLocation, 'id' | 'name'>) => ({ kind: 'location', id, name });
