import { sql } from 'kysely';
import type { TrunkUses } from '../trunk/index.ts';

/** As many are named. */
const NAMED = 10;

/** Policies whose rules name a trunk, those of other tenants (which the platform alone sees) with their tenant. */
export const trunkUses: TrunkUses = {
  async policiesWith(tx, trunkId) {
    const { rows } = await sql<{ name: string; tenant: string; count: number }>`
      select p.name, t.name as tenant, (count(*) over ())::int as count from outbound_policy_trunks l
      join outbound_policies p on p.tenant_id = l.tenant_id and p.id = l.policy_id
      join tenants t on t.id = l.tenant_id
      where l.trunk_id = ${trunkId} order by lower(t.name), lower(p.name), p.id limit ${NAMED}`.execute(tx.db);
    const named = tx.scope.kind === 'platform';
    return {
      names: rows.map(({ name, tenant }) => (named ? `${tenant}: ${name}` : name)),
      count: rows[0]?.count ?? 0,
    };
  },
};
