import { z } from 'zod';
import { flowKind } from '../callflow/flow-kind.ts';
import { flowId, tenantId, userId } from '../ids.ts';
import { e164 } from '../numbers.ts';

/** What a person's calls do (decision 0013): live, at once, never rolled back. */

/** always: nobody rings; busy: the phones are, or do not disturb; noanswer: they rang; away: none of them can be reached. */
export const forwardEvent = z.enum(['always', 'busy', 'noanswer', 'away']);
export type ForwardEvent = z.infer<typeof forwardEvent>;

const toUser = z.object({ kind: z.literal('user'), userId });
const toFlow = z.object({ kind: z.literal('flow'), flowId });
/** By the forwarding person's own policy and at their cost. */
const toOutside = z.object({ kind: z.literal('external'), number: e164 });
/** The person's own box. */
const toVoicemail = z.object({ kind: z.literal('voicemail') });
const toNobody = z.object({ kind: z.literal('hangup') });
export const forward = z.discriminatedUnion('kind', [toUser, toFlow, toOutside, toVoicemail, toNobody]);
export type Forward = z.infer<typeof forward>;

/** As a person writes it: an extension of the company, or a number as they would dial it. */
const asDialled = z.object({ kind: z.literal('dialled'), dialled: z.string().trim().min(1).max(40) });
export const forwardWish = z.discriminatedUnion('kind', [toUser, toFlow, toOutside, toVoicemail, toNobody, asDialled]);
export type ForwardWish = z.infer<typeof forwardWish>;

/** A forward as a screen shows it; `name` and `detail` (an extension) as they are now. */
export const forwardView = z.object({
  forward,
  name: z.string(),
  detail: z.string().nullable(),
  /** Of a flow: which kind it is. */
  flowKind: flowKind.optional(),
});
export type ForwardView = z.infer<typeof forwardView>;

/** How long a person's phones ring, in seconds. */
export const ringSeconds = z.number().int().min(5).max(120);
/** Where nothing was chosen: with a box somebody waits less long. */
export const RINGS = { withVoicemail: 20, without: 30 } as const;

export const handlingView = z.object({
  userId,
  dnd: z.boolean(),
  /** null: the default, voicemail where the person has it; else the caller is told. */
  forwards: z.record(forwardEvent, forwardView.nullable()),
  /** null: as the default says. */
  ringSeconds: ringSeconds.nullable(),
  /** How long the phones ring. */
  rings: z.number().int(),
  /** Has the person a box? */
  voicemail: z.boolean(),
  /** Is there a PIN for it, to hear messages from other phones? */
  hasPin: z.boolean(),
});
export type HandlingView = z.infer<typeof handlingView>;

const changes = {
  dnd: z.boolean().optional(),
  /** Those that are named; null: the default. */
  forwards: z.partialRecord(forwardEvent, forwardWish.nullable()).optional(),
  ringSeconds: ringSeconds.nullable().optional(),
};
/** At least one of them. */
export const updateOwnHandlingInput = z
  .object(changes)
  .refine((change) => Object.values(change).some((one) => one !== undefined), { error: 'handling.nothing' });
export type HandlingChange = z.infer<typeof updateOwnHandlingInput>;
export const handlingInput = z.object({ tenantId, userId });
export const updateHandlingInput = z.object({ tenantId, userId, ...changes });
