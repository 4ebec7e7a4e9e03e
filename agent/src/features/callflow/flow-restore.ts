import { sql } from 'kysely';
import { EXITS, promptsOf, type FlowId, type FlowSnapshot } from '@synergycall/domain';
import type { ReadTx, TenantTx } from '../../platform/database/index.ts';
import { moveNumbers, type NumberSpace } from '../tenant/index.ts';
import { audited, ownerKindOf } from './flow.service.ts';
import { revivePrompts } from './prompt.store.ts';
import { findFlows, insertFlow, removeFlow, saveFlow, type Exits, type StoredFlow } from './flow.store.ts';

/** Until the transaction ends, nothing is led to a flow of the tenant. After people, before numbers. */
export async function lockFlows(tx: ReadTx): Promise<void> {
  await sql`select id from flows where tenant_id = ${tx.scope.tenantId} order by id for update`.execute(tx.db);
}

export interface FlowRestore {
  readonly revive: readonly FlowSnapshot[];
  readonly change: readonly FlowSnapshot[];
  readonly remove: readonly FlowId[];
}

const exitsOf = ({ settings, exits }: FlowSnapshot): Exits =>
  Object.fromEntries(EXITS[settings.kind].map((exit) => [exit, exits[exit] ?? null]));

/**
 * Makes flows what they were: those that were deleted come back with their ids. What then leads there can be written;
 * those that go, go by `finishFlows`, once nothing leads to them. Needs `lockNumbers`, `lockPeople` and `lockFlows`.
 */
export async function restoreFlows(
  tx: TenantTx,
  { revive, change, remove }: FlowRestore,
): Promise<ReadonlyMap<FlowId, StoredFlow>> {
  const ids = [...revive, ...change].map(({ id }) => id);
  const before = new Map((await findFlows(tx, [...ids, ...remove])).map((flow) => [flow.id, flow]));
  await revivePrompts(
    tx,
    [...revive, ...change].flatMap(({ settings }) => promptsOf(settings)),
  );
  // First the flows, then their ways on: they may lead to each other.
  for (const { id, name, settings } of revive) await insertFlow(tx, id, { name, settings, exits: {} });
  for (const flow of revive) await saveFlow(tx, flow.id, { exits: exitsOf(flow) });
  for (const flow of change)
    await saveFlow(tx, flow.id, { name: flow.name, settings: flow.settings, exits: exitsOf(flow) });
  return before;
}

/** Extensions, those that go, and an audit row each. After numbers and the tenant's default lead elsewhere. */
export async function finishFlows(
  tx: TenantTx,
  space: NumberSpace,
  { acts, before }: { readonly acts: FlowRestore; readonly before: ReadonlyMap<FlowId, StoredFlow> },
): Promise<void> {
  const { revive, change, remove } = acts;
  const moved = [...revive, ...change].filter(({ id, extension }) => (before.get(id)?.extension ?? null) !== extension);
  const claim = moved.flatMap(({ id, extension, settings }) =>
    extension === null ? [] : [{ ownerId: id, ownerKind: ownerKindOf(settings.kind), number: extension }],
  );
  const release = [...remove, ...moved.map(({ id }) => id)];
  if (release.length > 0) await moveNumbers(tx, space, { release, claim });
  for (const id of remove) await removeExitsOf(tx, id);
  for (const id of remove) await removeFlow(tx, id);
  const after = new Map(
    (
      await findFlows(
        tx,
        [...revive, ...change].map(({ id }) => id),
      )
    ).map((flow) => [flow.id, flow]),
  );
  const rows = [
    ...remove.map((id) => ['flow.delete', id] as const),
    ...revive.map(({ id }) => ['flow.revive', id] as const),
    ...change.map(({ id }) => ['flow.update', id] as const),
  ];
  await tx.auditAll(
    rows.map(([action, id]) => {
      const [was, is] = [before.get(id), after.get(id)];
      return {
        action,
        entity: { kind: 'flow', id, name: (is ?? was)?.name ?? null },
        before: was ? audited(was) : null,
        after: is ? audited(is) : null,
      };
    }),
  );
}

/** Flows that go may lead to each other. */
async function removeExitsOf(tx: TenantTx, id: FlowId): Promise<void> {
  await tx.db.deleteFrom('flow_exits').where('tenant_id', '=', tx.scope.tenantId).where('flow_id', '=', id).execute();
}
