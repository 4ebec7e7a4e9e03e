import { sql } from 'kysely';
import type { DeviceId, DeviceSnapshot, SipUsername, UserId } from '@synergycall/domain';
import { Secret, type Keyring } from '../../platform/crypto/index.ts';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { newId, newSipSecret, newSipUsername } from '../../platform/random/index.ts';
import { tagOf } from '../tenant/index.ts';
import type { StoredDevice } from '../user/index.ts';
import { secretPlace } from './device-secret.ts';
import { findDevices, insertDevice, saveDevice, type DeviceFields } from './device.store.ts';

/** A device's row, also a revoked one, as a restore has to know it. */
export interface PhoneRow {
  readonly id: DeviceId;
  readonly userId: UserId;
  readonly sipUsername: SipUsername;
  readonly secretVersion: number;
  readonly revoked: boolean;
  /** The device that it stands for: itself, or the first of those that were put in place of a revoked one. */
  readonly root: DeviceId;
}

/** Every device there ever was. */
export async function readPhones(tx: ReadTx): Promise<readonly PhoneRow[]> {
  const { rows } = await sql<PhoneRow>`
    select id, user_id as "userId", sip_username as "sipUsername", secret_version as "secretVersion",
      revoked_at is not null as revoked, coalesce(replaces, id) as root
    from devices where tenant_id = ${tx.scope.tenantId}`.execute(tx.db);
  return rows;
}

/** Until the transaction ends, no device of the tenant is changed or revoked. After `lockPeople`. */
export async function lockPhones(tx: ReadTx): Promise<void> {
  await sql`select id from devices where tenant_id = ${tx.scope.tenantId} order by id for update`.execute(tx.db);
}

export interface PhonesRestore {
  /** Settings of then, for devices whose row is not revoked; switched on. */
  readonly setDevices: readonly DeviceSnapshot[];
  readonly newDevices: readonly { readonly replaces: DeviceId; readonly device: DeviceSnapshot }[];
  readonly switchOff: readonly DeviceId[];
}

/**
 * Makes phones what they were, with an audit row each. Nothing here takes effect at once: what goes is switched off, not
 * revoked, and its secret stays for the day it comes back. A new device has a secret that nobody has seen: it is reset
 * when the phone is set up. Needs `lockPhones`.
 */
export async function restorePhones(
  { keyring }: { readonly keyring: Keyring },
  tx: TenantTx,
  acts: PhonesRestore,
): Promise<void> {
  const { setDevices, newDevices, switchOff } = acts;
  const before = await findDevices(tx, [...setDevices.map((device) => device.id), ...switchOff]);
  const save = async (id: DeviceId, fields: DeviceFields): Promise<void> => {
    const was = before.get(id);
    if (!was) throw new Error('a device whose row is gone');
    const is = await saveDevice(tx, id, fields);
    await tx.audit({ action: 'device.update', entity: entity(is), before: was, after: is });
  };
  for (const id of switchOff) await save(id, { enabled: false });
  for (const { id, label, transport, nat, codecs, locationId = null } of setDevices)
    await save(id, { label, transport, nat, codecs, locationId, enabled: true });
  for (const one of newDevices) await putInPlace(keyring, tx, one);
}

async function putInPlace(
  keyring: Keyring,
  tx: TenantTx,
  { replaces, device }: PhonesRestore['newDevices'][number],
): Promise<void> {
  const tag = await tagOf(tx, tx.scope.tenantId);
  if (tag === undefined) throw new Error('the tenant of this scope is gone');
  const { userId, label, transport, nat, codecs, locationId = null } = device;
  for (let attempt = 0; attempt < 5; attempt++) {
    const id = newId<DeviceId>();
    const sealed = keyring.seal(new Secret(newSipSecret()), secretPlace(id));
    const sipUsername = newSipUsername(tag);
    const made = await insertDevice(tx, { id, userId, label, sipUsername, sealed, transport, nat, codecs });
    if (!made) continue;
    await tx.db
      .updateTable('devices')
      .set({ replaces, location_id: locationId })
      .where('tenant_id', '=', tx.scope.tenantId)
      .where('id', '=', id)
      .execute();
    await tx.audit({ action: 'device.create', entity: entity(made), after: { ...made, replaces } });
    return;
  }
  throw new Error('no free SIP username in 5 draws');
}

const entity = (device: StoredDevice) => ({ kind: 'device', id: device.id, name: device.label });
