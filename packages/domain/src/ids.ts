import { z } from 'zod';

/**
 * Crockford's base 32 in lower case: no i, l, o, u, so that an id read over the phone survives.
 * 12 characters are 60 random bits: ids can't be guessed or counted.
 */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const idPattern = /^[0-9a-hjkmnp-tv-z]{12}$/;

const id = <Name extends string>(name: Name) => z.string().regex(idPattern, `not a ${name} id`).brand<Name>();

export const boxId = id('box');
export const tenantId = id('tenant');
export const accountId = id('account');
export const userId = id('user');
export const deviceId = id('device');
export const sessionId = id('session');
export const jobId = id('job');
export const locationId = id('location');
export const didId = id('did');
export const didImportId = id('did import');
export const trunkId = id('trunk');
export const policyId = id('policy');
export const flowId = id('flow');
export const promptId = id('prompt');

export type BoxId = z.infer<typeof boxId>;
export type TenantId = z.infer<typeof tenantId>;
export type AccountId = z.infer<typeof accountId>;
export type UserId = z.infer<typeof userId>;
export type DeviceId = z.infer<typeof deviceId>;
export type SessionId = z.infer<typeof sessionId>;
export type JobId = z.infer<typeof jobId>;
export type DidId = z.infer<typeof didId>;
export type DidImportId = z.infer<typeof didImportId>;
export type TrunkId = z.infer<typeof trunkId>;
export type PolicyId = z.infer<typeof policyId>;
export type FlowId = z.infer<typeof flowId>;
export type PromptId = z.infer<typeof promptId>;
export type LocationId = z.infer<typeof locationId>;

/** The tenant's name inside Asterisk (contexts, AstDB keys, SIP usernames): opaque, stable, never reused. */
export const tenantTag = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{4}$/)
  .brand<'tenantTag'>();
export type TenantTag = z.infer<typeof tenantTag>;

/** SIP username = endpoint, AOR and auth name: `<tenant tag>-<6 random characters>`; survives changes of extension and label. */
export const sipUsername = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{6}$/)
  .brand<'sipUsername'>();
export type SipUsername = z.infer<typeof sipUsername>;
