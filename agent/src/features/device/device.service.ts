import {
  DEFAULT_CODECS,
  DEFAULT_WEB_CODECS,
  fail,
  ok,
  type Codec,
  type CreateDevice,
  type DeviceCredentials,
  type DeviceId,
  type Result,
  type SipUsername,
  type TenantTag,
  type UpdateDevice,
  type UserId,
} from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { newId, newSipUsername } from '../../platform/random/index.ts';
import { tagOf } from '../tenant/index.ts';
import { lockUser, type StoredDevice, type UserDevices } from '../user/index.ts';
import { issueCredentials, type CredentialDeps } from './device-secret.ts';
import {
  devicesOf,
  insertDevice,
  isLocation,
  lockDevice,
  placeFor,
  saveDevice,
  type DeviceFields,
} from './device.store.ts';

type Issued = { device: StoredDevice; credentials: DeviceCredentials };
type Wish = Pick<CreateDevice, 'label' | 'transport' | 'userId'> & Partial<Pick<CreateDevice, 'nat' | 'codecs'>>;

/** Gives a person another phone, with credentials that are shown this once. It can register after the next apply. */
export async function createDevice(deps: CredentialDeps, tx: TenantTx, command: CreateDevice): Promise<Result<Issued>> {
  // The lock makes the count below hold.
  const user = await lockUser(tx, command.userId);
  if (!user) return fail({ code: 'user.not-found', id: command.userId });
  return issueDevice(deps, tx, command);
}

/** Needs the user's lock, or a user made in this transaction. */
async function issueDevice(deps: CredentialDeps, tx: TenantTx, wish: Wish): Promise<Result<Issued>> {
  const place = await placeFor(tx, wish.userId);
  if (!place) return fail({ code: 'tenant.not-found', id: tx.scope.tenantId });
  if (place.count >= place.maxDevicesPerUser)
    return fail({ code: 'tenant.limit-reached', limit: 'devices', max: place.maxDevicesPerUser });
  for (let attempt = 0; attempt < 5; attempt++) {
    const id = newId<DeviceId>();
    const sipUsername = newSipUsername(place.tag);
    const { sealed, credentials } = issueCredentials(deps, {
      id,
      sipUsername,
      transport: wish.transport,
      realm: place.realm,
    });
    const codecs: readonly Codec[] = wish.codecs ?? (wish.transport === 'wss' ? DEFAULT_WEB_CODECS : DEFAULT_CODECS);
    const { userId, label, transport, nat = 'auto' } = wish;
    const device = await insertDevice(tx, { id, userId, label, sipUsername, sealed, transport, nat, codecs });
    if (!device) continue;
    await tx.audit({ action: 'device.create', entity: entity(device), after: device });
    return ok({ device, credentials });
  }
  throw new Error('no free SIP username in 5 draws');
}

/** Changes what is given; also `enabled`, which (unlike revocation) is undone as it was done and waits for an apply. */
export async function updateDevice(tx: TenantTx, command: UpdateDevice): Promise<Result<StoredDevice>> {
  const { tenantId: _tenant, id, revision, ...given } = command;
  const before = await usable(tx, id);
  if (!before.ok) return before;
  const actual = before.value.revision;
  if (actual !== revision) return fail({ code: 'revision.stale', entity: 'device', id, expected: revision, actual });
  const { locationId } = given;
  if (locationId && !(await isLocation(tx, locationId))) return fail({ code: 'not-found', what: 'location' });
  return ok(await saved(tx, { action: 'device.update', before: before.value, fields: definedOf(given) }));
}

/** What the live act that follows needs to know. */
export interface RevokedDevice {
  readonly device: StoredDevice;
  readonly tag: TenantTag;
}

/** Refuses the phone for good, at once by the live act that follows. The row stays for the record. Twice is no error. */
export async function revokeDevice(tx: TenantTx, id: DeviceId): Promise<Result<RevokedDevice>> {
  const before = await lockDevice(tx, id);
  const tag = await tagOf(tx, tx.scope.tenantId);
  if (!before || tag === undefined) return fail({ code: 'device.not-found', id });
  const fields = before.revokedAt === null ? ({ revoked: true } as const) : undefined;
  return ok({ device: await saved(tx, { action: 'device.revoke', before, fields }), tag });
}

/** A new secret, shown this once. The phone goes on with the old one until the next apply. */
export async function resetSecret(deps: CredentialDeps, tx: TenantTx, id: DeviceId): Promise<Result<Issued>> {
  const before = await usable(tx, id);
  if (!before.ok) return before;
  const place = await placeFor(tx, before.value.userId);
  if (!place) return fail({ code: 'tenant.not-found', id: tx.scope.tenantId });
  const { sealed, credentials } = issueCredentials(deps, { ...before.value, realm: place.realm });
  const device = await saveDevice(tx, id, { sealed });
  await tx.audit({
    action: 'device.reset-secret',
    entity: entity(device),
    before: before.value,
    after: { ...device, secret: '[changed]' },
  });
  return ok({ device, credentials });
}

/** What the user feature asks of devices. */
export const userDevices = (deps: CredentialDeps): UserDevices => ({
  issue: (tx, wish) => issueDevice(deps, tx, wish),
  ofUser: devicesOf,
  async revokeAll(tx: TenantTx, userId: UserId): Promise<SipUsername[]> {
    const inUse = (await devicesOf(tx, userId)).filter((device) => device.revokedAt === null);
    for (const before of inUse) await saved(tx, { action: 'device.revoke', before, fields: { revoked: true } });
    return inUse.map((device) => device.sipUsername);
  },
});

async function usable(tx: TenantTx, id: DeviceId): Promise<Result<StoredDevice>> {
  const device = await lockDevice(tx, id);
  if (!device) return fail({ code: 'device.not-found', id });
  return device.revokedAt === null ? ok(device) : fail({ code: 'device.revoked', id, label: device.label });
}

async function saved(
  tx: TenantTx,
  change: { action: string; before: StoredDevice; fields: DeviceFields | undefined },
): Promise<StoredDevice> {
  const { action, before, fields } = change;
  const after = fields ? await saveDevice(tx, before.id, fields) : before;
  await tx.audit({ action, entity: entity(after), before, after });
  return after;
}

/** Without the keys whose value is undefined: absent and undefined are the same to us, not to the compiler. */
function definedOf<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

const entity = (device: StoredDevice) => ({ kind: 'device', id: device.id, name: device.label });
