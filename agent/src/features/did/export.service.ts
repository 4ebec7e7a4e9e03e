import { stringify } from 'csv-stringify/sync';
import { sql } from 'kysely';
import type { BoxId, TenantId } from '@synergycall/domain';
import type { PlatformScope, ReadTx } from '../../platform/database/index.ts';
import { COLUMNS, type Column, type FileFormat } from './import-file.ts';
import { FLOW_CELL, VOICEMAIL_CELL } from './import-judge.ts';

/**
 * The inventory as a file that imports as all the same; `inTenant` null: what belongs to nobody.
 * SECURITY: cells that a spreadsheet could take for a formula are quoted and otherwise left as they are: a prefix would
 * change them on their way back, and every number begins with a plus sign.
 */
export async function exportDids(
  tx: ReadTx<PlatformScope>,
  boxId: BoxId,
  { format, inTenant }: { readonly format: FileFormat; readonly inTenant?: TenantId | null | undefined },
): Promise<{ text: string; count: number }> {
  const within =
    inTenant === undefined
      ? sql``
      : inTenant === null
        ? sql`and d.tenant_id is null`
        : sql`and d.tenant_id = ${inTenant}`;
  const { rows } = await sql<Record<Column, string>>`
    select d.number, d.label, d.provider, d.note, coalesce(to_char(d.port_in_on, 'YYYY-MM-DD'), '') as port_in_on,
      coalesce((select t.name from tenants t where t.id = d.tenant_id), '') as tenant,
      case when d.target_kind is null then '' when d.target_kind = 'external' then d.target_number
        else coalesce((select case when d.target_voicemail then ${VOICEMAIL_CELL}::text else '' end || e.number::text from extensions e where e.tenant_id = d.tenant_id
          and e.owner_id = coalesce(d.target_user_id, d.target_flow_id) and e.quarantined_until is null limit 1),
          ${FLOW_CELL}::text || d.target_flow_id, '') end as extension
    from dids d where d.box_id = ${boxId} ${within} order by d.number collate "C"`.execute(tx.db);
  const text =
    format === 'json'
      ? `${JSON.stringify(rows, null, 1)}\n`
      : stringify(rows, { header: true, columns: [...COLUMNS], quoted_match: /^[=+\-@]/ });
  return { text, count: rows.length };
}
