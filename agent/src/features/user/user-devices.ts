import type {
  DeviceCredentials,
  DeviceView,
  Result,
  SipUsername,
  TenantId,
  Transport,
  UserId,
} from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';

/** A device as stored; `pending` is known to apply alone. */
export type StoredDevice = Omit<DeviceView, 'pending'>;

/** What the user's own stories need of devices; the device feature does it, main hands it over. */
export interface UserDevices {
  /** Makes a device with credentials that are shown this once. */
  issue(
    tx: TenantTx,
    wish: { tenantId: TenantId; userId: UserId; label: string; transport: Transport },
  ): Promise<Result<{ device: StoredDevice; credentials: DeviceCredentials }>>;
  /** All of a person's devices, revoked ones last. */
  ofUser(tx: ReadTx, userId: UserId): Promise<StoredDevice[]>;
  /** Revokes what isn't revoked yet, with an audit row each; returns the usernames that Asterisk must forget. */
  revokeAll(tx: TenantTx, userId: UserId): Promise<SipUsername[]>;
}
