import {
  fail,
  ok,
  type CreatePolicy,
  type duplicatePolicyInput,
  type Failure,
  type OutboundRule,
  type PolicyId,
  type Result,
  type UpdatePolicy,
} from '@synergycall/domain';
import type { z } from 'zod';
import { violatedConstraint, type TenantTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';
import { lockTenant } from '../tenant/index.ts';
import { checkRules, trunksIn } from './check-rules.ts';
import {
  findPolicy,
  insertPolicy,
  linkTrunks,
  lockPolicy,
  peopleWith,
  removePolicy,
  savePolicy,
  type PolicyFields,
  type StoredPolicy,
} from './policy.store.ts';

/** As many people are named that stand in the way. */
const NAMED = 10;

/** Makes a policy. Nobody goes by it before it is the default or somebody's own, and the apply after. */
export async function createPolicy(tx: TenantTx, command: CreatePolicy): Promise<Result<StoredPolicy>> {
  const { tenantId, name, rules } = command;
  if (!(await lockTenant(tx, tenantId))) return fail({ code: 'tenant.not-found', id: tenantId });
  const id = newId<PolicyId>();
  const made = await written(tx, id, { fields: { name, rules }, write: insertPolicy });
  return made.ok ? recorded(tx, { action: 'policy.create', id, before: null }) : made;
}

/** Another one with the same rules. */
export async function duplicatePolicy(
  tx: TenantTx,
  { tenantId, id, name }: z.infer<typeof duplicatePolicyInput>,
): Promise<Result<StoredPolicy>> {
  const model = await findPolicy(tx, id);
  return model ? createPolicy(tx, { tenantId, name, rules: model.rules }) : fail({ code: 'policy.not-found', id });
}

/** Changes the name, or all of the rules: a list with one rule less, or in another order, is what counts then. */
export async function updatePolicy(tx: TenantTx, command: UpdatePolicy): Promise<Result<StoredPolicy>> {
  const { tenantId, id, revision: expected, name, rules } = command;
  // The tenant first, as everywhere.
  const before = (await lockTenant(tx, tenantId)) ? await lockPolicy(tx, id) : undefined;
  if (!before) return fail({ code: 'policy.not-found', id });
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'policy', id, expected, actual: before.revision });
  const fields = { name: name ?? before.name, rules: rules ?? before.rules };
  const saved = await written(tx, id, { fields, write: savePolicy });
  return saved.ok ? recorded(tx, { action: 'policy.update', id, before }) : saved;
}

/** Refused while it is the tenant's default or somebody's own. */
export async function deletePolicy(
  tx: TenantTx,
  { tenantId, id }: Pick<UpdatePolicy, 'tenantId' | 'id'>,
): Promise<Result<StoredPolicy>> {
  const before = (await lockTenant(tx, tenantId)) ? await lockPolicy(tx, id) : undefined;
  if (!before) return fail({ code: 'policy.not-found', id });
  const inUse = await useOf(tx, before);
  if (inUse) return fail(inUse);
  await removePolicy(tx, id);
  await tx.audit({ action: 'policy.delete', entity: entity(before), before: audited(before) });
  return ok(before);
}

async function useOf(tx: TenantTx, { id, name, isDefault }: StoredPolicy): Promise<Failure | undefined> {
  const { names, count } = await peopleWith(tx, id, NAMED);
  return isDefault || count > 0 ? { code: 'policy.in-use', name, isDefault, by: names, count } : undefined;
}

async function written(
  tx: TenantTx,
  id: PolicyId,
  what: { readonly fields: PolicyFields; readonly write: typeof savePolicy },
): Promise<Result<void>> {
  const { fields, write } = what;
  const sound = await checkRules(tx, fields.rules);
  if (!sound.ok) return sound;
  try {
    await write(tx, id, fields);
  } catch (error) {
    if (violatedConstraint(error) === 'outbound_policies_name')
      return fail({ code: 'policy.name-taken', name: fields.name });
    throw error;
  }
  const gone = await linkTrunks(tx, id, trunksIn(fields.rules));
  return gone === undefined ? ok(undefined) : fail(withoutTrunk(fields.rules, gone));
}

function withoutTrunk(rules: readonly OutboundRule[], trunkId: string): Failure {
  const at = rules.findIndex(({ act }) => act.does === 'allow' && act.trunks.some((id) => id === trunkId));
  return { code: 'policy.rule-trunk-gone', rule: at + 1, name: rules[at]?.name ?? '', trunkId };
}

async function recorded(
  tx: TenantTx,
  { action, id, before }: { readonly action: string; readonly id: PolicyId; readonly before: StoredPolicy | null },
): Promise<Result<StoredPolicy>> {
  const after = await findPolicy(tx, id);
  if (!after) throw new Error('the policy just written is gone');
  await tx.audit({
    action,
    entity: entity(after),
    ...(before && { before: audited(before) }),
    after: audited(after),
  });
  return ok(after);
}

export const entity = ({ id, name }: Pick<StoredPolicy, 'id' | 'name'>) => ({ kind: 'policy', id, name });
export const audited = ({ isDefault: _default, userCount: _count, ...fields }: StoredPolicy): object => fields;
