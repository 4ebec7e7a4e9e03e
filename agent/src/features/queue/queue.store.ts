import { sql } from 'kysely';
import type { FlowId, OwnQueuesView, TenantId, UserId } from '@synergycall/domain';
import type { ReadTx, Scope, TenantTx } from '../../platform/database/index.ts';
import { memberKey } from '../callflow/index.ts';

export interface AgentRow {
  readonly userId: UserId;
  readonly name: string;
  readonly loggedIn: boolean;
  readonly mayLogOut: boolean;
}
export interface AgentsOfQueue {
  readonly id: FlowId;
  readonly name: string;
  readonly timezone: string;
  /** In the order of the queue. */
  readonly agents: readonly AgentRow[];
}

/** undefined: it is no queue. */
export async function findQueue(tx: ReadTx, id: FlowId): Promise<AgentsOfQueue | undefined> {
  const { tenantId } = tx.scope;
  const { rows: found } = await sql<{ name: string; timezone: string }>`
    select f.name, t.timezone from flows f join tenants t on t.id = f.tenant_id
    where f.tenant_id = ${tenantId} and f.id = ${id} and f.kind = 'queue'`.execute(tx.db);
  const [queue] = found;
  if (!queue) return undefined;
  const { rows } = await sql<AgentRow>`
    select m.user_id as "userId", u.name, m.may_log_out as "mayLogOut", o.user_id is null as "loggedIn"
    from flow_members m join users u on u.tenant_id = m.tenant_id and u.id = m.user_id
    left join queue_logouts o on o.tenant_id = m.tenant_id and o.flow_id = m.flow_id and o.user_id = m.user_id
    where m.tenant_id = ${tenantId} and m.flow_id = ${id} order by m.place`.execute(tx.db);
  return { id, ...queue, agents: rows };
}

export async function queuesOfPerson(tx: ReadTx, userId: UserId): Promise<OwnQueuesView['rows']> {
  const { rows } = await sql<OwnQueuesView['rows'][number]>`
    select f.id, f.name, m.may_log_out as "mayLogOut", o.user_id is null as "loggedIn"
    from flow_members m join flows f on f.tenant_id = m.tenant_id and f.id = m.flow_id
    left join queue_logouts o on o.tenant_id = m.tenant_id and o.flow_id = m.flow_id and o.user_id = m.user_id
    where m.tenant_id = ${tx.scope.tenantId} and m.user_id = ${userId} and f.kind = 'queue'
    order by f.name_key, f.id`.execute(tx.db);
  return rows;
}

/** Twice is as once. */
export async function writeLogout(
  tx: TenantTx,
  { id, userId, loggedIn }: { readonly id: FlowId; readonly userId: UserId; readonly loggedIn: boolean },
): Promise<void> {
  const { tenantId } = tx.scope;
  if (loggedIn)
    await tx.db
      .deleteFrom('queue_logouts')
      .where('tenant_id', '=', tenantId)
      .where('flow_id', '=', id)
      .where('user_id', '=', userId)
      .execute();
  else
    await tx.db
      .insertInto('queue_logouts')
      .values({ tenant_id: tenantId, flow_id: id, user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** A tenant's queues, their agents as they are meant, and who is logged out of which, by the names of their rows in Asterisk. */
export async function logoutFacts(
  { db }: Pick<ReadTx<Scope>, 'db'>,
  tenantId: TenantId,
): Promise<{
  readonly queues: readonly FlowId[];
  readonly agents: ReadonlySet<string>;
  readonly loggedOut: ReadonlySet<string>;
}> {
  const queues = await db
    .selectFrom('flows')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', 'queue')
    .execute();
  if (queues.length === 0) return { queues: [], agents: new Set(), loggedOut: new Set() };
  const agents = await db
    .selectFrom('flow_members as m')
    .innerJoin('flows as f', (join) => join.onRef('f.id', '=', 'm.flow_id').onRef('f.tenant_id', '=', 'm.tenant_id'))
    .select(['m.flow_id', 'm.user_id'])
    .where('m.tenant_id', '=', tenantId)
    .where('f.kind', '=', 'queue')
    .execute();
  const rows = await db
    .selectFrom('queue_logouts')
    .select(['flow_id', 'user_id'])
    .where('tenant_id', '=', tenantId)
    .execute();
  return {
    queues: queues.map(({ id }) => id),
    agents: new Set(agents.map((row) => memberKey(row.flow_id, row.user_id))),
    loggedOut: new Set(rows.map((row) => memberKey(row.flow_id, row.user_id))),
  };
}
