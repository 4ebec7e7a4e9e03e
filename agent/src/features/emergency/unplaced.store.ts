import { sql } from 'kysely';
import { MOST_UNPLACED, type DeviceId, type UnplacedPhone, type UserId } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';

interface Row {
  device_id: DeviceId;
  label: string;
  user_id: UserId;
  user_name: string;
  extension: number | null;
  is_placed: boolean;
  is_shown: boolean;
  total: number;
}

/**
 * Enabled phones that have no location, or show no number, as saved. The rule is that of `plannedPlaces` (domain/routing),
 * by which the next apply goes.
 */
export async function listUnplaced(tx: ReadTx): Promise<{ rows: UnplacedPhone[]; total: number }> {
  const { rows } = await sql<Row>`
    select p.*, count(*) over ()::int as total from (
      select d.id as device_id, d.label, u.id as user_id, u.name as user_name, e.number as extension,
        l.id is not null as is_placed,
        coalesce(l.caller_id, u.outbound_caller_id, t.outbound_caller_id) is not null as is_shown
      from devices d
      join tenants t on t.id = d.tenant_id
      join users u on u.tenant_id = d.tenant_id and u.id = d.user_id and u.status <> 'deleted'
      left join locations l on l.tenant_id = d.tenant_id and l.deleted_at is null
        and l.id = coalesce(d.location_id, t.default_location_id)
      left join extensions e on e.tenant_id = d.tenant_id and e.owner_id = u.id and e.quarantined_until is null
      where d.tenant_id = ${tx.scope.tenantId} and d.enabled and d.revoked_at is null) p
    where not (p.is_placed and p.is_shown)
    order by p.is_placed, lower(p.user_name collate "und-x-icu"), p.user_id, p.label, p.device_id
    limit ${MOST_UNPLACED}`.execute(tx.db);
  return {
    rows: rows.map((row) => ({
      deviceId: row.device_id,
      label: row.label,
      userId: row.user_id,
      userName: row.user_name,
      extension: row.extension,
      isPlaced: row.is_placed,
      isShown: row.is_shown,
    })),
    total: rows[0]?.total ?? 0,
  };
}
