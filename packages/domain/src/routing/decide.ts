import type { FlowId, SipUsername, UserId } from '../ids.ts';
import type { E164 } from '../numbers.ts';
import { codeIn } from '../handling/codes.ts';
import { reachableMembers } from './group.ts';
import { afterRinging, chosenAfterwards, wayOf } from './handling.ts';
import { hoursAt } from './hours.ts';
import { menuReached } from './menu.ts';
import { queueReached } from './queue.ts';
import { RING_BACK_SECONDS } from '../emergency/emergency-call.ts';
import { didDigits, RING_BACK_PHONES } from './names.ts';
import { decideOutside, type Payer } from './outside.ts';
import { MOST_HOPS, MOST_HOURS } from './planned-flows.ts';
import { REFUSALS, type Refusal } from './refusal.ts';
import type { BoxTarget, PlannedHours, PlannedUser, RoutePlan, Target } from './plan.ts';
import type { Decision, DialledCall, InboundCall, LiveState, Reason, RingBack } from './decision.ts';

/**
 * What happens to this call, and why: the same answer as the dialplan core gives (agent/src/features/callflow).
 * `plan` null: nothing of this tenant was ever applied.
 */
export function decide(plan: RoutePlan | null, live: LiveState, call: DialledCall): Decision {
  const { dialled, from } = call;
  // The core finds emergency numbers before it knows anything of the tenant.
  if (plan?.emergencyNumbers.includes(dialled)) return callsHelp(plan, dialled);
  if (!/^[0-9*#+]{1,79}$/.test(dialled)) return refuse('malformed', { reason: 'not-dialable' });
  const caller = plan && from ? ownerOf(plan, from) : undefined;
  if (caller && live.suspendedUsers.has(caller.id))
    return refuse('caller-suspended', { reason: 'caller-suspended', userId: caller.id });
  if (live.tenantSuspended) return refuse('tenant-suspended', { reason: 'tenant-suspended' });
  if (!plan) return refuse('no-generation', { reason: 'never-applied' });

  const target = /^[1-9]\d{1,5}$/.test(dialled) ? plan.extensions.get(Number(dialled)) : undefined;
  if (target)
    return follow(plan, target, { live, from, at: call.at, found: [extensionOf(plan, target, Number(dialled))] });
  // Of the tenant's own phones alone.
  const found = caller ? codeIn(dialled) : undefined;
  if (found) return { does: 'code', ...found, because: [{ reason: 'feature-code', code: found.code.code }] };
  const behindPrefix = emergencyBehind(plan, dialled);
  if (behindPrefix !== undefined) return callsHelp(plan, behindPrefix);
  return goesOutside(plan, live, call) ?? refuse('unknown', { reason: 'number-belongs-to-nobody', dialled });
}

const callsHelp = ({ emergencyEndpoint: endpoint }: RoutePlan, number: string): Decision => ({
  does: 'emergency',
  number,
  endpoint,
  because: [{ reason: 'emergency-number', number }],
});

/**
 * What happens to a call from outside to this tenant's number, and why. The tenant that has a number is found by the
 * core (names.ts: didOwnersKey); a plan without the number, or none at all, is passed over, and then it is nobody's.
 */
export function decideInbound(plan: RoutePlan | null, live: LiveState, { number, at }: InboundCall): Decision {
  const target = plan?.numbers.get(number);
  if (!plan || target === undefined)
    return refuse('unknown', { reason: 'number-belongs-to-nobody', dialled: didDigits(number) });
  const owned: Reason[] = [{ reason: 'number-of-tenant', number }, ...ringsBack(plan, live, { number, at })];
  if (live.tenantSuspended) return refuse('tenant-suspended', ...owned, { reason: 'tenant-suspended' });
  if (target) return follow(plan, target, { live, from: null, at, found: [...owned, ...numberOf(plan, target)] });
  const found: Reason[] = [...owned, { reason: 'number-unassigned', number }];
  if (!plan.defaultTarget) return refuse('no-destination', ...found, { reason: 'no-tenant-default' });
  return follow(plan, plan.defaultTarget, { live, from: null, at, found: [...found, byDefault(plan)] });
}

/** The phones that called for help with this number and are rung first. A probe of the core leaves that aside. */
function ringsBack(plan: RoutePlan, { ringBacks = [] }: LiveState, { number, at }: InboundCall): Reason[] {
  const late = (one: RingBack): number => Math.floor(at / 1_000) - Math.floor(one.at / 1_000);
  const phones = ringBacks
    .filter((one) => one.number === number && late(one) >= 0 && late(one) < RING_BACK_SECONDS)
    .map(({ sipUsername }) => sipUsername);
  const devices = [...new Set(phones)].slice(0, RING_BACK_PHONES).map((phone) => labelOf(plan, phone));
  return devices.length > 0 ? [{ reason: 'rings-back', devices }] : [];
}

function labelOf(plan: RoutePlan, phone: SipUsername): string {
  for (const user of plan.users.values())
    for (const member of user.members) if (member.sipUsername === phone) return `${user.name}, ${member.label}`;
  return phone;
}

/** A call on its way. `found`: how it came here. */
export interface OnItsWay {
  readonly live: LiveState;
  readonly from: SipUsername | null;
  readonly at: number;
  readonly found: readonly Reason[];
}

/**
 * What happens at a target: the same as the core's `sc-target`. Schedules are followed until something acts. Also
 * answers for what comes after a group (`next`), with a `found` of its own.
 */
export function follow(plan: RoutePlan, start: Target, call: OnItsWay): Decision {
  const { live, at } = call;
  const found = [...call.found];
  let target = start;
  for (let schedules = 0, hops = 0; ;) {
    // Forwards are live: they may name whom this plan doesn't know.
    if ('flowId' in target && !plan.flows?.has(target.flowId)) return refuse('corrupt', ...found, NOBODY_THERE);
    switch (target.kind) {
      case 'user': {
        const user = plan.users.get(target.userId);
        if (!user) return refuse('corrupt', ...found, NOBODY_THERE);
        if (schedules + hops > 0) found.push({ reason: 'next-is-user', ...whoIs(user) });
        if (live.suspendedUsers.has(user.id))
          return refuse('user-suspended', ...found, { reason: 'user-suspended', userId: user.id });
        const way = wayOf(plan, user, { handling: live.handling, from: call.from });
        found.push(...way.because);
        if (way.go === 'ring') return ringUser(user, { ...call, found });
        if (way.go === 'box') return takesMessage(user, { live, found });
        if (way.go === 'refuse')
          return refuse(way.refusal, ...found, ...(way.refusal === 'no-devices' ? [NO_DEVICES] : []));
        hops += 1;
        if (hops > MOST_HOPS) return refuse('loop', ...found, { reason: 'too-many-forwards' });
        // By the policy of whoever forwards, and at their cost.
        if (way.to.kind === 'external')
          return leavesTo(plan, way.to.digits, { ...call, found, payer: { by: 'user', user } });
        target = way.to;
        break;
      }
      case 'voicemail':
        return takesMessage(userOf(plan, target.userId), { ...call, found });
      case 'mailbox': {
        const of = nameOf(plan, target.flowId);
        const box: BoxTarget = { kind: 'mailbox', flowId: target.flowId };
        return { does: 'voicemail', box, name: of.name, because: [...found, { reason: 'mailbox', ...of }] };
      }
      case 'group':
        return ringGroup(plan, target.flowId, { ...call, found });
      case 'menu': {
        const menu = menuReached(plan, target.flowId);
        return { ...menu, because: [...found, { reason: 'menu-asks', flowId: menu.flowId, name: menu.name }] };
      }
      case 'queue': {
        const { because, ...queue } = queueReached(plan, target.flowId, live);
        return { ...queue, because: [...found, ...because] };
      }
      case 'hours': {
        if (schedules++ === MOST_HOURS) return refuse('loop', ...found, { reason: 'too-many-schedules' });
        const { id, name, zone, ...hours } = hoursOf(plan, target.flowId);
        const now = hoursAt({ id, name, zone, ...hours }, at, live.overrides?.get(id) ?? null);
        target = hours[now.state];
        found.push({ reason: 'schedule', flowId: id, name, zone, ...now, next: target });
        break;
      }
      case 'external':
        return leavesTo(plan, target.digits, { ...call, found });
      case 'hangup':
        return refuse('hangup', ...found, { reason: 'hangs-up' });
    }
  }
}

function ringGroup(plan: RoutePlan, id: FlowId, { live, from, found }: OnItsWay): Decision {
  const flow = plan.flows?.get(id);
  if (flow?.kind !== 'group') throw new Error('a compiled plan holds every group to which it leads');
  const { name, strategy, ringSeconds, noanswer } = flow;
  const { suspendedUsers: suspended, handling } = live;
  const { members, passedOver } = reachableMembers(plan, flow, { suspended, handling, from });
  const rings: Reason = { reason: 'group-rings', flowId: id, name, strategy, count: members.length };
  const because = [...found, ...passedOver.map((one): Reason => ({ reason: 'member-passed-over', ...one })), rings];
  return { does: 'group', flowId: id, name, strategy, ringSeconds, members, next: noanswer, because };
}

/** Whoever is used to dialling the prefix for outside first does so in need too. */
function emergencyBehind({ outbound, emergencyNumbers }: RoutePlan, dialled: string): string | undefined {
  const prefix = outbound?.dialling?.outsidePrefix ?? '';
  return prefix === '' ? undefined : emergencyNumbers.find((number) => dialled === prefix + number);
}

/** What is no extension may be a number outside, by the calling person's policy; undefined: it is none. */
function goesOutside(plan: RoutePlan, live: LiveState, { dialled, from, at }: DialledCall): Decision | undefined {
  const caller = from ? ownerOf(plan, from) : undefined;
  const payer = caller
    ? { by: 'user' as const, user: caller }
    : { by: from ? ('stranger' as const) : ('tenant' as const) };
  const answer = decideOutside(plan, { dialled, payer, at, isOpen: openIn(plan, live) });
  if (answer?.does === 'outside') return withinSpending(plan, { live, at }, answer);
  return answer && refuse('blocked', ...answer.because);
}

/** A destination outside, by the tenant's policy: whoever calls, it is the tenant that sends the call there, or who forwards. */
function leavesTo(
  plan: RoutePlan,
  digits: string,
  { live, at, found, payer = { by: 'tenant' } }: OnItsWay & { readonly payer?: Payer },
): Decision {
  // It would come back in by the carrier, round and round.
  if (plan.numbers.has(`+${digits}` as E164)) return refuse('loop', ...found, { reason: 'leads-back', digits });
  const answer = decideOutside(plan, { dialled: `+${digits}`, payer, at, isOpen: openIn(plan, live) });
  const because: Reason[] = [...found, { reason: 'leads-outside', digits }, ...(answer?.because ?? [])];
  if (answer?.does === 'outside') return withinSpending(plan, { live, at }, { ...answer, because });
  return refuse(answer ? 'blocked' : 'unknown', ...because);
}

/** As the core does with a call that it lets out (callflow/spending.conf.ts of the agent). */
function withinSpending(
  { outbound }: RoutePlan,
  { live: { spent }, at }: Pick<OnItsWay, 'live' | 'at'>,
  way: Extract<Decision, { does: 'outside' }>,
): Decision {
  const limit = outbound?.spending?.perDay;
  if (limit === undefined || !spent || spent.isLifted || at >= spent.until || spent.micros < limit) return way;
  return refuse('over-limit', ...way.because, { reason: 'spending-reached', limit });
}

const openIn =
  (plan: RoutePlan, live: LiveState) =>
  (id: FlowId, at: number): boolean | undefined => {
    const hours = plan.flows?.get(id);
    return hours?.kind === 'hours' ? hoursAt(hours, at, live.overrides?.get(id) ?? null).state === 'open' : undefined;
  };

const NOBODY_THERE: Reason = { reason: 'leads-to-nobody' };
const NO_DEVICES: Reason = { reason: 'user-has-no-devices' };

/** The way to a person's phones, the same from inside and from outside. `found`: how the call came to them. */
function ringUser(user: PlannedUser, { live, from, found }: OnItsWay): Decision {
  const members = user.members.filter((member) => member.sipUsername !== from);
  const leftOut: Reason[] =
    members.length < user.members.length && from ? [{ reason: 'calling-device-left-out', sipUsername: from }] : [];
  if (members.length === 0) return refuse('own-extension', ...found, ...leftOut);
  return {
    does: 'ring',
    user,
    members,
    after: afterRinging(user, live.handling?.get(user.id)),
    because: [
      ...found,
      ...leftOut,
      { reason: 'all-devices-ring', count: members.length },
      ...chosenAfterwards(live.handling?.get(user.id)),
    ],
  };
}

/** A message for a person whose phones are not asked. */
function takesMessage(user: PlannedUser, { live, found }: Pick<OnItsWay, 'live' | 'found'>): Decision {
  const { id: userId, name } = user;
  if (live.suspendedUsers.has(userId)) return refuse('user-suspended', ...found, { reason: 'user-suspended', userId });
  if (!user.voicemail) return refuse('no-mailbox', ...found, { reason: 'has-no-voicemail', userId, name });
  const because: Reason[] = [...found, { reason: 'voicemail-of', ...whoIs(user) }];
  return { does: 'voicemail', box: { kind: 'voicemail', userId }, name, because };
}

const refuse = (refusal: Refusal, ...because: Reason[]): Decision => ({
  does: 'refuse',
  refusal,
  sip: REFUSALS[refusal].sip,
  because,
});

function userOf(plan: RoutePlan, id: UserId): PlannedUser {
  const user = plan.users.get(id);
  if (!user) throw new Error('a compiled plan holds everybody to whom it leads');
  return user;
}

function hoursOf(plan: RoutePlan, id: FlowId): PlannedHours {
  const flow = plan.flows?.get(id);
  if (flow?.kind !== 'hours') throw new Error('a compiled plan holds every schedule to which it leads');
  return flow;
}

const nameOf = (plan: RoutePlan, flowId: FlowId) => ({ flowId, name: plan.flows?.get(flowId)?.name ?? '' });

function extensionOf(plan: RoutePlan, target: Target, extension: number): Reason {
  if ('flowId' in target) return { reason: 'extension-of-flow', extension, ...nameOf(plan, target.flowId) };
  if (target.kind !== 'user') throw new Error('an extension is a person’s or a flow’s');
  const { id, name } = userOf(plan, target.userId);
  return { reason: 'extension-of-user', extension, userId: id, name };
}

function numberOf(plan: RoutePlan, target: Target): Reason[] {
  switch (target.kind) {
    case 'user':
      return [{ reason: 'number-of-user', ...whoIs(userOf(plan, target.userId)) }];
    case 'group':
    case 'hours':
    case 'mailbox':
    case 'menu':
    case 'queue':
      return [{ reason: 'number-of-flow', ...nameOf(plan, target.flowId) }];
    case 'external':
      return [{ reason: 'number-leads-outside', digits: target.digits }];
    // Whose message it is comes next.
    case 'voicemail':
    case 'hangup':
      return [];
  }
}

function byDefault(plan: RoutePlan): Reason {
  const target = plan.defaultTarget ?? { kind: 'hangup' };
  return target.kind === 'user'
    ? { reason: 'tenant-default', ...whoIs(userOf(plan, target.userId)) }
    : { reason: 'tenant-default-leads-to', target };
}

const whoIs = ({ id, name, extension }: PlannedUser) => ({ userId: id, name, extension });

function ownerOf(plan: RoutePlan, device: SipUsername): PlannedUser | undefined {
  for (const user of plan.users.values()) if (user.members.some((member) => member.sipUsername === device)) return user;
  return undefined;
}
