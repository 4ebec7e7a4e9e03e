import { fail, ok, type Result, type UserId } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';
import { lockUser } from '../user/index.ts';
import { savePin } from './voicemail.store.ts';

/**
 * Sets or removes (null) the PIN of a person's mailbox; counts from the next try, without an apply.
 * SECURITY: a hash comes in (FR-033), and the record says that it was changed, never what it is.
 */
export async function setPin(tx: TenantTx, id: UserId, hash: string | null): Promise<Result<Record<string, never>>> {
  const user = await lockUser(tx, id);
  if (!user) return fail({ code: 'user.not-found', id });
  await savePin(tx, id, hash);
  await tx.audit({
    action: hash === null ? 'user.remove-pin' : 'user.set-pin',
    entity: { kind: 'user', id: user.id, name: user.name },
  });
  return ok({});
}
