import type { FlowId } from '@synergycall/domain';
import { sql } from 'kysely';
import type { ReadTx } from '../../platform/database/index.ts';

/** The policies whose rules ask a schedule, by name. It can't go while there are some. */
export async function policiesUsing(tx: ReadTx, id: FlowId): Promise<{ readonly id: string; readonly name: string }[]> {
  const asked = JSON.stringify([{ hours: { flowId: id } }]);
  const { rows } = await sql<{ id: string; name: string }>`
    select p.id, p.name from outbound_policies p
    where p.tenant_id = ${tx.scope.tenantId} and p.rules @> ${asked}::jsonb order by p.name, p.id`.execute(tx.db);
  return rows;
}
