import { sql } from 'kysely';
import type { TenantTag, UserId } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';

/** A mailbox that somebody may hear. */
export interface HearableBox {
  readonly tag: TenantTag;
  readonly box: string;
  /** null: their own. */
  readonly name: string | null;
}

/**
 * Their own mailbox, where they have one, and the general ones that name them among those who may hear it; by name.
 * SECURITY: the one answer to "whose messages may this person hear?" in the portal.
 */
export async function hearableBoxes({ db, scope }: ReadTx, userId: UserId): Promise<HearableBox[]> {
  const { rows } = await sql<HearableBox>`
    select t.tag, u.id as box, null as name, 0 as place from users u join tenants t on t.id = u.tenant_id
      where u.tenant_id = ${scope.tenantId} and u.id = ${userId} and u.status <> 'deleted' and u.voicemail_enabled
    union all
    select t.tag, f.id, f.name, 1 from flows f join tenants t on t.id = f.tenant_id
      join users u on u.tenant_id = f.tenant_id and u.id = ${userId} and u.status <> 'deleted'
      where f.tenant_id = ${scope.tenantId} and f.kind = 'mailbox' and exists (select 1 from flow_members m
        where m.tenant_id = f.tenant_id and m.flow_id = f.id and m.user_id = ${userId})
    order by place, name`.execute(db);
  return rows.map(({ tag, box, name }) => ({ tag, box, name }));
}
