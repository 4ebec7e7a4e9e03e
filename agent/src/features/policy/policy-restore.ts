import { sql } from 'kysely';
import type { OutboundSettings, PolicyId, PolicySnapshot } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { trunksIn } from './check-rules.ts';
import { setOutbound } from './outbound.service.ts';
import { readOutbound } from './outbound.store.ts';
import { audited, entity } from './policy.service.ts';
import { findPolicy, insertPolicy, linkTrunks, removePolicy, savePolicy } from './policy.store.ts';

/** Until the transaction ends, nobody changes a policy of the tenant. After the tenant and its people. */
export async function lockPolicies(tx: ReadTx): Promise<void> {
  await sql`
    select id from outbound_policies where tenant_id = ${tx.scope.tenantId} order by id for update`.execute(tx.db);
}

/**
 * Makes policies what they were, with an audit row each; one that was deleted comes back under its id. Those that go
 * afterwards make room for the names. Needs `lockPolicies`; the trunks must be there.
 */
export async function restorePolicies(
  tx: TenantTx,
  acts: { readonly setPolicies: readonly PolicySnapshot[]; readonly removePolicies: readonly PolicySnapshot[] },
): Promise<void> {
  const { setPolicies, removePolicies: leaving } = acts;
  const moved = [...setPolicies, ...leaving].map(({ id }) => id);
  if (setPolicies.length === 0) return;
  const ids = setPolicies.map(({ id }) => id);
  const before = new Map<PolicyId, Awaited<ReturnType<typeof findPolicy>>>();
  for (const id of ids) before.set(id, await findPolicy(tx, id));
  // Two may have swapped their names: an id is nobody's name.
  await sql`
    update outbound_policies set name = id where tenant_id = ${tx.scope.tenantId}
      and id = any(${moved}::text[])`.execute(tx.db);
  for (const { id, name, rules } of setPolicies) {
    const was = before.get(id);
    await (was ? savePolicy : insertPolicy)(tx, id, { name, rules });
    const gone = await linkTrunks(tx, id, trunksIn(rules));
    if (gone !== undefined) throw new Error(`trunk ${gone} went while a restore was under way`);
    const after = await findPolicy(tx, id);
    if (!after) throw new Error('the policy just written is gone');
    await tx.audit({
      action: was ? 'policy.update' : 'policy.create',
      entity: entity(after),
      ...(was && { before: audited(was) }),
      after: audited(after),
    });
  }
}

/** Those that were not there then, once nobody goes by them. */
export async function removePolicies(tx: TenantTx, policies: readonly PolicySnapshot[]): Promise<void> {
  for (const { id, name } of policies) {
    const found = await findPolicy(tx, id);
    if (!found) throw new Error('a policy whose row is gone');
    // It may have given up its name to one that came back.
    const before = { ...found, name };
    await removePolicy(tx, id);
    await tx.audit({ action: 'policy.delete', entity: entity(before), before: audited(before) });
  }
}

/** What held for all calls out at an earlier time. Needs the tenant's lock; policy and number must be there. */
export async function restoreOutbound(tx: TenantTx, settings: OutboundSettings): Promise<void> {
  const before = await readOutbound(tx, tx.scope.tenantId);
  if (!before) throw new Error('the tenant of this scope is gone');
  await setOutbound(tx, before, settings);
}
