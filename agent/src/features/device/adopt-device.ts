import { fail, ok, type DeviceId, type Result, type UpdateDevice } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import type { StoredDevice } from '../user/index.ts';
import { updateDevice } from './device.service.ts';
import { findDevice } from './device.store.ts';

/** Takes what was found in a phone's row into the model, as an edit of the device as it is now. Pending until applied. */
export async function adoptDevice(
  tx: TenantTx,
  { id, ...fields }: { readonly id: DeviceId } & Pick<UpdateDevice, 'transport' | 'nat' | 'codecs'>,
): Promise<Result<StoredDevice>> {
  const now = await findDevice(tx, id);
  if (!now) return fail({ code: 'device.not-found', id });
  if (Object.keys(fields).length === 0) return ok(now);
  return updateDevice(tx, { tenantId: tx.scope.tenantId, id, revision: now.revision, ...fields });
}
