import { sql } from 'kysely';
import type { TenantId } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';
import { emergencyPrefixes } from './emergency-prefixes.ts';

/*
 * The tenant's name space of numbers. Whoever hands one out holds the tenant's row (`lockNumbers`), so agents on one
 * database take turns and each gets the lowest free number; the primary key of `extensions` is the last guard.
 */

/** What handing out a number needs to know of the tenant. */
export interface NumberSpace {
  readonly tenantId: TenantId;
  readonly min: number;
  readonly max: number;
  /** No number below it can become free by time passing alone; where the search begins. */
  readonly hint: number;
  readonly quarantineDays: number;
  readonly maxUsers: number;
  readonly maxDevicesPerUser: number;
  /** Numbers kept free for emergency calls -> the emergency number. */
  readonly blocked: ReadonlyMap<number, string>;
}

export interface NumberHolder {
  readonly kind: string;
  readonly id: string;
  /** '' for kinds that have no table yet, and for what was deleted. */
  readonly name: string;
  /** null: in use. `for-good`: never again. Otherwise the time from which it is free. */
  readonly resting: Date | 'for-good' | null;
}

/** Locks the tenant's row until the end of the transaction; undefined: no such tenant in this scope. */
export const lockNumbers = (tx: ReadTx, tenantId: TenantId): Promise<NumberSpace | undefined> =>
  readSpace(tx, tenantId, sql`for update of t`);

/** The same without a lock, to show what would be next. */
export const numbersOf = (tx: ReadTx, tenantId: TenantId): Promise<NumberSpace | undefined> =>
  readSpace(tx, tenantId, sql``);

async function readSpace(
  tx: ReadTx,
  tenantId: TenantId,
  lock: ReturnType<typeof sql>,
): Promise<NumberSpace | undefined> {
  const { rows } = await sql<Omit<NumberSpace, 'blocked'> & { emergency: string[] }>`
    select t.id as "tenantId", t.ext_min as min, t.ext_max as max, t.ext_next as hint, t.quarantine_days as "quarantineDays",
      t.max_users as "maxUsers", t.max_devices_per_user as "maxDevicesPerUser",
      (select b.emergency_numbers from boxes b where b.id = t.box_id) as emergency
    from tenants t where t.id = ${tenantId} ${lock}`.execute(tx.db);
  const [row] = rows;
  if (!row) return undefined;
  const { emergency, ...space } = row;
  return { ...space, blocked: emergencyPrefixes(emergency) };
}

/** The lowest number of the range that nobody has, that doesn't rest and isn't kept free; undefined: none is left. */
export async function nextFree(tx: ReadTx, space: NumberSpace): Promise<number | undefined> {
  const from = Math.min(Math.max(space.hint, space.min), space.max);
  const blocked = [...space.blocked.keys()].filter((n) => n >= from && n <= space.max);
  // A free number either is where the search begins or follows a number that isn't free.
  const { rows } = await sql<{ number: number }>`
    with occupied as (
      select number from extensions
      where tenant_id = ${space.tenantId} and number between ${from} and ${space.max}
        and (quarantined_until is null or quarantined_until > now())
      union all select unnest(${blocked}::int[])
    ), candidate as (
      select ${from}::int as number union select number + 1 from occupied where number < ${space.max}
    )
    select c.number from candidate c
    where not exists (select 1 from occupied o where o.number = c.number)
    order by c.number limit 1`.execute(tx.db);
  return rows[0]?.number;
}

/** How many numbers of the range rest at the moment. */
export async function restingCount(tx: ReadTx, space: NumberSpace): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from extensions
    where tenant_id = ${space.tenantId} and number between ${space.min} and ${space.max} and quarantined_until > now()`.execute(
    tx.db,
  );
  return rows[0]?.count ?? 0;
}

/** Who has the number or had it and lets it rest; undefined: free as far as the table knows. */
export async function holderOf(tx: ReadTx, space: NumberSpace, number: number): Promise<NumberHolder | undefined> {
  const { rows } = await sql<{ kind: string; id: string; name: string; resting: boolean; until: Date | null }>`
    select e.owner_kind as kind, e.owner_id as id, coalesce(u.name, f.name, '') as name, e.quarantined_until is not null as resting,
      case when e.quarantined_until < 'infinity' then e.quarantined_until end as until
    from extensions e left join users u on e.owner_kind = 'user' and u.tenant_id = e.tenant_id and u.id = e.owner_id
      left join flows f on e.owner_kind <> 'user' and f.tenant_id = e.tenant_id and f.id = e.owner_id
    where e.tenant_id = ${space.tenantId} and e.number = ${number}
      and (e.quarantined_until is null or e.quarantined_until > now())`.execute(tx.db);
  const [row] = rows;
  return row && { kind: row.kind, id: row.id, name: row.name, resting: row.resting ? (row.until ?? 'for-good') : null };
}

export interface NumberClaim {
  readonly number: number;
  readonly ownerKind: 'user' | 'ring_group' | 'ivr' | 'queue';
  readonly ownerId: string;
  /** The number came from `nextFree` with this lock held; else it was picked by a person. */
  readonly lowest: boolean;
}

/**
 * Gives the number to its new owner. Needs the lock. An owner may take back its own number before its rest is over.
 * Throws if someone else has it: callers looked before.
 */
export async function claimNumber(tx: ReadTx, space: NumberSpace, claim: NumberClaim): Promise<void> {
  const taken = await sql`
    insert into extensions (tenant_id, number, owner_kind, owner_id)
    values (${space.tenantId}, ${claim.number}, ${claim.ownerKind}, ${claim.ownerId})
    on conflict (tenant_id, number) do update
      set owner_kind = excluded.owner_kind, owner_id = excluded.owner_id, quarantined_until = null
      where extensions.quarantined_until <= now()
        or (extensions.quarantined_until is not null and extensions.owner_id = excluded.owner_id)
    returning number`.execute(tx.db);
  if (taken.rows.length === 0) throw new Error(`extension ${claim.number} was handed out without the tenant's lock`);
  if (!claim.lowest) return;
  // What rests below becomes free by time alone, so the hint waits at the lowest of those.
  await sql`
    update tenants set ext_next = coalesce(
      (select min(number) from extensions where tenant_id = ${space.tenantId}
        and number between ${Math.max(space.hint, space.min)} and ${claim.number}
        and quarantined_until is not null and quarantined_until < 'infinity'),
      least(ext_max, ${claim.number}::int + 1))
    where id = ${space.tenantId}`.execute(tx.db);
}

/** Lets the owner's number rest: for the tenant's quarantine, or for good (`keep`). Needs the lock. Returns the number it had. */
export async function releaseNumber(
  tx: ReadTx,
  space: NumberSpace,
  release: { ownerId: string; keep: boolean },
): Promise<number | undefined> {
  const { rows } = await sql<{ number: number }>`
    update extensions set quarantined_until = case when ${release.keep}::boolean then 'infinity'::timestamptz
      else now() + make_interval(days => ${space.quarantineDays}::int) end
    where tenant_id = ${space.tenantId} and owner_id = ${release.ownerId} and quarantined_until is null
    returning number`.execute(tx.db);
  const number = rows[0]?.number;
  if (number !== undefined && !release.keep)
    await sql`update tenants set ext_next = least(ext_next, ${number}::int) where id = ${space.tenantId}`.execute(
      tx.db,
    );
  return number;
}
