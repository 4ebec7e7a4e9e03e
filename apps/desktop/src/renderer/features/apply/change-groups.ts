import { toldOf, type Told } from '@synergycall/ui';
import type { ObjectChange } from './types.ts';

/** What belongs together for people: a person with their devices, or an object that stands for itself. */
export interface ChangeGroup {
  readonly key: string;
  /** The person, tenant or box as it changes; null: only what hangs on it does. */
  readonly head: ObjectChange | null;
  /** Who is meant when there is no head. */
  readonly owner: Owner | null;
  readonly under: readonly ObjectChange[];
}
/** `id` null: a job of an earlier version knows the person by name only. */
export interface Owner {
  readonly id: string | null;
  readonly name: string;
  readonly detail: string | null;
}

const RANK: Readonly<Record<string, number>> = { box: 0, tenant: 1 };

/** By person, devices below their owner; the box and the tenant first, then people by extension. */
export function groupsOf(changes: readonly ObjectChange[]): readonly ChangeGroup[] {
  const groups = new Map<
    string,
    { key: string; head: ObjectChange | null; owner: Owner | null; under: ObjectChange[] }
  >();
  // A job of an earlier version names the owner of a device in words: "Ann Lee 1004".
  const byName = new Map<string, string>();
  const heads = changes.filter((each) => each.kind !== 'device');
  for (const head of heads) {
    const key = `${head.kind} ${head.id}`;
    groups.set(key, { key, head, owner: null, under: [] });
    if (head.kind === 'user') byName.set(`${head.name} ${head.detail ?? ''}`.trim(), key);
  }
  for (const device of changes) {
    if (device.kind !== 'device') continue;
    const owner: Owner = device.owner ?? { id: null, name: device.detail ?? device.name, detail: null };
    const key = owner.id === null ? (byName.get(owner.name) ?? `name ${owner.name}`) : `user ${owner.id}`;
    const group = groups.get(key) ?? { key, head: null, owner, under: [] };
    group.under.push(device);
    groups.set(key, group);
  }
  return [...groups.values()].toSorted((a, b) => rankOf(a) - rankOf(b) || extensionOf(a) - extensionOf(b));
}

const rankOf = (group: ChangeGroup): number => RANK[group.head?.kind ?? ''] ?? 2;
/** Those without a number come last, in the order that they came in. */
function extensionOf({ head, owner }: ChangeGroup): number {
  const extension = Number.parseInt(head?.detail ?? owner?.detail ?? '', 10);
  return Number.isNaN(extension) ? Number.MAX_SAFE_INTEGER : extension;
}

/** All that a group says, for finding it by what one types. */
export function wordsOf({ head, owner, under }: ChangeGroup): string {
  const say = ({ who, what }: Told) => `${who}: ${what.join('; ')}`;
  const first = head ? say(toldOf(head)) : `${owner?.name ?? ''}, ${owner?.detail ?? ''}`;
  return [first, ...under.map((each) => say(toldOf(each, true)))].join('\n').toLocaleLowerCase();
}

export type Mark = ObjectChange['change'];
export const MARKS = ['new', 'changed', 'removed'] as const satisfies readonly Mark[];

/** How many objects are new, changed and removed. */
export function countsOf(changes: readonly ObjectChange[]): Readonly<Record<Mark, number>> {
  const counts = { new: 0, changed: 0, removed: 0 };
  for (const { change } of changes) counts[change]++;
  return counts;
}
