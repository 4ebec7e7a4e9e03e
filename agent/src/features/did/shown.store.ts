import { sql } from 'kysely';
import type { DidId, E164, Failure } from '@synergycall/domain';
import type { AnyReadTx } from './did.store.ts';

/** As many are named that show the number. */
const NAMED = 5;

/**
 * Why numbers can't leave their tenant: the first of them that is shown outside, with who shows it, and how many there are.
 * Needs their lock: until it is given back, nobody begins to show one (the foreign keys `tenants_caller_id`,
 * `users_caller_id` and `locations_caller_id` wait for it).
 */
export async function shownAmong(tx: AnyReadTx, ids: readonly DidId[]): Promise<Failure | undefined> {
  const { rows } = await sql<{ number: E164; name: string }>`
    select d.number, s.name from dids d, lateral (
      select t.name, 0 as place, t.id from tenants t where t.id = d.tenant_id and t.outbound_caller_id = d.number
      union all
      select u.name, 1, u.id from users u where u.tenant_id = d.tenant_id and u.outbound_caller_id = d.number
      union all
      select l.name, 2, l.id from locations l where l.tenant_id = d.tenant_id and l.caller_id = d.number) s
    where d.id = any(${ids}::text[])
    order by d.number collate "C", s.place, lower(s.name collate "und-x-icu"), s.id`.execute(tx.db);
  const [first] = rows;
  if (!first) return undefined;
  const by = rows.filter(({ number }) => number === first.number).map(({ name }) => name);
  return {
    code: 'did.shown',
    number: first.number,
    by: by.slice(0, NAMED),
    count: new Set(rows.map(({ number }) => number)).size,
  };
}
