import { z } from 'zod';
import { deviceId, locationId, tenantId, userId } from '../ids.ts';
import { e164, extension } from '../numbers.ts';
import { instant, revision } from '../paging.ts';
import { displayName, email, oneLine } from '../text.ts';

/** As an envelope has it; empty lines at the ends are dropped. */
const address = z
  .string()
  .max(500)
  .transform((text) => text.trim())
  .refine(
    (text) => text.split('\n').every((line) => line.trim() === '' || oneLine(200).safeParse(line.trim()).success),
    {
      error: 'text.control-character',
    },
  );
const emails = z.array(email).max(20);
const people = z.array(userId).max(20);

/** Where phones stand: what an emergency call from there shows, and who hears of it. */
export const locationView = z.object({
  id: locationId,
  tenantId,
  name: z.string(),
  address: z.string(),
  /** One of the tenant's own numbers, shown by emergency calls; null: the person's or the tenant's. */
  callerId: e164.nullable(),
  notifyEmails: z.array(z.string()),
  notifyUserIds: z.array(userId),
  /** Of phones that have none of their own. */
  isDefault: z.boolean(),
  /** Phones for which it is set by name. */
  deviceCount: z.number().int(),
  pending: z.enum(['new', 'changed', 'none']),
  revision,
  createdAt: instant,
});
export type LocationView = z.infer<typeof locationView>;

/**
 * A phone that calls for help without saying where it is (`isPlaced` false: no location, neither its own nor a default) or
 * without a number to ring back (`isShown` false: neither its location's, nor the person's, nor the tenant's).
 */
export const unplacedPhone = z.object({
  deviceId,
  label: z.string(),
  userId,
  userName: z.string(),
  extension: extension.nullable(),
  isPlaced: z.boolean(),
  isShown: z.boolean(),
});
export type UnplacedPhone = z.infer<typeof unplacedPhone>;
/** Enabled phones, by person; `total` where there are more than are listed. */
export const unplacedPhones = z.object({ rows: z.array(unplacedPhone), total: z.number().int() });
export const MOST_UNPLACED = 500;

/** The most locations of a tenant. */
export const MOST_LOCATIONS = 500;
export const locationInput = z.object({ tenantId, id: locationId });
export const listLocationsInput = z.object({ tenantId });
export const locationList = z.object({ rows: z.array(locationView) });
/** The first location of a tenant is its default, whatever is said here. */
export const createLocationInput = z.object({
  tenantId,
  name: displayName,
  address: address.default(''),
  callerId: e164.nullable().default(null),
  notifyEmails: emails.default([]),
  notifyUserIds: people.default([]),
  isDefault: z.boolean().default(false),
});
export type CreateLocation = z.infer<typeof createLocationInput>;
/** `isDefault: true` makes it the default in place of the other; nothing makes it none but another. */
export const updateLocationInput = z.object({
  tenantId,
  id: locationId,
  revision,
  name: displayName.optional(),
  address: address.optional(),
  callerId: e164.nullable().optional(),
  notifyEmails: emails.optional(),
  notifyUserIds: people.optional(),
  isDefault: z.literal(true).optional(),
});
export type UpdateLocation = z.infer<typeof updateLocationInput>;
/** `moveTo`: where its phones go, and what is the default if this is it; null: none. Needed while it is in use. */
export const deleteLocationInput = z.object({
  tenantId,
  id: locationId,
  revision,
  moveTo: locationId.nullable().optional(),
});
export type DeleteLocation = z.infer<typeof deleteLocationInput>;
