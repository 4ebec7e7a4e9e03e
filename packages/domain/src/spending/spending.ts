import { z } from 'zod';
import { tenantId } from '../ids.ts';
import { currency } from './money.ts';
import { instant } from '../paging.ts';

/** Four fifths of the day's limit: the first alert. */
export const NEAR = 0.8;

/** What calls out cost on the tenant's day that is now, as far as the agent has heard; a guess. */
export const spendingToday = z.object({
  currency,
  /** `2026-11-28`, by the tenant's clock. */
  day: z.string(),
  micros: z.number().int(),
  /** As it was last applied; null: none, and then nothing is counted. */
  limit: z.number().int().nullable(),
  /** There is a price for every number, so a limit can be set. */
  hasPrices: z.boolean(),
  lifted: z.object({ at: instant, by: z.string().nullable() }).nullable(),
});
export type SpendingToday = z.infer<typeof spendingToday>;
export const spendingInput = z.object({ tenantId });
/** `day`: the one that was looked at, so that nobody lifts tomorrow's. */
export const liftSpendingInput = z.object({ tenantId, day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/) });
