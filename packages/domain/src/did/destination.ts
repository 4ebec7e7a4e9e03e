import { z } from 'zod';
import { flowKind } from '../callflow/flow-kind.ts';
import { flowId, userId, type UserId } from '../ids.ts';
import { e164 } from '../numbers.ts';

/**
 * Where a call can be sent (decision 0011). One union for numbers, the tenant's default and whatever points on; kinds
 * are added here.
 */
export const destination = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId }),
  /** A message for this person; nobody rings. */
  z.object({ kind: z.literal('voicemail'), userId }),
  /** A ring group, a schedule, a mailbox, whichever kind it is. */
  z.object({ kind: z.literal('flow'), flowId }),
  /** A number outside, by the tenant's outbound policy and at its cost. */
  z.object({ kind: z.literal('external'), number: e164 }),
]);
export type Destination = z.infer<typeof destination>;
export type DestinationKind = Destination['kind'];

/** A destination as a screen shows it; `name` and `detail` as they are now. */
export const destinationView = z.object({
  destination,
  name: z.string(),
  /** What a person calls it besides the name, e.g. the extension; null: none. */
  detail: z.string().nullable(),
  /** Of a flow: which kind it is. */
  flowKind: flowKind.optional(),
});
export type DestinationView = z.infer<typeof destinationView>;

/** Whom or what it leads to, within its kind. */
export function destinationId(to: Destination): string {
  switch (to.kind) {
    case 'user':
    case 'voicemail':
      return to.userId;
    case 'flow':
      return to.flowId;
    case 'external':
      return to.number;
  }
}

/** Destinations that lead to the same have the same key, and no others; '': nowhere. */
export const destinationKey = (to: Destination | null | undefined): string =>
  to ? `${to.kind} ${destinationId(to)}` : '';

export const sameDestination = (a: Destination | null | undefined, b: Destination | null | undefined): boolean =>
  destinationKey(a) === destinationKey(b);

/** The person that it leads to directly, if it leads to one: to their phones, or to their mailbox. */
export const personOf = (to: Destination | null | undefined): UserId | undefined =>
  to?.kind === 'user' || to?.kind === 'voicemail' ? to.userId : undefined;
