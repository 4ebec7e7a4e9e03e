import { z } from 'zod';
import { role } from '../access/access.ts';
import { tenantId } from '../ids.ts';
import { instant, page, pageInput } from '../paging.ts';

export const auditView = z.object({
  id: z.string(),
  at: instant,
  actor: z.object({ accountId: z.string().nullable(), name: z.string() }),
  role: role.nullable(),
  action: z.string(),
  outcome: z.enum(['done', 'denied']),
  entity: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  /** Secrets read "[changed]". */
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  source: z.string().nullable(),
  tenantId: tenantId.nullable(),
});
export type AuditView = z.infer<typeof auditView>;
export const listAuditInput = z.object({ tenantId, ...pageInput, entityId: z.string().max(40).optional() });
export const auditPage = page(auditView);
