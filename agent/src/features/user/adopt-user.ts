import { fail, ok, type Result, type UpdateUser, type UserId } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { updateUser } from './user.service.ts';
import { findUser, type StoredUser } from './user.store.ts';

/** Takes what was found in a phone's row into the model, as an edit of its owner as they are now. Pending until applied. */
export async function adoptUser(
  tx: TenantTx,
  { id, ...fields }: { readonly id: UserId } & Pick<UpdateUser, 'name' | 'extension'>,
): Promise<Result<StoredUser>> {
  const now = await findUser(tx, id);
  if (!now) return fail({ code: 'user.not-found', id });
  if (Object.keys(fields).length === 0) return ok(now);
  return updateUser(tx, { tenantId: tx.scope.tenantId, id, revision: now.revision, ...fields });
}
