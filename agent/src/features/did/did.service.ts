import {
  fail,
  ok,
  type BoxId,
  type CreateDid,
  type DidId,
  type Failure,
  type LabelDid,
  type Result,
  type UpdateDid,
} from '@synergycall/domain';
import type { PlatformTx, TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { auditOf, recordOf } from './did.audit.ts';
import {
  deleteDids,
  findDids,
  findNumber,
  insertDid,
  lockDids,
  saveDids,
  type AnyTx,
  type DidFields,
  type DidSpace,
  type StoredDid,
} from './did.store.ts';

/** Takes a number into the platform's inventory. */
export async function createDid(tx: PlatformTx, boxId: BoxId, command: CreateDid): Promise<Result<StoredDid>> {
  const id = newId<DidId>();
  if (!(await insertDid(tx, { id, boxId, ...command }))) {
    const there = await findNumber(tx, boxId, command.number);
    return fail({ code: 'did.number-taken', number: command.number, tenantName: there?.tenantName ?? null });
  }
  const [made] = await findDids(tx, { boxId }, [id]);
  if (!made) throw new Error('the number just written is gone');
  await tx.auditAll(auditOf('did.create', null, recordOf(made)));
  return ok(made);
}

/** Changes what is said of a number of the box, whoever has it. */
export function changeDid(tx: PlatformTx, boxId: BoxId, command: UpdateDid): Promise<Result<StoredDid>> {
  const { id, revision, ...fields } = command;
  return changeOne(tx, { boxId }, { id, revision, action: 'did.change', fields });
}

/** What a tenant calls its own number. */
export function labelDid(tx: TenantTx, command: LabelDid): Promise<Result<StoredDid>> {
  const { id, revision, tenantId, label } = command;
  return changeOne(tx, { tenantId }, { id, revision, action: 'did.label', fields: { label } });
}

/** Takes free numbers out of the inventory, all of them or none. */
export async function removeDids(tx: PlatformTx, boxId: BoxId, ids: readonly DidId[]): Promise<Result<Changed>> {
  const dids = await lockAll(tx, { boxId }, ids);
  if (!dids.ok) return dids;
  const refused = assignedAmong(dids.value) ?? allocatedAmong(dids.value);
  if (refused) return fail(refused);
  await deleteDids(tx, ids);
  await tx.auditAll(dids.value.flatMap((did) => auditOf('did.remove', recordOf(did), null)));
  return ok({ changed: dids.value.length });
}

export interface Changed {
  readonly changed: number;
}

/** All that were named, locked; the first that isn't there fails the whole. */
export async function lockAll(tx: AnyTx, space: DidSpace, ids: readonly DidId[]): Promise<Result<StoredDid[]>> {
  const dids = await lockDids(tx, space, ids);
  const there = new Set(dids.map((did) => did.id));
  const missing = ids.find((id) => !there.has(id));
  return missing === undefined ? ok(dids) : fail({ code: 'did.not-found', id: missing });
}

/** Changes a number that is still as the caller saw it. */
export async function changeOne(
  tx: AnyTx,
  space: DidSpace,
  change: { id: DidId; revision: number; action: string; fields: DidFields },
): Promise<Result<StoredDid>> {
  const { id, revision: expected, action, fields } = change;
  const [before] = await lockDids(tx, space, [id]);
  if (!before) return fail({ code: 'did.not-found', id });
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'did', id, expected, actual: before.revision });
  await saveDids(tx, [id], fields);
  const [after] = await findDids(tx, space, [id]);
  if (!after) throw new Error('the number just written is gone');
  await tx.auditAll(auditOf(action, recordOf(before), recordOf(after)));
  return ok(after);
}

/** Why numbers that lead somewhere can't be taken away: the first of them, and how many (FR-106). */
export function assignedAmong(dids: readonly StoredDid[]): Failure | undefined {
  const assigned = dids.filter((did) => did.target !== null);
  const [first] = assigned;
  if (!first?.target) return undefined;
  return { code: 'did.assigned', number: first.number, name: first.target.name, count: assigned.length };
}

/** Those that belong to a tenant. */
export function allocatedAmong(dids: readonly StoredDid[]): Failure | undefined {
  const allocated = dids.filter((did) => did.tenantId !== null);
  const [first] = allocated;
  if (!first) return undefined;
  return {
    code: 'did.allocated',
    number: first.number,
    tenantName: first.tenantName ?? '',
    count: allocated.length,
  };
}
