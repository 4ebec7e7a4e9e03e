import {
  destinationId,
  missingFor,
  sameDestination,
  type Destination,
  type DidId,
  type DidSnapshot,
  type RestoreNote,
  type TenantSnapshot,
} from '@synergycall/domain';
import type { FlowPlan } from './restore-model-flows.ts';
import type { UserPlan } from './restore-model-users.ts';
import { wants, type RestoreWish } from './restore-model-wish.ts';

/** Whom and what calls can go to after the restore. */
export interface Present {
  readonly users: Pick<UserPlan, 'target'>;
  readonly flows: Pick<FlowPlan, 'target'>;
}
const missingIn = ({ users, flows }: Present) => missingFor({ users: users.target, flows: flows.target });

export interface DidPlan {
  readonly target: readonly DidSnapshot[];
  readonly set: readonly { readonly id: DidId; readonly target: Destination | null }[];
  readonly notes: readonly RestoreNote[];
}

/**
 * Public numbers: where they led then, as far as they are the tenant's still and who answered is there. A restore brings
 * none back and gives none away: whose a number is, is the platform's. Those that came since stay, without a destination.
 */
export function planDids(wish: RestoreWish, there: Present): DidPlan {
  const { now, past } = wish;
  const wanted = wants(wish);
  // By number: it may have left the inventory and come back under another id.
  const then = new Map((past.dids ?? []).map((did) => [did.number, did]));
  const has = new Set(now.dids?.map((did) => did.number));
  const missing = missingIn(there);
  const notes: RestoreNote[] = [];
  const note = (did: DidSnapshot, why: RestoreNote['note'], detail: string | null = null): void =>
    void notes.push({ note: why, kind: 'did', id: did.id, name: did.number, detail, blocks: why !== 'number-kept' });

  for (const did of then.values()) if (!has.has(did.number) && wanted('did', did.id)) note(did, 'number-gone');
  const target = (now.dids ?? []).map((did): DidSnapshot => {
    const was = then.get(did.number);
    const isWanted = wanted('did', did.id) || (was !== undefined && wanted('did', was.id));
    if (isWanted && !was && did.target) note(did, 'number-kept');
    if (isWanted && (!was || !missing(was.target))) return { ...did, target: was?.target ?? null };
    if (isWanted && was?.target && !sameDestination(was.target, did.target))
      note(did, 'target-gone', nameOf(past, was.target));
    // Who or what leaves by this restore answers nobody's calls.
    return missing(did.target) ? { ...did, target: null } : did;
  });
  const before = new Map(now.dids?.map((did) => [did.id, did.target]));
  return {
    target,
    set: target.filter((did) => !sameDestination(before.get(did.id) ?? null, did.target)),
    notes,
  };
}

/** The tenant's default, when the tenant itself is restored; `gone`: who it was then is not there. */
export function planDefault(
  { now, past }: Pick<RestoreWish, 'now' | 'past'>,
  there: Present,
  isWanted: boolean,
): { readonly to: Destination | null; readonly gone: string | null } {
  const current = now.tenant.defaultDestination ?? null;
  const missing = missingIn(there);
  const kept = missing(current) ? null : current;
  const was = past.tenant.defaultDestination ?? null;
  if (!isWanted || sameDestination(was, current)) return { to: kept, gone: null };
  return was === null || !missing(was) ? { to: was, gone: null } : { to: kept, gone: nameOf(past, was) };
}

const nameOf = ({ users, flows = [] }: TenantSnapshot, to: Destination): string => {
  const id = destinationId(to);
  return [...users, ...flows].find((one) => one.id === id)?.name ?? id;
};
