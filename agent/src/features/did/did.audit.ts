import type { Destination, DidId, E164, TenantId } from '@synergycall/domain';
import type { AuditEntry } from '../../platform/database/index.ts';
import type { StoredDid } from './did.store.ts';

/** A number as the record keeps it. */
export interface DidRecord {
  readonly id: DidId;
  readonly number: E164;
  readonly label: string;
  readonly provider: string;
  readonly note: string;
  readonly portInOn: string | null;
  readonly tenantId: TenantId | null;
  readonly target: (Destination & { readonly name: string }) | null;
}

export const recordOf = (did: StoredDid): DidRecord => ({
  id: did.id,
  number: did.number,
  label: did.label,
  provider: did.provider,
  note: did.note,
  portInOn: did.portInOn,
  tenantId: did.tenantId,
  target: did.target && { ...did.target.destination, name: did.target.name },
});

/**
 * The rows of one change, each in the record of the tenant whose number it is. A number that goes from one tenant to
 * another leaves a row with each.
 * SECURITY: neither is told of the other.
 */
export function auditOf(action: string, before: DidRecord | null, after: DidRecord | null): AuditEntry[] {
  const did = after ?? before;
  if (!did) return [];
  const entity = { kind: 'did', id: did.id, name: did.number };
  const [from, to] = [before?.tenantId ?? null, after?.tenantId ?? null];
  if (!before || !after || from === null || to === null || from === to)
    return [{ action, entity, before, after, tenantId: from ?? to }];
  return [
    { action, entity, before, after: ofNobody, tenantId: from },
    { action, entity, before: ofNobody, after, tenantId: to },
  ];
}
const ofNobody = { tenantId: null };
