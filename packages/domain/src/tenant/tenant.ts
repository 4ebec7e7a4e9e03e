import { z } from 'zod';
import { destination, destinationView } from '../did/destination.ts';
import { boxId, tenantId, tenantTag } from '../ids.ts';
import { extension } from '../numbers.ts';
import { instant, revision } from '../paging.ts';
import { displayName, timezone } from '../text.ts';

/** Of a parked call. */
export const LEAST_PARK_SECONDS = 10;
export const MOST_PARK_SECONDS = 600;
const parkSeconds = z.number().int().min(LEAST_PARK_SECONDS).max(MOST_PARK_SECONDS);

export const tenantStatus = z.enum(['active', 'suspended']);

export const tenantView = z.object({
  id: tenantId,
  boxId,
  tag: tenantTag,
  name: z.string(),
  timezone: z.string(),
  extMin: extension,
  extMax: extension,
  quarantineDays: z.number().int(),
  maxUsers: z.number().int(),
  maxDevicesPerUser: z.number().int(),
  /** Where calls to numbers without a destination go; null: callers hear that the number is not in service. */
  defaultDestination: destinationView.nullable(),
  /** As long a parked call waits for somebody to take it. */
  parkSeconds,
  status: tenantStatus,
  userCount: z.number().int(),
  revision,
  createdAt: instant,
});
export type TenantView = z.infer<typeof tenantView>;

export const createTenantInput = z.object({
  name: displayName,
  timezone: timezone.default('UTC'),
  extMin: extension.default(1001),
  extMax: extension.default(1999),
  quarantineDays: z.number().int().min(0).max(3650).default(30),
  maxUsers: z.number().int().min(1).max(100_000).default(1000),
  maxDevicesPerUser: z.number().int().min(1).max(50).default(10),
});
export type CreateTenant = z.infer<typeof createTenantInput>;

export const updateTenantInput = z.object({
  tenantId,
  revision,
  name: displayName.optional(),
  timezone: timezone.optional(),
  extMin: extension.optional(),
  extMax: extension.optional(),
  quarantineDays: z.number().int().min(0).max(3650).optional(),
  defaultDestination: destination.nullable().optional(),
  parkSeconds: parkSeconds.optional(),
});
export type UpdateTenant = z.infer<typeof updateTenantInput>;
