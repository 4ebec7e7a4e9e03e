import type { Destination } from '../did/destination.ts';
import type { ModelProblem } from '../failure.ts';
import type { RingStrategy } from '../callflow/flow.ts';
import type { MenuKey } from '../callflow/menu.ts';
import type { QueueMember, QueueStrategy } from '../callflow/queue.ts';
import type {
  DeviceId,
  FlowId,
  LocationId,
  PolicyId,
  PromptId,
  SipUsername,
  TenantTag,
  TrunkId,
  UserId,
} from '../ids.ts';
import type { Dialling } from '../policy/policy.ts';
import type { E164 } from '../numbers.ts';
import { fail, ok, type Result } from '../result.ts';
import { targetOf } from './flows.ts';
import { ownOutside, plannedOutbound } from './outside.ts';
import { plannedPlaces } from './places.ts';
import { plannedFlows } from './planned-flows.ts';
import { problemsOf } from './problems.ts';
import type { BoxSnapshot, TenantSnapshot } from './snapshot.ts';

/**
 * One tenant's routing, compiled: the only form from which AstDB keys, `decide`, preview and checks are made.
 * Lists are sorted (extensions by number, users by id, members by SIP username), so equal models give equal plans.
 */
export interface RoutePlan {
  readonly tag: TenantTag;
  readonly extensions: ReadonlyMap<number, Target>;
  readonly users: ReadonlyMap<UserId, PlannedUser>;
  /** Public numbers and where they lead; null: to `defaultTarget`. By number. */
  readonly numbers: ReadonlyMap<E164, Target | null>;
  /** null: callers of numbers without a destination are refused. */
  readonly defaultTarget: Target | null;
  readonly emergencyNumbers: readonly string[];
  readonly emergencyEndpoint: string | null;
  /** Ring groups, schedules, menus, queues and mailboxes by id; absent: there is none. */
  readonly flows?: ReadonlyMap<FlowId, PlannedFlow>;
  /** Calls out; absent: nothing of it was ever set, and none go out. */
  readonly outbound?: PlannedOutbound;
  /** What emergency calls show, by phone; of a phone that is not in it there is nothing to show. Absent: of none. */
  readonly places?: ReadonlyMap<SipUsername, PlannedPlace>;
  /** As long a parked call waits; absent: PARKING_SECONDS. */
  readonly parkSeconds?: number;
}
export interface PlannedPlace {
  readonly locationId: LocationId | null;
  /** E.164 digits without the plus sign; null: no number. */
  readonly shown: string | null;
}
/** What an extension, a number or an exit leads to, in the words of AstDB (decision 0011). */
export type Target =
  | { readonly kind: 'user'; readonly userId: UserId }
  | { readonly kind: 'voicemail'; readonly userId: UserId }
  | { readonly kind: 'group' | 'hours' | 'menu' | 'queue'; readonly flowId: FlowId }
  | { readonly kind: 'mailbox'; readonly flowId: FlowId }
  | { readonly kind: 'external'; readonly digits: string }
  | { readonly kind: 'hangup' };

/** A target where a message is left. */
export type BoxTarget = Extract<Target, { kind: 'voicemail' | 'mailbox' }>;

export type PlannedFlow = PlannedGroup | PlannedHours | PlannedMailbox | PlannedMenu | PlannedQueue;
export interface PlannedGroup {
  readonly kind: 'group';
  readonly id: FlowId;
  readonly name: string;
  readonly strategy: RingStrategy;
  readonly ringSeconds: number;
  readonly callerIdPrefix: string;
  readonly members: readonly { readonly userId: UserId; readonly delaySeconds: number }[];
  readonly noanswer: Target;
}
/** Minutes of a day, `from` included, `to` (up to 1440) not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
export interface PlannedHours {
  readonly kind: 'hours';
  readonly id: FlowId;
  readonly name: string;
  readonly zone: string;
  /** Monday first. */
  readonly week: readonly (readonly Span[])[];
  /** `20261225`, or `1225` for each year; the former wins. Empty: closed. */
  readonly days: ReadonlyMap<string, readonly Span[]>;
  readonly open: Target;
  readonly closed: Target;
  readonly holiday: Target;
}
/** A general mailbox. */
export interface PlannedMailbox {
  readonly kind: 'mailbox';
  readonly id: FlowId;
  readonly name: string;
  readonly extension: number | null;
  readonly listeners: readonly UserId[];
}
export interface PlannedMenu {
  readonly kind: 'menu';
  readonly id: FlowId;
  readonly name: string;
  readonly waitSeconds: number;
  readonly tries: number;
  /** Extensions of the tenant may be dialled. */
  readonly dialling: boolean;
  readonly promptId: PromptId | null;
  /** Keys that lead somewhere, in the order of MENU_KEYS; others are wrong ones. */
  readonly keys: ReadonlyMap<MenuKey, { readonly label: string; readonly next: Target }>;
  readonly timeout: Target;
  readonly invalid: Target;
}
/** What the core needs of a queue; the rest is its row's (queue.conf.ts of the agent). */
export interface PlannedQueue {
  readonly kind: 'queue';
  readonly id: FlowId;
  readonly name: string;
  readonly strategy: QueueStrategy;
  readonly members: readonly QueueMember[];
  readonly ringSeconds: number;
  readonly waitSeconds: number;
  readonly mostCallers: number;
  readonly hears: 'music' | 'ringing';
  /** On arrival. */
  readonly promptId: PromptId | null;
  readonly musicPromptId: PromptId | null;
  readonly repeatPromptId: PromptId | null;
  /** Callers are spoken to while they wait. */
  readonly speaks: boolean;
  readonly callerIdPrefix: string;
  readonly timeout: Target;
  readonly full: Target;
  readonly empty: Target;
}

export interface PlannedOutbound {
  readonly dialling: Dialling | null;
  readonly defaultPolicy: PolicyId | null;
  /** E.164 digits without the plus sign, as `PlannedUser.callerId`. */
  readonly callerId: string | null;
  readonly callsPerMinute: number | null;
  readonly callsAtOnce: number | null;
  /** In millionths of the box's currency, in a day by the clock of `zone`; absent: no limit. */
  readonly spending?: { readonly perDay: number; readonly zone: string };
  readonly policies: ReadonlyMap<PolicyId, readonly PlannedRule[]>;
}
export interface PlannedRule {
  readonly name: string;
  /** `matcherOf` the rule. */
  readonly matcher: string;
  readonly hours: { readonly inside: boolean; readonly flowId: FlowId } | null;
  /** It denies countries: whoever tries is told of. */
  readonly deniesCountry?: true;
  readonly act:
    | { readonly does: 'deny' }
    | {
        readonly does: 'allow';
        readonly strip: number;
        readonly prepend: string;
        readonly trunks: readonly TrunkId[];
      };
}
export interface PlannedUser {
  readonly id: UserId;
  readonly name: string;
  readonly extension: number;
  /** All of them ring together. */
  readonly members: readonly Member[];
  /** Has a mailbox; absent: none. */
  readonly voicemail?: true;
  /** Their own; absent: the tenant's. */
  readonly policyId?: PolicyId;
  readonly callerId?: string;
}

/** A target as AstDB spells it. */
export function targetText(target: Target): string {
  switch (target.kind) {
    case 'user':
    case 'voicemail':
      return `${target.kind}:${target.userId}`;
    case 'group':
    case 'hours':
    case 'mailbox':
    case 'menu':
    case 'queue':
      return `${target.kind}:${target.flowId}`;
    case 'external':
      return `external:${target.digits}`;
    case 'hangup':
      return 'hangup';
  }
}
export interface Member {
  readonly deviceId: DeviceId;
  readonly label: string;
  readonly sipUsername: SipUsername;
}

/** Compiles a tenant's model, or names everything that forbids it; nothing is generated from a model with problems. */
export function compilePlan(snapshot: TenantSnapshot, box: BoxSnapshot): Result<RoutePlan, ModelProblem[]> {
  const { tag, defaultDestination, parkSeconds } = snapshot.tenant;
  const users = snapshot.users.toSorted((a, b) => compareText(a.id, b.id));
  const problems = problemsOf({ ...snapshot, users }, box);
  if (problems.length > 0) return fail(problems);

  const members = new Map<UserId, Member[]>(users.map((user) => [user.id, []]));
  for (const { id, userId, label, sipUsername } of snapshot.devices.toSorted((a, b) =>
    compareText(a.sipUsername, b.sipUsername),
  ))
    members.get(userId)?.push({ deviceId: id, label, sipUsername });
  const outbound = plannedOutbound(snapshot);
  const places = plannedPlaces(snapshot);
  const flows = snapshot.flows ?? [];
  const flowsById = new Map(flows.map((flow) => [flow.id, flow]));
  // What leads to a flow that isn't there was found by problemsOf; a call to it would be refused.
  const leadsTo = (to: Destination): Target => targetOf(to, flowsById) ?? { kind: 'hangup' };
  const extensions: [number, Target][] = [
    ...users.map(({ id, extension }): [number, Target] => [extension, { kind: 'user', userId: id }]),
    ...flows.flatMap(({ id, extension }): [number, Target][] =>
      extension === null ? [] : [[extension, leadsTo({ kind: 'flow', flowId: id })]],
    ),
  ];
  return ok({
    tag,
    extensions: new Map(extensions.toSorted(([a], [b]) => a - b)),
    users: new Map(
      users.map((user) => {
        const { id, name, extension, voicemailEnabled } = user;
        const box = voicemailEnabled ? { voicemail: true as const } : {};
        return [id, { id, name, extension, members: members.get(id) ?? [], ...box, ...ownOutside(user) }];
      }),
    ),
    numbers: new Map(
      (snapshot.dids ?? [])
        .toSorted((a, b) => compareText(a.number, b.number))
        .map(({ number, target }) => [number, target && leadsTo(target)]),
    ),
    defaultTarget: defaultDestination ? leadsTo(defaultDestination) : null,
    emergencyNumbers: box.box.emergencyNumbers,
    emergencyEndpoint: box.box.emergencyEndpoint,
    ...(outbound ? { outbound } : {}),
    ...(flows.length > 0 ? { flows: plannedFlows(flows, snapshot.tenant.timezone) } : {}),
    ...(places.size > 0 ? { places } : {}),
    ...(parkSeconds === undefined ? {} : { parkSeconds }),
  });
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
