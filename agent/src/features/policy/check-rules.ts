import { fail, matcherOf, ok, type OutboundRule, type Result, type TrunkId } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { trunkNames } from '../trunk/index.ts';

/**
 * What a rule must be to be saved: Asterisk can be told of it, and its trunks are the tenant's own or the box's, enabled
 * or not (one that is off is passed over). The first that isn't so is named.
 */
export async function checkRules(tx: TenantTx, rules: readonly OutboundRule[]): Promise<Result<void>> {
  const trunks = await trunkNames(tx, tx.scope.tenantId);
  for (const [at, { name, match, act }] of rules.entries()) {
    const matcher = matcherOf(match);
    if (!matcher.ok) return fail({ code: 'policy.rule-invalid', rule: at + 1, name, reason: matcher.error });
    const gone = act.does === 'allow' ? act.trunks.find((id) => !trunks.has(id)) : undefined;
    if (gone !== undefined) return fail({ code: 'policy.rule-trunk-gone', rule: at + 1, name, trunkId: gone });
    // SEAM (decision 0011): `hours` names a schedule, a row of `flows`. Once that table is there, a rule whose schedule is
    // not is refused here, and a link with a foreign key, as that to trunks, keeps it. Until then the apply refuses it
    // (problem `rule-without-schedule`).
  }
  return ok(undefined);
}

/** Every trunk that they name, once. */
export const trunksIn = (rules: readonly OutboundRule[]): TrunkId[] => [
  ...new Set(rules.flatMap(({ act }) => (act.does === 'allow' ? act.trunks : []))),
];
