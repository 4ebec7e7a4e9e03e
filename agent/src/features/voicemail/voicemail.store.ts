import { tenantTag, type BoxId, type TenantTag, type UserId } from '@synergycall/domain';
import type { PlatformScope, ReadTx, TenantTx } from '../../platform/database/index.ts';

export async function savePin(tx: TenantTx, id: UserId, hash: string | null): Promise<void> {
  await tx.db
    .updateTable('users')
    .set({ voicemail_pin_hash: hash })
    .where('tenant_id', '=', tx.scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** undefined: no such person there, no mailbox, or no PIN. */
export async function pinHashOf(
  { db }: Pick<ReadTx<PlatformScope>, 'db'>,
  { tag, box }: { readonly tag: string; readonly box: string },
): Promise<string | undefined> {
  const known = tenantTag.safeParse(tag);
  if (!known.success) return undefined;
  const row = await db
    .selectFrom('users as u')
    .innerJoin('tenants as t', 't.id', 'u.tenant_id')
    .select('u.voicemail_pin_hash as hash')
    .where('t.tag', '=', known.data)
    .where('u.id', '=', box as UserId)
    .where('u.status', '=', 'active')
    .where('u.voicemail_enabled', '=', true)
    .executeTakeFirst();
  return row?.hash ?? undefined;
}

export interface Box {
  readonly tag: TenantTag;
  readonly id: string;
}

/** Every mailbox of the box's tenants, as the model has them now. */
export async function allBoxes({ db }: Pick<ReadTx<PlatformScope>, 'db'>, boxId: BoxId): Promise<Box[]> {
  const people = await db
    .selectFrom('users as u')
    .innerJoin('tenants as t', 't.id', 'u.tenant_id')
    .select(['t.tag', 'u.id'])
    .where('t.box_id', '=', boxId)
    .where('u.status', '<>', 'deleted')
    .where('u.voicemail_enabled', '=', true)
    .execute();
  const general = await db
    .selectFrom('flows as f')
    .innerJoin('tenants as t', 't.id', 'f.tenant_id')
    .select(['t.tag', 'f.id'])
    .where('t.box_id', '=', boxId)
    .where('f.kind', '=', 'mailbox')
    .execute();
  return [...people, ...general].map(({ tag, id }) => ({ tag, id }));
}
