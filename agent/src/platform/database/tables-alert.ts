import type { LimitAlertKind, TenantId } from '@synergycall/domain';

/** A limit against fraud that stopped calls. */
export interface LimitAlertTable {
  id: string;
  tenant_id: TenantId;
  at: Date;
  kind: LimitAlertKind;
  number: string;
}
