import type { Insertable } from 'kysely';
import type { AuditTable } from './tables.ts';
import type { Scope } from './scope.ts';
import type { AuditEntry } from './types.ts';

const CHANGED = '[changed]';
const TELLS_A_SECRET = /secret|password|hash|sealed|token|csrf|(^|_)pin($|_)|pin$|pin_?hash/i;

/** The row of the record: the actor comes from the scope, never from the caller's words. */
export function auditRow(scope: Scope, entry: AuditEntry): Insertable<AuditTable> {
  return {
    tenant_id: scope.kind === 'tenant' ? scope.tenantId : (entry.tenantId ?? null),
    actor_account_id: scope.actor.accountId,
    actor_name: scope.actor.name,
    actor_role: scope.actor.role,
    session_id: scope.actor.sessionId,
    action: entry.action,
    outcome: entry.outcome ?? 'done',
    entity_kind: entry.entity.kind,
    entity_id: entry.entity.id,
    entity_name: entry.entity.name,
    before: asJson(entry.before),
    after: asJson(entry.after),
    source: scope.actor.source,
  };
}

const asJson = (fields: object | null | undefined): string | null =>
  fields ? JSON.stringify(withoutSecrets(fields)) : null;

/** SECURITY: a second fence; services are expected not to hand secrets over. Numbers and flags (`secretVersion`) stay. */
export function withoutSecrets(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (Buffer.isBuffer(value)) return CHANGED;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  if (value.constructor?.name === 'Secret') return CHANGED;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      TELLS_A_SECRET.test(key) && field !== null && !['number', 'boolean'].includes(typeof field)
        ? CHANGED
        : withoutSecrets(field),
    ]),
  );
}
