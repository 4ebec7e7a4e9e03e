import {
  diffSnapshots,
  type DeviceId,
  type DeviceSnapshot,
  type ObjectChange,
  type RestoreNote,
  type TenantSnapshot,
  type UserId,
  type UserSnapshot,
} from '@synergycall/domain';
import { planDevices, type NewDevice } from './restore-model-devices.ts';
import { planUsers } from './restore-model-users.ts';
import { wants, type RestoreWish } from './restore-model-wish.ts';

/** What has to be done to the rows, object by object. */
export interface RestoreActs {
  readonly tenant: { readonly name: string; readonly timezone: string } | null;
  /** Deleted softly; their phones are switched off, not revoked. */
  readonly remove: readonly UserId[];
  readonly revive: readonly UserSnapshot[];
  readonly change: readonly UserSnapshot[];
  /** Who gets which number; whatever they and the removed ones have now goes to rest first. */
  readonly numbers: readonly { readonly ownerId: UserId; readonly number: number }[];
  readonly setDevices: readonly DeviceSnapshot[];
  readonly newDevices: readonly NewDevice[];
  readonly switchOff: readonly DeviceId[];
}

export interface RestorePlan {
  /** The model afterwards; a new device has the id of the one it stands for, and the SIP username `[new]`. */
  readonly target: TenantSnapshot;
  readonly changes: readonly ObjectChange[];
  readonly notes: readonly RestoreNote[];
  readonly acts: RestoreActs;
}

/**
 * What has to change so that the model is again what it was, or as near to it as may be; each difference that stays
 * has its note. Pure. What can't be restored is left exactly as it is. What took effect at once is never touched:
 * people keep their suspension, revoked devices stay revoked.
 */
export function planRestore(wish: RestoreWish): RestorePlan {
  const { now, past } = wish;
  const tenant = planTenant(wish);
  const users = planUsers(wish);
  const devices = planDevices(wish, users);
  const target: TenantSnapshot = {
    version: 1,
    tenant: tenant.target,
    users: users.target.toSorted(byId),
    devices: devices.target.toSorted(byId),
  };
  const was = new Map(now.users.map((user) => [user.id, user]));
  const restored = users.restored.filter((user) => !sameUser(was.get(user.id), user));
  return {
    target,
    changes: diffSnapshots(now, target),
    notes: [...tenant.notes, ...users.notes, ...devices.notes],
    acts: {
      tenant: tenant.target === now.tenant ? null : { name: past.tenant.name, timezone: past.tenant.timezone },
      remove: users.removed.map((user) => user.id),
      revive: restored.filter((user) => !was.has(user.id)),
      change: restored.filter((user) => was.has(user.id)),
      numbers: restored
        .filter((user) => was.get(user.id)?.extension !== user.extension)
        .map((user) => ({ ownerId: user.id, number: user.extension })),
      setDevices: devices.set,
      newDevices: devices.added,
      switchOff: devices.switchOff,
    },
  };
}

function planTenant(wish: RestoreWish): { target: TenantSnapshot['tenant']; notes: RestoreNote[] } {
  const { now, past, standing } = wish;
  const { id, name, timezone } = past.tenant;
  const differs = name !== now.tenant.name || timezone !== now.tenant.timezone;
  if (!differs || !wants(wish)('tenant', id)) return { target: now.tenant, notes: [] };
  const note = { kind: 'tenant', id, name: now.tenant.name } as const;
  if (name !== now.tenant.name && standing.nameTaken)
    return { target: now.tenant, notes: [{ ...note, note: 'name-taken', detail: name, blocks: true }] };
  const kept: RestoreNote[] = standing.tenantSuspended
    ? [{ ...note, note: 'live-state-kept', detail: null, blocks: false }]
    : [];
  return { target: { ...now.tenant, name, timezone }, notes: kept };
}

const sameUser = (a: UserSnapshot | undefined, b: UserSnapshot): boolean =>
  a !== undefined && a.name === b.name && a.extension === b.extension && a.voicemailEnabled === b.voicemailEnabled;
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
