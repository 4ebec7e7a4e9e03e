import type { DeviceId, DeviceSnapshot, RestoreNote, SipUsername, UserId } from '@synergycall/domain';
import type { PhoneRow } from '../device/index.ts';
import { wants, type RestoreWish } from './restore-model-wish.ts';
import type { UserPlan } from './restore-model-users.ts';

export interface NewDevice {
  /** The revoked one that it comes in place of. */
  readonly replaces: DeviceId;
  readonly device: DeviceSnapshot;
}

export interface DevicePlan {
  readonly target: readonly DeviceSnapshot[];
  readonly set: readonly DeviceSnapshot[];
  readonly added: readonly NewDevice[];
  readonly switchOff: readonly DeviceId[];
  readonly notes: readonly RestoreNote[];
}

/** Shown in place of a SIP username that is drawn only when the restore is carried out. */
const NEW_USERNAME = '[new]' as SipUsername;

/**
 * Phones: settings as they were then, with the credentials of now. One that was revoked since stays revoked; another
 * stands for it, the one that an earlier restore put there if it is still in use, else a new one.
 */
export function planDevices(wish: RestoreWish, users: UserPlan): DevicePlan {
  const { now, past, standing } = wish;
  const wanted = wants(wish);
  const standsFor = standIns(standing.phones);
  const present = new Set(users.target.map((user) => user.id));
  const wasThere = new Set(now.users.map((user) => user.id));
  const isNamedUser = (id: UserId): boolean => wish.named === undefined || wanted('user', id);
  const candidates = past.devices.filter(
    (device) =>
      wanted('device', device.id) ||
      wanted('device', standsFor(device.id)?.id ?? '') ||
      // Who comes back without their phones would not be back.
      (isNamedUser(device.userId) && !wasThere.has(device.userId)),
  );
  const inUse = new Map<UserId, number>();
  for (const phone of standing.phones.values())
    if (!phone.revoked) inUse.set(phone.userId, (inUse.get(phone.userId) ?? 0) + 1);

  const notes: RestoreNote[] = [];
  const restored: DeviceSnapshot[] = [];
  const added: NewDevice[] = [];
  for (const device of candidates) {
    const phone = standsFor(device.id);
    const note = (why: RestoreNote['note'], detail: string | null, blocks = false): void =>
      void notes.push({
        note: why,
        kind: 'device',
        id: phone?.id ?? device.id,
        name: device.label,
        detail,
        blocks,
      });
    const obstacle = users.blocked.get(device.userId);
    if (!present.has(device.userId)) {
      note(obstacle?.note ?? 'extension-taken', obstacle?.detail ?? null, true);
      continue;
    }
    if (phone) {
      const { id, sipUsername, secretVersion } = phone;
      restored.push({ ...device, id, sipUsername, secretVersion });
      if (id !== device.id) note('device-revoked', sipUsername);
      else if (secretVersion !== device.secretVersion) note('secret-kept', null);
      continue;
    }
    const count = inUse.get(device.userId) ?? 0;
    if (count >= standing.maxDevicesPerUser) {
      note('limit-reached', String(standing.maxDevicesPerUser), true);
      continue;
    }
    inUse.set(device.userId, count + 1);
    const fresh = { ...device, sipUsername: NEW_USERNAME, secretVersion: 1 };
    restored.push(fresh);
    added.push({ replaces: standing.phones.get(device.id)?.root ?? device.id, device: fresh });
    note('device-revoked', null);
  }

  const matched = new Set(past.devices.map((device) => standsFor(device.id)?.id));
  const leaving = new Set(users.removed.map((user) => user.id));
  const off = now.devices.filter(
    (device) => !matched.has(device.id) && (wanted('device', device.id) || leaving.has(device.userId)),
  );
  for (const { id, label: name, userId } of off)
    if (!leaving.has(userId))
      notes.push({ note: 'switched-off', kind: 'device', id, name, detail: null, blocks: false });

  const was = new Map(now.devices.map((device) => [device.id, device]));
  const replaced = new Set([...restored, ...off].map((device) => device.id));
  const isNew = new Set(added.map(({ device }) => device.id));
  return {
    target: [...now.devices.filter((device) => !replaced.has(device.id)), ...restored],
    set: restored.filter((device) => !isNew.has(device.id) && !sameDevice(was.get(device.id), device)),
    added,
    switchOff: off.map((device) => device.id),
    notes,
  };
}

/** The device in use that stands for a device of then, maybe itself; undefined: none does. */
function standIns(phones: ReadonlyMap<DeviceId, PhoneRow>): (id: DeviceId) => PhoneRow | undefined {
  const byRoot = new Map([...phones.values()].filter((phone) => !phone.revoked).map((phone) => [phone.root, phone]));
  return (id) => {
    const phone = phones.get(id);
    return phone && !phone.revoked ? phone : byRoot.get(phone?.root ?? id);
  };
}

const sameDevice = (a: DeviceSnapshot | undefined, b: DeviceSnapshot): boolean =>
  a !== undefined &&
  a.label === b.label &&
  a.transport === b.transport &&
  a.nat === b.nat &&
  a.locationId === b.locationId &&
  a.codecs.join() === b.codecs.join();
