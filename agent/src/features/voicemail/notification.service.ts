import { fail, ok, type NotificationView, type Result, type UserId, type VoicemailNotify } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { lockUser } from '../user/index.ts';

/** What a person hears of a new message by e-mail: as they chose, else a note where that can go out. */
export function notifyOf(
  person: { readonly notify: VoicemailNotify | null; readonly email: string | null },
  sends: boolean,
): VoicemailNotify {
  if (person.email === null) return 'off';
  return person.notify ?? (sends ? 'note' : 'off');
}

export async function showNotification(
  { db, scope }: ReadTx,
  userId: UserId,
  sends: boolean,
): Promise<Result<NotificationView>> {
  const row = await db
    .selectFrom('users')
    .select(['voicemail_notify as notify', 'email'])
    .where('tenant_id', '=', scope.tenantId)
    .where('id', '=', userId)
    .where('status', '<>', 'deleted')
    .executeTakeFirst();
  if (!row) return fail({ code: 'user.not-found', id: userId });
  return ok({ chosen: row.notify, happens: notifyOf(row, sends), email: row.email, sends });
}

/** Counts from the next message on, without an apply. */
export async function setNotification(
  tx: TenantTx,
  userId: UserId,
  to: { readonly notify: VoicemailNotify | null; readonly sends: boolean },
): Promise<Result<NotificationView>> {
  const user = await lockUser(tx, userId);
  const before = user && (await showNotification(tx, userId, to.sends));
  if (!before?.ok) return fail({ code: 'user.not-found', id: userId });
  await tx.db
    .updateTable('users')
    .set({ voicemail_notify: to.notify })
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', userId)
    .execute();
  await tx.audit({
    action: 'voicemail.notify',
    entity: { kind: 'user', id: userId, name: user?.name ?? null },
    before: { notify: before.value.chosen },
    after: { notify: to.notify },
  });
  return showNotification(tx, userId, to.sends);
}
