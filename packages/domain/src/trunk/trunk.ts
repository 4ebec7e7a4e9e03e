import { z } from 'zod';
import { codec } from '../device/device.ts';
import { tenantId, trunkId } from '../ids.ts';
import { instant, revision } from '../paging.ts';
import { displayName } from '../text.ts';
import { parseBlock } from './address.ts';

/** registration: we sign in at the carrier, and its calls come to the contact that we gave; ip: it is known by its address. */
export const trunkKind = z.enum(['registration', 'ip']);
export type TrunkKind = z.infer<typeof trunkKind>;
export const trunkTransport = z.enum(['udp', 'tcp', 'tls']);
export type TrunkTransport = z.infer<typeof trunkTransport>;

/** How a number is spelled towards the carrier: `+4930…`, `4930…`, or national (`prefix` instead of the country code). */
export const numberForm = z.enum(['plus', 'digits', 'national']);
export type NumberForm = z.infer<typeof numberForm>;
const prefix = z.string().regex(/^\d{0,6}$/, { error: 'trunk.not-a-prefix' });
export const trunkCallerId = z.object({ form: numberForm, where: z.enum(['from', 'pai', 'both']) });
export const trunkCalled = z.object({ form: numberForm });
/** How numbers are read that the carrier says are called. */
export const trunkInbound = z.object({
  /** Where the called number stands. */
  where: z.enum(['request-uri', 'to']),
  countryCode: z.string().regex(/^[1-9]\d{0,2}$/, { error: 'trunk.not-a-country-code' }),
  /** Before numbers of the same country, such as `0`; '': none. */
  nationalPrefix: prefix,
  /** Before numbers of all countries, such as `00`; '': none. */
  internationalPrefix: prefix,
  /** What digits without any prefix are. */
  bare: z.enum(['e164', 'national']),
});
export type TrunkInbound = z.infer<typeof trunkInbound>;
export type TrunkCallerId = z.infer<typeof trunkCallerId>;
export type TrunkCalled = z.infer<typeof trunkCalled>;

/** SECURITY: goes into a SIP URI of a configuration file: host names and addresses, nothing else. */
const host = z.string().regex(/^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*$/, {
  error: 'trunk.not-a-host',
});
const port = z.number().int().min(1).max(65_535);
/** SECURITY: the user part of a SIP URI, and a value of a configuration file. */
const sipUser = z.string().regex(/^[A-Za-z0-9+][A-Za-z0-9+._-]{0,79}$/, { error: 'trunk.not-a-user' });
/** Printable ASCII: what a digest is made of the same way everywhere. */
const secret = z.string().regex(/^[\x21-\x7e]{1,128}$/, { error: 'trunk.not-a-secret' });
const matchAddress = z.string().refine((text) => parseBlock(text) !== undefined, { error: 'trunk.not-an-address' });
const codecs = z
  .array(codec)
  .min(1)
  .max(6)
  .refine((list) => new Set(list).size === list.length, { error: 'device.codec-twice' });

export const trunkView = z.object({
  id: trunkId,
  /** null: of the box, for all tenants. */
  tenantId: tenantId.nullable(),
  tenantName: z.string().nullable(),
  name: z.string(),
  kind: trunkKind,
  host: z.string(),
  /** null: the usual one of the transport, or what DNS says. */
  port: port.nullable(),
  transport: trunkTransport,
  /** null: none, or not for the reader's eyes. */
  username: z.string().nullable(),
  /** Are user name and password set? They are never shown. */
  hasCredentials: z.boolean(),
  /** These, the addresses and the limit are blank in a tenant's view of the box's trunks. */
  fromUser: z.string().nullable(),
  fromDomain: z.string().nullable(),
  matchAddresses: z.array(z.string()),
  codecs: z.array(codec),
  callerId: trunkCallerId,
  called: trunkCalled,
  inbound: trunkInbound,
  /** Calls in and out at once; null: no limit. */
  channelLimit: z.number().int().nullable(),
  /** A platform admin allowed loopback and private addresses. */
  allowPrivate: z.boolean(),
  enabled: z.boolean(),
  pending: z.enum(['new', 'changed', 'none']),
  revision,
  createdAt: instant,
});
export type TrunkView = z.infer<typeof trunkView>;

const settings = {
  name: displayName,
  host,
  port: port.nullable().default(null),
  transport: trunkTransport.default('udp'),
  fromUser: sipUser.nullable().default(null),
  fromDomain: host.nullable().default(null),
  codecs: codecs.default(['alaw', 'ulaw']),
  callerId: trunkCallerId.default({ form: 'plus', where: 'both' }),
  called: trunkCalled.default({ form: 'plus' }),
  inbound: trunkInbound,
  channelLimit: z.number().int().min(1).max(10_000).nullable().default(null),
  enabled: z.boolean().default(true),
};
const changes = {
  name: displayName.optional(),
  host: host.optional(),
  port: port.nullable().optional(),
  transport: trunkTransport.optional(),
  fromUser: sipUser.nullable().optional(),
  fromDomain: host.nullable().optional(),
  codecs: codecs.optional(),
  callerId: trunkCallerId.optional(),
  called: trunkCalled.optional(),
  inbound: trunkInbound.optional(),
  channelLimit: z.number().int().min(1).max(10_000).nullable().optional(),
  enabled: z.boolean().optional(),
  username: sipUser.optional(),
  /** SECURITY: written, never read back. */
  secret: secret.optional(),
};
const platformOnly = { matchAddresses: z.array(matchAddress).max(64), allowPrivate: z.boolean() };

/** A tenant's own: by registration alone. */
export const createTrunkInput = z.object({ tenantId, ...settings, username: sipUser, secret });
export type CreateTrunk = z.infer<typeof createTrunkInput>;
export const updateTrunkInput = z.object({ tenantId, id: trunkId, revision, ...changes });
export type UpdateTrunk = z.infer<typeof updateTrunkInput>;
export const trunkInput = z.object({ tenantId, id: trunkId });

/** By the platform: of either kind, one tenant's or the box's (`inTenant` null). */
export const createAnyTrunkInput = z.object({
  inTenant: tenantId.nullable(),
  kind: trunkKind,
  ...settings,
  username: sipUser.optional(),
  secret: secret.optional(),
  matchAddresses: platformOnly.matchAddresses.default([]),
  allowPrivate: platformOnly.allowPrivate.default(false),
});
export type CreateAnyTrunk = z.infer<typeof createAnyTrunkInput>;
export const updateAnyTrunkInput = z.object({
  id: trunkId,
  revision,
  ...changes,
  matchAddresses: platformOnly.matchAddresses.optional(),
  allowPrivate: platformOnly.allowPrivate.optional(),
});
export type UpdateAnyTrunk = z.infer<typeof updateAnyTrunkInput>;
export const anyTrunkInput = z.object({ id: trunkId });
export const listTrunksInput = z.object({ tenantId });
/** No paging: a box has dozens of them at most. */
export const trunkList = z.object({ rows: z.array(trunkView) });

/** What Asterisk says of a trunk now. `unknown`: Asterisk can't be asked. */
export const trunkLive = z.object({
  trunkId,
  /** Of a trunk by registration; `absent`: not loaded, such as one that was never applied. */
  registration: z.enum(['registered', 'rejected', 'unregistered', 'absent', 'unknown']).nullable(),
  /** Does it answer OPTIONS? `unasked`: not yet. */
  reachable: z.enum(['reachable', 'unreachable', 'unasked', 'absent', 'unknown']),
  roundTripMs: z.number().nullable(),
  /** Since when it answers, or no longer does; null: from before the agent's start. */
  since: instant.nullable(),
  /** Calls up or under way. */
  calls: z.number().int().nullable(),
});
export type TrunkLive = z.infer<typeof trunkLive>;
export const trunkLiveSnapshot = z.object({
  at: instant,
  asterisk: z.enum(['live', 'down']),
  trunks: z.array(trunkLive),
});
export type TrunkLiveSnapshot = z.infer<typeof trunkLiveSnapshot>;
