import { sql } from 'kysely';
import type { OutboundSettings, OutboundSettingsView, PolicySnapshot, TenantId } from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantScope, TenantTx } from '../../platform/database/index.ts';

type AnyRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;

/** What holds for all calls out of a tenant; undefined: no such tenant in this scope. */
export async function readOutbound({ db }: AnyRead, tenantId: TenantId): Promise<OutboundSettingsView | undefined> {
  const row = await db
    .selectFrom('tenants')
    .select([
      'dialling',
      'default_policy_id',
      'outbound_caller_id',
      'calls_per_minute',
      'calls_at_once',
      'spend_per_day',
      'revision',
    ])
    .where('id', '=', tenantId)
    .executeTakeFirst();
  return (
    row && {
      dialling: row.dialling,
      defaultPolicyId: row.default_policy_id,
      // The foreign key lets nothing else in.
      callerId: row.outbound_caller_id as OutboundSettings['callerId'],
      callsPerMinute: row.calls_per_minute,
      callsAtOnce: row.calls_at_once,
      spendPerDay: row.spend_per_day === null ? null : Number(row.spend_per_day),
      revision: row.revision,
    }
  );
}

/**
 * Needs the tenant's lock. Counts its revision up. Throws a violation of `tenants_default_policy` or `tenants_caller_id`
 * when the tenant has no such policy or number.
 */
export async function saveOutbound(tx: TenantTx, settings: OutboundSettings): Promise<void> {
  await tx.db
    .updateTable('tenants')
    .set((eb) => ({
      dialling: settings.dialling && JSON.stringify(settings.dialling),
      default_policy_id: settings.defaultPolicyId,
      outbound_caller_id: settings.callerId,
      calls_per_minute: settings.callsPerMinute,
      calls_at_once: settings.callsAtOnce,
      spend_per_day: settings.spendPerDay ?? null,
      revision: eb('revision', '+', 1),
    }))
    .where('id', '=', tx.scope.tenantId)
    .execute();
}

export async function emergencyNumbersOf({ db }: AnyRead, tenantId: TenantId): Promise<readonly string[]> {
  const { rows } = await sql<{ numbers: string[] }>`
    select b.emergency_numbers as numbers from boxes b join tenants t on t.box_id = b.id where t.id = ${tenantId}`.execute(
    db,
  );
  return rows[0]?.numbers ?? [];
}

/** Calls out as a snapshot has them: absent what was never set, so that models without them are the texts they were. */
export async function outboundSnapshot(
  tx: AnyRead,
  tenantId: TenantId,
): Promise<{ readonly outbound?: OutboundSettings; readonly policies?: readonly PolicySnapshot[] }> {
  const found = await readOutbound(tx, tenantId);
  const policies = await tx.db
    .selectFrom('outbound_policies')
    .select(['id', 'name', 'rules'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  if (!found) return {};
  const { revision: _revision, spendPerDay, ...others } = found;
  // Absent where there is none, so that models of before are the texts they were.
  const outbound: OutboundSettings = { ...others, ...(spendPerDay ? { spendPerDay } : {}) };
  return { ...(isSet(outbound) && { outbound }), ...(policies.length > 0 && { policies }) };
}

const isSet = (settings: OutboundSettings): boolean => Object.values(settings).some((value) => value !== null);
