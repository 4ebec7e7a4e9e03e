import { z } from 'zod';
import { deviceId, locationId, sipUsername, tenantId, userId } from '../ids.ts';
import { instant } from '../paging.ts';

/** Somebody called for help. Kept for ever; names are those of that moment. */
export const emergencyCallView = z.object({
  id: z.string(),
  tenantId,
  at: instant,
  /** What was dialled. */
  number: z.string(),
  sipUsername,
  deviceId: deviceId.nullable(),
  deviceLabel: z.string(),
  userId: userId.nullable(),
  userName: z.string(),
  locationId: locationId.nullable(),
  locationName: z.string(),
  address: z.string(),
  /** The number that was shown, E.164 with the plus sign; null: none. */
  shown: z.string().nullable(),
  /** Could no way out be found, or did it fail? */
  unrouted: z.boolean(),
  /** Whoever has to hear of it, as addresses of e-mail. */
  notify: z.array(z.string()),
});
export type EmergencyCallView = z.infer<typeof emergencyCallView>;
export const listEmergencyCallsInput = z.object({ tenantId, limit: z.number().int().min(1).max(200).default(50) });
/** The newest first. */
export const emergencyCallList = z.object({ rows: z.array(emergencyCallView) });

/** As long as callers of the number that was shown reach the phone that called for help. */
export const RING_BACK_SECONDS = 1_800;
