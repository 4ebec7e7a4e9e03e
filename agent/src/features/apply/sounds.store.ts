import { sql } from 'kysely';
import { promptId, type PromptId, type TenantId } from '@synergycall/domain';
import type { PlatformScope, ReadTx } from '../../platform/database/index.ts';

/** The announcements that the tenant's newest live generation names; asked of PostgreSQL, for a model may be large. */
export async function livePrompts(
  { db }: Pick<ReadTx<PlatformScope>, 'db'>,
  tenantId: TenantId,
): Promise<readonly PromptId[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct named.id
    from (select model -> 'flows' as flows from apply_snapshots
      where tenant_id = ${tenantId} and live_since is not null order by generation desc limit 1) last,
      jsonb_array_elements(coalesce(last.flows, '[]')) flow,
      unnest(array[flow -> 'settings' ->> 'promptId', flow -> 'settings' ->> 'repeatPromptId',
        case when flow -> 'settings' ->> 'hears' = 'music' then flow -> 'settings' ->> 'musicPromptId' end]) named (id)
    where named.id is not null`.execute(db);
  return rows.map(({ id }) => promptId.parse(id));
}
