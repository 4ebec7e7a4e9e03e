import { sql } from 'kysely';
import type { SpentToday, TenantId, TenantTag } from '@synergycall/domain';
import type { PlatformScope, PlatformTx, ReadTx, TenantScope, TenantTx } from '../../platform/database/index.ts';

type AnyRead = Pick<ReadTx<TenantScope | PlatformScope>, 'db'>;

/** The tenant's day that is now, with what the core said of it. */
export interface DayOfTenant {
  /** `2026-11-28` */
  readonly day: string;
  readonly micros: number;
  readonly liftedAt: Date | null;
  readonly liftedBy: string | null;
  readonly endsAt: Date;
}

/** undefined: no such tenant in this scope. */
export async function readToday({ db }: AnyRead, tenantId: TenantId): Promise<DayOfTenant | undefined> {
  const { rows } = await sql<{
    day: string;
    sixtieths: string | null;
    lifted_at: Date | null;
    lifted_by: string | null;
    ends_at: Date;
  }>`
    select d.day::text, s.sixtieths, s.lifted_at, s.lifted_by,
      (d.day + 1)::timestamp at time zone t.timezone as ends_at
    from tenants t
    cross join lateral (select (now() at time zone t.timezone)::date as day) d
    left join spending s on s.tenant_id = t.id and s.day = d.day
    where t.id = ${tenantId}`.execute(db);
  const row = rows[0];
  return (
    row && {
      day: row.day,
      micros: Math.round(Number(row.sixtieths ?? 0) / 60),
      liftedAt: row.lifted_at,
      liftedBy: row.lifted_by,
      endsAt: row.ends_at,
    }
  );
}

/** For `decide`, where somebody asks what a call does now. */
export async function spentToday(tx: AnyRead, tenantId: TenantId): Promise<SpentToday | undefined> {
  const today = await readToday(tx, tenantId);
  return today && { micros: today.micros, isLifted: today.liftedAt !== null, until: today.endsAt.getTime() };
}

/** `20261128`: the newest day on which the limit was lifted, if it may still be one; else undefined. */
export async function liftedDay({ db }: AnyRead, tenantId: TenantId): Promise<string | undefined> {
  const { rows } = await sql<{ day: string }>`
    select to_char(day, 'YYYYMMDD') as day from spending
    where tenant_id = ${tenantId} and lifted_at is not null and day >= current_date - 1
    order by spending.day desc limit 1`.execute(db);
  return rows[0]?.day;
}

export async function lift(tx: TenantTx, day: string, by: string | null): Promise<void> {
  await sql`
    insert into spending (tenant_id, day, lifted_at, lifted_by)
    values (${tx.scope.tenantId}, ${day}::date, now(), ${by})
    on conflict (tenant_id, day) do update set lifted_at = now(), lifted_by = excluded.lifted_by`.execute(tx.db);
}

/** What the core says of a day, checked. */
export interface SpentSaid {
  readonly tag: TenantTag;
  /** `20261128` */
  readonly day: string;
  readonly sixtieths: number;
}

/** A day costs no less than it did. Of nobody's tag nothing is written. */
export async function recordSpent({ db }: PlatformTx, { tag, day, sixtieths }: SpentSaid): Promise<void> {
  await sql`
    insert into spending (tenant_id, day, sixtieths)
    select id, to_date(${day}, 'YYYYMMDD'), ${sixtieths}::bigint from tenants where tag = ${tag}
    on conflict (tenant_id, day) do update set sixtieths = greatest(spending.sixtieths, excluded.sixtieths)`.execute(
    db,
  );
}
