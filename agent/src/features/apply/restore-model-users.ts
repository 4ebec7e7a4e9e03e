import type { RestoreNote, UserId, UserSnapshot } from '@synergycall/domain';
import { wants, type RestoreWish } from './restore-model-wish.ts';

export interface UserPlan {
  readonly target: readonly UserSnapshot[];
  /** As they were then; also those who are so already. */
  readonly restored: readonly UserSnapshot[];
  readonly removed: readonly UserSnapshot[];
  /** Why somebody is left as they are. */
  readonly blocked: ReadonlyMap<UserId, RestoreNote>;
  readonly notes: readonly RestoreNote[];
}

/** People: who is as they were then, who goes, and who can't be restored. */
export function planUsers(wish: RestoreWish): UserPlan {
  const { now, past, standing } = wish;
  const wanted = wants(wish);
  const was = new Map(now.users.map((user) => [user.id, user]));
  const known = new Set(past.users.map((user) => user.id));
  // A phone needs its person: who is gone comes back with it.
  const owners = new Set(past.devices.filter((device) => wanted('device', device.id)).map((device) => device.userId));
  const candidates = past.users
    .filter((user) => wanted('user', user.id) || (owners.has(user.id) && !was.has(user.id)))
    .toSorted(byExtension);
  const removed = now.users.filter((user) => !known.has(user.id) && wanted('user', user.id)).toSorted(byExtension);
  const blocked = blockedOf(wish, candidates, removed);

  const restored = candidates.filter((user) => !blocked.has(user.id));
  const replaced = new Set([...restored, ...removed].map((user) => user.id));
  const kept = restored.flatMap((user): RestoreNote[] => {
    const person = standing.people.get(user.id);
    const isSuspended = person?.status === 'suspended' || (person?.status === 'deleted' && person.wasSuspended);
    const before = was.get(user.id);
    return isSuspended && !sameUser(before, user) ? [noteOn(user, 'live-state-kept', null)] : [];
  });
  const gone = removed.flatMap((user): RestoreNote[] => [
    noteOn(user, 'switched-off', null),
    ...(standing.people.get(user.id)?.hasAccount ? [noteOn(user, 'access-ends', null)] : []),
  ]);
  return {
    target: [...now.users.filter((user) => !replaced.has(user.id)), ...restored],
    restored,
    removed,
    blocked,
    notes: [...blocked.values(), ...kept, ...gone],
  };
}

/**
 * Who can't be restored. Whoever is blocked keeps their present number, which may block the next one: looked at again
 * until nobody is added. People who swap their numbers don't block each other.
 */
function blockedOf(
  { now, standing }: RestoreWish,
  candidates: readonly UserSnapshot[],
  removed: readonly UserSnapshot[],
): ReadonlyMap<UserId, RestoreNote> {
  const was = new Map(now.users.map((user) => [user.id, user]));
  const leaving = new Set(removed.map((user) => user.id));
  const blocked = new Map<UserId, RestoreNote>();
  const block = (user: UserSnapshot, why: RestoreNote['note'], detail: string | null): void =>
    void blocked.set(user.id, { ...noteOn(was.get(user.id) ?? user, why, detail), blocks: true });

  for (const user of candidates) {
    if (was.get(user.id)?.extension === user.extension) continue;
    const emergency = standing.blocked.get(user.extension);
    const [min, max] = standing.range;
    if (emergency !== undefined) block(user, 'extension-out-of-range', emergency);
    else if (user.extension < min || user.extension > max) block(user, 'extension-out-of-range', `${min}–${max}`);
  }
  for (let before = -1; before !== blocked.size;) {
    before = blocked.size;
    const going = candidates.filter((user) => !blocked.has(user.id));
    const moving = new Set(going.map((user) => user.id));
    const staying = now.users.filter((user) => !moving.has(user.id) && !leaving.has(user.id));
    const holders = new Map(staying.map((user) => [user.extension, { id: user.id as string, name: user.name }]));
    for (const [number, held] of standing.numbers)
      // In use by a person: seen above, or let go by this very restore.
      if (held.resting || !was.has(held.ownerId as UserId))
        holders.set(number, { id: held.ownerId, name: held.ownerName });

    // Addresses are no part of a version: who is there keeps theirs.
    const present = now.users.filter((user) => !leaving.has(user.id));
    const emails = new Map(present.flatMap((user) => emailOf(user.id).map((email) => [email, user.name])));
    let count = now.users.length - removed.length;
    for (const user of going) {
      const holder = holders.get(user.extension);
      if (holder && holder.id !== user.id) block(user, 'extension-taken', holder.name || null);
      const email = emailOf(user.id)[0];
      if (!was.has(user.id)) {
        const other = email === undefined ? undefined : emails.get(email);
        if (other !== undefined) block(user, 'email-taken', other);
        else if (!blocked.has(user.id) && (count += 1) > standing.maxUsers)
          block(user, 'limit-reached', String(standing.maxUsers));
      }
      if (email !== undefined && !was.has(user.id) && !blocked.has(user.id)) emails.set(email, user.name);
    }
  }
  return blocked;

  function emailOf(id: UserId): string[] {
    const email = standing.people.get(id)?.email;
    return email ? [email.toLowerCase()] : [];
  }
}

export const sameUser = (a: UserSnapshot | undefined, b: UserSnapshot): boolean =>
  a !== undefined &&
  a.name === b.name &&
  a.extension === b.extension &&
  a.voicemailEnabled === b.voicemailEnabled &&
  a.policyId === b.policyId &&
  a.callerId === b.callerId;

const byExtension = (a: UserSnapshot, b: UserSnapshot): number => a.extension - b.extension;
const noteOn = ({ id, name }: UserSnapshot, note: RestoreNote['note'], detail: string | null): RestoreNote => ({
  note,
  kind: 'user',
  id,
  name,
  detail,
  blocks: false,
});
