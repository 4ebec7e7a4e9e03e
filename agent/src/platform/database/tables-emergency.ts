import type { ColumnType, Generated } from 'kysely';
import type { DeviceId, LocationId, SipUsername, TenantId, UserId } from '@synergycall/domain';

/** Where phones stand, and who called for help. */

export interface LocationTable {
  id: LocationId;
  tenant_id: TenantId;
  name: string;
  address: Generated<string>;
  /** E.164 with the plus sign, one of the tenant's own numbers. */
  caller_id: Generated<string | null>;
  notify_emails: Generated<string[]>;
  notify_user_ids: Generated<UserId[]>;
  deleted_at: Generated<Date | null>;
  revision: Generated<number>;
  created_at: ColumnType<Date, Date | undefined, never>;
}
export interface EmergencyCallTable {
  id: string;
  tenant_id: TenantId;
  /** Asterisk's unique id of the calling channel. */
  call: string;
  at: Date;
  number: string;
  sip_username: SipUsername;
  device_id: DeviceId | null;
  device_label: string;
  user_id: UserId | null;
  user_name: string;
  location_id: LocationId | null;
  location_name: string;
  address: string;
  shown: string | null;
  unrouted: Generated<boolean>;
  notify: string[];
}
