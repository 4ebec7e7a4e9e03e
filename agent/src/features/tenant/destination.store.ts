import { sql, type RawBuilder } from 'kysely';
import type { Destination, DestinationView, E164, FlowId, FlowKind, Result, UserId } from '@synergycall/domain';
import { destinationId, fail, ok, personOf } from '@synergycall/domain';
import type { TenantTx } from '../../platform/database/index.ts';

/*
 * A destination as columns (decision 0011): one per kind, so that each reference is a real one, and at most one of them
 * is set; to a person's mailbox leads their own column with `voicemail`. Whatever leads somewhere has them, under its own prefix: `target_` (numbers, exits) or `default_` (tenants).
 */

/** A row that leads somewhere. */
export interface LeadsTo {
  readonly user_id: UserId | null;
  readonly flow_id: FlowId | null;
  readonly number: string | null;
  readonly voicemail: boolean;
}

export function destinationOf({ user_id: userId, flow_id: flowId, number, voicemail }: LeadsTo): Destination | null {
  if (userId !== null) return { kind: voicemail ? 'voicemail' : 'user', userId };
  if (flowId !== null) return { kind: 'flow', flowId };
  // The column lets nothing else in.
  return number === null ? null : { kind: 'external', number: number as E164 };
}

/** The columns that say it; null: all empty. */
export const columnsOf = (to: Destination | null): LeadsTo => ({
  user_id: personOf(to) ?? null,
  flow_id: to?.kind === 'flow' ? to.flowId : null,
  number: to?.kind === 'external' ? to.number : null,
  voicemail: to?.kind === 'voicemail',
});
/** As columns of numbers and exits. */
export const targetColumns = (to: Destination | null) => {
  const { user_id, flow_id, number, voicemail } = columnsOf(to);
  return { target_user_id: user_id, target_flow_id: flow_id, target_number: number, target_voicemail: voicemail };
};
/** Where numbers and exits lead, for the part of a query that reads them. */
export const TARGET_COLUMNS = ['target_user_id', 'target_flow_id', 'target_number', 'target_voicemail'] as const;
/** Does the row `of` (an alias) of numbers or exits lead there? To a person: to their phones or to their mailbox. */
export function leadsThere(of: string, to: Destination): RawBuilder<unknown> {
  const { target_user_id: user, target_flow_id: flow, target_number: number } = targetColumns(to);
  const at = (column: string): RawBuilder<unknown> => sql.ref(`${of}.${column}`);
  if (user !== null)
    return sql`${at('target_user_id')} = ${user} ${to.kind === 'voicemail' ? sql`and ${at('target_voicemail')}` : sql``}`;
  return flow === null ? sql`${at('target_number')} = ${number}` : sql`${at('target_flow_id')} = ${flow}`;
}
export const targetOf = (row: {
  readonly target_user_id: UserId | null;
  readonly target_flow_id: FlowId | null;
  readonly target_number: string | null;
  readonly target_voicemail: boolean;
}): Destination | null =>
  destinationOf({
    user_id: row.target_user_id,
    flow_id: row.target_flow_id,
    number: row.target_number,
    voicemail: row.target_voicemail,
  });

/** What a row says besides, to be shown. */
export interface NamedRow {
  readonly named: { readonly name: string | null; readonly extension: number | null; readonly kind: FlowKind | null };
}

/**
 * `named`: of the row `of` (an alias) whose tenant is the column `tenant`. Looked up row by row: lists fetch a page first,
 * and name what is on it.
 */
export function namedIn(of: string, { prefix, tenant }: { prefix: 'target_' | 'default_'; tenant: string }) {
  const at = (column: string): RawBuilder<unknown> => sql.ref(`${of}.${column}`);
  const [user, flow] = [at(`${prefix}user_id`), at(`${prefix}flow_id`)];
  return sql<NamedRow['named']>`json_build_object(
    'name', coalesce((select u.name from users u where u.tenant_id = ${at(tenant)} and u.id = ${user}),
      (select f.name from flows f where f.tenant_id = ${at(tenant)} and f.id = ${flow})),
    'kind', (select f.kind from flows f where f.tenant_id = ${at(tenant)} and f.id = ${flow}),
    'extension', (select e.number from extensions e where e.tenant_id = ${at(tenant)}
      and e.owner_id = coalesce(${user}, ${flow}) and e.quarantined_until is null limit 1))`;
}

export function destinationViewOf(to: Destination | null, { named }: NamedRow): DestinationView | null {
  if (!to) return null;
  return {
    destination: to,
    name: to.kind === 'external' ? to.number : (named.name ?? ''),
    detail: named.extension === null ? null : String(named.extension),
    ...(named.kind !== null && { flowKind: named.kind }),
  };
}

/** Is this a destination of the tenant? It stays one until the end of the transaction. */
export async function holdDestination(tx: TenantTx, to: Destination): Promise<boolean> {
  const { tenantId } = tx.scope;
  switch (to.kind) {
    case 'user':
    case 'voicemail': {
      const { rows } = await sql`
        select id from users where tenant_id = ${tenantId} and id = ${to.userId} and status <> 'deleted'
        for share`.execute(tx.db);
      return rows.length > 0;
    }
    case 'flow': {
      const { rows } = await sql`
        select id from flows where tenant_id = ${tenantId} and id = ${to.flowId} for key share`.execute(tx.db);
      return rows.length > 0;
    }
    case 'external':
      return true;
  }
}

export async function destinationThere(tx: TenantTx, to: Destination | null): Promise<Result<null>> {
  if (to === null || (await holdDestination(tx, to))) return ok(null);
  return fail({ code: 'destination.not-found', kind: to.kind, id: destinationId(to) });
}
