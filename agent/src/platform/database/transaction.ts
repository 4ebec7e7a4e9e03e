import { Kysely, PostgresDialect, sql, type Insertable, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import { auditRow } from './audit-row.ts';
import { DatabaseDown, mapConnectionError } from './failure.ts';
import type { Scope } from './scope.ts';
import type { AuditTable, Tables } from './tables.ts';
import type { Tx } from './types.ts';

export type Mode = 'write' | 'read' | 'snapshot';
const BEGIN: Record<Mode, string> = {
  write: 'begin',
  read: 'begin read only',
  snapshot: 'begin isolation level repeatable read read only',
};

/**
 * One transaction in one scope. Begin and scope travel in one round trip; the scope is local to the transaction, so a
 * pooled connection never carries it on.
 */
export async function inScope<S extends Scope, T>(
  pool: pg.Pool,
  { scope, mode }: { scope: S; mode: Mode },
  work: (tx: Tx<S>) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw mapConnectionError(error);
  });
  let broken = false;
  let ending: Promise<unknown> | undefined;
  try {
    await client.query(`${BEGIN[mode]}; ${setScope(scope)}`);
    let written = 0;
    const db = boundTo(client);
    const result = await work({
      db,
      scope,
      async audit(entry) {
        await db.insertInto('audit').values(auditRow(scope, entry)).execute();
        written += 1;
      },
      async auditAll(entries) {
        await writeRows(
          db,
          entries.map((entry) => auditRow(scope, entry)),
        );
        written += entries.length;
      },
    });
    if (mode !== 'write') {
      // Nothing hangs on the end of a read: the answer goes out while it is under way.
      ending = client.query('commit');
      return result;
    }
    const { command } = await client.query('commit');
    // PostgreSQL answers COMMIT with ROLLBACK when a statement failed and its error was swallowed.
    if (command === 'ROLLBACK') throw new Error('a failed statement was swallowed: the transaction did not commit');
    scope.ledger.written += written;
    return result;
  } catch (error) {
    const mapped = mapConnectionError(error);
    broken = mapped instanceof DatabaseDown;
    if (!broken)
      broken = await client.query('rollback').then(
        () => false,
        () => true,
      );
    throw mapped;
  } finally {
    if (ending)
      void ending.then(
        () => client.release(),
        () => client.release(true),
      );
    else client.release(broken);
  }
}

const ROWS_AT_ONCE = 5_000;

/** As one parameter of JSON: a parameter for each field would end at PostgreSQL's 65,535. */
async function writeRows(db: Kysely<Tables>, rows: readonly Insertable<AuditTable>[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE));
    await sql`
      insert into audit (tenant_id, actor_account_id, actor_name, actor_role, session_id, action, outcome, entity_kind,
        entity_id, entity_name, before, after, source)
      select r.tenant_id, r.actor_account_id, r.actor_name, r.actor_role, r.session_id, r.action, r.outcome, r.entity_kind,
        r.entity_id, r.entity_name, r.before::jsonb, r.after::jsonb, r.source
      from json_to_recordset(${some}::json) as r(tenant_id text, actor_account_id text, actor_name text, actor_role text,
        session_id text, action text, outcome text, entity_kind text, entity_id text, entity_name text, before text,
        after text, source text)`.execute(db);
  }
}

/** SECURITY: ids are checked by pattern before they get into SQL text; parameters would cost a round trip of their own. */
function setScope(scope: Scope): string {
  const tenant = scope.kind === 'tenant' ? scope.tenantId : '';
  if (!/^[0-9a-hjkmnp-tv-z]{12}$|^$/.test(tenant) || (scope.kind === 'tenant') !== (tenant !== ''))
    throw new Error('not a tenant id in a scope');
  return `select set_config('app.scope', '${scope.kind}', true), set_config('app.tenant_id', '${tenant}', true)`;
}

const bound = new WeakMap<pg.PoolClient, Kysely<Tables>>();

/** Kysely on one connection of the pool; made once per connection. */
function boundTo(client: pg.PoolClient): Kysely<Tables> {
  const known = bound.get(client);
  if (known) return known;
  const lent = { query: client.query.bind(client), release() {} } as unknown as PostgresPoolClient;
  const single = { connect: () => Promise.resolve(lent), end: () => Promise.resolve(), options: {} };
  const made = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: single }) });
  bound.set(client, made);
  return made;
}
