import type { AuditView } from '@synergycall/domain';
import type { ReadTx, TenantScope } from '../../platform/database/index.ts';

export interface AuditPage {
  rows: AuditView[];
  nextCursor: string | null;
  total: number;
}

/** The tenant's record, newest first. `before` (a cursor) is the id after which the page goes on. */
export async function listAudit(
  { db, scope }: ReadTx<TenantScope>,
  filter: { before: string | undefined; limit: number; entityId: string | undefined },
): Promise<AuditPage> {
  let mine = db.selectFrom('audit').where('tenant_id', '=', scope.tenantId);
  if (filter.entityId !== undefined) mine = mine.where('entity_id', '=', filter.entityId);
  const { total } = await mine.select(db.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
  let page = mine
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.before !== undefined) page = page.where('id', '<', filter.before);
  const found = await page.execute();
  const rows = found.slice(0, filter.limit).map((row): AuditView => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: { accountId: row.actor_account_id, name: row.actor_name },
    role: row.actor_role,
    action: row.action,
    outcome: row.outcome,
    entity: { kind: row.entity_kind, id: row.entity_id, name: row.entity_name },
    before: row.before,
    after: row.after,
    source: row.source,
    tenantId: row.tenant_id,
  }));
  return { rows, nextCursor: found.length > filter.limit ? (rows.at(-1)?.id ?? null) : null, total: Number(total) };
}
