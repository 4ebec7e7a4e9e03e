import type { ObjectChange, ObjectKind } from '../apply/apply.ts';
import type { SipUsername, TenantTag, UserId } from '../ids.ts';
import { e164, type E164 } from '../numbers.ts';
import { decide, decideInbound } from './decide.ts';
import type { Decision, LiveState } from './decision.ts';
import { flowLeads, isFlow } from './flow-samples.ts';
import { didDigits } from './names.ts';
import { outsideSamples } from './outside-samples.ts';
import type { PlannedUser, RoutePlan } from './plan.ts';
import { press } from './press.ts';
import type { BoxSnapshot } from './snapshot.ts';

/** A call to be tried before an apply goes live, and what the model says must come of it. */
export interface SampleCall {
  readonly tag: TenantTag;
  readonly dialled: string;
  /** A call from outside to this public number, as a trunk hands it on, and `dialled` are its digits; absent: from a phone. */
  readonly number?: E164;
  /** From the phone of somebody suspended; else from any phone of the tenant that is not called itself. */
  readonly suspendedCaller: boolean;
  /** The moment of the call, in milliseconds since 1970; absent: any. */
  readonly at?: number;
  /** Keys that the caller then presses in menus (`press`); absent: none. */
  readonly keys?: string;
  readonly because:
    | 'changed-extension'
    | 'freed-extension'
    | 'emergency-number'
    | 'suspended-caller'
    | 'suspended-person'
    | 'number-of-nobody'
    | 'number-outside'
    | 'changed-number'
    | 'freed-number'
    | 'unassigned-number'
    | 'changed-flow'
    | 'public-number-of-nobody';
  /** Whom a wrong outcome concerns. */
  readonly object: { readonly kind: ObjectKind; readonly id: string; readonly name: string } | null;
  readonly expected: Decision;
}

export interface SampleCalls {
  readonly calls: readonly SampleCall[];
  /** Extensions that changed, and how many of them are among the calls. */
  readonly changed: number;
  readonly chosen: number;
  /** The same of public numbers; absent: none changed. */
  readonly numbers?: { readonly changed: number; readonly chosen: number };
}

/** As many changed extensions, and as many changed numbers, are tried at most; more would only be more of the same. */
export const MOST_SAMPLES = 40;

/**
 * The calls that show whether what changed works: changed extensions (first, last and evenly between), extensions that
 * are nobody's any more, the box's emergency numbers from a working phone and from a suspended person's, a suspended
 * person, a number of nobody; and from outside, where there are public numbers: those that changed, those that are the
 * tenant's no more, one that goes to the default, one of nobody; what leads to changed ring groups and schedules; and
 * numbers outside, by the rules of the tenant's default policy. `live` as it is at this moment: suspension is in no plan.
 * What was set by hand on schedules, and what people chose for their calls, is left aside, as by a probe that names its
 * moment.
 */
export function sampleCalls(plan: RoutePlan, changes: readonly ObjectChange[], now: LiveState): SampleCalls {
  const live: LiveState = { tenantSuspended: now.tenantSuspended, suspendedUsers: now.suspendedUsers };
  const call = (
    because: SampleCall['because'],
    dialled: string,
    rest: {
      readonly object?: SampleCall['object'];
      readonly from?: SipUsername;
      readonly state?: LiveState;
      readonly at?: number;
      readonly keys?: string;
    } = {},
  ): SampleCall => {
    const from = rest.from ?? null;
    const at = rest.at ?? 0;
    const keys = rest.keys === undefined ? {} : { keys: rest.keys };
    const state = rest.state ?? live;
    const reached = decide(plan, state, { from, dialled, at });
    const expected = press(plan, reached, { keys: rest.keys ?? '', live: state, from, at });
    const object = rest.object ?? null;
    return { tag: plan.tag, dialled, at, ...keys, suspendedCaller: from !== null, because, object, expected };
  };
  const touched = changedUsers(plan, changes);
  const freed = freedExtensions(plan, changes);
  const chosen = spread(touched, MOST_SAMPLES);
  const calls = [
    ...chosen.map((user) => call('changed-extension', String(user.extension), { object: objectOf(user) })),
    ...spread(freed, 5).map(({ extension, object }) => call('freed-extension', String(extension), { object })),
    ...plan.emergencyNumbers.map((number) => call('emergency-number', number)),
    call('number-of-nobody', numberOfNobody(plan)),
    ...outsideSamples(plan).map((number) => call('number-outside', number)),
  ];
  const asleep = [...plan.users.values()].find((user) => live.suspendedUsers.has(user.id));
  if (asleep) calls.push(call('suspended-person', String(asleep.extension), { object: objectOf(asleep) }));

  // From the phone of somebody suspended, or of somebody as if they were.
  const caller = [asleep, ...chosen, ...plan.users.values()].find(
    (user) => user !== undefined && user.members.length > 0,
  );
  const phone = caller?.members[0];
  if (caller && phone) {
    const state = { ...live, suspendedUsers: new Set<UserId>([...live.suspendedUsers, caller.id]) };
    const about = { from: phone.sipUsername, state, object: objectOf(caller) };
    calls.push(call('suspended-caller', String(chosen[0]?.extension ?? caller.extension), about));
    for (const number of plan.emergencyNumbers) calls.push(call('emergency-number', number, about));
  }
  for (const { dialled, number, ...lead } of spread(flowLeads(plan, changes), MOST_SAMPLES))
    calls.push(
      number ? sampleOf(plan, live, { because: 'changed-flow', number, ...lead }) : call('changed-flow', dialled, lead),
    );
  const { calls: inbound, ...numbers } = inboundSamples(plan, changes, live);
  return {
    calls: [...calls, ...inbound],
    changed: touched.length,
    chosen: chosen.length,
    ...(numbers.changed > 0 ? { numbers } : {}),
  };
}

function inboundSamples(plan: RoutePlan, changes: readonly ObjectChange[], live: LiveState) {
  const dids = changes.filter((change) => change.kind === 'did');
  const objects = new Map(dids.map(({ kind, id, name }) => [name, { kind, id, name }]));
  const touched = [...plan.numbers.keys()].filter((number) => objects.has(number));
  const freed = freedNumbers(plan, dids);
  const chosen = spread(touched, MOST_SAMPLES);
  const call = (because: SampleCall['because'], number: E164, object = objects.get(number) ?? null) =>
    sampleOf(plan, live, { because, number, object });
  const calls = [
    ...chosen.map((number) => call('changed-number', number)),
    ...spread(freed, 5).map(({ number, object }) => call('freed-number', number, object)),
  ];
  const unassigned = [...plan.numbers].find(([, target]) => target === null)?.[0];
  if (unassigned) calls.push(call('unassigned-number', unassigned));
  if (plan.numbers.size + freed.length > 0) calls.push(call('public-number-of-nobody', publicNumberOfNobody(plan)));
  return { calls, changed: touched.length, chosen: chosen.length };
}

const sampleOf = (
  plan: RoutePlan,
  live: LiveState,
  { number, at = 0, ...about }: Pick<SampleCall, 'because' | 'object' | 'at' | 'keys'> & { readonly number: E164 },
): SampleCall => ({
  tag: plan.tag,
  dialled: didDigits(number),
  number,
  at,
  suspendedCaller: false,
  ...about,
  expected: press(plan, decideInbound(plan, live, { number, at }), { keys: about.keys ?? '', live, from: null, at }),
});

/** As many tenants are tried when what all of them share changes. */
const MOST_TENANTS = 5;

/** The same for an apply of the box: its emergency numbers, from phones of some tenants. */
export function sampleBoxCalls({ box }: BoxSnapshot, tags: readonly TenantTag[]): SampleCalls {
  const object = { kind: 'box' as const, id: box.id, name: 'Box' };
  const live: LiveState = { tenantSuspended: false, suspendedUsers: new Set() };
  const calls = spread(tags, MOST_TENANTS).flatMap((tag, index) => {
    const plan = planOfNobody(tag, box);
    const { calls: awake } = sampleCalls(plan, [], live);
    const about = { because: 'public-number-of-nobody', number: publicNumberOfNobody(plan), object } as const;
    const inbound = index === 0 ? [sampleOf(plan, live, about)] : [];
    const asleep = awake.filter((call) => call.because === 'emergency-number');
    return [...awake, ...asleep.map((call) => ({ ...call, suspendedCaller: true })), ...inbound];
  });
  return { calls: calls.map((call) => ({ ...call, object })), changed: 0, chosen: 0 };
}

/** A tenant in which nobody can be reached but the emergency services. */
export const planOfNobody = (tag: TenantTag, box: BoxSnapshot['box']): RoutePlan => ({
  tag,
  extensions: new Map(),
  users: new Map(),
  numbers: new Map(),
  defaultTarget: null,
  emergencyNumbers: box.emergencyNumbers,
  emergencyEndpoint: box.emergencyEndpoint,
});

const objectOf = ({ id, name }: PlannedUser) => ({ kind: 'user' as const, id, name });

/** Those whose extension, name or phones changed, by extension. */
function changedUsers(plan: RoutePlan, changes: readonly ObjectChange[]): PlannedUser[] {
  const ids = new Set(
    changes.flatMap((change) =>
      change.kind === 'user' ? [change.id] : change.kind === 'device' ? ownersOf(change) : [],
    ),
  );
  // A new time zone or name of the tenant touches nobody's extension.
  return [...plan.users.values()].filter((user) => ids.has(user.id)).toSorted((a, b) => a.extension - b.extension);
}

const ownersOf = (change: ObjectChange): string[] => (change.owner ? [change.owner.id] : []);

/** Extensions that somebody had and nobody has now. */
function freedExtensions(plan: RoutePlan, changes: readonly ObjectChange[]) {
  return changes.flatMap((change) => {
    if (change.kind !== 'user' && !isFlow(change)) return [];
    const moved = change.fields.find((field) => field.field === 'extension')?.from;
    const extension = Number(change.change === 'removed' ? change.detail : moved);
    if (!Number.isInteger(extension) || extension === 0 || plan.extensions.has(extension)) return [];
    return [{ extension, object: { kind: change.kind, id: change.id, name: change.name } }];
  });
}

/** Numbers that were the tenant's and are so no more: given back, moved to another tenant, or corrected. */
function freedNumbers(plan: RoutePlan, dids: readonly ObjectChange[]) {
  return dids.flatMap(({ kind, id, name, change, fields }) => {
    const was = change === 'removed' ? name : fields.find((field) => field.field === 'number')?.from;
    const number = e164.safeParse(was);
    return number.success && !plan.numbers.has(number.data)
      ? [{ number: number.data, object: { kind, id, name } }]
      : [];
  });
}

/** The highest that no plan of this tenant has. */
function publicNumberOfNobody(plan: RoutePlan): E164 {
  let digits = 999_999_999_999_999;
  while (plan.numbers.has(e164.parse(`+${digits}`))) digits -= 1;
  return e164.parse(`+${digits}`);
}

/** The lowest number above the lowest extension that is nobody's, not even the emergency services'. */
function numberOfNobody(plan: RoutePlan): string {
  let number = Math.min(1000, ...plan.extensions.keys());
  while (plan.extensions.has(number) || plan.emergencyNumbers.includes(String(number))) number += 1;
  return String(number);
}

/** At most `most` of them, first and last among them, the rest evenly between. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, index) => all[Math.round((index * (all.length - 1)) / (most - 1))]).filter(
    (one) => one !== undefined,
  );
}
