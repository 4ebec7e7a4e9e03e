import {
  fail,
  ok,
  swallowedEmergency,
  type OutboundSettings,
  type OutboundSettingsView,
  type Result,
  type UpdateOutbound,
} from '@synergycall/domain';
import { violatedConstraint, type TenantTx } from '../../platform/database/index.ts';
import { findTenant, lockTenant } from '../tenant/index.ts';
import { emergencyNumbersOf, readOutbound, saveOutbound } from './outbound.store.ts';

/** Changes what is given of what holds for all calls out: dialling, default policy, number shown, limits. */
export async function updateOutbound(tx: TenantTx, command: UpdateOutbound): Promise<Result<OutboundSettingsView>> {
  const { tenantId, revision: expected, ...given } = command;
  const before = (await lockTenant(tx, tenantId)) ? await readOutbound(tx, tenantId) : undefined;
  if (!before) return fail({ code: 'tenant.not-found', id: tenantId });
  if (before.revision !== expected)
    return fail({ code: 'revision.stale', entity: 'tenant', id: tenantId, expected, actual: before.revision });
  const settings = changed(before, given);
  const swallowed = given.dialling && swallowedEmergency(given.dialling, await emergencyNumbersOf(tx, tenantId));
  if (swallowed) return fail({ code: 'outbound.prefix-is-emergency', ...swallowed });
  try {
    return ok(await setOutbound(tx, before, settings));
  } catch (error) {
    const violated = violatedConstraint(error);
    const { defaultPolicyId, callerId } = settings;
    if (violated === 'tenants_default_policy' && defaultPolicyId)
      return fail({ code: 'policy.not-found', id: defaultPolicyId });
    if (violated === 'tenants_caller_id' && callerId)
      return fail({ code: 'outbound.not-own-number', number: callerId });
    throw error;
  }
}

/** Writes them, with a row of the record. Needs the tenant's lock. */
export async function setOutbound(
  tx: TenantTx,
  before: OutboundSettingsView,
  settings: OutboundSettings,
): Promise<OutboundSettingsView> {
  const { tenantId } = tx.scope;
  await saveOutbound(tx, settings);
  const after = await readOutbound(tx, tenantId);
  const tenant = await findTenant(tx, tenantId);
  if (!after || !tenant) throw new Error('the tenant just written is gone');
  await tx.audit({
    action: 'policy.settings',
    entity: { kind: 'tenant', id: tenantId, name: tenant.name },
    before,
    after,
  });
  return after;
}

type Given = Omit<UpdateOutbound, 'tenantId' | 'revision'>;
function changed(before: OutboundSettings, given: Given): OutboundSettings {
  const or = <T>(value: T | undefined, was: T): T => (value === undefined ? was : value);
  return {
    dialling: or(given.dialling, before.dialling),
    defaultPolicyId: or(given.defaultPolicyId, before.defaultPolicyId),
    callerId: or(given.callerId, before.callerId),
    callsPerMinute: or(given.callsPerMinute, before.callsPerMinute),
    callsAtOnce: or(given.callsAtOnce, before.callsAtOnce),
    spendPerDay: or(given.spendPerDay, before.spendPerDay),
  };
}
