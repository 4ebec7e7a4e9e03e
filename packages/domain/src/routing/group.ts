import type { SipUsername, UserId } from '../ids.ts';
import type { PersonHandling } from './handling.ts';
import type { Member, PlannedGroup, PlannedUser, RoutePlan } from './plan.ts';

/** A person of a ring group with the phones that ring for this call. */
export interface GroupMember {
  readonly user: PlannedUser;
  readonly devices: readonly Member[];
  /** Seconds after the others; of groups that ring together. */
  readonly delaySeconds: number;
}
export interface PassedOver {
  readonly userId: UserId;
  readonly name: string;
  readonly why: 'suspended' | 'do-not-disturb' | 'no-devices' | 'own-extension' | 'too-late';
}

/** Who of a group can ring, in its order, and who is passed over: as the core's `sc-group` finds when their turn comes. */
export function reachableMembers(
  plan: RoutePlan,
  { members, ringSeconds }: Pick<PlannedGroup, 'members' | 'ringSeconds'>,
  call: {
    readonly suspended: ReadonlySet<UserId>;
    readonly handling?: ReadonlyMap<UserId, PersonHandling> | undefined;
    readonly from: SipUsername | null;
  },
): { readonly members: readonly GroupMember[]; readonly passedOver: readonly PassedOver[] } {
  const reachable: GroupMember[] = [];
  const passedOver: PassedOver[] = [];
  for (const { userId, delaySeconds } of members) {
    const user = plan.users.get(userId);
    if (!user) throw new Error('a compiled plan holds everybody of its groups');
    const devices = user.members.filter((device) => device.sipUsername !== call.from);
    const why = call.suspended.has(userId)
      ? 'suspended'
      : call.handling?.get(userId)?.dnd
        ? 'do-not-disturb'
        : user.members.length === 0
          ? 'no-devices'
          : devices.length === 0
            ? 'own-extension'
            : delaySeconds >= ringSeconds
              ? 'too-late'
              : undefined;
    if (why) passedOver.push({ userId, name: user.name, why });
    else reachable.push({ user, devices, delaySeconds });
  }
  return { members: reachable, passedOver };
}
