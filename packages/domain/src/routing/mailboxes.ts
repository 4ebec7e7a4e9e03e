import type { Destination } from '../did/destination.ts';
import type { FlowId, UserId } from '../ids.ts';
import { voicemailContext } from './names.ts';
import type { FlowSnapshot, TenantSnapshot } from './snapshot.ts';

/** The mailboxes of a tenant by name, each the id of its person or of its flow. Sorted. */
export function mailboxesOf({ users, flows = [] }: Pick<TenantSnapshot, 'users' | 'flows'>): string[] {
  const own = users.flatMap(({ id, voicemailEnabled }) => (voicemailEnabled ? [String(id)] : []));
  const general = flows.flatMap(({ id, settings }) => (settings.kind === 'mailbox' ? [String(id)] : []));
  return [...own, ...general].toSorted();
}

/** A phone's lamp counts so many boxes: their names fill the column. */
const MOST_BOXES = 12;

/** What lights the lamp of a person's phones: their own box, and those that they may hear; `''`: nothing. */
export function lampOf(
  { tenant, flows }: Pick<TenantSnapshot, 'tenant' | 'flows'>,
  id: UserId,
  { voicemailEnabled }: Pick<TenantSnapshot['users'][number], 'voicemailEnabled'>,
): string {
  const boxes = [...(voicemailEnabled ? [id] : []), ...(heardBy(flows).get(id) ?? [])];
  return boxes
    .slice(0, MOST_BOXES)
    .map((box) => `${box}@${voicemailContext(tenant.tag)}`)
    .join(',');
}

type Flows = readonly FlowSnapshot[];
const known = new WeakMap<Flows, ReadonlyMap<UserId, readonly FlowId[]>>();
const NONE: ReadonlyMap<UserId, readonly FlowId[]> = new Map();

/** Made once per snapshot: each phone asks. */
function heardBy(flows: Flows | undefined): ReadonlyMap<UserId, readonly FlowId[]> {
  if (!flows) return NONE;
  const found = known.get(flows);
  if (found) return found;
  const heard = new Map<UserId, FlowId[]>();
  for (const { id, settings } of flows)
    for (const person of settings.kind === 'mailbox' ? settings.listeners : [])
      heard.set(person, [...(heard.get(person) ?? []), id]);
  known.set(flows, heard);
  return heard;
}

/** Messages that are to be left for people who have no mailbox: their callers are told that nobody answers. */
export function warningsOfVoicemail({
  users,
  flows = [],
  dids = [],
  tenant,
}: Pick<TenantSnapshot, 'users'> & Partial<Pick<TenantSnapshot, 'tenant' | 'dids' | 'flows'>>): string[] {
  const targets: readonly (Destination | null | undefined)[] = [
    ...flows.flatMap(({ exits }) => Object.values(exits)),
    ...dids.map(({ target }) => target),
    tenant?.defaultDestination,
  ];
  const asked = new Set(targets.flatMap((to) => (to?.kind === 'voicemail' ? [to.userId] : [])));
  return users
    .filter(({ id, voicemailEnabled }) => asked.has(id) && !voicemailEnabled)
    .map(({ name }) => `Calls lead to the voicemail of ${name}, who has none: callers hear that nobody answers.`);
}
