import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { instant } from '../paging.ts';

/**
 * What stopped a call out: too many a minute, too many at once, what the day may cost, or a rule that denies a country.
 * `spend-near`: nothing was stopped yet, but four fifths of the day's limit are used.
 */
export const limitAlertKind = z.enum(['a-minute', 'at-once', 'spend-near', 'spend-reached', 'denied-country']);
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
