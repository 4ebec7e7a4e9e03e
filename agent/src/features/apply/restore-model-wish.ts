import type { DeviceId, TenantSnapshot, UserId, UserStatus } from '@synergycall/domain';
import type { PhoneRow } from '../device/index.ts';

/** What a restore must know besides the two models: what no model holds, because it is live, limited or somebody else's. */
export interface Standing {
  readonly range: readonly [number, number];
  /** Numbers kept free for emergency calls -> the emergency number. */
  readonly blocked: ReadonlyMap<number, string>;
  readonly maxUsers: number;
  readonly maxDevicesPerUser: number;
  readonly tenantSuspended: boolean;
  /** Another tenant of the box has the name of that time. */
  readonly nameTaken: boolean;
  /** Everybody there ever was, deleted people too. */
  readonly people: ReadonlyMap<UserId, Person>;
  /** Numbers in use, and those that rest still. */
  readonly numbers: ReadonlyMap<number, NumberHeld>;
  /** Every device there ever was, revoked ones too. */
  readonly phones: ReadonlyMap<DeviceId, PhoneRow>;
  /** Trunks that rules may name, by id: the tenant's and the box's. */
  readonly trunks: ReadonlyMap<string, string>;
}

/** Somebody of the tenant, also a deleted one. */
export interface Person {
  readonly name: string;
  readonly email: string | null;
  readonly status: UserStatus;
  /** They were suspended when they were deleted, and come back so. */
  readonly wasSuspended: boolean;
  /** They have a login. */
  readonly hasAccount: boolean;
}
export interface NumberHeld {
  readonly ownerId: string;
  readonly ownerName: string;
  readonly resting: boolean;
}

export interface RestoreWish {
  readonly now: TenantSnapshot;
  readonly past: TenantSnapshot;
  readonly standing: Standing;
  /** Absent: all of it. */
  readonly named?: readonly { readonly kind: string; readonly id: string }[] | undefined;
}

/** Does this restore mean the object? */
export function wants({ named }: Pick<RestoreWish, 'named'>): (kind: string, id: string) => boolean {
  if (named === undefined) return () => true;
  const keys = new Set(named.map(({ kind, id }) => `${kind} ${id}`));
  return (kind, id) => keys.has(`${kind} ${id}`);
}
