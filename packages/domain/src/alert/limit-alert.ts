import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { instant } from '../paging.ts';

/** A limit against fraud that stopped a call out: too many a minute, or too many at once. */
export const limitAlertKind = z.enum(['a-minute', 'at-once']);
export type LimitAlertKind = z.infer<typeof limitAlertKind>;
/** At most one per tenant, kind and hour: whoever calls on and on is told of once. */
export const limitAlertView = z.object({
  id: z.string(),
  tenantId,
  at: instant,
  kind: limitAlertKind,
  /** What would have been called, E.164 with the plus sign. */
  number: z.string(),
});
export type LimitAlertView = z.infer<typeof limitAlertView>;
export const listLimitAlertsInput = z.object({ tenantId, limit: z.number().int().min(1).max(200).default(50) });
/** The newest first. */
export const limitAlertList = z.object({ rows: z.array(limitAlertView) });
