import type { RingStrategy } from '../callflow/flow.ts';
import type { FlowId, SipUsername, UserId } from '../ids.ts';
import type { E164 } from '../numbers.ts';
import type { FeatureCode } from '../handling/codes.ts';
import type { GroupMember } from './group.ts';
import type { AfterRinging, HandlingReason, PersonHandling } from './handling.ts';
import type { HoursOverride, HoursState } from './hours.ts';
import type { MenuReached, MenuReason } from './menu.ts';
import type { QueueReached, QueueReason } from './queue.ts';
import type { OutsideReason, WayOut } from './outside.ts';
import type { Refusal } from './refusal.ts';
import type { BoxTarget, Member, PlannedUser, Target } from './plan.ts';

/** What takes effect at once and stands outside generations: never in a plan, never rolled back. */
export interface LiveState {
  readonly tenantSuspended: boolean;
  readonly suspendedUsers: ReadonlySet<UserId>;
  /** Schedules that are open or closed by hand; absent: none. */
  readonly overrides?: ReadonlyMap<FlowId, HoursOverride>;
  /** What people's calls do; absent, and for whoever is not in it: as by default. */
  readonly handling?: ReadonlyMap<UserId, PersonHandling>;
  /** Emergency calls of the last half hour, the newest first; absent: none. */
  readonly ringBacks?: readonly RingBack[];
  /**
   * What calls out have cost today, where somebody wants to know what a call does now; absent: not asked, as by checks that
   * compare with a probe of the core, which calls nobody and meets no limit.
   */
  readonly spent?: SpentToday;
}
export interface SpentToday {
  /** In millionths of the box's currency. */
  readonly micros: number;
  /** The limit is lifted until the day ends. */
  readonly isLifted: boolean;
  /** When the day ends, in milliseconds since 1970. */
  readonly until: number;
}
export interface RingBack {
  /** The number that was shown. */
  readonly number: E164;
  readonly sipUsername: SipUsername;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface DialledCall {
  /** The calling device; null: none of the tenant's own (a trunk, a probe). */
  readonly from: SipUsername | null;
  /** As it came from the phone, unchecked. */
  readonly dialled: string;
  /** Milliseconds since 1970: schedules look at it. */
  readonly at: number;
}

/** A call that comes in through a trunk. */
export interface InboundCall {
  /** The public number that was called. */
  readonly number: E164;
  /** Milliseconds since 1970: schedules look at it. */
  readonly at: number;
}

export type Decision =
  | {
      readonly does: 'emergency';
      readonly number: string;
      readonly endpoint: string | null;
      readonly because: readonly Reason[];
    }
  | {
      readonly does: 'ring';
      readonly user: PlannedUser;
      readonly members: readonly Member[];
      /** How long, and what comes where nobody takes the call. */
      readonly after: AfterRinging;
      readonly because: readonly Reason[];
    }
  /** A message is left; `name`: whose box it is. */
  | {
      readonly does: 'voicemail';
      readonly box: BoxTarget;
      readonly name: string;
      readonly because: readonly Reason[];
    }
  /** A feature code of the calling phone. */
  | { readonly does: 'code'; readonly code: FeatureCode; readonly rest: string; readonly because: readonly Reason[] }
  | { readonly does: 'outside'; readonly way: WayOut; readonly because: readonly Reason[] }
  | {
      readonly does: 'group';
      readonly flowId: FlowId;
      readonly name: string;
      readonly strategy: RingStrategy;
      /** The group; in turn: each of them. */
      readonly ringSeconds: number;
      /** Those who can ring, in the order of the group; nobody: the call goes on at once. */
      readonly members: readonly GroupMember[];
      /** Where the call goes that nobody of them answers. */
      readonly next: Target;
      readonly because: readonly Reason[];
    }
  | (MenuReached & { readonly because: readonly Reason[] })
  | (QueueReached & { readonly because: readonly Reason[] })
  | { readonly does: 'refuse'; readonly refusal: Refusal; readonly sip: number; readonly because: readonly Reason[] };

/** One step of the explanation, in the order in which the core takes them. */
export type Reason =
  | { readonly reason: 'emergency-number'; readonly number: string }
  | { readonly reason: 'not-dialable' }
  | { readonly reason: 'caller-suspended'; readonly userId: UserId }
  | { readonly reason: 'tenant-suspended' }
  | { readonly reason: 'never-applied' }
  | { readonly reason: 'number-belongs-to-nobody'; readonly dialled: string }
  | { readonly reason: 'extension-of-user'; readonly extension: number; readonly userId: UserId; readonly name: string }
  | { readonly reason: 'number-of-tenant'; readonly number: E164 }
  /** Before anything else, also where the tenant or the person is suspended; unanswered, the call goes on. */
  | { readonly reason: 'rings-back'; readonly devices: readonly string[] }
  | { readonly reason: 'number-of-user'; readonly userId: UserId; readonly name: string; readonly extension: number }
  | { readonly reason: 'number-unassigned'; readonly number: E164 }
  | { readonly reason: 'tenant-default'; readonly userId: UserId; readonly name: string; readonly extension: number }
  | { readonly reason: 'no-tenant-default' }
  | { readonly reason: 'user-suspended'; readonly userId: UserId }
  | { readonly reason: 'all-devices-ring'; readonly count: number }
  | { readonly reason: 'calling-device-left-out'; readonly sipUsername: SipUsername }
  | { readonly reason: 'user-has-no-devices' }
  | { readonly reason: 'extension-of-flow'; readonly extension: number; readonly flowId: FlowId; readonly name: string }
  | { readonly reason: 'number-of-flow'; readonly flowId: FlowId; readonly name: string }
  | { readonly reason: 'number-leads-outside'; readonly digits: string }
  | { readonly reason: 'tenant-default-leads-to'; readonly target: Target }
  | {
      readonly reason: 'schedule';
      readonly flowId: FlowId;
      readonly name: string;
      readonly state: HoursState;
      readonly by: 'override' | 'holiday' | 'week';
      /** `2026-11-30 09:15` by the clock of `zone`. */
      readonly local: string;
      readonly zone: string;
      readonly next: Target;
    }
  | { readonly reason: 'next-is-user'; readonly userId: UserId; readonly name: string; readonly extension: number }
  | {
      readonly reason: 'member-passed-over';
      readonly userId: UserId;
      readonly name: string;
      readonly why: 'suspended' | 'do-not-disturb' | 'no-devices' | 'own-extension' | 'too-late';
    }
  | {
      readonly reason: 'group-rings';
      readonly flowId: FlowId;
      readonly name: string;
      readonly strategy: RingStrategy;
      readonly count: number;
    }
  | { readonly reason: 'voicemail-of'; readonly userId: UserId; readonly name: string; readonly extension: number }
  | { readonly reason: 'has-no-voicemail'; readonly userId: UserId; readonly name: string }
  | { readonly reason: 'mailbox'; readonly flowId: FlowId; readonly name: string }
  | { readonly reason: 'leads-outside'; readonly digits: string }
  /** To a number of the tenant's own. */
  | { readonly reason: 'leads-back'; readonly digits: string }
  | { readonly reason: 'hangs-up' }
  | { readonly reason: 'too-many-schedules' }
  | { readonly reason: 'feature-code'; readonly code: string }
  | { readonly reason: 'spending-reached'; readonly limit: number }
  | HandlingReason
  | MenuReason
  | QueueReason
  | OutsideReason;
