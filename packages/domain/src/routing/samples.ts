import type { ObjectChange, ObjectKind } from '../apply/apply.ts';
import type { SipUsername, TenantTag, UserId } from '../ids.ts';
import { decide, type Decision, type LiveState } from './decide.ts';
import type { PlannedUser, RoutePlan } from './plan.ts';
import type { BoxSnapshot } from './snapshot.ts';

/** A call to be tried before an apply goes live, and what the model says must come of it. */
export interface SampleCall {
  readonly tag: TenantTag;
  readonly dialled: string;
  /** From the phone of somebody suspended; else from any phone of the tenant that is not called itself. */
  readonly suspendedCaller: boolean;
  readonly because:
    | 'changed-extension'
    | 'freed-extension'
    | 'emergency-number'
    | 'suspended-caller'
    | 'suspended-person'
    | 'number-of-nobody';
  /** Whom a wrong outcome concerns. */
  readonly object: { readonly kind: ObjectKind; readonly id: string; readonly name: string } | null;
  readonly expected: Decision;
}

export interface SampleCalls {
  readonly calls: readonly SampleCall[];
  /** Extensions that changed, and how many of them are among the calls. */
  readonly changed: number;
  readonly chosen: number;
}

/** As many changed extensions are tried at most; more would only be more of the same. */
export const MOST_SAMPLES = 40;

/**
 * The calls that show whether what changed works: changed extensions (first, last and evenly between), extensions that
 * are nobody's any more, the box's emergency numbers from a working phone and from a suspended person's, a suspended
 * person, a number of nobody. Where DIDs and outbound rules come in, their calls are made here.
 * `live` as it is at this moment: suspension is in no plan.
 */
export function sampleCalls(plan: RoutePlan, changes: readonly ObjectChange[], live: LiveState): SampleCalls {
  const call = (
    because: SampleCall['because'],
    dialled: string,
    rest: { readonly object?: SampleCall['object']; readonly from?: SipUsername; readonly state?: LiveState } = {},
  ): SampleCall => {
    const from = rest.from ?? null;
    const expected = decide(plan, rest.state ?? live, { from, dialled, at: 0 });
    return { tag: plan.tag, dialled, suspendedCaller: from !== null, because, object: rest.object ?? null, expected };
  };
  const touched = changedUsers(plan, changes);
  const freed = freedExtensions(plan, changes);
  const chosen = spread(touched, MOST_SAMPLES);
  const calls = [
    ...chosen.map((user) => call('changed-extension', String(user.extension), { object: objectOf(user) })),
    ...spread(freed, 5).map(({ extension, object }) => call('freed-extension', String(extension), { object })),
    ...plan.emergencyNumbers.map((number) => call('emergency-number', number)),
    call('number-of-nobody', numberOfNobody(plan)),
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
  return { calls, changed: touched.length, chosen: chosen.length };
}

/** As many tenants are tried when what all of them share changes. */
const MOST_TENANTS = 5;

/** The same for an apply of the box: its emergency numbers, from phones of some tenants. */
export function sampleBoxCalls({ box }: BoxSnapshot, tags: readonly TenantTag[]): SampleCalls {
  const object = { kind: 'box' as const, id: box.id, name: 'Box' };
  const calls = spread(tags, MOST_TENANTS).flatMap((tag) => {
    const plan = planOfNobody(tag, box);
    const { calls: awake } = sampleCalls(plan, [], { tenantSuspended: false, suspendedUsers: new Set() });
    const asleep = awake.filter((call) => call.because === 'emergency-number');
    return [...awake, ...asleep.map((call) => ({ ...call, suspendedCaller: true }))];
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
    if (change.kind !== 'user') return [];
    const moved = change.fields.find((field) => field.field === 'extension')?.from;
    const extension = Number(change.change === 'removed' ? change.detail : moved);
    if (!Number.isInteger(extension) || extension === 0 || plan.extensions.has(extension)) return [];
    return [{ extension, object: { kind: change.kind, id: change.id, name: change.name } }];
  });
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
