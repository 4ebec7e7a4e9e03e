import { z } from 'zod';

export const role = z.enum(['platform_admin', 'tenant_admin', 'support', 'end_user']);
export type Role = z.infer<typeof role>;

/**
 * Who may do what. A procedure names its action; the guard looks here; the interface asks here too.
 * `platform_admin` acts in every tenant; the other roles only in the tenant that granted them.
 */
export const GRANTS = {
  'box.read': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'box.update': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'tenant.list': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'tenant.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'tenant.create': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'tenant.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'tenant.suspend': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'user.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'user.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'user.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'user.suspend': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'user.delete': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'device.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'device.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'device.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'device.revoke': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'device.reset-secret': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'did.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'did.assign': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'did.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'did.return': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'did.inventory': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'did.allocate': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'did.import': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'flow.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'flow.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'flow.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'flow.delete': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'flow.override': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'queue.set-agent': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'handling.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'handling.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'prompt.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'prompt.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'prompt.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'prompt.delete': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'trunk.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'trunk.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'trunk.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'trunk.delete': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'trunk.test': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'trunk.read-all': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'trunk.manage-all': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'trace.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'policy.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'policy.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'policy.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'policy.delete': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'policy.settings': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'location.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'location.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'location.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'location.delete': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'emergency.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'mail.read': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'mail.update': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'spending.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'spending.lift': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'price.read': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'price.update': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'alert.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'account.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'account.create': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'account.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'audit.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'apply.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'apply.start': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'apply.start-all': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'apply.override-freeze': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'apply.read-all': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'freeze.update': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'history.restore': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'history.restore-all': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'drift.resolve': { platform_admin: true, tenant_admin: true, support: false, end_user: false },
  'drift.resolve-box': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'diagnostics.read': { platform_admin: true, tenant_admin: false, support: false, end_user: false },
  'health.read': { platform_admin: true, tenant_admin: true, support: true, end_user: false },
  'self.read': { platform_admin: false, tenant_admin: false, support: false, end_user: true },
  'self.update': { platform_admin: false, tenant_admin: false, support: false, end_user: true },
} as const satisfies Record<string, Record<Role, boolean>>;

export type Action = keyof typeof GRANTS;

/** Does this role's row of the table allow the action? Tenancy is checked by the guard, not here. */
export const mayRole = (r: Role, action: Action): boolean => GRANTS[action][r];

/** One role held by an account: box-wide (`tenantId` null, platform_admin only) or in one tenant. */
export interface Grant {
  readonly role: Role;
  readonly tenantId: string | null;
  readonly userId: string | null;
}

/** May someone who holds these grants do this in that tenant (null: box-wide)? Answers with the role that allows it. */
export function allowingGrant(grants: readonly Grant[], action: Action, tenantId: string | null): Grant | undefined {
  return grants.find(
    (g) => mayRole(g.role, action) && (g.role === 'platform_admin' || (tenantId !== null && g.tenantId === tenantId)),
  );
}
