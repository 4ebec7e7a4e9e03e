import { sql } from 'kysely';
import type { ReadTx } from '../../platform/database/index.ts';
import type { NumberSpace } from './extension.store.ts';

/** A number of the tenant that is in use or rests still. */
export interface NumberRow {
  readonly number: number;
  readonly ownerId: string;
  readonly resting: boolean;
}

/** All numbers that can't be had at the moment. */
export async function readNumbers(tx: ReadTx): Promise<readonly NumberRow[]> {
  const { rows } = await sql<NumberRow>`
    select number, owner_id as "ownerId", quarantined_until is not null as resting from extensions
    where tenant_id = ${tx.scope.tenantId} and (quarantined_until is null or quarantined_until > now())`.execute(tx.db);
  return rows;
}

/**
 * Several owners change their numbers at once, maybe among each other: all that they have goes to rest, then each takes
 * its own. What was let go here may be taken here; else a resting number is its last owner's alone. Needs the lock
 * (`lockNumbers`). Throws if a number can't be had: whoever asks has looked before.
 */
export async function moveNumbers(
  tx: ReadTx,
  space: NumberSpace,
  move: {
    readonly release: readonly string[];
    readonly claim: readonly {
      readonly ownerId: string;
      readonly number: number;
      /** Absent: a person. */
      readonly ownerKind?: 'user' | 'ring_group' | 'ivr' | 'queue';
    }[];
  },
): Promise<void> {
  const owners = [...new Set([...move.release, ...move.claim.map((one) => one.ownerId)])];
  const released = await sql<{ number: number }>`
    update extensions set quarantined_until = now() + make_interval(days => ${space.quarantineDays}::int)
    where tenant_id = ${space.tenantId} and owner_id = any(${owners}::text[]) and quarantined_until is null
    returning number`.execute(tx.db);
  const free = released.rows.map((row) => row.number);
  for (const { ownerId, number, ownerKind = 'user' } of move.claim) {
    const taken = await sql`
      insert into extensions (tenant_id, number, owner_kind, owner_id)
      values (${space.tenantId}, ${number}, ${ownerKind}, ${ownerId})
      on conflict (tenant_id, number) do update
        set owner_kind = excluded.owner_kind, owner_id = excluded.owner_id, quarantined_until = null
        where extensions.quarantined_until is not null and (extensions.quarantined_until <= now()
          or extensions.owner_id = excluded.owner_id or extensions.number = any(${free}::int[]))
      returning number`.execute(tx.db);
    if (taken.rows.length === 0) throw new Error(`extension ${number} was promised to a restore and is taken`);
  }
  // Lower is always right; the next search finds the lowest free one from there.
  await sql`update tenants set ext_next = ext_min where id = ${space.tenantId}`.execute(tx.db);
}
