import type { Destination } from '../did/did.ts';
import type { ModelProblem } from '../failure.ts';
import type { DeviceId, SipUsername, TenantTag, UserId } from '../ids.ts';
import type { E164 } from '../numbers.ts';
import { fail, ok, type Result } from '../result.ts';
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
}
export type Target = { readonly kind: 'user'; readonly userId: UserId };
export interface PlannedUser {
  readonly id: UserId;
  readonly name: string;
  readonly extension: number;
  /** All of them ring together. */
  readonly members: readonly Member[];
}
export interface Member {
  readonly deviceId: DeviceId;
  readonly label: string;
  readonly sipUsername: SipUsername;
}

/** Compiles a tenant's model, or names everything that forbids it; nothing is generated from a model with problems. */
export function compilePlan(snapshot: TenantSnapshot, box: BoxSnapshot): Result<RoutePlan, ModelProblem[]> {
  const { tag, defaultDestination } = snapshot.tenant;
  const users = snapshot.users.toSorted((a, b) => compareText(a.id, b.id));
  const problems = problemsOf({ ...snapshot, users }, box);
  if (problems.length > 0) return fail(problems);

  const members = new Map<UserId, Member[]>(users.map((user) => [user.id, []]));
  for (const { id, userId, label, sipUsername } of snapshot.devices.toSorted((a, b) =>
    compareText(a.sipUsername, b.sipUsername),
  ))
    members.get(userId)?.push({ deviceId: id, label, sipUsername });
  const byNumber = users.toSorted((a, b) => a.extension - b.extension);
  return ok({
    tag,
    extensions: new Map(byNumber.map(({ id, extension }) => [extension, { kind: 'user', userId: id }])),
    users: new Map(
      users.map(({ id, name, extension }) => [id, { id, name, extension, members: members.get(id) ?? [] }]),
    ),
    numbers: new Map(
      (snapshot.dids ?? [])
        .toSorted((a, b) => compareText(a.number, b.number))
        .map(({ number, target }) => [number, target && targetOf(target)]),
    ),
    defaultTarget: defaultDestination ? targetOf(defaultDestination) : null,
    emergencyNumbers: box.box.emergencyNumbers,
    emergencyEndpoint: box.box.emergencyEndpoint,
  });
}

const targetOf = ({ kind, userId }: Destination): Target => ({ kind, userId });
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
