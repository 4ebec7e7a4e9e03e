import { sql } from 'kysely';
import type { Destination, FlowExit, FlowId, UserId } from '@synergycall/domain';
import type { ReadTx } from '../../platform/database/index.ts';
import { leadsThere } from '../tenant/index.ts';

/** A flow that leads somewhere by an exit, or rings somebody or is heard by them (`exit` null). */
export interface FlowReference {
  readonly id: FlowId;
  readonly name: string;
  readonly exit: FlowExit | null;
}

/** Exits that lead there, by the flow's name. */
export async function exitsLeadingTo(
  tx: ReadTx,
  to: Destination,
): Promise<(FlowReference & { readonly exit: FlowExit })[]> {
  const { rows } = await sql<FlowReference & { readonly exit: FlowExit }>`
    select f.id, f.name, x.exit from flow_exits x join flows f on f.tenant_id = x.tenant_id and f.id = x.flow_id
    where x.tenant_id = ${tx.scope.tenantId} and ${leadsThere('x', to)} order by f.name_key, f.id, x.exit`.execute(
    tx.db,
  );
  return rows;
}

/** Groups in which a person rings, and mailboxes that they may hear, by name. */
export async function groupsOf(tx: ReadTx, id: UserId): Promise<FlowReference[]> {
  const { rows } = await sql<FlowReference>`
    select f.id, f.name, null as exit from flow_members m join flows f on f.tenant_id = m.tenant_id and f.id = m.flow_id
    where m.tenant_id = ${tx.scope.tenantId} and m.user_id = ${id} order by f.name_key, f.id`.execute(tx.db);
  return rows;
}

/** A flow and the flows that it leads to. */
export interface FlowEdges {
  readonly id: FlowId;
  readonly name: string;
  readonly exits: Readonly<Partial<Record<FlowExit, Destination>>>;
}

/** Everything that leads from one flow to another: what loops are looked for in. */
export async function edgesOf(tx: ReadTx): Promise<FlowEdges[]> {
  const { rows } = await sql<{ id: FlowId; name: string; exit: FlowExit | null; to: FlowId | null }>`
    select f.id, f.name, x.exit, x.target_flow_id as "to" from flows f
    left join flow_exits x on x.tenant_id = f.tenant_id and x.flow_id = f.id and x.target_flow_id is not null
    where f.tenant_id = ${tx.scope.tenantId}`.execute(tx.db);
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, exits]) => ({
    id,
    name: exits[0]?.name ?? '',
    exits: Object.fromEntries(
      exits.flatMap(({ exit, to }) => (exit && to ? [[exit, { kind: 'flow' as const, flowId: to }]] : [])),
    ),
  }));
}
