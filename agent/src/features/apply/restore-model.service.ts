import { createHash } from 'node:crypto';
import {
  diffSnapshots,
  fail,
  ok,
  type ObjectChange,
  type restoreInput,
  type RestoreNote,
  type RestorePlanView,
  type restorePlanInput,
  type Result,
  type TenantSnapshot,
} from '@synergycall/domain';
import type { z } from 'zod';
import type { Keyring } from '../../platform/crypto/index.ts';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { finishFlows, lockFlows, restoreFlows } from '../callflow/index.ts';
import { lockPhones, restorePhones } from '../device/index.ts';
import { forwardersTo, moveForwards } from '../handling/index.ts';
import { lockLocations, restoreLocations } from '../emergency/index.ts';
import { lockPolicies, removePolicies, restoreOutbound, restorePolicies } from '../policy/index.ts';
import { lockNumbers, restoreTenant } from '../tenant/index.ts';
import { lockPeople, restorePeople } from '../user/index.ts';
import { generationOf } from './history.service.ts';
import type { PastModel } from './history.store.ts';
import { planRestore, type RestorePlan } from './restore-model.ts';
import { lockDids, readStanding, restoreDids } from './restore-model.store.ts';
import { readTenant, trunkNamesFor } from './snapshot.store.ts';

type Wish = Pick<z.infer<typeof restorePlanInput>, 'generation' | 'objects'>;
export interface Restored {
  readonly changes: ObjectChange[];
  readonly notes: RestoreNote[];
}
interface Planned extends RestorePlan {
  readonly now: TenantSnapshot;
  readonly mark: string;
}

/** What restoring would change. Read in one snapshot of PostgreSQL. */
export async function restorePlan(tx: ReadTx, wish: Wish): Promise<Result<RestorePlanView>> {
  const past = await generationOf(tx, tx.scope.tenantId, wish.generation);
  if (!past.ok) return past;
  const plan = await planFor(tx, past.value, wish.objects);
  if (!plan.ok) return plan;
  const { changes, notes, mark } = plan.value;
  return ok({
    generation: wish.generation,
    liveSince: past.value.since.toISOString(),
    changes: [...changes],
    notes: [...notes],
    mark,
  });
}

/**
 * Makes the model what it was, in the caller's transaction, with an audit row per object and one for the whole. What
 * can't be restored is left as it is; if somebody asked for that very object, nothing is done.
 */
export async function restoreModel(
  deps: { readonly keyring: Keyring },
  tx: TenantTx,
  wish: Omit<z.infer<typeof restoreInput>, 'tenantId'>,
): Promise<Result<Restored>> {
  const past = await generationOf(tx, tx.scope.tenantId, wish.generation);
  if (!past.ok) return past;
  const locked = await lockModel(tx);
  if (!locked.ok) return locked;
  const plan = await planFor(tx, past.value, wish.objects);
  if (!plan.ok) return plan;
  if (plan.value.mark !== wish.mark) return fail({ code: 'restore.stale' });
  const named = new Set(wish.objects?.map(({ kind, id }) => `${kind} ${id}`));
  const inTheWay = plan.value.notes.filter((note) => note.blocks && named.has(`${note.kind} ${note.id}`));
  if (inTheWay.length > 0)
    return fail({ code: 'restore.blocked', names: [...new Set(inTheWay.map((note) => note.name))] });
  if (plan.value.changes.length === 0) return fail({ code: 'restore.nothing', generation: wish.generation });
  return ok(await carryOut(deps, tx, { plan: plan.value, past: past.value, objects: wish.objects }));
}

/** The whole of an earlier time, whatever the model is now; nothing is no failure. */
export async function restoreWhole(
  deps: { readonly keyring: Keyring },
  tx: TenantTx,
  past: PastModel,
): Promise<Result<Restored>> {
  const locked = await lockModel(tx);
  if (!locked.ok) return locked;
  const plan = await planFor(tx, past, undefined);
  if (!plan.ok) return plan;
  if (plan.value.changes.length === 0) return ok({ changes: [], notes: [...plan.value.notes] });
  return ok(await carryOut(deps, tx, { plan: plan.value, past, objects: undefined }));
}

/** Whoever changes the tenant's people, numbers or devices waits, in the order in which they lock these themselves. */
async function lockModel(tx: TenantTx): Promise<Result<void>> {
  const { tenantId } = tx.scope;
  if (!(await lockNumbers(tx, tenantId))) return fail({ code: 'tenant.not-found', id: tenantId });
  await lockPeople(tx);
  await lockFlows(tx);
  await lockPolicies(tx);
  await lockDids(tx);
  await lockPhones(tx);
  await lockLocations(tx);
  return ok(undefined);
}

export async function planFor(tx: ReadTx, past: PastModel, objects: Wish['objects']): Promise<Result<Planned>> {
  const missing = fail({ code: 'tenant.not-found' as const, id: tx.scope.tenantId });
  const now = await readTenant(tx, tx.scope.tenantId);
  if (!now) return missing;
  const standing = await readStanding(tx, past.model, now);
  if (!standing) return missing;
  const planned = planRestore({ now, past: past.model, standing, named: objects });
  const plan = { ...planned, notes: [...planned.notes, ...(await droppedForwards(tx, planned, now))] };
  const seen = JSON.stringify([past.generation, objects ?? null, now, plan.acts, plan.notes]);
  return ok({ ...plan, now, mark: createHash('sha256').update(seen).digest('base64url') });
}

/** People's forwards are no part of a version, and yet none can lead to what goes: who loses one is told before. */
async function droppedForwards(
  tx: ReadTx,
  { acts }: RestorePlan,
  { flows = [] }: TenantSnapshot,
): Promise<RestoreNote[]> {
  const notes: RestoreNote[] = [];
  for (const id of acts.flows.remove) {
    const names = (await forwardersTo(tx, { kind: 'flow', flowId: id })).map(({ name }) => name);
    if (names.length === 0) continue;
    const name = flows.find((flow) => flow.id === id)?.name ?? id;
    notes.push({ note: 'forwards-dropped', kind: 'flow', id, name, detail: names.join(', '), blocks: false });
  }
  return notes;
}

async function carryOut(
  deps: { readonly keyring: Keyring },
  tx: TenantTx,
  what: { readonly plan: Planned; readonly past: PastModel; readonly objects: Wish['objects'] },
): Promise<Restored> {
  const { plan, past, objects } = what;
  const { tenantId } = tx.scope;
  const space = await lockNumbers(tx, tenantId);
  if (!space) throw new Error('the tenant of this scope is gone');
  const skipped = plan.notes.filter((note) => note.blocks);
  const entity = { kind: 'tenant', id: tenantId, name: plan.now.tenant.name };
  await tx.audit({
    action: 'history.restore',
    entity,
    after: {
      generation: past.generation,
      liveSince: past.since.toISOString(),
      objects: objects ?? 'all',
      changes: plan.changes.length,
      skipped: skipped.map(({ kind, id, name, note }) => ({ kind, id, name, note })),
    },
  });
  // With a row of the record each; the rows of flows would take them along without a word.
  for (const flowId of plan.acts.flows.remove) await moveForwards(tx, { from: { kind: 'flow', flowId }, to: null });
  // Before whatever may lead to them.
  const flowsBefore = await restoreFlows(tx, plan.acts.flows);
  await restorePolicies(tx, plan.acts);
  if (plan.acts.tenant) await restoreTenant(tx, plan.acts.tenant);
  if (plan.acts.setOutbound) await restoreOutbound(tx, plan.acts.setOutbound);
  await restorePeople(tx, space, plan.acts);
  await restoreLocations(tx, plan.acts.locations);
  await restorePhones(deps, tx, plan.acts);
  await restoreDids(tx, plan.acts.setDids);
  await finishFlows(tx, space, { acts: plan.acts.flows, before: flowsBefore });
  await removePolicies(tx, plan.acts.removePolicies);
  const after = await readTenant(tx, tenantId);
  if (!after) throw new Error('the tenant of this scope is gone');
  const names = await trunkNamesFor(tx, tenantId, [plan.now, after]);
  return { changes: diffSnapshots(plan.now, after, names), notes: [...plan.notes] };
}
