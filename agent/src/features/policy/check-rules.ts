import { sql } from 'kysely';
import { fail, matcherOf, ok, type FlowId, type OutboundRule, type Result, type TrunkId } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { trunkNames } from '../trunk/index.ts';

/**
 * What a rule must be to be saved: Asterisk can be told of it, and its trunks are the tenant's own or the box's, enabled
 * or not (one that is off is passed over), its schedule is there. The first that isn't so is named.
 */
export async function checkRules(tx: TenantTx, rules: readonly OutboundRule[]): Promise<Result<void>> {
  const trunks = await trunkNames(tx, tx.scope.tenantId);
  for (const [at, { name, match, act, hours }] of rules.entries()) {
    const matcher = matcherOf(match);
    if (!matcher.ok) return fail({ code: 'policy.rule-invalid', rule: at + 1, name, reason: matcher.error });
    const gone = act.does === 'allow' ? act.trunks.find((id) => !trunks.has(id)) : undefined;
    if (gone !== undefined) return fail({ code: 'policy.rule-trunk-gone', rule: at + 1, name, trunkId: gone });
    // A schedule that is deleted at this very moment is found by the apply (problem `rule-without-schedule`).
    if (hours && !(await isSchedule(tx, hours.flowId)))
      return fail({ code: 'destination.not-found', kind: 'flow', id: hours.flowId });
  }
  return ok(undefined);
}

async function isSchedule(tx: TenantTx, id: FlowId): Promise<boolean> {
  const { rows } = await sql`
    select id from flows where tenant_id = ${tx.scope.tenantId} and id = ${id} and kind = 'schedule' for share`.execute(
    tx.db,
  );
  return rows.length > 0;
}

/** Every trunk that they name, once. */
export const trunksIn = (rules: readonly OutboundRule[]): TrunkId[] => [
  ...new Set(rules.flatMap(({ act }) => (act.does === 'allow' ? act.trunks : []))),
];
