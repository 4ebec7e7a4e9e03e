import type { FlowId, SipUsername, TenantTag, UserId } from '@synergycall/domain';

/** `live`: Asterisk has it. `queued`: it couldn't be told yet; the reconciler does it as soon as it can. */
export type Effect = 'live' | 'queued';

/**
 * What takes effect at once, without apply. Each is called after PostgreSQL has committed and never throws for an
 * Asterisk that can't be reached. The apply feature implements them; main injects them.
 */
export interface LiveActs {
  suspendUser(tenantTag: TenantTag, userId: UserId, usernames: SipUsername[]): Promise<Effect>;
  restoreUser(tenantTag: TenantTag, userId: UserId, usernames: SipUsername[]): Promise<Effect>;
  suspendTenant(tenantTag: TenantTag): Promise<Effect>;
  restoreTenant(tenantTag: TenantTag): Promise<Effect>;
  revokeDevice(tenantTag: TenantTag, username: SipUsername): Promise<Effect>;
  /** Makes the schedule's override by hand what PostgreSQL says. */
  overrideHours(tenantTag: TenantTag, flow: FlowId): Promise<Effect>;
  /** Makes what people's calls do what PostgreSQL says, after it took over what their phones said. */
  handleCalls(tenantTag: TenantTag): Promise<Effect>;
  /** Makes who is logged in to queues what PostgreSQL says, after it took over what phones said. */
  logAgents(tenantTag: TenantTag): Promise<Effect>;
  revokeDevices(tenantTag: TenantTag, usernames: readonly SipUsername[]): Promise<Effect>;
}
