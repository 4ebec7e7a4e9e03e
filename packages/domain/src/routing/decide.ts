import type { SipUsername, UserId } from '../ids.ts';
import type { E164 } from '../numbers.ts';
import { didDigits } from './names.ts';
import { decideOutside, type OutsideReason, type WayOut } from './outside.ts';
import type { Member, PlannedUser, RoutePlan, Target } from './plan.ts';

/** What takes effect at once and stands outside generations: never in a plan, never rolled back. */
export interface LiveState {
  readonly tenantSuspended: boolean;
  readonly suspendedUsers: ReadonlySet<UserId>;
}

export interface DialledCall {
  /** The calling device; null: none of the tenant's own (a trunk, a probe). */
  readonly from: SipUsername | null;
  /** As it came from the phone, unchecked. */
  readonly dialled: string;
  /** Milliseconds since 1970, for what depends on the hour (nothing does yet). */
  readonly at: number;
}

/** A call that comes in through a trunk. */
export interface InboundCall {
  /** The public number that was called. */
  readonly number: E164;
  /** Milliseconds since 1970, for what depends on the hour (nothing does yet). */
  readonly at: number;
}

/** The core's words for why a call goes nowhere (`Reason` of its UserEvent ScRefused), with what the phone is told. */
export const REFUSALS = {
  malformed: { sip: 404, cause: 1 },
  unknown: { sip: 404, cause: 1 },
  'tenant-suspended': { sip: 403, cause: 21 },
  'caller-suspended': { sip: 403, cause: 21 },
  'user-suspended': { sip: 480, cause: 19 },
  'no-devices': { sip: 480, cause: 19 },
  'own-extension': { sip: 486, cause: 17 },
  'no-destination': { sip: 404, cause: 1 },
  'no-generation': { sip: 500, cause: 38 },
  corrupt: { sip: 500, cause: 38 },
  // FR-020, and limits against fraud, which are live: no decision says `over-limit`.
  blocked: { sip: 403, cause: 21 },
  'over-limit': { sip: 403, cause: 21 },
} as const;
export type Refusal = keyof typeof REFUSALS;

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
      readonly because: readonly Reason[];
    }
  | { readonly does: 'outside'; readonly way: WayOut; readonly because: readonly Reason[] }
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
  | { readonly reason: 'number-of-user'; readonly userId: UserId; readonly name: string; readonly extension: number }
  | { readonly reason: 'number-unassigned'; readonly number: E164 }
  | { readonly reason: 'tenant-default'; readonly userId: UserId; readonly name: string; readonly extension: number }
  | { readonly reason: 'no-tenant-default' }
  | { readonly reason: 'user-suspended'; readonly userId: UserId }
  | { readonly reason: 'all-devices-ring'; readonly count: number }
  | { readonly reason: 'calling-device-left-out'; readonly sipUsername: SipUsername }
  | { readonly reason: 'user-has-no-devices' }
  | OutsideReason;

/**
 * What happens to this call, and why: the same answer as the dialplan core gives (agent/src/features/callflow).
 * `plan` null: nothing of this tenant was ever applied.
 */
export function decide(plan: RoutePlan | null, live: LiveState, call: DialledCall): Decision {
  const { dialled, from } = call;
  // The core finds emergency numbers before it knows anything of the tenant.
  if (plan?.emergencyNumbers.includes(dialled))
    return {
      does: 'emergency',
      number: dialled,
      endpoint: plan.emergencyEndpoint,
      because: [{ reason: 'emergency-number', number: dialled }],
    };
  if (!/^[0-9*#+]{1,79}$/.test(dialled)) return refuse('malformed', { reason: 'not-dialable' });
  const caller = plan && from ? ownerOf(plan, from) : undefined;
  if (caller && live.suspendedUsers.has(caller.id))
    return refuse('caller-suspended', { reason: 'caller-suspended', userId: caller.id });
  if (live.tenantSuspended) return refuse('tenant-suspended', { reason: 'tenant-suspended' });
  if (!plan) return refuse('no-generation', { reason: 'never-applied' });

  const user = /^[1-9]\d{1,5}$/.test(dialled) ? userAt(plan, Number(dialled)) : undefined;
  if (!user)
    return goesOutside(plan, call, caller) ?? refuse('unknown', { reason: 'number-belongs-to-nobody', dialled });
  const found: Reason = { reason: 'extension-of-user', extension: user.extension, userId: user.id, name: user.name };
  return ringUser(user, { live, from, found: [found] });
}

/**
 * What happens to a call from outside to this tenant's number, and why. The tenant that has a number is found by the
 * core (names.ts: didOwnersKey); a plan without the number, or none at all, is passed over, and then it is nobody's.
 */
export function decideInbound(plan: RoutePlan | null, live: LiveState, { number }: InboundCall): Decision {
  const target = plan?.numbers.get(number);
  if (!plan || target === undefined)
    return refuse('unknown', { reason: 'number-belongs-to-nobody', dialled: didDigits(number) });
  const owned: Reason = { reason: 'number-of-tenant', number };
  if (live.tenantSuspended) return refuse('tenant-suspended', owned, { reason: 'tenant-suspended' });
  if (target) {
    const user = userOf(plan, target);
    return ringUser(user, { live, from: null, found: [owned, { reason: 'number-of-user', ...whoIs(user) }] });
  }
  const found: Reason[] = [owned, { reason: 'number-unassigned', number }];
  if (!plan.defaultTarget) return refuse('no-destination', ...found, { reason: 'no-tenant-default' });
  const user = userOf(plan, plan.defaultTarget);
  return ringUser(user, { live, from: null, found: [...found, { reason: 'tenant-default', ...whoIs(user) }] });
}

/** What is no extension may be a number outside, by the calling person's policy; undefined: it is none. */
function goesOutside(plan: RoutePlan, { dialled, from, at }: DialledCall, caller: PlannedUser | undefined) {
  const payer = caller
    ? { by: 'user' as const, user: caller }
    : { by: from ? ('stranger' as const) : ('tenant' as const) };
  const answer = decideOutside(plan, { dialled, payer, at });
  return answer?.does === 'blocked' ? refuse('blocked', ...answer.because) : answer;
}

/** The way to a person's phones, the same from inside and from outside. `found`: how the call came to them. */
function ringUser(
  user: PlannedUser,
  call: { readonly live: LiveState; readonly from: SipUsername | null; readonly found: readonly Reason[] },
): Decision {
  const { live, from, found } = call;
  if (live.suspendedUsers.has(user.id))
    return refuse('user-suspended', ...found, { reason: 'user-suspended', userId: user.id });
  if (user.members.length === 0) return refuse('no-devices', ...found, { reason: 'user-has-no-devices' });
  const members = user.members.filter((member) => member.sipUsername !== from);
  const leftOut: Reason[] =
    members.length < user.members.length && from ? [{ reason: 'calling-device-left-out', sipUsername: from }] : [];
  if (members.length === 0) return refuse('own-extension', ...found, ...leftOut);
  return {
    does: 'ring',
    user,
    members,
    because: [...found, ...leftOut, { reason: 'all-devices-ring', count: members.length }],
  };
}

const refuse = (refusal: Refusal, ...because: Reason[]): Decision => ({
  does: 'refuse',
  refusal,
  sip: REFUSALS[refusal].sip,
  because,
});

function userAt(plan: RoutePlan, extension: number): PlannedUser | undefined {
  const target = plan.extensions.get(extension);
  return target?.kind === 'user' ? plan.users.get(target.userId) : undefined;
}

function userOf(plan: RoutePlan, target: Target): PlannedUser {
  const user = target.kind === 'user' ? plan.users.get(target.userId) : undefined;
  if (!user) throw new Error('a compiled plan holds everybody to whom its numbers lead');
  return user;
}

const whoIs = ({ id, name, extension }: PlannedUser) => ({ userId: id, name, extension });

function ownerOf(plan: RoutePlan, device: SipUsername): PlannedUser | undefined {
  for (const user of plan.users.values()) if (user.members.some((member) => member.sipUsername === device)) return user;
  return undefined;
}
