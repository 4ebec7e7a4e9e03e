import { personOf, type Destination } from '../did/destination.ts';
import type { ModelProblem } from '../failure.ts';
import { sipUsername as sipUsernameSchema, type FlowId, type UserId } from '../ids.ts';
import { e164, emergencyNumber, extension as extensionSchema } from '../numbers.ts';
import { displayName } from '../text.ts';
import { warningsOfPlaces } from './places.ts';
import { problemsOfFlows, warningsOfFlows } from './problems-flows.ts';
import { problemsOfOutbound, warningsOfTrunks } from './problems-outbound.ts';
import { warningsOfVoicemail } from './mailboxes.ts';
import type { BoxSnapshot, DeviceSnapshot, FlowSnapshot, TenantSnapshot, UserSnapshot } from './snapshot.ts';

/** The most devices of one user that the core reads (two digits in `u/<user>/n`). */
export const MAX_MEMBERS = 99;

/**
 * Everything in a model that forbids generating from it, each naming its object.
 */
export function problemsOf(snapshot: TenantSnapshot, box: BoxSnapshot): ModelProblem[] {
  return [
    ...problemsOfExtensions(snapshot, box),
    ...problemsOfDevices(snapshot),
    ...problemsOfNumbers(snapshot),
    ...problemsOfFlows(snapshot, missingFor(snapshot)),
    ...problemsOfOutbound(snapshot, box),
    ...problemsOfBox(box),
  ];
}

/** The same for what all tenants share. */
export function problemsOfBox({ box }: BoxSnapshot): ModelProblem[] {
  return box.emergencyNumbers
    .filter((number) => !emergencyNumber.safeParse(number).success)
    .map((number) => ({ problem: 'invalid-emergency-number', number, target: { kind: 'box', id: box.id } }));
}

/** A tenant's extensions, inclusive, and how many of them wait before they may be given out again. */
export interface ExtensionRange {
  readonly min: number;
  readonly max: number;
  readonly quarantined: number;
}

/** What is well and soon may not be: worth a line in the job. `boxTrunks`: those of the box that are on. */
export function warningsOf(
  snapshot: Pick<TenantSnapshot, 'users'> & Partial<Omit<TenantSnapshot, 'users'>>,
  range: ExtensionRange | null,
  boxTrunks: readonly { readonly id: string }[] = [],
): string[] {
  const holders = [...snapshot.users, ...(snapshot.flows ?? [])];
  return [
    ...warningsOfNumbers(snapshot),
    ...warningsOfFlows(snapshot),
    ...warningsOfVoicemail(snapshot),
    ...warningsOfRange(holders, range),
    ...warningsOfTrunks(snapshot, boxTrunks),
    ...warningsOfPlaces(snapshot, boxTrunks),
  ];
}

function warningsOfNumbers({ tenant, dids = [] }: Partial<Pick<TenantSnapshot, 'tenant' | 'dids'>>): string[] {
  if (tenant?.defaultDestination) return [];
  const unassigned = dids.filter(({ target }) => target === null).length;
  if (unassigned === 0) return [];
  const have = unassigned === 1 ? '1 number has' : `${unassigned} numbers have`;
  return [`${have} no destination and the tenant has no default: callers are refused.`];
}

function warningsOfRange(
  holders: readonly Pick<UserSnapshot | FlowSnapshot, 'extension'>[],
  range: ExtensionRange | null,
): string[] {
  if (!range) return [];
  const used = holders.filter(
    ({ extension }) => extension !== null && extension >= range.min && extension <= range.max,
  ).length;
  const size = range.max - range.min + 1;
  if (used + range.quarantined < size) return [];
  const kept = range.quarantined === 0 ? '' : ` or in quarantine (${range.quarantined})`;
  return [
    `All ${size} extensions from ${range.min} to ${range.max} are in use${kept}: the next person gets none until the range is widened.`,
  ];
}

/** Of everybody and everything that can be dialled inside, and what they are called. */
function problemsOfExtensions({ users, flows = [] }: TenantSnapshot, { box }: BoxSnapshot): ModelProblem[] {
  const problems: ModelProblem[] = [];
  const holders = [
    ...users.map((user) => ({ ...user, kind: 'user' as const })),
    ...flows.map((flow) => ({ ...flow, kind: 'flow' as const })),
  ];
  const byExtension = new Map<number, Pick<(typeof holders)[number], 'kind' | 'id' | 'name'>[]>();
  for (const { kind, id, name, extension } of holders) {
    const target = { kind, id };
    if (extension !== null) {
      byExtension.set(extension, [...(byExtension.get(extension) ?? []), { kind, id, name }]);
      if (!extensionSchema.safeParse(extension).success)
        problems.push({ problem: 'invalid-extension', extension, user: name, target });
      // An extension that begins an emergency number would make phones that dial early cut the emergency call short.
      const shadowed = box.emergencyNumbers.find((number) => number.startsWith(String(extension)));
      if (shadowed !== undefined)
        problems.push({
          problem: 'extension-shadows-emergency',
          extension,
          emergencyNumber: shadowed,
          user: name,
          target,
        });
    }
    const readable = displayName.safeParse(name);
    if (!readable.success) {
      const reason = readable.error.issues[0]?.message ?? 'text';
      problems.push({ problem: 'unrenderable-name', user: name, reason, target });
    }
  }
  for (const [extension, [first, ...others]] of byExtension)
    if (first && others.length > 0)
      problems.push({
        problem: 'duplicate-extension',
        extension,
        users: [first, ...others].map((user) => user.name),
        target: { kind: first.kind, id: first.id },
      });
  return problems;
}

function problemsOfDevices({ tenant, users, devices }: TenantSnapshot): ModelProblem[] {
  const owners = new Map(users.map((user) => [user.id, user]));
  const byName = new Map<string, DeviceSnapshot[]>();
  const count = new Map<UserId, number>();
  const problems = devices.flatMap((device): ModelProblem[] => {
    const { label, userId, sipUsername } = device;
    const target = { kind: 'device' as const, id: device.id };
    byName.set(sipUsername, [...(byName.get(sipUsername) ?? []), device]);
    count.set(userId, (count.get(userId) ?? 0) + 1);
    return [
      ...(owners.has(userId) ? [] : [{ problem: 'dangling-user' as const, device: label, userId, target }]),
      // SECURITY: the core would refuse to ring it; here it is found before anything is written.
      ...(sipUsername.startsWith(`${tenant.tag}-`) && sipUsernameSchema.safeParse(sipUsername).success
        ? []
        : [{ problem: 'foreign-username' as const, device: label, sipUsername, target }]),
    ];
  });
  for (const [sipUsername, [first, ...others]] of byName)
    if (first && others.length > 0)
      problems.push({
        problem: 'duplicate-username',
        sipUsername,
        devices: [first, ...others].map((device) => device.label),
        target: { kind: 'device', id: first.id },
      });
  for (const [id, devicesOfUser] of count)
    if (devicesOfUser > MAX_MEMBERS)
      problems.push({
        problem: 'too-many-devices',
        user: owners.get(id)?.name ?? id,
        count: devicesOfUser,
        max: MAX_MEMBERS,
        target: { kind: 'user', id },
      });
  return problems;
}

/** Whom or what a destination leads to that is not there, as the words of a problem; undefined: it is there. */
export function missingFor({
  users,
  flows = [],
}: Pick<TenantSnapshot, 'users' | 'flows'>): (to: Destination | null | undefined) => MissingTarget | undefined {
  const people = new Set(users.map((user) => user.id));
  const steps = new Set(flows.map((flow) => flow.id));
  return (to) => {
    const person = personOf(to);
    if (person !== undefined && !people.has(person)) return { userId: person };
    if (to?.kind === 'flow' && !steps.has(to.flowId)) return { flowId: to.flowId };
    return undefined;
  };
}
type MissingTarget = { readonly userId: UserId } | { readonly flowId: FlowId };

function problemsOfNumbers({ tenant, users, flows, dids = [] }: TenantSnapshot): ModelProblem[] {
  const missing = missingFor({ users, ...(flows && { flows }) });
  const problems: ModelProblem[] = [];
  const seen = new Set<string>();
  for (const { id, number, target: to } of dids) {
    const target = { kind: 'did' as const, id };
    if (!e164.safeParse(number).success) problems.push({ problem: 'invalid-number', number, target });
    if (seen.has(number)) problems.push({ problem: 'duplicate-number', number, target });
    seen.add(number);
    const gone = missing(to);
    if (gone) problems.push({ problem: 'dangling-destination', number, ...gone, target });
  }
  const gone = missing(tenant.defaultDestination);
  if (gone) {
    const target = { kind: 'tenant' as const, id: tenant.id };
    problems.push({ problem: 'dangling-destination', number: null, ...gone, target });
  }
  return problems;
}
