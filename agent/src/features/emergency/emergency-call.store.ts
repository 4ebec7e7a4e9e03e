import { sql } from 'kysely';
import type {
  DeviceId,
  E164,
  EmergencyCallView,
  LocationId,
  RingBack,
  SipUsername,
  TenantId,
  TenantTag,
  UserId,
} from '@synergycall/domain';
import type { PlatformScope, PlatformTx, ReadTx, TenantScope } from '../../platform/database/index.ts';
import { newId } from '../../platform/random/index.ts';

type AnyRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;

/** What the core says of an emergency call, checked. */
export interface SaidCall {
  readonly tag: TenantTag;
  readonly call: string;
  readonly at: Date;
  readonly number: string;
  readonly sipUsername: SipUsername;
  readonly locationId: LocationId | null;
  /** Digits. */
  readonly shown: string | null;
}

interface Row {
  id: string;
  tenant_id: TenantId;
  at: Date;
  number: string;
  sip_username: SipUsername;
  device_id: DeviceId | null;
  device_label: string;
  user_id: UserId | null;
  user_name: string;
  location_id: LocationId | null;
  location_name: string;
  address: string;
  shown: string | null;
  unrouted: boolean;
  notify: string[];
}
const toCall = (row: Row): EmergencyCallView => ({
  id: row.id,
  tenantId: row.tenant_id,
  at: row.at.toISOString(),
  number: row.number,
  sipUsername: row.sip_username,
  deviceId: row.device_id,
  deviceLabel: row.device_label,
  userId: row.user_id,
  userName: row.user_name,
  locationId: row.location_id,
  locationName: row.location_name,
  address: row.address,
  shown: row.shown,
  unrouted: row.unrouted,
  notify: row.notify,
});

/**
 * Writes the call down once, with the names of now, and whom to notify: the location's addresses and people who have one.
 * undefined: it is written already, or the tag is nobody's.
 */
export async function insertCall(tx: PlatformTx, said: SaidCall): Promise<EmergencyCallView | undefined> {
  const id = newId();
  const { rows } = await sql<Row>`
    insert into emergency_calls (id, tenant_id, call, at, number, sip_username, device_id, device_label, user_id, user_name,
      location_id, location_name, address, shown, notify)
    select ${id}, t.id, ${said.call}, ${said.at}, ${said.number}, ${said.sipUsername}, d.id, coalesce(d.label, ''), u.id,
      coalesce(u.name, ''), l.id, coalesce(l.name, ''), coalesce(l.address, ''),
      ${said.shown === null ? null : `+${said.shown}`}::text,
      array(select distinct a from (
        select unnest(l.notify_emails) as a
        union all
        select p.email from users p where p.tenant_id = t.id and p.id = any(l.notify_user_ids) and p.status <> 'deleted') n
        where a is not null order by a)
    from tenants t
    left join devices d on d.tenant_id = t.id and d.sip_username = ${said.sipUsername}
    left join users u on u.tenant_id = t.id and u.id = d.user_id
    left join locations l on l.tenant_id = t.id and l.id = ${said.locationId}::text
    where t.tag = ${said.tag}
    on conflict (tenant_id, call) do nothing
    returning *`.execute(tx.db);
  return rows[0] && toCall(rows[0]);
}

/** It found no way out. undefined: nothing is known of it yet, or that is known already. */
export async function markUnrouted(
  tx: PlatformTx,
  { tag, call }: Pick<SaidCall, 'tag' | 'call'>,
): Promise<EmergencyCallView | undefined> {
  const { rows } = await sql<Row>`
    update emergency_calls c set unrouted = true from tenants t
    where t.tag = ${tag} and c.tenant_id = t.id and c.call = ${call} and not c.unrouted returning c.*`.execute(tx.db);
  return rows[0] && toCall(rows[0]);
}

/** The newest first. */
export async function listCalls(tx: ReadTx, limit: number): Promise<EmergencyCallView[]> {
  const rows = await tx.db
    .selectFrom('emergency_calls')
    .selectAll()
    .where('tenant_id', '=', tx.scope.tenantId)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toCall);
}

/** Who is rung back, for `decideInbound`; the newest first. */
export async function ringBacks({ db }: AnyRead, tenantId: TenantId, since: Date): Promise<readonly RingBack[]> {
  const rows = await db
    .selectFrom('emergency_calls')
    .select(['shown', 'sip_username', 'at'])
    .where('tenant_id', '=', tenantId)
    .where('at', '>', since)
    .orderBy('at', 'desc')
    .execute();
  return rows.flatMap(({ shown, sip_username, at }) =>
    shown === null ? [] : [{ number: shown as E164, sipUsername: sip_username, at: at.getTime() }],
  );
}
