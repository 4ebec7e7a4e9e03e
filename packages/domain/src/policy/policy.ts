import { z } from 'zod';
import { policyId, flowId, tenantId, trunkId } from '../ids.ts';
import { e164 } from '../numbers.ts';
import { instant, page, pageInput, revision } from '../paging.ts';
import { MOST_MICROS } from '../spending/money.ts';
import { displayName } from '../text.ts';

const digits = (most: number) => z.string().regex(new RegExp(`^\\d{0,${most}}$`), { error: 'number.not-digits' });

/** How a tenant's people dial numbers outside. Decision 0010 says how it is read. */
export const dialling = z.object({
  countryCode: z.string().regex(/^[1-9]\d{0,2}$/, { error: 'trunk.not-a-country-code' }),
  nationalPrefix: digits(4),
  internationalPrefix: digits(6),
  /** Before every number outside, such as `9`; '': none. */
  outsidePrefix: digits(3),
  /** What a number without any prefix is. */
  bare: z.enum(['none', 'national', 'local']),
  /** For `local`. */
  areaCode: digits(6),
});
export type Dialling = z.infer<typeof dialling>;

/** All of them match E.164 with the plus sign. */
export const ruleMatch = z.discriminatedUnion('by', [
  z.object({ by: z.literal('any') }),
  z.object({
    by: z.literal('prefix'),
    prefix: z.string().regex(/^\+[1-9]\d{0,13}$/, { error: 'policy.not-a-prefix' }),
  }),
  z.object({ by: z.literal('range'), from: e164, to: e164 }),
  z.object({
    by: z.literal('country'),
    codes: z
      .array(z.string().regex(/^[1-9]\d{0,2}$/))
      .min(1)
      .max(100),
  }),
  z.object({ by: z.literal('pattern'), pattern: z.string().max(80) }),
  z.object({ by: z.literal('regex'), regex: z.string().max(400) }),
]);
export type RuleMatch = z.infer<typeof ruleMatch>;

/** Only in, or only outside, the hours of a schedule. */
export const ruleHours = z.object({ inside: z.boolean(), flowId });

export const outboundRule = z.object({
  name: displayName,
  match: ruleMatch,
  hours: ruleHours.nullable().default(null),
  act: z.discriminatedUnion('does', [
    z.object({ does: z.literal('deny') }),
    z.object({
      does: z.literal('allow'),
      /** Digits taken off the front of the E.164 digits, then digits put before. */
      strip: z.number().int().min(0).max(14).default(0),
      prepend: digits(15).default(''),
      /** Tried in this order. */
      trunks: z.array(trunkId).min(1).max(8),
    }),
  ]),
});
export type OutboundRule = z.infer<typeof outboundRule>;

/** The most rules of one policy that the core reads. */
export const MOST_RULES = 99;
const rules = z.array(outboundRule).max(MOST_RULES);
export const policyView = z.object({
  id: policyId,
  tenantId,
  name: z.string(),
  rules: z.array(outboundRule),
  /** Is it the tenant's default? */
  isDefault: z.boolean(),
  /** People for whom it is set by name. */
  userCount: z.number().int(),
  pending: z.enum(['new', 'changed', 'none']),
  revision,
  createdAt: instant,
});
export type PolicyView = z.infer<typeof policyView>;
export const createPolicyInput = z.object({ tenantId, name: displayName, rules: rules.default([]) });
export type CreatePolicy = z.infer<typeof createPolicyInput>;
/** `rules`: all of them, in their new order. */
export const updatePolicyInput = z.object({
  tenantId,
  id: policyId,
  revision,
  name: displayName.optional(),
  rules: rules.optional(),
});
export type UpdatePolicy = z.infer<typeof updatePolicyInput>;
/** Another one with the same rules. */
export const duplicatePolicyInput = z.object({ tenantId, id: policyId, name: displayName });
export const policyInput = z.object({ tenantId, id: policyId });
export const listPoliciesInput = z.object({ tenantId, ...pageInput, search: z.string().max(200).optional() });
export type ListPolicies = z.infer<typeof listPoliciesInput>;
export const policyPage = page(policyView);

/** What holds for all calls out of a tenant. */
export const outboundSettings = z.object({
  /** null: only numbers with a plus sign can be dialled. */
  dialling: dialling.nullable(),
  defaultPolicyId: policyId.nullable(),
  /** The tenant's public number that is shown outside, unless the person has one; null: none. */
  callerId: e164.nullable(),
  /** Against fraud; null: no limit. Emergency calls don't count. */
  callsPerMinute: z.number().int().min(1).max(10_000).nullable(),
  callsAtOnce: z.number().int().min(1).max(10_000).nullable(),
  /** A guess by the price list, in millionths of the box's currency (spending.ts). Absent: never set, as null. */
  spendPerDay: z
    .number({ error: 'spending.not-an-amount' })
    .int()
    .min(1, { error: 'spending.not-an-amount' })
    .max(MOST_MICROS)
    .nullable()
    .optional(),
});
export type OutboundSettings = z.infer<typeof outboundSettings>;
/** `revision` is the tenant's. */
export const outboundSettingsView = outboundSettings.extend({ revision });
export type OutboundSettingsView = z.infer<typeof outboundSettingsView>;
export const outboundInput = z.object({ tenantId });
export const updateOutboundInput = outboundSettings.partial().extend({ tenantId, revision });
export type UpdateOutbound = z.infer<typeof updateOutboundInput>;
