import { z } from 'zod';
import { deviceId, locationId, sipUsername, tenantId, userId } from '../ids.ts';
import { instant, page, pageInput, revision } from '../paging.ts';
import { label } from '../text.ts';

export const transport = z.enum(['udp', 'tcp', 'tls', 'wss']);
export type Transport = z.infer<typeof transport>;
export const codec = z.enum(['opus', 'g722', 'alaw', 'ulaw', 'g729', 'gsm']);
export type Codec = z.infer<typeof codec>;
/** `auto` is right behind a home router and harmless elsewhere; `off` is for phones on the box's own network. */
export const nat = z.enum(['auto', 'off']);
export type Nat = z.infer<typeof nat>;

export const deviceView = z.object({
  id: deviceId,
  tenantId,
  userId,
  label: z.string(),
  sipUsername,
  transport,
  nat,
  codecs: z.array(codec),
  enabled: z.boolean(),
  /** Where it stands; null: at the tenant's default location. */
  locationId: locationId.nullable(),
  /** At once refused for good; the row stays for the record. */
  revokedAt: instant.nullable(),
  pending: z.enum(['new', 'changed', 'none']),
  revision,
  createdAt: instant,
});
export type DeviceView = z.infer<typeof deviceView>;

/** SECURITY: shown once, at creation and at reset. */
export const deviceCredentials = z.object({
  deviceId,
  sipUsername,
  secret: z.string(),
  server: z.string(),
  port: z.number().int(),
  transport,
  realm: z.string(),
});
export type DeviceCredentials = z.infer<typeof deviceCredentials>;

const codecs = z
  .array(codec)
  .min(1)
  .max(6)
  .refine((list) => new Set(list).size === list.length, { error: 'device.codec-twice' });
export const DEFAULT_CODECS: readonly Codec[] = ['g722', 'alaw', 'ulaw'];
export const DEFAULT_WEB_CODECS: readonly Codec[] = ['opus', 'alaw', 'ulaw'];

export const createDeviceInput = z.object({
  tenantId,
  userId,
  label,
  transport: transport.default('udp'),
  nat: nat.default('auto'),
  codecs: codecs.optional(),
});
export type CreateDevice = z.infer<typeof createDeviceInput>;
export const createdDevice = z.object({ device: deviceView, credentials: deviceCredentials });
export type CreatedDevice = z.infer<typeof createdDevice>;

export const updateDeviceInput = z.object({
  tenantId,
  id: deviceId,
  revision,
  label: label.optional(),
  transport: transport.optional(),
  nat: nat.optional(),
  codecs: codecs.optional(),
  enabled: z.boolean().optional(),
  locationId: locationId.nullable().optional(),
});
export type UpdateDevice = z.infer<typeof updateDeviceInput>;
export const deviceInput = z.object({ tenantId, id: deviceId });
export const listDevicesInput = z.object({
  tenantId,
  ...pageInput,
  userId: userId.optional(),
  search: z.string().max(200).optional(),
});
export const devicePage = page(deviceView);

/** What Asterisk says of a device now. `unknown`: Asterisk can't be asked. */
export const deviceLive = z.object({
  deviceId,
  /** Whose phone it is. */
  userId,
  sipUsername,
  state: z.enum(['registered', 'unreachable', 'in-call', 'not-registered', 'unknown']),
  contacts: z.array(
    z.object({
      uri: z.string(),
      address: z.string().nullable(),
      userAgent: z.string().nullable(),
      roundTripMs: z.number().nullable(),
      expiresAt: instant.nullable(),
    }),
  ),
  lastSeenAt: instant.nullable(),
});
export type DeviceLive = z.infer<typeof deviceLive>;
/** One coalesced picture of a tenant's (or a user's own) devices. */
export const deviceLiveSnapshot = z.object({
  at: instant,
  asterisk: z.enum(['live', 'down']),
  devices: z.array(deviceLive),
});
export type DeviceLiveSnapshot = z.infer<typeof deviceLiveSnapshot>;
