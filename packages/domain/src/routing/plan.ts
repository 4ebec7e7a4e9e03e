import type { ModelProblem } from '../failure.ts';
import type { DeviceId, SipUsername, TenantTag, UserId } from '../ids.ts';
import { fail, ok, type Result } from '../result.ts';
import { displayName } from '../text.ts';
import type { BoxSnapshot, TenantSnapshot, UserSnapshot } from './snapshot.ts';

/**
 * One tenant's routing, compiled: the only form from which AstDB keys, `decide`, preview and checks are made.
 * Lists are sorted (extensions by number, users by id, members by SIP username), so equal models give equal plans.
 */
export interface RoutePlan {
  readonly tag: TenantTag;
  readonly extensions: ReadonlyMap<number, Target>;
  readonly users: ReadonlyMap<UserId, PlannedUser>;
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

/** The most devices of one user that the core reads (two digits in `u/<user>/n`). */
export const MAX_MEMBERS = 99;

/** Compiles a tenant's model, or names everything that forbids it; nothing is generated from a model with problems. */
export function compilePlan(snapshot: TenantSnapshot, box: BoxSnapshot): Result<RoutePlan, ModelProblem[]> {
  const { tag } = snapshot.tenant;
  const users = snapshot.users.toSorted((a, b) => compareText(a.id, b.id));
  const problems = [...problemsOfUsers(users, box), ...problemsOfDevices(snapshot)];
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
    emergencyNumbers: box.box.emergencyNumbers,
    emergencyEndpoint: box.box.emergencyEndpoint,
  });
}

function problemsOfUsers(users: readonly UserSnapshot[], { box }: BoxSnapshot): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const byExtension = new Map<number, string[]>();
  for (const { name, extension } of users) {
    byExtension.set(extension, [...(byExtension.get(extension) ?? []), name]);
    // An extension that begins an emergency number would make phones that dial early cut the emergency call short.
    const emergencyNumber = box.emergencyNumbers.find((number) => number.startsWith(String(extension)));
    if (emergencyNumber !== undefined)
      problems.push({ problem: 'extension-shadows-emergency', extension, emergencyNumber, user: name });
    const readable = displayName.safeParse(name);
    if (!readable.success)
      problems.push({ problem: 'unrenderable-name', user: name, reason: readable.error.issues[0]?.message ?? 'text' });
  }
  for (const [extension, names] of byExtension)
    if (names.length > 1) problems.push({ problem: 'duplicate-extension', extension, users: names });
  return problems;
}

function problemsOfDevices({ tenant, users, devices }: TenantSnapshot): ModelProblem[] {
  const known = new Set(users.map((user) => user.id));
  return devices.flatMap(({ label, userId, sipUsername }): ModelProblem[] => [
    ...(known.has(userId) ? [] : [{ problem: 'dangling-user' as const, device: label, userId }]),
    // SECURITY: the core would refuse to ring it; here it is found before anything is written.
    ...(sipUsername.startsWith(`${tenant.tag}-`)
      ? []
      : [{ problem: 'foreign-username' as const, device: label, sipUsername }]),
  ]);
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
