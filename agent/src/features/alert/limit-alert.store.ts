import { sql } from 'kysely';
import type { LimitAlertKind, LimitAlertView, TenantId, TenantTag } from '@synergycall/domain';
import type { PlatformTx, ReadTx } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';

/** What the core says of a call that a limit stopped, checked. */
export interface StoppedCall {
  readonly tag: TenantTag;
  readonly kind: LimitAlertKind;
  readonly at: Date;
  /** E.164 without the plus sign. */
  readonly digits: string;
}

interface Row {
  id: string;
  tenant_id: TenantId;
  at: Date;
  kind: LimitAlertKind;
  number: string;
}
const toAlert = ({ id, tenant_id, at, kind, number }: Row): LimitAlertView => ({
  id,
  tenantId: tenant_id,
  at: at.toISOString(),
  kind,
  number,
});

/** undefined: one of this kind is on record within an hour, or the tag is nobody's. */
export async function insertAlert(tx: PlatformTx, stopped: StoppedCall): Promise<LimitAlertView | undefined> {
  const { tag, kind, at, digits } = stopped;
  const { rows } = await sql<Row>`
    insert into limit_alerts (id, tenant_id, at, kind, number)
    select ${newId()}, t.id, ${at}, ${kind}, ${`+${digits}`}
    from tenants t
    where t.tag = ${tag} and not exists (
      select 1 from limit_alerts a where a.tenant_id = t.id and a.kind = ${kind}
        and a.at > ${at}::timestamptz - interval '1 hour' and a.at < ${at}::timestamptz + interval '1 hour')
    returning *`.execute(tx.db);
  return rows[0] && toAlert(rows[0]);
}

/** The newest first. */
export async function listAlerts(tx: ReadTx, limit: number): Promise<LimitAlertView[]> {
  const rows = await tx.db
    .selectFrom('limit_alerts')
    .selectAll()
    .where('tenant_id', '=', tx.scope.tenantId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}
