import type { Destination, FlowExit, FlowId, FlowSnapshot, TenantId } from '@synergycall/domain';
import type { ReadTx, Scope } from '../../platform/database/index.ts';
import { TARGET_COLUMNS, targetOf } from '../tenant/index.ts';
import { settingsOf } from './flow.store.ts';

type Db = Pick<ReadTx<Scope>, 'db'>;

/**
 * A tenant's flows as an apply takes them, by id. Lists, joined here: behind row-level security a join of tables is
 * estimated at one row each. `numbers`: extensions in use, by owner.
 */
export async function flowSnapshots(
  { db }: Db,
  tenantId: TenantId,
  numbers: ReadonlyMap<string, number>,
): Promise<FlowSnapshot[]> {
  const flows = await db
    .selectFrom('flows')
    .select(['id', 'kind', 'name', 'settings'])
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
  if (flows.length === 0) return [];
  const members = await db
    .selectFrom('flow_members')
    .select(['flow_id', 'user_id', 'delay_seconds', 'penalty', 'may_log_out'])
    .where('tenant_id', '=', tenantId)
    .orderBy('flow_id')
    .orderBy('place')
    .execute();
  const exits = await db
    .selectFrom('flow_exits')
    .select(['flow_id', 'exit', ...TARGET_COLUMNS])
    .where('tenant_id', '=', tenantId)
    .orderBy('flow_id')
    .orderBy('exit')
    .execute();
  const ring = Map.groupBy(members, (row) => row.flow_id);
  const lead = Map.groupBy(exits, (row) => row.flow_id);
  return flows.map(({ id, kind, name, settings }) => ({
    id,
    name,
    extension: numbers.get(id) ?? null,
    settings: settingsOf(
      { kind, settings: settings as object },
      (ring.get(id) ?? []).map((row) => ({
        userId: row.user_id,
        delaySeconds: row.delay_seconds,
        penalty: row.penalty,
        mayLogOut: row.may_log_out,
      })),
    ),
    exits: Object.fromEntries(
      (lead.get(id) ?? []).flatMap(({ exit, ...target }): [FlowExit, Destination][] => {
        const to = targetOf(target);
        return to ? [[exit, to]] : [];
      }),
    ),
  }));
}

/** Schedules that are open or closed by hand. */
export async function flowOverrides({ db }: Db, tenantId: TenantId): Promise<ReadonlyMap<FlowId, 'open' | 'closed'>> {
  const rows = await db
    .selectFrom('flows')
    .select(['id', 'override'])
    .where('tenant_id', '=', tenantId)
    .where('override', 'is not', null)
    .execute();
  return new Map(rows.flatMap(({ id, override }) => (override === null ? [] : [[id, override] as const])));
}
